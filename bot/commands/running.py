"""Processes: those of production, and those that show what they do."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.opening import database, until_stopped

app = typer.Typer()
PANEL = "What runs it"


@app.command(rich_help_panel=PANEL)
def serve() -> None:
    """Serve webhooks, callbacks and pages."""
    from bot.web import serve

    with until_stopped(), database() as (settings, url):
        serve(settings, url)


@app.command(rich_help_panel=PANEL)
def work() -> None:
    """Send what is due, fetch what nobody brings, take up what was left."""
    from bot.worker import work

    with until_stopped(), database() as (settings, url):
        work(settings, url)


@app.command(rich_help_panel=PANEL)
def demo(
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Of the phone page; where it is taken, the next free one.")
    ] = 8420,
) -> None:
    """Run everything against the sandbox, with sample people on two phones."""
    from bot.demo import demo
    from bot.settings import read

    with until_stopped():
        demo(read(), port=port)


@app.command(rich_help_panel=PANEL)
def tour() -> None:
    """Play whole conversations against the sandbox and print them."""
    from bot.settings import read
    from bot.tour import tour

    tour(read())


@app.command(rich_help_panel=PANEL)
def talk(
    acting_as: Annotated[str | None, typer.Option("--as", metavar="NID", help="Prove this person's mobile.")] = None,
    script: Annotated[Path | None, typer.Option(metavar="FILE", help="Say these lines, one a message.")] = None,
    sms: Annotated[
        bool, typer.Option("--sms", help="As by SMS: short answers, pages of three parts, numbers for buttons.")
    ] = False,
) -> None:
    """Hold one conversation in the terminal."""
    from bot.talking import talk

    with database() as (settings, url):
        talk(settings, url, acting_as=acting_as, script=script, sms=sms)
