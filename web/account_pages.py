"""A person's own pages: the account, where it is signed in, and what the organisation was told."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import logout_user
from werkzeug.wrappers import Response

from catalog import people
from catalog.accounts import SignIn
from web.access import current_person, freshly_signed_in, signed_in
from web.accounts import key_hash
from web.language import LANGUAGES
from web.person import Person
from web.state import session

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.get("")
@signed_in
def show() -> str:
    """Who one is here, how the account is guarded, and where it is signed in."""
    person = me()
    return render_template("account/show.html", person=person, here_hash=key_hash(),
                           sign_ins=people.sign_ins(session(), person))


@blueprint.post("/language")
@signed_in
def set_language() -> Response:
    """The language of the mails that the person gets."""
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        me().language = wanted
        session().commit()
        flash(_("메일 언어를 바꾸었습니다."), "success")
    return redirect(url_for("account.show"), 303)


@blueprint.post("/sign-ins/end")
@freshly_signed_in
def end_sign_in() -> Response:
    """Ends one sign-in of one's own."""
    found = session().get(SignIn, request.form.get("which", "").replace("\x00", ""))
    if found is not None and found.account_id == me().id:
        session().delete(found)
        session().commit()
        flash(_("그곳의 로그인을 끝냈습니다."), "success")
    return redirect(url_for("account.show"), 303)


@blueprint.post("/sign-ins/end-all")
@freshly_signed_in
def sign_out_everywhere() -> Response:
    """Ends every sign-in, this one too: no cookie that exists opens the account any more."""
    person = me()
    people.end_sign_ins(session(), person)
    person.fs_uniquifier = people.new_key()
    session().commit()
    logout_user()
    flash(_("모든 곳에서 로그아웃했습니다."), "success")
    return redirect(url_for("security.login"), 303)


def me() -> Person:
    """The person behind a guarded page."""
    person = current_person()
    assert person is not None, "the page has no guard"  # noqa: S101
    return person
