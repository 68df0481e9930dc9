"""How good a ranking is: pure functions of rankings and judgements, and a report made of them.

A ranking is the recommended slugs, best first; an empty one says "no proven fit". Grades: 3 directly
addresses a stated need, 2 clearly helps, 1 related, absent not relevant. A query counts as answerable
when some solution has grade 2 or 3; for the others an empty ranking is right.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from matcher.types import DIRECT, HELPS, Answer

BOOTSTRAP = 1000
WORST = 10
Ranking = Sequence[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """One judged query: grade and answered needs (indices) by solution."""

    id: str
    text: str
    translation: str
    language: str
    kind: str
    needs: tuple[str, ...]
    municipality: str | None = None
    grades: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def answerable(self) -> bool:
        """Whether anything in the catalogue clearly helps."""
        return max(self.grades.values(), default=0) >= HELPS


def read_judgements(directory: Path | str) -> tuple[Judged, ...]:
    """Reads `queries.jsonl` and `qrels.tsv` (query_id, solution, grade, needs) of a directory."""
    directory = Path(directory)
    grades: dict[str, dict[str, int]] = {}
    answers: dict[str, dict[str, tuple[int, ...]]] = {}
    lines = (directory / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]
    for line in filter(str.strip, lines):
        query, solution, grade, *rest = line.split("\t")
        grades.setdefault(query, {})[solution] = int(grade)
        needs = tuple(int(need) for need in rest[0].split(",") if need.strip()) if rest else ()
        answers.setdefault(query, {})[solution] = needs
    judged = []
    for line in filter(str.strip, (directory / "queries.jsonl").read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        judged.append(
            Judged(
                id=row["id"],
                text=row["text"],
                translation=row.get("text_translation") or row["text"],
                language=row.get("lang", "ko"),
                kind=row.get("kind", "unknown"),
                needs=tuple(row.get("needs", ())),
                municipality=row.get("municipality"),
                grades=grades.get(row["id"], {}),
                answers=answers.get(row["id"], {}),
            )
        )
    return tuple(judged)


def ndcg_at_k(ranking: Ranking, grades: Mapping[str, int], k: int = 10) -> float:
    """Discounted gain (2^grade - 1) over the best possible; NaN where nothing is relevant."""
    ideal = _discounted(sorted(grades.values(), reverse=True)[:k])
    if ideal == 0:
        return math.nan
    return _discounted([grades.get(solution, 0) for solution in ranking[:k]]) / ideal


def _discounted(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def strong_recall(ranking: Ranking, grades: Mapping[str, int], k: int = 5) -> float:
    """Share of the strongly relevant (grade 3, or 2 where there is no 3) among the first k."""
    best = max(grades.values(), default=0)
    if best < HELPS:
        return math.nan
    strong = {solution for solution, grade in grades.items() if grade >= min(best, DIRECT)}
    return len(strong & set(ranking[:k])) / min(len(strong), k)


def first_hit(ranking: Ranking, grades: Mapping[str, int]) -> float:
    """1 when the first recommendation clearly helps; NaN where nothing does."""
    if max(grades.values(), default=0) < HELPS:
        return math.nan
    return float(bool(ranking) and grades.get(ranking[0], 0) >= HELPS)


def coverage(ranking: Ranking, judged: Judged, k: int = 6) -> float:
    """Share of the answerable needs that some helpful solution among the first k answers."""
    helpful = {slug: judged.answers.get(slug, ()) for slug, grade in judged.grades.items() if grade >= HELPS}
    answerable = {need for needs in helpful.values() for need in needs}
    if not answerable:
        return math.nan
    return len({need for slug in ranking[:k] for need in helpful.get(slug, ())}) / len(answerable)


def right_abstention(ranking: Ranking, judged: Judged) -> float:
    """For a query that nothing answers: 1 when the ranking is empty."""
    return math.nan if judged.answerable else float(not ranking)


def false_abstention(ranking: Ranking, judged: Judged) -> float:
    """For a query that something answers: 1 when the ranking is empty."""
    return float(not ranking) if judged.answerable else math.nan


METRICS: Mapping[str, Callable[[Ranking, Judged], float]] = {
    "ndcg@10": lambda ranking, judged: ndcg_at_k(ranking, judged.grades) if judged.answerable else math.nan,
    "ndcg@10 (any grade)": lambda ranking, judged: ndcg_at_k(ranking, judged.grades),
    "strong recall@5": lambda ranking, judged: strong_recall(ranking, judged.grades),
    "first is relevant": lambda ranking, judged: first_hit(ranking, judged.grades),
    "needs covered@6": coverage,
    "right abstention": right_abstention,
    "false abstention": false_abstention,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over queries with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float
    queries: int

    def __str__(self) -> str:
        if not self.queries:
            return "-"
        return f"{self.mean:.3f} [{self.low:.3f}, {self.high:.3f}]"


def figure(values: Sequence[float], seed: int = 0) -> Figure:
    """Mean of the values that are numbers, and how far chance may have moved it."""
    known = np.array([value for value in values if not math.isnan(value)])
    if not len(known):
        return Figure(math.nan, math.nan, math.nan, 0)
    draws = np.random.default_rng(seed).integers(len(known), size=(BOOTSTRAP, len(known)))
    low, high = np.quantile(known[draws].mean(axis=1), (0.025, 0.975))
    return Figure(float(known.mean()), float(low), float(high), len(known))


@dataclass(frozen=True, slots=True)
class Report:
    """Figures by group of queries ("all", "ko", "kind: multi", …) and metric, stages, language gap."""

    groups: Mapping[str, Mapping[str, Figure]]
    stages: Mapping[str, Mapping[str, Figure]] = field(default_factory=dict)
    language_gap: Figure | None = None
    worst: Sequence[tuple[str, float]] = ()
    """The answerable problems ranked worst, with their nDCG@10."""

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON; a figure without queries is null."""
        tables: dict[str, object] = {
            name: {row: {metric: plain(cell) for metric, cell in cells.items()} for row, cells in rows.items()}
            for name, rows in (("groups", self.groups), ("stages", self.stages))
        }
        return tables | {
            "language_gap": plain(self.language_gap) if self.language_gap else None,
            "worst": [{"text": text, "ndcg@10": score} for text, score in self.worst],
        }

    def as_markdown(self) -> str:
        """Two tables: by group of queries, and by stage."""
        parts = [table("queries", self.groups)]
        if self.stages:
            parts.append(table("stage", self.stages))
        if self.language_gap:
            parts.append(f"Same queries in the other language, nDCG@10 lost: {self.language_gap}")
        return "\n\n".join(parts) + "\n"


