"""How pages look: light, the dark high-contrast colours of KRDS, or as the reader's device is set; and offline."""

from __future__ import annotations

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    send_from_directory,
)
from werkzeug.wrappers import Response as BaseResponse

from web.cookies import remember, remembered
from web.language import safe_path

MODES = ("light", "high-contrast", "theme")
"""The values of KRDS's data-krds-mode; `theme` follows the device."""
COOKIE = "mode"

blueprint = Blueprint("display", __name__)


def init_app(app: Flask) -> None:
    """Templates know the mode."""
    app.register_blueprint(blueprint)
    app.context_processor(lambda: {"mode": mode()})


def mode() -> str:
    """The colours that the reader chose; light until then."""
    chosen = remembered(COOKIE)
    return chosen if chosen in MODES else MODES[0]


@blueprint.get("/display/<chosen>")
def switch(chosen: str) -> BaseResponse:
    """Remembers the colours and goes back to the page that was shown."""
    if chosen not in MODES:
        abort(404)
    response = redirect(safe_path(request.args.get("next")), 303)
    remember(response, COOKIE, chosen)
    return response


@blueprint.get("/offline")
def offline() -> str:
    """What the service worker shows while there is no connection, in both languages at once."""
    return render_template("offline.html")


@blueprint.get("/service-worker.js")
def service_worker() -> Response:
    """At the root, because a service worker serves the folder that it comes from."""
    response = send_from_directory(f"{current_app.static_folder}/js", "service_worker.js", max_age=0)
    response.headers["Content-Security-Policy"] = "default-src 'none'; connect-src 'self'"
    return response
