"""The facts in seeds/ keep the promises that docs/data.md makes."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from functools import cache
from typing import Any

import pytest
import yaml

from tests.guards.project import ROOT

SEEDS = ROOT / "seeds"
JUDGEMENTS = ROOT / "tests" / "judgements" / "queries.jsonl"
IDS = {
    "deployments.csv": r"dep-\d{4}", "outcomes.csv": r"out-\d{4}", "context_figures.csv": r"ctx-\d{2}",
    "lessons.csv": r"lesson-\d", "visits.csv": r"visit-\d{3}", "partners.csv": r"partner-\d{3}",
    "municipalities.csv": r"\d{5}",
}
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@cache
def table(file: str) -> tuple[dict[str, str], ...]:
    """Rows of a CSV file."""
    with (SEEDS / file).open(encoding="utf-8", newline="") as opened:
        return tuple(csv.DictReader(opened))


@cache
def document(file: str) -> Any:
    """Content of a YAML file."""
    return yaml.load((SEEDS / file).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@cache
def solutions() -> tuple[dict[str, Any], ...]:
    """All solutions."""
    return tuple(document(f"solutions/{path.name}") for path in sorted((SEEDS / "solutions").glob("*.yaml")))


@cache
def judged_statements() -> tuple[dict[str, Any], ...]:
    """All example statements with judged answers."""
    lines = (SEEDS / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def statements() -> list[tuple[str, str]]:
    """Where each statement of a problem stands in the seeds, and its text."""
    found = [
        (f"{solution['slug']}:{key}", text)
        for solution in solutions()
        for key in ("problems_ko", "problems_en", "phrasings_ko", "phrasings_en")
        for text in solution[key]
    ]
    found += [
        (statement["id"], statement[key]) for statement in judged_statements() for key in ("text_ko", "text_en")
    ]
    return found + [
        (case["id"], case[key]) for case in document("cases.yaml") for key in ("problem_ko", "problem_en")
        if case.get(key)
    ]


@pytest.mark.parametrize("file", IDS)
def test_ids_have_their_form_and_stand_once(file: str) -> None:
    """Ids are permanent; each has the form that tells its file and stands in one row."""
    key = "code" if file == "municipalities.csv" else "id"
    ids = Counter(row[key] for row in table(file))

    assert [found for found in ids if not re.fullmatch(IDS[file], found)] == []
    assert [found for found, times in ids.items() if times > 1] == []


def test_ids_inside_documents_have_their_form() -> None:
    """Slugs are lower case with hyphens; costs, pitfalls and cases are numbered once over all files."""
    assert [each["slug"] for each in solutions() if not SLUG.fullmatch(each["slug"])] == []
    for kind, form in (("costs", r"cost-\d{4}"), ("pitfalls", r"pitfall-\d{4}")):
        ids = Counter(entry["id"] for solution in solutions() for entry in solution[kind] or ())
        assert [found for found, times in ids.items() if times > 1 or not re.fullmatch(form, found)] == []
    cases = Counter(case["id"] for case in document("cases.yaml"))
    assert [found for found, times in cases.items() if times > 1 or not re.fullmatch(r"case-\d{3}", found)] == []
    calls = [path.stem for path in (SEEDS / "programmes").glob("*-*.yaml")]
    assert [call for call in calls if document(f"programmes/{call}.yaml")["id"] != call] == []


def test_both_languages_say_everything() -> None:
    """Wherever one language has a text or a list, the other has one too, lists of problems of equal length."""
    missing = []
    for solution in solutions():
        for key in (key for key in solution if key.endswith("_ko")):
            if bool(solution[key]) != bool(solution[f"{key[:-3]}_en"]):
                missing.append(f"{solution['slug']}: {key}")
        for key in ("problems", "components", "prerequisites"):
            if len(solution[f"{key}_ko"]) != len(solution[f"{key}_en"]):
                missing.append(f"{solution['slug']}: {key} differ in number")
    for file in ("deployments.csv", "outcomes.csv", "context_figures.csv", "lessons.csv", "municipalities.csv",
                 "partners.csv"):
        for row in table(file):
            for key in (key for key in row if key.endswith("_ko")):
                if bool(row[key]) != bool(row[f"{key[:-3]}_en"]):
                    missing.append(f"{file}: {row.get('id') or row.get('code')}: {key}")

    assert missing == []


def test_every_solution_can_be_found() -> None:
    """A solution has three problems or more, and enough everyday phrasings in both languages."""
    thin = [
        solution["slug"] for solution in solutions()
        if min(len(solution["problems_ko"]), len(solution["problems_en"])) < 3
        or min(len(solution["phrasings_ko"]), len(solution["phrasings_en"])) < 10
    ]

    assert thin == []


def test_judged_statements_name_solutions_and_needs_that_exist() -> None:
    """Grades are 1 to 3 for solutions of the catalogue, and every graded one says which needs it answers."""
    slugs = {solution["slug"] for solution in solutions()}
    wrong = [
        each["id"] for each in judged_statements()
        if not each["grades"].keys() <= slugs or not set(each["grades"].values()) <= {1, 2, 3}
        or each["answers"].keys() != each["grades"].keys()
        or any(not 0 <= need < len(each["needs"]) for needs in each["answers"].values() for need in needs)
    ]

    assert wrong == []
    assert len({each["id"] for each in judged_statements()}) == len(judged_statements())


def test_every_figure_has_a_source() -> None:
    """Deployments, outcomes, costs, pitfalls and lessons name a page; solutions and cases at least one."""
    rows = [row for file in ("deployments.csv", "outcomes.csv", "context_figures.csv", "lessons.csv",
                            "visits.csv", "partners.csv") for row in table(file)]
    rows += [entry for solution in solutions() for kind in ("costs", "pitfalls") for entry in solution[kind] or ()]

    assert [row["id"] for row in rows if not re.search(r"https?://[\w.-]+\.\w+/?", row["source"])] == []
    assert [each.get("slug") or each["id"] for each in (*solutions(), *document("cases.yaml"))
            if not each["sources"]] == []


def test_a_partner_is_named_once_in_a_deployment_by_a_dated_page() -> None:
    """No deployment lists an organisation twice; a date is a year, a month or a day that has been, or unknown."""
    named = Counter((row["deployment"], row["name_ko"]) for row in table("partners.csv"))

    assert [pair for pair, times in named.items() if times > 1] == []
    assert [
        row["id"] for row in table("partners.csv")
        if not re.fullmatch(r"((199|20[0-2])\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?", row["source_date"])
    ] == []
    assert [row["id"] for row in table("partners.csv") if re.search("[가-힣]", row["name_en"] + row["role_en"])] == []


def test_korean_is_korean_and_english_is_english() -> None:
    """Statements of problems are in the language that their field says."""
    hangul = re.compile(r"[가-힣]")
    wrong = [
        (solution["slug"], text) for solution in solutions() for language in ("ko", "en")
        for key in ("problems", "phrasings") for text in solution[f"{key}_{language}"]
        if bool(hangul.search(text)) != (language == "ko")
    ]

    assert wrong == []


@pytest.mark.slow
@pytest.mark.skipif(not JUDGEMENTS.exists(), reason="there are no development judgements")
def test_judged_problems_are_not_in_the_catalogue() -> None:
    """No judged problem shares more than half of its character 5-grams with a text it could be matched with."""
    places: dict[str, list[int]] = {}
    texts = statements()
    for number, (_, text) in enumerate(texts):
        for gram in five_grams(text):
            places.setdefault(gram, []).append(number)
    copied = []
    queries = [json.loads(line) for line in JUDGEMENTS.read_text(encoding="utf-8").splitlines() if line.strip()]
    for query in queries:
        for field in ("text", "text_translation"):
            grams = five_grams(query.get(field) or "")
            shared = Counter(number for gram in grams for number in places.get(gram, ()))
            copied += [(query["id"], texts[number][0]) for number, count in shared.items() if count > len(grams) / 2]

    assert len(queries) >= 100
    assert copied == []


def five_grams(text: str) -> set[str]:
    """Character 5-grams of the letters and digits."""
    letters = re.sub(r"\W+", "", text).casefold()
    return {letters[start:start + 5] for start in range(len(letters) - 4)}
