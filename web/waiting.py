"""The page that stands in for an answer while the model is being loaded: it asks again by itself."""

from __future__ import annotations

from flask import make_response, render_template, request
from flask.wrappers import Response


def waiting_page(**more: str) -> Response:
    """The request as a form that is sent again once the model is ready, so that nothing is typed twice.

    `more` replaces fields of the request, e.g. the text that was read from a file.
    """
    fields = [(name, value) for name, value in request.values.items(multi=True)
              if name != "csrf_token" and name not in more]
    page = render_template("waiting.html", fields=[*fields, *more.items()], again=request.path)
    return make_response(page, 503)
