"""`hwaksan index`: looking after the index that all processes share in PostgreSQL."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import click

from catalog.errors import HwaksanError
from web.command import formatted, one_line_errors, print_answer, require_catalogue
from web.damage import told_of_damage
from web.state import State

NONE = HwaksanError(
    "이 설정에서는 프로세스마다 색인을 메모리에 새로 만드니 살펴볼 색인이 없습니다.",
    "With these settings every process makes an index of its own in memory: there is none to look after.")
USES = {
    "own": ("이 버전이 씁니다", "of this version"),
    "previous": ("바로 앞 버전의 것으로 보고 남깁니다", "taken for the version before, kept"),
    "unused": ("쓰는 버전이 없습니다", "of no use"),
}
PARTS = {
    "tables": ("색인 표가 없거나 모자랍니다", "tables are missing"),
    "state": ("색인의 상태 기록이 다릅니다", "the state differs"),
    "learned": ("학습한 값이 손상되었습니다", "what was learned is damaged"),
    "terms": ("낱말 목록이 다릅니다", "the list of terms differs"),
    "version": ("색인이 카탈로그보다 뒤에 있습니다. 다음 질문 때 저절로 따라잡으니 그 뒤에 다시 확인해 주세요",
                "the index is behind the catalogue; the next question brings it up, so check again then"),
    "missing": ("없음", "missing"), "gone": ("카탈로그에 없음", "not in the catalogue"),
    "digest": ("글의 표식", "digest"), "side": ("뜻의 방향", "side"), "described": ("서로 견주는 값", "description"),
    "votes": ("신경망의 표", "votes"), "characters": ("글자", "characters"), "words": ("낱말", "words"),
    "passages": ("문장", "passages"), "vectors": ("문장의 벡터", "vectors of passages"),
}


@click.group(name="index")
def index() -> None:
    """Look after the index that all processes share in PostgreSQL."""


@index.command()
@click.option("--mend", is_flag=True, help="write anew what differs")
@formatted
@click.pass_obj
@one_line_errors
def check(state: State, mend: bool, form: str, lang: str) -> None:
    """Compare every row of the index with what the catalogue would give now (exit 1 where one differs)."""
    from web.shared_index import shared_index

    require_catalogue(state)
    shared = shared_index(state)
    if not shared:
        raise NONE
    with told_of_damage():
        found = shared.mend() if mend else shared.check()
    value = {"everything": list(found.everything), "solutions": {slug: list(what) for slug, what in
                                                                found.solutions.items()}, "mended": mend}
    print_answer(form, value, lambda: check_text(value, lang))
    sys.exit(1 if found and not mend else 0)


@index.command(name="list")
@formatted
@click.pass_obj
@one_line_errors
def list_schemas(state: State, form: str, lang: str) -> None:
    """List the index schemas of the database with their size and who uses them."""
    rows = _schemas(state, also_previous=False, drop=False)
    print_answer(form, rows, lambda: schemas_text(rows, lang))


@index.command()
@click.option("--also-previous", is_flag=True, help="not even keep the one of the version before")
@formatted
@click.pass_obj
@one_line_errors
def drop(state: State, also_previous: bool, form: str, lang: str) -> None:
    """Drop the index schemas that neither this version nor the one before uses; they can be made again.

    The one before is kept, so that going back to it needs no new index: it is the one learned last of the others.
    """
    rows = _schemas(state, also_previous, drop=True)
    print_answer(form, rows, lambda: schemas_text(rows, lang))


def _schemas(state: State, also_previous: bool, drop: bool) -> list[dict[str, Any]]:
    """The schemas as plain values; those of no use are dropped where that is asked."""
    from matcher.stores import schemas
    from web.shared_index import schema_in_use

    if state.engine.dialect.name != "postgresql":
        raise NONE
    own = schema_in_use(state)
    with state.writer.begin() as connection:
        found = schemas.index_schemas(connection)
        unused = schemas.unused(found, own, also_previous)
        if drop:
            schemas.drop(connection, unused)
    return [{
        "schema": each.name, "bytes": each.size, "version": each.version,
        "made_at": each.made_at.isoformat(timespec="minutes") if each.made_at else None,
        "use": "own" if each.name == own else "unused" if each in unused else "previous",
        "dropped": drop and each in unused,
    } for each in found]


def schemas_text(rows: list[dict[str, Any]], lang: str) -> str:
    """A line for each schema."""
    english = lang == "en"
    if not rows:
        return ("색인 스키마가 없습니다. 첫 질문 때 만듭니다.",
                "There is no index schema; the first question makes one.")[english]
    gone = ("지웠습니다", "dropped")[english]
    return "\n".join(
        f"{row['schema']}  {row['bytes'] / 2**20:,.1f} MiB  {row['version'] or '-'}  {row['made_at'] or '-'}  "
        f"{gone if row['dropped'] else USES[row['use']][english]}" for row in rows)


def check_text(value: Mapping[str, Any], lang: str) -> str:
    """What differs, a line for everything or for each solution."""
    english = lang == "en"
    if not value["everything"] and not value["solutions"]:
        return ("색인이 카탈로그와 맞습니다.", "The index is as the catalogue would give it.")[english]
    lines = [PARTS[what][english] for what in value["everything"]]
    lines += [f"{slug}: {', '.join(PARTS[part][english] for part in parts)}"
              for slug, parts in value["solutions"].items()]
    said = (("다른 곳을 새로 썼습니다:", "Written anew:") if value["mended"] else
            ("다른 곳이 있습니다. `hwaksan index check --mend`로 새로 쓸 수 있습니다:",
             "These differ; `hwaksan index check --mend` writes them anew:"))
    return "\n".join([said[english], *(f"  {line}" for line in lines)])
