"""Who is asking, and who may enter: every page that is not for everybody names its guard here."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, abort, flash, redirect, request, url_for
from flask import session as browser
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from catalog.accounts import Organisation
from web.language import here
from web.person import current_person

__all__ = ["current_organisation", "current_person", "freshly_signed_in", "managing", "of_kind", "signed_in",
           "to_sign_in"]
View = Callable[..., Any]
FRESH_MINUTES = 15
"""After this time somebody else may sit at the browser."""


def init_app(app: Flask) -> None:
    """Templates may ask who is signed in."""
    app.jinja_env.globals["current_person"] = current_person


def current_organisation() -> Organisation | None:
    """The organisation of the person who is signed in, None without one."""
    person = current_person()
    return person.organisation if person is not None else None


def to_sign_in() -> Response:
    """To the sign-in page and back."""
    flash(_("로그인이 필요한 화면입니다."), "info")
    return redirect(url_for("security.login", next=here() if request.method == "GET" else "/account"), 303)


def signed_in(view: View) -> View:
    """Anybody with an account; who needs a second factor is signed in with it only (web/accounts.py)."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if current_person() is None:
            return to_sign_in()
        return view(*args, **kwargs)

    return guarded


def freshly_signed_in(view: View) -> View:
    """Who gave the password within FRESH_MINUTES; others give it again and come back to their account."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if time.time() - browser.get("fs_paa", 0) > FRESH_MINUTES * 60:
            flash(_("비밀번호를 확인한 뒤 다시 눌러 주세요."), "info")
            return redirect(url_for("security.verify", next=url_for("account.show")), 303)
        return view(*args, **kwargs)

    return signed_in(guarded)


def of_kind(*kinds: str) -> Callable[[View], View]:
    """People of organisations of these kinds; others who are signed in get 403."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            organisation = current_organisation()
            if organisation is None or organisation.kind not in kinds:
                abort(403)
            return view(*args, **kwargs)

        return signed_in(guarded)

    return guard


def managing(*kinds: str) -> Callable[[View], View]:
    """Those who answer for their organisation, because they may invite into it; of these kinds where any is named."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            person, organisation = current_person(), current_organisation()
            if person is None or not person.invites or organisation is None or (
                    kinds and organisation.kind not in kinds):
                abort(403)
            return view(*args, **kwargs)

        return signed_in(guarded)

    return guard
