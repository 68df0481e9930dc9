"""What this browser looked at and what changed since it was here; nothing of it is kept on the server.

The last pages stand in the signed session cookie, which ends with the browser; the day of the visit and the
number of changes made until then stand in a cookie of their own, of a year.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from flask import Blueprint, Flask, g, redirect, render_template, request, url_for
from flask import session as browser
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from catalog.coaching import Offering
from catalog.curating import TABLES
from catalog.municipalities import Municipality
from catalog.revisions import Revision, count, revisions
from catalog.solutions import Solution
from web.cookies import remember, remembered
from web.language import local, safe_path
from web.places import place
from web.state import session

RECENT = "recent"
MOST_RECENT = 8
COOKIE = "visit"
MARK = r"(\d{4}-\d\d-\d\d):(\d{1,9})"
MARKS = re.compile(rf"{MARK}(?:_{MARK})?")
"""Day and number of changes at this visit and, after the line, at the one before."""
KOREA = dt.timezone(dt.timedelta(hours=9))
PAGE = 50
OFFERING = re.compile(r"offering (\d+): (.+)")
PUBLISHED = "solution published: "
FACT = re.compile(r"(deployment|outcome|cost) (\S+) (confirmed|corrected|unverifiable) by ")

blueprint = Blueprint("visits", __name__)


@dataclass(frozen=True, slots=True)
class Mark:
    """A day on which this browser was here and how many changes had been made by then."""

    day: dt.date
    made: int


@dataclass(frozen=True, slots=True)
class Since:
    """How many changes were made since a day."""

    day: dt.date
    changes: int


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the catalogue in words, its day in Korea, and whether it came after the last visit."""

    day: dt.date
    words: str
    subject: str | Markup | None
    href: str | None
    new: bool


@dataclass(frozen=True, slots=True)
class Recent:
    """A page looked at lately."""

    href: str
    name: str | Markup
    kind: str


def init_app(app: Flask) -> None:
    """Reads the marks before a page and writes them after it; templates ask for both lists."""
    app.register_blueprint(blueprint)
    app.after_request(_write)
    app.jinja_env.globals.update(recently_viewed=recently_viewed, changed_since=changed_since)


def look_at(kind: str, key: str) -> None:
    """Remembers that the page of a solution or a municipality was opened, the latest first."""
    seen = [kind, key]
    browser[RECENT] = [seen, *(one for one in _seen() if one != seen)][:MOST_RECENT]


def recently_viewed() -> list[Recent]:
    """The pages looked at lately, of what still stands."""
    found = []
    for kind, key in _seen():
        if kind == "solution" and (row := session().get(Solution, key)) and not (row.withdrawn_on or row.replaced_by):
            found.append(Recent(url_for("solutions.show", slug=key), str(local(row, "name")), _("솔루션")))
        elif kind == "municipality" and (unit := session().get(Municipality, key)):
            found.append(Recent(url_for("municipalities.show", code=key), place(unit), _("지자체")))
    return found


def changed_since() -> Since | None:
    """The changes since the visit before this one; None on the first visit and where nothing changed."""
    before = _marks()[1]
    changes = count(session()) - before.made if before else 0
    return Since(before.day, changes) if before and changes > 0 else None


@blueprint.get("/changes")
def changes() -> str:
    """What was added to the catalogue and when, newest first, in words."""
    page = max(1, request.args.get("page", 1, type=int))
    made, before = count(session()), _marks()[1]
    pages = max(1, -(-made // PAGE))
    page = min(page, pages)
    start = (page - 1) * PAGE
    new = max(0, made - before.made) if before else 0
    rows = revisions(session(), PAGE, start)
    return render_template(
        "changes.html", changes=[_change(row, start + at < new) for at, row in enumerate(rows)], page=page,
        pages=pages, made=made, since=changed_since(),
    )


@blueprint.post("/recent/clear")
def clear() -> Response:
    """Forgets the pages looked at lately and goes back."""
    browser.pop(RECENT, None)
    return redirect(safe_path(request.form.get("next")), 303)


def _seen() -> list[list[str]]:
    seen = browser.get(RECENT, [])
    return seen if isinstance(seen, list) else []


def _marks() -> tuple[Mark, Mark | None]:
    """The mark of this visit and of the one before; a visit is everything of one day in Korea."""
    if "visit" not in g:
        today = dt.datetime.now(KOREA).date()
        read = _read(remembered(COOKIE) or "")
        if read and read[0].day == today:
            g.visit = read
        else:
            g.visit = (Mark(today, count(session())), read[0] if read else None)
    found: tuple[Mark, Mark | None] = g.visit
    return found


def _read(written: str) -> tuple[Mark, Mark | None] | None:
    found = MARKS.fullmatch(written)
    if found is None:
        return None
    try:
        now = Mark(dt.date.fromisoformat(found[1]), int(found[2]))
        return now, Mark(dt.date.fromisoformat(found[3]), int(found[4])) if found[3] else None
    except ValueError:
        return None


def _write(response: Response) -> Response:
    if request.method == "GET" and response.mimetype == "text/html" and response.status_code == 200:
        written = "_".join(f"{mark.day}:{mark.made}" for mark in _marks() if mark)
        if remembered(COOKIE) != written:
            remember(response, COOKIE, written)
    return response


def _change(row: Revision, new: bool) -> Change:
    made = row.made_at if row.made_at.tzinfo else row.made_at.replace(tzinfo=dt.UTC)
    words, subject, href = _told(row)
    return Change(made.astimezone(KOREA).date(), words, subject, href, new)


def _told(row: Revision) -> tuple[str, str | Markup | None, str | None]:
    if row.seeds_digest:
        return _("조사 자료를 불러와 반영했습니다."), _("자료 판 %(digest)s", digest=row.seeds_digest[:8]), None
    if row.reason.startswith(PUBLISHED):
        solution = session().get(Solution, row.reason.removeprefix(PUBLISHED))
        if solution:
            return (_("솔루션을 올리거나 고쳤습니다."), str(local(solution, "name")),
                    url_for("solutions.show", slug=solution.slug))
    offered = OFFERING.fullmatch(row.reason)
    offering = session().get(Offering, int(offered[1])) if offered else None
    if offered and offering:
        subject = Markup("{0} · {1}").format(place(offering.municipality), local(offering.solution, "name"))
        return _offering_words(offered[2]), subject, url_for("solutions.show", slug=offering.solution_slug)
    curated = FACT.match(row.reason)
    fact = session().get(TABLES[curated[1]], curated[2]) if curated else None
    if curated and fact:
        of = session().get_one(Solution, fact.solution_slug)
        return (_("기록 하나를 공개 자료와 다시 견주었습니다."), str(local(of, "name")),
                url_for("solutions.show", slug=of.slug))
    return _("자료를 고쳤습니다."), None, None


def _offering_words(what: str) -> str:
    if what == "opened":
        return _("코칭 제공을 시작했습니다.")
    if what == "closed":
        return _("코칭 제공을 마쳤습니다.")
    if what.startswith("capacity "):
        return _("코칭 정원을 %(count)s곳으로 바꿨습니다.", count=what.removeprefix("capacity "))
    if what.endswith("taken"):
        return _("코칭 자리 하나가 배정됐습니다.")
    return _("코칭 자리 하나가 다시 났습니다.") if what.endswith("released") else _("코칭 제공 내용을 고쳤습니다.")
