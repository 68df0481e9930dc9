"""The page for a database that fails: what was not saved is said so, and what was typed can be sent again.

It asks nothing of the database itself, not even who is signed in.
"""

from __future__ import annotations

from flask import Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from catalog.errors import DatabaseAwayError, DatabaseFullError, DatabaseTroubleError
from catalog.troubles import in_doubt
from web.language import current
from web.measures import request_id

RETRY_SECONDS = 10
NEVER_KEPT = ("security", "account", "invitations")
"""Blueprints whose forms hold passwords and codes: what was typed there is not sent back to the browser."""


def page(trouble: DatabaseTroubleError, error: SQLAlchemyError) -> Response:
    """Says what is the matter, what became of what was sent, and offers to send it again."""
    writes = request.method not in ("GET", "HEAD")
    g._login_user = current_app.extensions["security"].login_manager.anonymous_user()  # who it is nobody can tell
    html = render_template(
        "unavailable.html", title=_title(trouble),
        sentence=trouble.en if current() == "en" else trouble.ko,
        fate=_fate(error) if writes else None, fields=_typed() if writes else None, number=request_id())
    return marked(make_response(html, 503))


def marked(response: Response) -> Response:
    """Tells programs when to ask again, and caches not to keep it."""
    g.come_again_after = RETRY_SECONDS
    response.headers["Cache-Control"] = "no-store"
    return response


def _title(trouble: DatabaseTroubleError) -> str:
    if isinstance(trouble, DatabaseAwayError):
        return _("잠시 자료에 연결하지 못하고 있습니다")
    return _("지금은 저장할 수 없습니다") if isinstance(trouble, DatabaseFullError) else _("지금은 답할 수 없습니다")


def _fate(error: SQLAlchemyError) -> str:
    if in_doubt(error):
        return _("저장하는 순간에 연결이 끊겨, 보낸 내용이 저장되었는지 알 수 없습니다. "
                 "다시 보내기 전에 목록에서 저장되었는지 확인해 주세요.")
    return _("방금 보낸 내용은 저장되지 않았습니다.")


def _typed() -> list[tuple[str, str]] | None:
    """The fields of the form that was sent; None where they are secret or a file, which is not kept."""
    if request.blueprint in NEVER_KEPT or request.files:
        return None
    return [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
