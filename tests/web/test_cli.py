"""The `hwaksan` command as a person or a script meets it: exit codes, one line on stderr, JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import SOLUTIONS
from web.cli import hwaksan
from web.matching_commands import match
from web.state import State

Run = Callable[..., Result]


@pytest.fixture
def run(seeded_database_url: str, tmp_path: Path) -> Run:
    """Runs the command on the seeded database."""

    def invoke(*arguments: str, database: str = seeded_database_url) -> Result:
        environment = {"HWAKSAN_DATABASE_URL": database, "HWAKSAN_INSTANCE": str(tmp_path)}
        return CliRunner().invoke(hwaksan, arguments, env=environment)

    return invoke


@pytest.fixture
def ask(loaded_state: State) -> Run:
    """Runs `hwaksan match` with the matcher that is loaded already; test_wheel.py runs all of it."""
    return lambda *arguments: CliRunner().invoke(match, arguments, obj=loaded_state)


def refused(result: Result, *words: str) -> bool:
    """Exit code 2 with one line that holds the words, and no traceback."""
    line = result.stderr.strip()
    return result.exit_code == 2 and "Traceback" not in line and all(word in line for word in words)


def test_the_module_is_the_command() -> None:
    """`python -m web.cli` does what the console script does."""
    shown = subprocess.run([sys.executable, "-m", "web.cli", "--help"], capture_output=True, text=True, check=True)
    assert "demo" in shown.stdout


@pytest.mark.slow
def test_init_is_safe_to_repeat(run: Run, tmp_path: Path) -> None:
    """The first run loads every fact, the second changes nothing."""
    url = f"sqlite:///{tmp_path / 'fresh.sqlite3'}"
    first = json.loads(run("init", "--format", "json", database=url).stdout)
    second = json.loads(run("init", "--format", "json", database=url).stdout)
    assert first["counts"]["solutions"] == SOLUTIONS
    assert (second["added"], second["updated"], second["conflicts"]) == (0, 0, [])
    assert second["unchanged"] == first["added"]


def test_an_empty_database_says_what_to_do(run: Run, tmp_path: Path) -> None:
    """Asking before `hwaksan init` is told apart from a question without an answer."""
    result = run("eligible", "의왕시", database=f"sqlite:///{tmp_path / 'none.sqlite3'}")
    assert refused(result, "hwaksan init")


def test_eligible_uiwang_gets_the_money_of_the_contract(run: Run) -> None:
    """Uiwang-si may apply to all four programmes of 2025; diffusion gives 1.2 + 1.2 = 2.4 bn won."""
    value = json.loads(run("eligible", "Uiwang-si", "--format", "json").stdout)
    assert [call["eligible"] for call in value["calls"]] == [True] * 4
    diffusion = next(call for call in value["calls"] if call["call"] == "solution-diffusion-2025")
    assert (diffusion["state_krw"], diffusion["local_krw"], diffusion["total_krw"]) == (
        1_200_000_000, 1_200_000_000, 2_400_000_000)
    assert diffusion["window"] == ["2025-04-14", "2025-04-16"]


def test_an_entered_population_replaces_ours(run: Run) -> None:
    """--population and --as-of decide instead of the count on record."""
    value = json.loads(run(
        "eligible", "의왕시", "--population", "310000", "--as-of", "2025-03-31", "--format", "json").stdout)
    diffusion = next(call for call in value["calls"] if call["call"] == "solution-diffusion-2025")
    assert (diffusion["eligible"], diffusion["population"], diffusion["population_date"]) == (
        False, 310_000, "2025-03-31")


def test_an_ambiguous_name_lists_the_choices(run: Run) -> None:
    """고성군 is in two provinces; both are named with their codes."""
    assert refused(run("eligible", "고성군"), "48820", "51820")


def test_coaches_never_include_the_asker(run: Run) -> None:
    """A municipality that runs the solution itself is not its own coach."""
    value = json.loads(run("coaches", "demand-responsive-bus", "--for", "청주시", "--format", "json").stdout)
    codes = [coach["municipality"] for coach in value["coaches"]]
    assert codes and "43110" not in codes
    for coach in value["coaches"]:
        assert coach["score"] == pytest.approx(sum(part["value"] for part in coach["contributions"]))


def test_peers_are_ordered_by_likeness(run: Run) -> None:
    """The most alike come first, each with its likeness per trait."""
    value = json.loads(run("peers", "합천군", "--top", "5", "--format", "json").stdout)
    likeness = [peer["likeness"] for peer in value["peers"]]
    assert len(likeness) == 5 and likeness == sorted(likeness, reverse=True)
    assert set(value["medians"]) >= {"population", "density"}


def test_traits_of_the_comparison_are_chosen(run: Run) -> None:
    """--traits names them, --without leaves some out, and the answer says by which it was compared."""
    call = ("peers", "합천군", "--traits", "coastal,population", "--without", "coastal")
    value = json.loads(run(*call, "--format", "json").stdout)
    assert value["traits_used"] == ["population"]
    assert all(peer["traits"] == {"population": peer["likeness"]} for peer in value["peers"])
    assert run(*call).stdout.startswith("비교 항목: 인구\n 1. ")
    assert "compared by: population" in run(*call, "--lang", "en").stdout


def test_traits_that_cannot_be_compared_are_refused(run: Run) -> None:
    """An unknown trait and an empty choice are told apart, each with what there is to choose from."""
    assert refused(run("peers", "합천군", "--traits", "rainfall"), "rainfall", "population")
    assert refused(run("peers", "합천군", "--traits", "coastal", "--without", "coastal"), "하나 이상")


def test_figures_that_nobody_recorded_find_no_peers(run: Run) -> None:
    """A municipality whose only chosen figure is unknown is told so and gets no list."""
    call = ("peers", "인천 영종구", "--traits", "fiscal_independence")
    assert json.loads(run(*call, "--format", "json").stdout)["peers"] == []
    assert "확인된 자료 없음" in run(*call).stdout


def test_check_finds_no_error_in_the_seeds(run: Run) -> None:
    """The shipped facts break no rule; what is thin is counted."""
    result = run("check", "--format", "json")
    value = json.loads(result.stdout)
    assert (result.exit_code, value["errors"]) == (0, [])
    assert value["warnings"]["mirror"] > 0


def test_check_lists_the_rows_behind_a_count(run: Run) -> None:
    """As many rows as the warning counts, each with table, id, solution and a sentence in both languages."""
    counted = json.loads(run("check", "--format", "json").stdout)["warnings"]["unverifiable"]

    rows = json.loads(run("check", "--list", "unverifiable", "--format", "json").stdout)["rows"]
    told = run("check", "--list", "unverifiable", "--lang", "en").stdout.splitlines()

    assert len(rows) == counted == len(told) - 1 > 0
    assert all(row["text"]["ko"] and row["text"]["en"] for row in rows)
    assert told[0] == f"unverifiable: {counted}" and rows[0]["id"] in told[1]


@pytest.mark.slow
def test_a_backup_restores_into_an_empty_place_only(run: Run, tmp_path: Path) -> None:
    """What was written comes back whole, and never over a catalogue."""
    file, url = tmp_path / "backup.gz", f"sqlite:///{tmp_path / 'restored.sqlite3'}"
    rows = json.loads(run("backup", str(file), "--format", "json").stdout)["rows"]
    assert json.loads(run("restore", str(file), "--format", "json", database=url).stdout)["rows"] == rows
    original, restored = (
        json.loads(run("eligible", "의왕시", "--format", "json", **over).stdout) for over in ({}, {"database": url})
    )
    assert original == restored
    assert refused(run("restore", str(file), database=url), "HWAKSAN_DATABASE_URL")
    (tmp_path / "broken.gz").write_bytes(file.read_bytes()[:200])
    empty = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    assert refused(run("restore", str(tmp_path / "broken.gz"), database=empty), "broken.gz")


@pytest.mark.parametrize("text", ["", "   ", "🚌🚌", "12345 !!!", "가" * 10_001])
def test_a_problem_that_cannot_be_read_is_refused(run: Run, text: str) -> None:
    """Empty, over-long, emoji-only or wordless text: exit 2 and one line in both languages."""
    result = run("match", text)
    assert refused(result) and result.stderr.count("\n") == 1


@pytest.mark.parametrize("arguments", [
    ("match", "버스가 없습니다", "--top", "0"), ("match", "버스가 없습니다", "--municipality", "없는군"),
    ("coaches", "no-such-solution", "--for", "합천군"), ("eligible", "의왕시", "--population", "-1"),
    ("eligible", "의왕시", "--as-of", "어제"), ("match", "--batch", "no-such-file.jsonl"), ("fly",),
])
def test_wrong_usage_exits_with_2(run: Run, arguments: tuple[str, ...]) -> None:
    """Wrong options and unknown names never end in a traceback."""
    result = run(*arguments)
    assert result.exit_code == 2 and result.stderr and "Traceback" not in result.stderr


@pytest.mark.model
@pytest.mark.xdist_group("model")
@pytest.mark.parametrize("text", [
    "어르신들이 병원에 가려 해도 버스가 하루 두 번뿐입니다",
    "Seniors cannot get to hospital because the bus comes twice a day",
])
def test_the_main_job(ask: Run, text: str) -> None:
    """Rural seniors without a bus get demand-responsive bus or village taxi, reasons, outcomes, a coach."""
    value = json.loads(ask(text, "--municipality", "합천군", "--format", "json").stdout)
    first = value["recommendations"][:3]
    wanted = [entry for entry in first if entry["solution"] in ("demand-responsive-bus", "village-taxi")]
    assert wanted and not value["abstained"]
    for entry in wanted:
        assert entry["coaches"] and all(coach["municipality"] != "48890" for coach in entry["coaches"])
        assert entry["outcomes"] and all(outcome["source"].startswith("http") for outcome in entry["outcomes"])
    for entry in value["recommendations"]:
        assert entry["score"] == pytest.approx(sum(part["value"] for part in entry["contributions"]))
        assert all(part["reason"]["ko"] and part["reason"]["en"] for part in entry["contributions"])


@pytest.mark.model
@pytest.mark.xdist_group("model")
def test_a_batch_answers_every_line_it_can(ask: Run, tmp_path: Path) -> None:
    """One line in, one line out, same order; a bad line gives an error and the rest go on, exit 1."""
    lines = [
        json.dumps({"id": "a", "text": "밤에 횡단보도에서 보행자가 보이지 않습니다", "kind": "ignored"}).encode(),
        b"not json", b'{"id": "c", "text": "\xff\xfe"}', b'{"id": "d", "text": ""}', b"[" * 5000,
        json.dumps({"id": "f", "text": "Illegal dumping at night", "municipality": "없는군"}).encode(),
        json.dumps({"id": "g", "text": "Illegal dumping at night", "municipality": "합천군"}).encode(),
    ]
    file = tmp_path / "in.jsonl"
    file.write_bytes(b"\n".join(lines) + b"\n")
    result = ask("--batch", str(file), "--format", "jsonl")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [answer["id"] for answer in answers] == ["a", None, None, "d", None, "f", "g"]
    assert ["error" in answer for answer in answers] == [False, True, True, True, True, True, False]
    assert answers[0]["recommendations"][0]["solution"] == "smart-crosswalk"


def test_coaches_say_what_would_change_the_order(run: Run) -> None:
    """In JSON a key in both languages, null for the first; in text a line below the parts."""
    call = ("coaches", "smart-senior-centre", "--for", "보령시", "--top", "3")
    first, *others = json.loads(run(*call, "--format", "json").stdout)["coaches"]
    assert first["would_change"] is None
    assert len(others) == 2 and all(coach["would_change"]["ko"] and coach["would_change"]["en"] for coach in others)
    assert run(*call).stdout.count("   → ") == 2
    assert others[0]["would_change"]["en"] in run(*call, "--lang", "en").stdout


def test_coaches_can_be_weighed_otherwise(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """HWAKSAN_COACH_WEIGHTS names a file; one that cannot be used is refused in one line."""
    file = tmp_path / "weights.json"
    file.write_text('{"pioneer": 0.0, "nearness": 9}', encoding="utf-8")
    monkeypatch.setenv("HWAKSAN_COACH_WEIGHTS", str(file))
    call = ("coaches", "smart-senior-centre", "--for", "보령시", "--format", "json")
    assert json.loads(run(*call).stdout)["coaches"][0]["municipality"] == "44150"
    file.write_text('{"fame": 1}', encoding="utf-8")
    assert refused(run(*call), "HWAKSAN_COACH_WEIGHTS", "fame")
    monkeypatch.setenv("HWAKSAN_COACH_WEIGHTS", str(tmp_path / "none.json"))
    assert refused(run(*call), "HWAKSAN_COACH_WEIGHTS", "none.json")


def test_recorded_visits_are_scored_without_the_model(run: Run, tmp_path: Path) -> None:
    """A folder that holds visits alone is scored; one that holds nothing, or a broken file, is refused."""
    assert refused(run("eval", str(tmp_path)), "coach_visits.csv")
    file = tmp_path / "coach_visits.csv"
    file.write_text("learner_code,coach_code,solution_slug,source\n44180,44150,smart-senior-centre,a\n"
                    "44180,11110,smart-senior-centre,b\n", encoding="utf-8")
    value = json.loads(run("eval", str(tmp_path), "--format", "json").stdout)["coaches"]
    assert (value["visits"], value["unknown"]) == (2, 1)
    assert value["rows"]["as shipped"]["recall@3"]["mean"] == 0.5
    assert "| without pioneer |" in run("eval", str(tmp_path)).stdout
    file.write_text("learner\n", encoding="utf-8")
    assert refused(run("eval", str(tmp_path)), "solution_slug")
