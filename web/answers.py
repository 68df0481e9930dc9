"""Answers as the JSON of the public contract, shared by the terminal and the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from catalog import queries
from catalog.deployments import Outcome
from catalog.eligibility import Verdict
from catalog.fact_checks import FactCheck, standing_check
from catalog.findings import Finding
from matcher.contest import FIT_UNIT, Assignment, Contest, Objective, Pair
from matcher.peers import Peer, medians
from matcher.types import Answer, Catalogue, Coach, Contribution, Offering, Recommendation, Text

HEADLINE_OUTCOMES = 3


def text_json(text: Text) -> dict[str, str]:
    """One sentence in both languages."""
    return {"ko": text.ko, "en": text.en}


def answer_json(session: Session, answer: Answer, took_ms: float, query_id: str | None = None) -> dict[str, Any]:
    """The whole answer; `session` adds the outcomes on record to each recommendation."""
    outcomes = queries.outcomes_of(session, [entry.solution for entry in answer.recommendations])
    return {
        "id": query_id,
        "catalog_version": answer.catalog_version,
        "model": answer.model,
        "took_ms": round(took_ms, 1),
        "abstained": answer.abstained,
        "needs": [{"text": need.text, "abstained": need.abstained} for need in answer.needs],
        "recommendations": [_recommendation(entry, outcomes[entry.solution]) for entry in answer.recommendations],
        "near_misses": [
            {"solution": miss.solution, "name": text_json(miss.name), "reason": text_json(miss.reason)}
            for miss in answer.near_misses
        ],
    }


def _recommendation(entry: Recommendation, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    return {
        "solution": entry.solution,
        "name": text_json(entry.name),
        "score": entry.score,
        "probability": entry.probability,
        "needs": list(entry.needs),
        "evidence_level": entry.evidence_level,
        "already_operating": entry.already_operating,
        "contributions": [contribution_json(part) for part in entry.contributions],
        "coaches": [coach_json(coach) for coach in entry.coaches],
        "coaches_note": text_json(entry.coaches_note) if entry.coaches_note else None,
        "outcomes": [outcome_json(outcome) for outcome in outcomes[:HEADLINE_OUTCOMES]],
    }


def contribution_json(part: Contribution) -> dict[str, Any]:
    """One named part of a score with its reason and source."""
    return {"name": part.name, "value": part.value, "reason": text_json(part.reason), "source": part.source}


def coach_json(coach: Coach) -> dict[str, Any]:
    """A coach as in the contract, with its role."""
    return {
        "municipality": coach.municipality,
        "name": text_json(coach.name),
        "role": coach.role,
        "score": coach.score,
        "contributions": [contribution_json(part) for part in coach.contributions],
        "capacity_left": coach.capacity_left,
        "offering": offering_json(coach.offering) if coach.offering else None,
        "would_change": text_json(coach.gap) if coach.gap else None,
    }


def offering_json(offering: Offering) -> dict[str, Any]:
    """On what terms a coach takes how many more cities."""
    return {
        "id": offering.id,
        "forms": list(offering.forms),
        "languages": list(offering.languages),
        "period": {"from": offering.valid_from.isoformat(), "until": offering.valid_until.isoformat()},
        "free": offering.free,
        "capacity": offering.capacity,
        "contact": offering.contact,
        "conditions": text_json(offering.conditions) if offering.conditions else None,
        "stated_on": offering.stated_on.isoformat(),
        "source": offering.source,
    }


def coaches_json(solution: str, asker: str | None, coaches: Sequence[Coach]) -> dict[str, Any]:
    """The coaches of one solution for one municipality."""
    return {"solution": solution, "for": asker, "coaches": [coach_json(coach) for coach in coaches]}


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """One outcome exactly as the source states it."""
    place = outcome.municipality
    return {
        "id": outcome.id,
        "municipality": outcome.municipality_code,
        "place": {"ko": place.name_ko if place else outcome.place_ko,
                  "en": place.name_en if place else outcome.place_en},
        "kind": outcome.kind,
        "metric": {"ko": outcome.metric_ko, "en": outcome.metric_en},
        "before": outcome.before, "after": outcome.after, "change": outcome.change,
        "unit": {"ko": outcome.unit_ko, "en": outcome.unit_en},
        "period": {"ko": outcome.period_ko, "en": outcome.period_en},
        "scope": {"ko": outcome.scope_ko, "en": outcome.scope_en},
        "basis": outcome.basis,
        "source": outcome.source, "source_quality": outcome.source_quality,
    }


def check_json(check: FactCheck | None) -> dict[str, Any] | None:
    """How a fact came out when it was last compared with a public page; null: not yet."""
    found = standing_check(check)
    if found is None:
        return None
    says = {"ko": found.other_ko, "en": found.other_en}
    other = {"page": found.other_page, "says": says} if found.other_page else None
    return {"verdict": found.verdict, "checked_on": found.checked_on.isoformat(), "page": found.page, "other": other}


def findings_json(rows: Sequence[Finding]) -> list[dict[str, Any]]:
    """Thin rows of the catalogue with what is thin about each."""
    return [{"table": row.table, "id": row.id, "solution": row.solution, "text": {"ko": row.ko, "en": row.en}}
            for row in rows]


def eligible_json(code: str, year: int, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """The four programmes of a year for one municipality, as in the contract."""
    return {"municipality": code, "year": year, "calls": [_verdict(verdict) for verdict in verdicts]}


def _verdict(verdict: Verdict) -> dict[str, Any]:
    applicant = verdict.applicant
    return {
        "call": verdict.call_id,
        "name": dict(verdict.call_name),
        "eligible": verdict.eligible,
        "reasons": [{"ko": reason.ko, "en": reason.en, "source": reason.source} for reason in verdict.reasons],
        "applicant": {"code": applicant.code, "ko": applicant.name_ko, "en": applicant.name_en}
        if applicant else None,
        "population": verdict.population, "population_date": verdict.population_date,
        "limit": verdict.limit, "borderline": verdict.borderline, "places": verdict.places,
        "state_krw": verdict.state_krw, "local_krw": verdict.local_krw, "total_krw": verdict.total_krw,
        "months": verdict.months,
        "window": list(verdict.window) if verdict.window else None,
        "selection": verdict.selection,
    }


def error_json(query_id: object, ko: str, en: str) -> Mapping[str, Any]:
    """A line of a batch that cannot be answered."""
    return {"id": query_id, "error": {"ko": ko, "en": en}}


def peers_json(code: str, group: Sequence[Peer], traits: Sequence[str]) -> dict[str, Any]:
    """The most alike municipalities with likeness per trait used, and the medians of the group."""
    return {
        "municipality": code,
        "traits_used": list(traits),
        "peers": [
            {
                "municipality": peer.profile.code,
                "name": text_json(peer.profile.name),
                "likeness": peer.likeness.overall,
                "traits": dict(peer.likeness.traits),
                "closest": list(peer.closest()),
            }
            for peer in group
        ],
        "medians": dict(medians(group)),
    }


def assignment_json(
    contest: Contest, found: Assignment, shadow: Sequence[tuple[str, Objective]],
    coaches: Mapping[tuple[str, str, str], Coach], catalogue: Catalogue,
) -> dict[str, Any]:
    """The assignment of coaches as in the contract; `coaches` by (city, coach, solution) hold the reasons."""
    profiles = catalogue.profiles
    return {
        "pairs": [
            {
                "city": pair.city, "coach": pair.coach, "solution": pair.solution, "main": pair.main,
                "locked": any(lock.city == pair.city for lock in contest.locks),
                "fit": pair.fit / FIT_UNIT,
                "names": {
                    "city": text_json(profiles[pair.city].name), "coach": text_json(profiles[pair.coach].name),
                    "solution": text_json(catalogue.solutions[pair.solution].name),
                },
                "reasons": _reasons(contest, pair, coaches[pair.city, pair.coach, pair.solution]),
            }
            for pair in found.pairs
        ],
        "without": [
            {"city": code, "name": text_json(profiles[code].name), "reason": text_json(reason)}
            for code, reason in found.without
        ],
        "objective": {**_objective(found.objective), "worst_fit": found.objective.worst / FIT_UNIT or None},
        "loads": found.loads,
        "shadow": [
            {"coach": code, "name": text_json(profiles[code].name), "gain": _objective(gain)}
            for code, gain in shadow
        ],
    }


def _reasons(contest: Contest, pair: Pair, coach: Coach) -> list[dict[str, str | None]]:
    """Why this coach: for which solution it is, whether it was locked, then the parts of its score, best first."""
    stated = next(city.main for city in contest.cities if city.code == pair.city)
    role = (
        Text("이 도시가 선정된 솔루션을 운영합니다", "operates a solution that the city was selected for")
        if stated is None else
        Text("이 도시의 주 솔루션을 운영합니다", "operates the city's main solution") if pair.main else
        Text("주 솔루션의 코치가 없어 다른 솔루션을 코칭합니다",
             "coaches another of its solutions, as none is free for the main one")
    )
    operation = coach.contributions[0].source
    reasons = [(role, operation)]
    if any(lock.city == pair.city for lock in contest.locks):
        reasons.append((Text("고정한 배정을 유지했습니다", "kept as locked"), None))
    parts = sorted(coach.contributions, key=lambda part: -part.value)
    reasons += [(part.reason, part.source) for part in parts]
    return [{"ko": reason.ko, "en": reason.en, "source": source} for reason, source in reasons]


def _objective(objective: Objective) -> dict[str, Any]:
    return {
        "cities_with_main_coach": objective.main, "cities_with_coach": objective.coached,
        "worst_fit": objective.worst / FIT_UNIT, "total_fit": objective.total / FIT_UNIT,
    }
