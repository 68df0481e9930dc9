"""Runs the web application under gunicorn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from web.alerts import tell_in_background
from web.mail import deliver_in_background
from web.retention import erase_in_background
from web.settings import Settings, figures_shared
from web.state import State

WhenReady = Callable[[State], None]
OTHER_THREADS = 8
"""Threads of one worker beside those whose turn it is and those who wait for one."""


class Server(BaseApplication):
    """Gunicorn with our settings.

    Each worker builds its own app after the fork and warms up in the background: a process that
    forks after the sentence model has encoded once would hang (OpenMP).
    """

    def __init__(self, settings: Settings, options: dict[str, Any], when_ready: WhenReady | None) -> None:
        self.settings = settings
        self.options = options
        self.when_ready = when_ready
        super().__init__()

    def load_config(self) -> None:
        """Hands the options to gunicorn."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The app of one worker, with the matcher loading in the background."""
        from web import create_app
        from web.measures import write_json_lines

        if not self.settings.demo:
            write_json_lines()
        state = State(self.settings)
        app = create_app(self.settings, state)
        state.warm_up(self.when_ready)
        deliver_in_background(state)
        tell_in_background(state)
        erase_in_background(state)
        return app


def run(
    settings: Settings, host: str, port: int, workers: int, when_ready: WhenReady | None = None
) -> None:
    """Serves until stopped; each worker calls `when_ready` once its matcher is loaded."""
    with figures_shared():
        from web.turns import AT_ONCE, MOST_WAITING  # it counts, and where to is decided when it is imported

        Server(settings, {
            "bind": f"{host}:{port}", "workers": workers, "worker_class": "gthread",
            "threads": AT_ONCE + MOST_WAITING + OTHER_THREADS,
            "timeout": 60, "limit_request_line": 8190, "accesslog": None, "control_socket_disable": True,
        }, when_ready).run()
