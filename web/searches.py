"""Saved searches: a problem whose owner is told by mail when something new answers it."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from catalog import searches
from catalog.errors import InvalidInputError
from web.access import current_person, signed_in
from web.alerts import answers_now
from web.forms import ProblemForm
from web.language import say
from web.recommendations import rejected
from web.security import limiter, rate_limit
from web.state import session, state
from web.turns import turns

blueprint = Blueprint("searches", __name__, url_prefix="/searches")


@blueprint.get("")
@signed_in
def index() -> str:
    """One's own saved searches."""
    person = current_person()
    return render_template("searches.html", searches=searches.searches_of(session(), person.id) if person else ())


@blueprint.post("")
@signed_in
@limiter.limit(rate_limit)
@turns.taking
def save() -> Response:
    """Saves a problem with what answers it today, so that only what is new is told of."""
    person, form = current_person(), ProblemForm.read(request.form)
    if not form.validate(session()) or person is None:
        return rejected(form, 422)
    matcher = state().matcher()
    known = answers_now(session(), matcher, form.text, form.unit)
    try:
        with state().writing.begin() as writing:
            searches.save(writing, person.id, form.text, form.unit.code if form.unit else None, known,
                          matcher.catalogue.version)
    except InvalidInputError as error:
        flash(say(error), "error")
    else:
        flash(_("저장했습니다. 새로 나온 것이 있으면 메일로 알려 드립니다."), "info")
    return redirect(url_for("searches.index"), 303)


@blueprint.post("/<int(max=2147483647):search_id>/remove")
@signed_in
def remove(search_id: int) -> Response:
    """Removes a saved search and ends its mails."""
    person = current_person()
    with state().writing.begin() as writing:
        if person is None or not searches.remove(writing, person.id, search_id):
            abort(404)
    flash(_("지웠습니다. 이 문제로는 더 알리지 않습니다."), "info")
    return redirect(url_for("searches.index"), 303)
