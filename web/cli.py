"""The `hwaksan` command: exit code 0 done, 1 the answer is a failure, 2 wrong usage."""

from __future__ import annotations

import click

from web import (
    account_commands,
    assignment_commands,
    catalogue_commands,
    examples,
    index_commands,
    key_commands,
    matching_commands,
    offering_commands,
    planning_commands,
    production_commands,
    readiness_commands,
    retention,
    terminal,
)
from web.command import one_line_errors, require_catalogue
from web.mail import server_of
from web.settings import Settings
from web.state import State


@click.group()
@click.version_option(package_name="hwaksan")
@click.pass_context
@one_line_errors
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
    from web.security import counting
    from web.serving import run

    require_catalogue(state)
    server_of(state.settings)  # what cannot be used is told now, not with the first mail or question
    counting(state.settings)
    state.coach_weights()
    run(state.settings, host, port, workers)


EXAMPLE = ("어르신들이 병원에 가려 해도 버스가 하루 두 번뿐입니다", "합천군")


@hwaksan.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.pass_obj
@one_line_errors
def demo(state: State, port: int) -> None:
    """Load the seeds, serve, and answer one real problem as soon as the model is loaded."""
    from web import create_app
    from web.serving import run

    state.initialise_if_changed()  # what the other commands answer from
    settings = state.settings.demonstration()
    shown = State(settings)
    shown.initialise_if_changed()
    address = f"http://127.0.0.1:{port}"
    examples.make_examples(create_app(settings, shown), address)
    shown.engine.dispose()  # the server opens its own connections after its fork
    problem, municipality = EXAMPLE

    def greet(ready: State) -> None:
        answer = matching_commands.answered(ready, problem, municipality, top=3)
        click.echo(f"\n“{problem}” ({municipality})\n\n{terminal.match_text(answer, 'ko')}\n")
        click.echo(f"Hwaksan: {address}\n")
        click.echo("예시 계정 / example accounts: " + ", ".join(email for email, *_rest in examples.EXAMPLES))
        click.echo(f"비밀번호 / password: {settings.example_password}")

    run(settings, "127.0.0.1", port, workers=1, when_ready=greet)


for command in (
    catalogue_commands.init, matching_commands.match, catalogue_commands.eligible,
    matching_commands.coaches, matching_commands.peers, readiness_commands.readiness, planning_commands.plan,
    assignment_commands.assign, offering_commands.offerings, offering_commands.offer,
    offering_commands.change_capacity, offering_commands.close_offering, offering_commands.slot,
    matching_commands.evaluate, catalogue_commands.check, catalogue_commands.backup, catalogue_commands.restore,
    retention.retention, index_commands.index, account_commands.admin, key_commands.keys,
    production_commands.check_production,
):
    hwaksan.add_command(command)


def main() -> None:
    """Entry point of the console script."""
    hwaksan()


if __name__ == "__main__":
    main()
