"""Scores the whole product on a folder of judgements: answers as `hwaksan match --batch`, coaches as recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from catalog.errors import AmbiguousMunicipalityError, InvalidInputError, UnknownMunicipalityError
from catalog.naming import resolve
from matcher import evaluate, evaluate_coaches
from matcher.coaches import CoachFinder
from matcher.documents import profile, read_catalogue
from matcher.rank import assess, rank
from matcher.recommend import Matcher
from matcher.retrieve import CHANNELS
from matcher.types import Profile, Query
from matcher.understand import understand
from web.state import State

DEPTH = 20
"""Recommendations looked at; the measures need the first ten."""


def evaluate_everything(state: State, folder: Path) -> tuple[dict[str, Any], str]:
    """Figures of all judgements in `folder` as plain values and as Markdown; visits alone need no model.

    Raises:
        InvalidInputError: the folder holds neither kind of judgements, or visits that cannot be read.
    """
    visits = (folder / evaluate_coaches.FILE).exists()
    if not visits and not (folder / "queries.jsonl").exists():
        raise InvalidInputError(
            "folder", "폴더에 queries.jsonl도 coach_visits.csv도 없습니다.",
            "The folder has neither queries.jsonl nor coach_visits.csv.")
    value: dict[str, Any] = {}
    markdown = []
    if (folder / "queries.jsonl").exists():
        report = evaluate_folder(state, folder)
        value |= report.as_dict()
        markdown.append(report.as_markdown())
    if visits:
        coaches = evaluate_visits(state, folder)
        value["coaches"] = coaches.as_dict()
        markdown.append(coaches.as_markdown())
    return value, "\n".join(markdown)


def evaluate_visits(state: State, folder: Path) -> evaluate_coaches.CoachReport:
    """Where really visited coaches stand in the order, each visit ranked as if it had not happened.

    Raises:
        InvalidInputError: the file of visits cannot be read.
    """
    weights = state.coach_weights()
    with state.sessions() as session:
        catalogue = read_catalogue(session)
    try:
        judged = evaluate_coaches.read_visits(folder)
    except ValueError as error:
        raise InvalidInputError("folder", f"방문 기록 파일을 고쳐 주세요. ({error})",
                                f"Correct the file of visits. ({error})") from error
    return evaluate_coaches.evaluate_coaches(
        catalogue, judged, lambda known: CoachFinder(dt.date.today().year, weights).fit(known))


def evaluate_folder(state: State, folder: Path) -> evaluate.Report:
    """Every figure of the judgements in `folder`, by language and kind, and what each stage adds."""
    matcher = state.matcher()
    judgements = evaluate.read_judgements(folder)
    with state.sessions() as session:
        askers = {judged.id: _asker(session, judged.municipality) for judged in judgements}
    return evaluate.evaluate(
        _rankings(matcher, ((judged.id, judged.text) for judged in judgements), askers),
        judgements,
        stages=_stages(matcher, judgements),
        translated=_rankings(matcher, ((judged.id, judged.translation) for judged in judgements), askers),
    )


def _rankings(
    matcher: Matcher, problems: Iterable[tuple[str, str]], askers: Mapping[str, Profile | None]
) -> dict[str, evaluate.Ranking]:
    return evaluate.rankings_of(
        {key: matcher.answer(Query(text, askers[key], DEPTH)) for key, text in problems}
    )


def _stages(
    matcher: Matcher, judgements: Iterable[evaluate.Judged]
) -> dict[str, dict[str, evaluate.Ranking]]:
    """Rankings of each channel alone, of the ranker without policy, and without abstaining."""
    stages: dict[str, dict[str, evaluate.Ranking]] = {f"{name} alone": {} for name in CHANNELS}
    ranked_only = stages.setdefault("all channels, ranked", {})
    abstaining = stages.setdefault("… and saying when nothing fits", {})
    for judged in judgements:
        needs, channels = understand(judged.text, matcher.index_)
        for at, name in enumerate(CHANNELS):
            order = np.argsort(-np.nan_to_num(channels.scores[0][:, at]), kind="stable")[:DEPTH]
            stages[f"{name} alone"][judged.id] = [channels.solutions[row] for row in order]
        candidates = rank(channels, needs, matcher.weights)
        ranked_only[judged.id] = [candidate.solution for candidate in candidates[:DEPTH]]
        _, abstained = assess(channels, needs, matcher.weights)
        abstaining[judged.id] = [] if abstained else ranked_only[judged.id]
    return stages


def _asker(session: Session, name: str | None) -> Profile | None:
    """The judged municipality; a name that means nothing or several leaves the asker out."""
    try:
        return profile(resolve(session, name)) if name else None
    except (UnknownMunicipalityError, AmbiguousMunicipalityError):
        return None
