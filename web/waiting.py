"""The page that stands in for an answer that cannot be given yet: it asks again by itself."""

from __future__ import annotations

from flask import make_response, render_template, request
from flask.wrappers import Response


def waiting_page(busy_for: int = 0, **more: str) -> Response:
    """The request as a form that is sent again, so that nothing is typed twice.

    Once the model is ready or, where so many ask that this one was refused, after `busy_for` seconds. `more`
    replaces fields of the request, e.g. the text that was read from a file.
    """
    fields = [(name, value) for name, value in request.values.items(multi=True)
              if name != "csrf_token" and name not in more]
    page = render_template("waiting.html", fields=[*fields, *more.items()], again=request.path, busy_for=busy_for)
    return make_response(page, 503)
