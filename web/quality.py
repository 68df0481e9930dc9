"""`make quality`: learns the ranker's weights and writes what the matching is worth to a page.

`python -m web.quality JUDGEMENTS PAGE` trains and writes; `python -m web.quality --vectors` only brings
the vectors that ship with the code up to the seeds.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
from pathlib import Path

import yaml

from matcher import evaluate, network, rank, train, vectors
from matcher.learned import LANGUAGES
from matcher.types import Passage
from web.evaluation import evaluate_folder, evaluate_visits
from web.settings import Settings
from web.state import SEEDS, State

WEIGHTS = Path(rank.__file__).parent / "weights"
FIGURES = Path(__file__).parent / "match_quality.json"
"""The same figures for the page of the web application."""

PAGE = """# How good the matching is, and on what

Written by `make quality`. The judgements are {count} problems as officials of small municipalities would
state them ({answerable} of them with an answer in the catalogue), in Korean and English, each with a
translation; every solution was graded by reading, without any matching program: 3 directly addresses a
stated need, 2 clearly helps, 1 related. nDCG@10 uses the gain 2^grade - 1; brackets are 95 % bootstrap
intervals over queries. The orders of two judges reach .97 by each other, which is the ceiling.

## On problems the ranker has not seen

Cross-validated: each problem is ranked under weights learned without it. These are the figures to trust.

{unseen}
## As shipped

The weights that ship were learned on all of these problems, so these figures flatter a little. They are
what `hwaksan eval tests/judgements` prints: the whole way, with the municipality and policy, and the
stages on the way there.

{shipped}
## Coaches

Recorded visits say whom a municipality really went to for a solution. Recall@k is the share of visits whose
coach is among the first k that operate it, MRR the mean of 1 / its place. Each visit is ranked as if it had not
happened: without the learner's own visits and without what the same report tells of others. Intervals draw
whole pairs of coach and solution, because many visits are one trip. Most visited coaches are in the catalogue
because a visit was reported; "the visit's own report dates nothing" takes the year away that follows from that
report alone, and "each coach and solution once" counts a trip of many as one. The weights are set, not learned.

{coaches}
## What it does not do well

- Problems with several needs, short and noisy ones, and English ones lie below the mean (see the rows above).
- The network is learned with one seed, set beforehand. Others give .80 to .82 on these problems, and nothing
  says that unseen ones are as kind to this one.
- When nothing fits, it says so in only part of the cases: turning a real problem away is held to be the
  worse mistake, and the threshold is set for that.
- The judgements are few: an interval of ±.05 is usual, and differences below that say little.

The worst answers on the development judgements (nDCG@10, shipped weights):

{worst}
"""


def main() -> None:
    """Reads the arguments and writes weights and page, or only the vectors."""
    parser = argparse.ArgumentParser(prog="python -m web.quality", description=__doc__)
    parser.add_argument("judgements", type=Path, nargs="?", help="folder with queries.jsonl and qrels.tsv")
    parser.add_argument("page", type=Path, nargs="?", help="Markdown file to write")
    parser.add_argument("--vectors", action="store_true", help="only bring the shipped vectors up to the seeds")
    chosen = parser.parse_args()
    state = State(Settings.from_environment())
    catalogue, matrix = state.encoded_catalogue()
    if chosen.vectors:
        print(f"{vectors.write_shipped(catalogue.passages, state.encoder())} texts encoded")
        return
    judgements = evaluate.read_judgements(chosen.judgements)
    trained = train.train(catalogue, judgements, state.encoder(), matrix, formalities())
    network.write_network(trained.network)
    rank.write_weights(trained.weights, WEIGHTS / rank.TAUGHT)
    rank.write_weights(trained.untaught, WEIGHTS / rank.UNTAUGHT)
    (WEIGHTS / "training_data.tsv").write_text(training_data(chosen.judgements), encoding="utf-8")
    report = evaluate_folder(state, chosen.judgements)
    coaches = evaluate_visits(state, chosen.judgements)
    chosen.page.write_text(PAGE.format(
        count=len(judgements),
        answerable=sum(judged.answerable for judged in judgements),
        unseen=trained.report.as_markdown(),
        shipped=report.as_markdown(),
        coaches=coaches.as_markdown(),
        worst=_worst(report),
    ), encoding="utf-8")
    FIGURES.write_text(json.dumps({
        "as_of": dt.date.today().isoformat(),
        "problems": len(judgements),
        "answerable": sum(judged.answerable for judged in judgements),
        "examples": sum(passage.kind == "judged" for passage in catalogue.passages) // 2,
        "unseen": _rounded(trained.report.as_dict()),
        "shipped": _rounded(report.as_dict()),
        "coaches": _rounded(coaches.as_dict()),
    }, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(trained.report.as_markdown())


def formalities(path: Path = SEEDS / "formalities.jsonl") -> list[Passage]:
    """Sentences of letters and plans that state no problem, in both languages."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Passage(f"formality-{number}:{language}", "formality", "formality", language, line[language])
        for number, line in enumerate(lines) for language in LANGUAGES
    ]


def training_data(judgements: Path) -> str:
    """One line per file that the weights were learned from: what learned from it, its name and a SHA-256.

    Of a solution it is that of its texts: what it costs and what went wrong teach nothing here.
    """
    texts = [*sorted(SEEDS.glob("solutions/*.yaml")), SEEDS / "cases.yaml", SEEDS / "outside.yaml"]
    read = {
        "network": [*texts, SEEDS / "statements.jsonl", SEEDS / "formalities.jsonl"],
        "ranker": [judgements / "queries.jsonl", judgements / "qrels.tsv"],
    }
    lines = ["learner\tfile\tsha256"]
    for learner, paths in read.items():
        for path in paths:
            digest = hashlib.sha256(_taught(path)).hexdigest()
            lines.append(f"{learner}\t{path.parent.name}/{path.name}\t{digest}")
    return "\n".join(lines) + "\n"


def _taught(path: Path) -> bytes:
    if path.suffix != ".yaml" or path.parent.name != "solutions":
        return path.read_bytes()
    solution = yaml.safe_load(path.read_text(encoding="utf-8"))
    texts = {key: value for key, value in solution.items() if key not in ("costs", "pitfalls", "sources")}
    return json.dumps(texts, ensure_ascii=False, sort_keys=True).encode()


def _rounded(value: object) -> object:
    """Numbers to four places, as deep as they stand; the worst problems stay on the other page."""
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items() if key != "worst"}
    return round(value, 4) if isinstance(value, float) else value


def _worst(report: evaluate.Report) -> str:
    lines = ["| problem | nDCG@10 |", "|---|---|"]
    lines += [f"| {text} | {score:.2f} |" for text, score in report.worst]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
