"""What messages are about, and the short answers."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.opening import database

app = typer.Typer()
PANEL = "Understanding"


@app.command(rich_help_panel=PANEL)
def understand(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    review: Annotated[
        bool, typer.Option("--review", help="Show what was not understood for sure; at a terminal, ask for labels.")
    ] = False,
    label: Annotated[
        Path | None, typer.Option("--label", metavar="FILE", help="Take labels from what --review printed, put right.")
    ] = None,
    into: Annotated[
        Path | None, typer.Option("--into", metavar="FILE", help="Where labelled examples are written.")
    ] = None,
    compare: Annotated[
        Path | None, typer.Option("--compare", metavar="NEW.npz", help="A new model beside the one that ships.")
    ] = None,
    on: Annotated[
        Path | None, typer.Option("--on", metavar="FILE", help="The messages to compare on; held-out ones if left out.")
    ] = None,
) -> None:
    """Say what messages are about: a line of standard input is a message."""
    if review or label:
        _label(label, into)
        return
    from bot.understanding import compare as compared
    from bot.understanding import understand_lines

    if compare:
        told, is_worse = compared(compare, on)
        typer.echo(told)
        raise typer.Exit(1 if is_worse else 0)
    with (
        open(sys.stdin.fileno(), encoding="utf-8", errors="replace", closefd=False) as messages,
        open(sys.stdout.fileno(), "w", encoding="utf-8", closefd=False) as out,
    ):
        understand_lines(messages, out, as_json=as_json)


def _label(labels: Path | None, into: Path | None) -> None:
    from bot.labelling import review, take
    from services.understanding.examples import LABELLED

    with database() as (_, url):
        if labels:
            typer.echo(take(url, labels, into=into or LABELLED))
        else:
            review(url, sys.stdout, sys.stdin if sys.stdin.isatty() else None, into=into or LABELLED)


@app.command(rich_help_panel=PANEL)
def faq(
    id: Annotated[str | None, typer.Argument(metavar="ID", help="As `understand` names it; else all of them.")] = None,
) -> None:
    """Print the short answers of the FAQ, with where each comes from."""
    from bot.faq import told
    from services.calendar import SystemClock, today

    typer.echo(told(id, today(SystemClock())))
