"""The programme office's desk for what municipalities propose: check the source, then publish or return."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, render_template, request
from werkzeug.wrappers import Response

from catalog import proposing
from catalog.engagement_queries import proposals
from catalog.errors import HwaksanError
from catalog.people import OFFICE
from catalog.proposals import Proposal
from catalog.solutions import SOURCE_QUALITIES
from web.access import of_kind
from web.coaching import common, done, signed
from web.coaching_forms import Typed
from web.coaching_notices import tell_of_proposal, tell_sides
from web.state import session, state

blueprint = Blueprint("office_proposals", __name__, url_prefix="/office/proposals")


@blueprint.get("")
@of_kind(OFFICE)
def index() -> str:
    """What awaits the office, oldest first, and what was decided."""
    return render_template("coaching/proposals.html", waiting=proposals(session()),
                           decided=proposals(session(), decided=True), **common())


@blueprint.get("/<int(max=2147483647):number>")
@of_kind(OFFICE)
def show(number: int) -> str:
    """One proposal beside the record as it stands."""
    return _page(number, Typed({"quality": "official"}))


@blueprint.post("/<int(max=2147483647):number>/<action>")
@of_kind(OFFICE)
def decide(number: int, action: str) -> Response:
    """Notes that the source was checked, publishes, or returns with a reason."""
    if session().get(Proposal, number) is None or action not in ("review", "publish", "return"):
        abort(404)
    form, by = Typed(request.form), signed().id
    try:
        with state().writing.begin() as db:
            if action == "review":
                found = proposing.review(db, number, by, form.get("note"))
            elif action == "return":
                found = proposing.give_back(db, number, by, form.get("reason"))
            else:
                english = {name.removesuffix("_en"): form.get(name) for name in form.values if name.endswith("_en")}
                found, declined = proposing.publish(db, number, by, form.get("quality"), english)
                tell_sides(db, "decline", *declined)
            tell_of_proposal(db, found.state, found)
            state_now = found.state
        return done(state_now, "office_proposals.show", number=number)
    except HwaksanError as error:
        form.refuse(error)
    session().rollback()  # what the other did in between is to be seen
    return make_response(_page(number, form), 422 if "form" not in form.errors else 409)


def _page(number: int, form: Typed) -> str:
    found = session().get(Proposal, number)
    if found is None:
        abort(404)
    return render_template(
        "coaching/proposal.html", row=found, office=True, form=form, qualities=SOURCE_QUALITIES,
        missing=proposing.missing_english(found) if found.live_key else (), **common())
