"""The `hwaksan` command: exit code 0 done, 1 the answer is a failure, 2 wrong usage."""

from __future__ import annotations

import click

from web import catalogue_commands, matching_commands
from web.command import one_line_errors, require_catalogue
from web.settings import Settings
from web.state import State


@click.group()
@click.version_option(package_name="hwaksan")
@click.pass_context
def hwaksan(context: click.Context) -> None:
    """Proven smart-city solutions for stated problems, and who can coach them."""
    context.obj = State(Settings.from_environment())


@hwaksan.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
@click.pass_obj
@one_line_errors
def serve(state: State, host: str, port: int, workers: int) -> None:
    """Serve the web application and the API with a production server."""
    from web.serving import run

    require_catalogue(state)
    run(state.settings, host, port, workers)


for command in (
    catalogue_commands.init, matching_commands.match, catalogue_commands.eligible,
    matching_commands.coaches, matching_commands.peers, matching_commands.evaluate,
    catalogue_commands.check, catalogue_commands.backup, catalogue_commands.restore,
):
    hwaksan.add_command(command)


def main() -> None:
    """Entry point of the console script."""
    hwaksan()
