"""From a plan or report to the passages that state problems, and from those chosen to the answer."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, make_response, render_template, request
from flask.wrappers import Response
from flask_babel import gettext as _

from web.extract import MOST_CHARACTERS
from web.forms import ProblemForm
from web.inputs import LONGEST_TEXT
from web.passages import Passage, marked, passages, preselected, said
from web.places import places_to_pick
from web.recommendations import answered, remembered
from web.security import limiter, rate_limit
from web.state import state
from web.turns import turns
from web.uploads import ACCEPTED, REFUSALS, UnreadableError, paragraphs
from web.waiting import waiting_page

blueprint = Blueprint("reading", __name__, url_prefix="/read")


@blueprint.get("")
def start() -> str:
    """Where a document is brought, as a file or pasted."""
    form = ProblemForm.read(request.args)
    form.municipality = form.municipality or remembered()
    return _start_page(form)


@blueprint.post("")
@limiter.limit(rate_limit)
@turns.taking
def choose() -> Response | str:
    """The passages of a document to choose from; those that state a problem are chosen beforehand."""
    if request.form.getlist("passage"):
        return _choose_page(_sent())
    form = ProblemForm.read(request.form)
    file = request.files.get("file")
    try:
        found = paragraphs(file) if file is not None and file.filename else form.text.splitlines()
    except UnreadableError as error:
        form.errors["file"] = str(error.sentence)
        return make_response(_start_page(form), 422)
    texts, cut = passages(found)
    if not texts:
        form.errors["file"] = _("파일을 고르거나 글을 붙여 넣어 주세요. 한 줄에 여덟 글자가 넘는 문장이 있어야 합니다.")
        return make_response(_start_page(form), 422)
    if state().preparing():
        return waiting_page(text="\n".join(texts))
    return _choose_page(preselected(texts, state().matcher().formality), cut=cut)


@blueprint.post("/chosen")
@limiter.limit(rate_limit)
@turns.taking
def ask() -> Response | str:
    """The answer to the chosen passages."""
    found = _sent()
    form = ProblemForm.read(request.form)
    form.text = said(found)
    if not form.text:
        return _corrected(found, _("문제가 담긴 부분을 하나 이상 골라 주세요."))
    if len(form.text) > LONGEST_TEXT:
        return _corrected(found, _("고른 글은 %(most)s자까지 보낼 수 있습니다(지금 %(count)s자). 몇 개를 빼 주세요.",
                                   most=f"{LONGEST_TEXT:,}", count=f"{len(form.text):,}"))
    return answered(form)


def too_large() -> Response:
    """The page again, when a file was larger than is read; the form that came with it is not."""
    form = ProblemForm(errors={"file": str(REFUSALS["large"])})
    return make_response(_start_page(form), 413)


def expired(sentence: str) -> Response:
    """What was sent with an expired form token, to be sent again; only a file must be chosen anew."""
    if request.form.getlist("passage"):
        return _corrected(_sent(), sentence, 400)
    form = ProblemForm.read(request.form)
    form.errors["file"] = sentence
    return make_response(_start_page(form), 400)


def _sent() -> tuple[Passage, ...]:
    """The passages as the page of choices sends them."""
    texts = [text.replace("\r\n", "\n") for text in request.form.getlist("passage")]
    return marked(texts, [int(at) for at in request.form.getlist("chosen") if at.isdecimal() and len(at) < 5])


def _corrected(found: Sequence[Passage], sentence: str, status: int = 422) -> Response:
    return make_response(_choose_page(found, sentence), status)


def _start_page(form: ProblemForm) -> str:
    return render_template("read.html", form=form, places=places_to_pick(), accepted=ACCEPTED)


def _choose_page(found: Sequence[Passage], error: str | None = None, cut: bool = False) -> str:
    form = ProblemForm.read(request.form)
    if error:
        form.errors["passages"] = error
    return render_template(
        "choose.html", form=form, passages=found, places=places_to_pick(), most=LONGEST_TEXT,
        total=len(said(found)), cut=f"{MOST_CHARACTERS:,}" if cut else None,
    )
