"""Taking along and erasing an organisation by the operator: for one in which nobody is left who could on its page."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from catalog import people
from catalog.accounts import Organisation
from catalog.erasure import check_erasable, erase, leave_coaching
from catalog.errors import HwaksanError, InvalidInputError
from catalog.organisation_data import everything_of
from web.command import formatted, one_line_errors, print_answer, require_catalogue
from web.state import State

COUNTED = {"people": ("계정", "accounts"), "plans": ("검토안", "plans"), "decisions": ("결정", "decisions"),
           "searches": ("저장한 검색", "saved searches"),
           "requests": ("글을 지운 코칭 요청", "requests without their words")}


@click.command(name="erase-organisation")
@click.argument("organisation")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--yes", "typed", metavar="NAME", help="its name, exactly, instead of being asked for it")
@formatted
@click.pass_obj
@one_line_errors
def erase_organisation(
    state: State, organisation: str, file: Path, typed: str | None, form: str, lang: str,
) -> None:
    """Write all data of ORGANISATION (name, municipality code or #number) to FILE, then erase it with its accounts.

    What runs in coaching ends and the other side is told, as when its own people erase it.
    """
    from web import create_app
    from web.coaching_notices import tell_sides
    from web.security_log import note_command

    require_catalogue(state)
    with state.sessions() as session:
        found = organisation_named(session, organisation)
        check_erasable(found)
        number, names = found.id, (found.name_ko, found.name_en)
        able = sum(one.invites for one in people.active_people(session, found))
    if typed is None:
        click.echo(asked(names, able)[lang == "en"], err=True)
        typed = str(click.prompt("기관 이름 / name", err=True))
    if typed.strip() not in names:
        raise InvalidInputError(
            "name", f"기관 이름이 다릅니다. 아무것도 지우지 않았습니다. ‘{names[0]}’ 그대로 적어 주세요.",
            f"That is not its name, and nothing was erased. Type '{names[1]}' exactly.")
    with create_app(state.settings, state).test_request_context(), state.writing.begin() as session:
        leaving = session.get_one(Organisation, number)
        keep(file, everything_of(session, leaving))
        for step, requests in leave_coaching(session, leaving):
            tell_sides(session, step, *requests)
        erased = erase(session, leaving)
    note_command("organisation erased", organisation=number, erased=erased)
    value = {"organisation": names[0], "file": str(file), "erased": erased}
    print_answer(form, value, lambda: erased_text(names, file, erased, lang))


def organisation_named(session: Session, said: str) -> Organisation:
    """The organisation of a name in either language, a municipality's code, or `#` and its number.

    Raises:
        InvalidInputError: there is none, or several have this name.
    """
    wanted = said.strip()
    number = int(wanted[1:]) if wanted[:1] == "#" and wanted[1:].isdecimal() and len(wanted) < 10 else -1
    found = session.scalars(select(Organisation).where(or_(
        Organisation.name_ko == wanted, Organisation.name_en == wanted, Organisation.municipality_code == wanted,
        Organisation.id == number)).order_by(Organisation.id)).all()
    if len(found) == 1:
        return found[0]
    if not found:
        raise InvalidInputError(
            "organisation", f"‘{wanted}’ 기관이 없습니다. 이름 전체나 지자체 코드를 적어 주세요.",
            f"There is no organisation '{wanted}'. Give its whole name or its municipality's code.")
    listing = ", ".join(f"#{one.id} ({one.made_at:%Y-%m-%d}, {len(people.people_of(session, one))})" for one in found)
    raise InvalidInputError(
        "organisation", f"이름이 같은 기관이 여럿입니다. 번호로 골라 주세요(만든 날, 계정 수): {listing}",
        f"Several organisations have this name. Choose by number (made on, accounts): {listing}")


def asked(names: tuple[str, str], able: int) -> tuple[str, str]:
    """What is about to happen, and whether somebody in the organisation could do it."""
    korean = (f"‘{names[0]}’의 글과 계정을 모두 지웁니다. 되돌릴 수 없습니다. "
              "진행 중인 코칭은 끝나고 상대에게 알립니다.",
              f"이 기관에는 직접 지울 수 있는 관리자가 {able}명 있습니다.")
    english = (f"Everything that '{names[1]}' wrote and its accounts will be erased, for good. Coaching that runs "
               "ends, and the other side is told.",
               f"Administrators of this organisation who could do so themselves: {able}.")
    return " ".join(korean[:1 + bool(able)]), " ".join(english[:1 + bool(able)])


def keep(file: Path, value: Mapping[str, Any]) -> None:
    """Writes a new file that its owner alone can read, whole or not at all.

    Raises:
        InvalidInputError: there is such a file, or it cannot be written.
    """
    try:
        number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise InvalidInputError(
            "file", f"이미 있는 파일입니다: {file}. 다른 이름을 적어 주세요. 아무것도 지우지 않았습니다.",
            f"{file} exists. Give another name; nothing was erased.") from error
    except OSError as error:
        raise _not_written(file) from error
    try:
        with open(number, "w", encoding="utf-8") as written:
            json.dump(value, written, ensure_ascii=False, indent=1)
            written.flush()
            os.fsync(written.fileno())
    except OSError as error:
        file.unlink(missing_ok=True)
        raise _not_written(file) from error


def _not_written(file: Path) -> HwaksanError:
    return InvalidInputError(
        "file", f"{file} 파일을 쓸 수 없어 아무것도 지우지 않았습니다. 저장 공간과 폴더 권한을 확인해 주세요.",
        f"{file} cannot be written, so nothing was erased. Check the disk's space and the folder's permissions.")


def erased_text(names: tuple[str, str], file: Path, erased: Mapping[str, int], lang: str) -> str:
    """What is gone, and where it was written before."""
    english = lang == "en"
    said = (f"{names[0]}: 지웠습니다. 지우기 전의 자료는 {file}에 있습니다. 기관에 전한 뒤 지워 주세요.",
            f"{names[1]}: erased. What it was lies in {file}; hand it over, then remove it.")
    return "\n".join([said[english], *(f"  {COUNTED[matter][english]}: {count:,}" for matter, count in erased.items())])
