"""Everything that is tried, in the order of the table."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from matcher.types import Query
from tests.fuzz import api, documents, forms, headers, lines, served, texts
from tests.fuzz.mutations import json_lines, mutations
from tests.fuzz.watch import Target
from web.state import State

SMALL, SOME = 0.1, 0.25
"""Shares of the runs for what takes a process, a database or the model each time."""


@cache
def _real_state() -> State:
    state = served.with_the_model()
    state.matcher().answer(Query("버스가 하루 두 번뿐입니다", None, 10))
    return state


def answer(data: bytes) -> None:
    """The real model answers any text that is accepted, its needs in the order of the text."""
    from catalog.errors import InvalidInputError
    from web.inputs import stated_problem

    state = _real_state()
    try:
        text = stated_problem(texts.as_text(data))
    except InvalidInputError:
        return
    found = state.matcher().answer(Query(text, None, 10))
    assert all(text[need.start : need.end] == need.text for need in found.needs)
    assert all(abs(sum(part.value for part in each.contributions) - each.score) < 1e-6
               for each in found.recommendations)


def _forms(name: str, words: str, made: forms.Forms, share: float) -> Target:
    return Target(name, words, made.check, made.drive, forms.SECONDS, share)


TARGETS = (
    Target("splitter", "what cuts a text into needs", texts.split, texts.hypothesis(texts.texts(), texts.as_bytes)),
    Target("splitter-time", "its time on 2,500 and 10,000 characters", texts.split_in_time,
           texts.hypothesis(texts.texts(60), texts.as_bytes), share=SOME),
    Target("stated", "problems, needs and amounts of money as typed", texts.stated,
           texts.hypothesis(st.lists(texts.texts(3000), min_size=1, max_size=6).map("\x1e".join), texts.as_bytes)),
    Target("answer", "the whole match with the real model", answer,
           texts.hypothesis(texts.texts(1000), texts.as_bytes), seconds=5, share=SMALL / 2),
    Target("uploads", "documents: HWPX, DOCX, PDF, plain text", documents.read_upload,
           mutations(documents.uploads, documents.mutated)),
    Target("upload-process", "the same through the process that reads them", documents.read_in_process,
           mutations(documents.uploads, documents.mutated), share=SMALL / 2),
    Target("forms-fill", "forms to fill (HWPX)", documents.fill_form,
           mutations(lambda: [b".hwpx\n" + documents.a_form()], documents.mutated)),
    Target("batch", "lines of `hwaksan match --batch`", lines.match_batch,
           mutations(lambda: [lines.BATCH.encode()], json_lines, largest=2000), share=SOME),
    Target("contest", "lines of a contest, and the contest solved", lines.read_contest,
           mutations(lambda: [lines.CONTEST.encode()], json_lines, largest=4000), share=SOME),
    Target("seeds", "seed files: CSV, YAML, JSON lines", lines.load, mutations(lines.seeds, lines.mutated_file),
           share=SOME),
    Target("backups", "backups to restore", lines.restored, mutations(lambda: [lines.a_backup()], lines.mutated_backup),
           share=SOME),
    Target("weights", "the file of coach weights", lines.weigh,
           mutations(lambda: [lines.WEIGHTS.encode()], json_lines)),
    Target("headers", "headers, cookies and sessions", headers.check, headers.drive),
    Target("api", "the JSON API by schemathesis, all checks", api.check, api.drive, forms.SECONDS),
    _forms("forms", "every form and query as six roles, SQLite", forms.Forms(forms.on_sqlite), 1),
    _forms("forms-postgresql", "the same on PostgreSQL", forms.Forms(forms.on_postgresql), 0.5),
)
CORPUS_OF = {"upload-process": "uploads", "forms-postgresql": "forms", "answer": "splitter"}
"""Targets that are given the kept inputs of another."""
