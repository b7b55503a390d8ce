"""The house: its settings, schema, registry, copies and keys."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.opening import database

app = typer.Typer()
PANEL = "What keeps it"


@app.command(rich_help_panel=PANEL)
def migrate() -> None:
    """Bring the database's schema up to date."""
    from bot.database import server
    from bot.settings import read
    from services.store import migrations

    with server(read()) as url:
        if not migrations.pending(url):
            typer.echo("The schema is up to date.")
            return
        migrations.upgrade(url)
        typer.echo("The schema has been brought up to date.")


@app.command(rich_help_panel=PANEL)
def check() -> None:
    """Name every wrong or missing setting at once, and try the model, the database and the providers."""
    from bot.check import findings

    wrong = False
    for finding in findings():
        wrong = wrong or finding.wrong
        typer.echo(finding.text, err=finding.wrong)
    if wrong:
        raise typer.Exit(2)
    typer.echo("Everything that was tried is in order.")


@app.command("import", rich_help_panel=PANEL)
def import_(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder with people.csv and the others.")],
    quarantine: Annotated[bool, typer.Option("--quarantine", help="Keep bad rows apart and load the rest.")] = False,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Every fault as CSV; shown are the first hundred.")
    ] = None,
) -> None:
    """Load the registry from CSV files: all of a folder or, when a row is bad, nothing."""
    from bot.importing import import_registry, summary
    from services.calendar import SystemClock

    with database() as (_, url):
        imported = import_registry(url, folder, quarantine=quarantine, clock=SystemClock(), report=report)
        typer.echo(summary(imported))


@app.command(rich_help_panel=PANEL)
def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write; files in it are overwritten.")],
    people: Annotated[int, typer.Option(min=1, help="How many; the cases worth showing are always there.")] = 200,
    seed: Annotated[int, typer.Option(help="The same seed writes the same bytes.")] = 1,
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="1405-09-01 or 2026-11-22; else today.")] = None,
) -> None:
    """Write a sample registry of invented people as CSV, and name the cases in it."""
    from bot.sampling import sample
    from bot.settings import read
    from services.calendar import SystemClock

    read()  # it needs none of them, but a wrong one is named here as everywhere
    for case in sample(folder, people=people, seed=seed, as_of=as_of, clock=SystemClock()):
        typer.echo(f"{case.national_id}  {case.code}  {case.name}: {case.line}")


@app.command(rich_help_panel=PANEL)
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The archive to write; an older one gives way.")],
) -> None:
    """Write everything worth keeping into one archive: the database, the pictures, the keys beside it."""
    from bot.backup import back_up
    from bot.settings import read

    typer.echo(back_up(read(), file))


@app.command(rich_help_panel=PANEL)
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An archive that `backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace what the database holds.")] = False,
    nothing_sent_since: Annotated[
        bool, typer.Option("--nothing-sent-since", help="Nothing ran since the backup: what waited is sent as it is.")
    ] = False,
) -> None:
    """Put an archive back, all of it or nothing. What may have been sent since is not sent again unmarked."""
    from bot.restoring import restore
    from bot.settings import read

    typer.echo(restore(read(), file, replace=replace, nothing_sent_since=nothing_sent_since))


@app.command(rich_help_panel=PANEL)
def prune() -> None:
    """Remove what is past its time, and say what."""
    from bot.pruning import prune_now
    from bot.vault import open_files

    with database() as (settings, url):
        typer.echo(prune_now(url, open_files(settings)))


@app.command("rotate-keys", rich_help_panel=PANEL)
def rotate_keys() -> None:
    """Put the pictures that lie under an older key under the first of HAMYAR_FILE_KEYS, and say what was done."""
    from bot.vault import rotate_now

    with database() as (settings, url):
        typer.echo(rotate_now(settings, url))