def plain(cell: Figure) -> dict[str, float | int] | None:
    """A figure for JSON; null without queries."""
    if not cell.queries:
        return None
    return {"mean": cell.mean, "low": cell.low, "high": cell.high, "queries": cell.queries}


def table(corner: str, rows: Mapping[str, Mapping[str, Figure]]) -> str:
    """A Markdown table with one row per name and one column per metric."""
    metrics = list(next(iter(rows.values()), {}))
    lines = [f"| {corner} | " + " | ".join(metrics) + " |", "|---" * (len(metrics) + 1) + "|"]
    for name, cells in rows.items():
        lines.append(f"| {name} | " + " | ".join(str(cells[metric]) for metric in metrics) + " |")
    return "\n".join(lines)


def rankings_of(answers: Mapping[str, Answer]) -> dict[str, Ranking]:
    """Recommended slugs by query id, as shown."""
    return {key: [item.solution for item in answer.recommendations] for key, answer in answers.items()}


def evaluate(
    rankings: Mapping[str, Ranking],
    judgements: Sequence[Judged],
    *,
    stages: Mapping[str, Mapping[str, Ranking]] | None = None,
    translated: Mapping[str, Ranking] | None = None,
) -> Report:
    """The report on rankings by query id; a missing query counts as an empty answer.

    `stages` holds rankings of other stages for the ablation, `translated` the rankings of the same
    queries put in the other language.
    """
    groups = {"all": list(judgements)}
    for judged in judgements:
        groups.setdefault(judged.language, []).append(judged)
    for judged in sorted(judgements, key=lambda item: item.kind):
        groups.setdefault(f"kind: {judged.kind}", []).append(judged)
    gap = None
    if translated is not None:
        metric = METRICS["ndcg@10"]
        gap = figure([
            metric(rankings.get(judged.id, ()), judged) - metric(translated.get(judged.id, ()), judged)
            for judged in judgements
        ])
    return Report(
        groups={name: _figures(rankings, members) for name, members in groups.items()},
        stages={name: _figures(ranked, judgements) for name, ranked in (stages or {}).items()},
        language_gap=gap,
        worst=_worst(rankings, judgements),
    )


def _worst(rankings: Mapping[str, Ranking], judgements: Sequence[Judged]) -> list[tuple[str, float]]:
    scored = [
        (ndcg_at_k(rankings.get(judged.id, ()), judged.grades), judged.id, judged.text)
        for judged in judgements if judged.answerable
    ]
    return [(text, score) for score, _, text in sorted(scored)[:WORST]]


def _figures(rankings: Mapping[str, Ranking], judgements: Sequence[Judged]) -> dict[str, Figure]:
    return {
        name: figure([metric(rankings.get(judged.id, ()), judged) for judged in judgements])
        for name, metric in METRICS.items()
    }
