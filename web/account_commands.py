"""Commands for accounts that no page can serve: the office's first person, a lost second factor, who has left."""

from __future__ import annotations

import logging
import sys

import click
from flask import Flask, url_for
from flask_security.utils import hash_password
from sqlalchemy import select

from catalog import people
from catalog.accounts import Organisation
from catalog.errors import InvalidInputError
from web.account_words import mail_text
from web.command import formatted, one_line_errors, print_answer, require_catalogue
from web.mail import send
from web.organisation_commands import erase_organisation
from web.state import State

log = logging.getLogger("hwaksan.security")

SHORTEST_PROOF = 10
"""Characters under which nobody can tell afterwards what was done."""
OFFICE_KO, OFFICE_EN = "확산사업 운영기관", "Programme office"


@click.group()
def admin() -> None:
    """Manage accounts that no page can serve."""


admin.add_command(erase_organisation)


@admin.command()
@click.option("--email", required=True, help="address that the person signs in with")
@click.option("--name", required=True, help="name of the person")
@click.option("--organisation", help="name of the programme office, if there is none yet")
@click.option("--password-stdin", is_flag=True, help="read the password from standard input instead of asking twice")
@formatted
@click.pass_obj
@one_line_errors
def create(
    state: State, email: str, name: str, organisation: str | None, password_stdin: bool, form: str, lang: str,
) -> None:
    """Make an account in the programme office; it must set up its second factor at the first sign-in."""
    from web import create_app

    require_catalogue(state)
    app = create_app(state.settings, state)
    with app.test_request_context():
        address = checked_address(app, email)
        hashed = checked_password(app, _typed_password(password_stdin))
        with state.writing.begin() as session:
            office = session.scalar(select(Organisation).where(
                Organisation.kind == people.OFFICE, Organisation.is_example.is_(False)).order_by(Organisation.id))
            if office is None:
                office = people.make_organisation(
                    session, people.OFFICE, organisation or OFFICE_KO, organisation or OFFICE_EN)
            person = people.invite(session, office, address, name, lang, invites=True)
            people.accept(person, name, "", hashed)
            value = {"email": person.email, "name": person.name, "organisation": office.name_ko}
    said = (f"{value['organisation']}: {value['email']} 계정을 만들었습니다. 처음 로그인할 때 2단계 인증을 켭니다.",
            f"{value['organisation']}: {value['email']} was made. The first sign-in sets up the second factor.")
    print_answer(form, value, lambda: said[lang == "en"])


@admin.command(name="reset-second-factor")
@click.option("--email", required=True, help="address of the person who lost phone and recovery codes")
@click.option("--proven", required=True, metavar="TEXT", help="how the person proved to be the one; goes into the log")
@formatted
@click.pass_obj
@one_line_errors
def reset_second_factor(state: State, email: str, proven: str, form: str, lang: str) -> None:
    """Take the second factor off an account, once you are sure who asks; every sign-in of it ends.

    Who, how it was proven and when is a line of the security log on standard error; the person gets a mail.
    """
    from web import create_app
    from web.measures import write_json_lines

    require_catalogue(state)
    proof = " ".join(proven.split())
    if len(proof) < SHORTEST_PROOF:
        raise InvalidInputError(
            "proven", "본인임을 어떻게 확인했는지 --proven에 적어 주세요. 예: 기관 대표번호로 전화해 확인, 확인자 이름",
            "State in --proven how the identity was proven, e.g. called back at the organisation's published number, "
            "by whom.")
    write_json_lines()
    app = create_app(state.settings, state)
    with app.test_request_context(), state.writing.begin() as session:
        account = people.by_email(session, email)
        if account is None:
            raise InvalidInputError("email", "이 주소의 계정이 없습니다. 주소를 다시 확인해 주세요.",
                                    "No account has this address; check it.")
        people.forget_second_factor(session, account)
        send(session, account.email, *mail_text(
            "factor_taken", account.language, url_for("security.forgot_password"), name=account.name))
        log.info("second factor taken off", extra={"account": account.id, "proven": proof})
        value = {"email": account.email, "second_factor": False}
    said = (f"{value['email']}: 2단계 인증을 지우고 모든 로그인을 끝냈습니다.",
            f"{value['email']}: the second factor is off and every sign-in has ended.")
    print_answer(form, value, lambda: said[lang == "en"])


def checked_address(app: Flask, email: str) -> str:
    """A mail address in its usual form.

    Raises:
        InvalidInputError: it is none.
    """
    try:
        return str(app.extensions["security"].mail_util.normalize(email)).lower()
    except ValueError as error:
        raise InvalidInputError("email", "전자우편 주소를 다시 확인해 주세요. 예: name@korea.kr",
                                "Check the mail address, such as name@korea.kr.") from error


def checked_password(app: Flask, password: str) -> str:
    """The hash of a password that the rules allow.

    Raises:
        InvalidInputError: it is too short or easily guessed.
    """
    problems, normal = app.extensions["security"].password_util.validate(password, True)
    if problems:
        raise InvalidInputError("password", " ".join(problems),
                                "Use 10 to 128 characters that are not easily guessed.")
    return str(hash_password(normal))


def _typed_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("비밀번호 / password", hide_input=True, confirmation_prompt="한 번 더 / again", err=True))
