"""What is decided of many people at once, and what goes to finance and to the pension department."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.opening import repeatable

app = typer.Typer()
PANEL = "Grants and shares"


@app.command(rich_help_panel=PANEL)
def decide(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="The Jalali month of registration: 1399-09.")],
    person: Annotated[str | None, typer.Option(metavar="NID", help="Only this person's, by national ID.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Decide the grants of the marriages registered in a month, a line each, and change nothing."""
    from bot.deciding import read_month, read_person, write_decisions

    asked, national_id = read_month(month), read_person(person)
    with repeatable() as (_, url):
        write_decisions(url, asked, national_id, as_json=as_json, out=sys.stdout)


@app.command("month-end", rich_help_panel=PANEL)
def month_end(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="The Jalali month of registration: 1405-08.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come of it, and change nothing.")] = False,
    early: Annotated[bool, typer.Option("--early", help="Decide those so far of a month that is not over.")] = False,
) -> None:
    """Decide every marriage registered in a month, and whoever was left open, and tell them; a stopped run goes on."""
    from bot.deciding import read_month
    from bot.month_end import month_end, rehearsed

    asked = read_month(month)
    with repeatable() as (settings, url):
        typer.echo(rehearsed(url, asked) if dry_run else month_end(settings, url, asked, early=early))


@app.command("payment-order", rich_help_panel=PANEL)
def payment_order(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="The Jalali month: 1405-08.")],
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where the files go; those of the same name are replaced.")
    ],
) -> None:
    """Write the signed payment order of each finished run of a month, as CSV and as a PDF to print."""
    from bot.deciding import read_month
    from bot.payment_order import write_orders

    asked = read_month(month)
    with repeatable() as (settings, url):
        typer.echo(write_orders(settings, url, asked, folder))


@app.command("payments-in", rich_help_panel=PANEL)
def payments_in(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="CSV of finance: order,national_id,marriage_id,amount,state,on,reason."),
    ],
) -> None:
    """Take what finance says became of payments, all of a file or nothing, and tell each person."""
    from bot.payment_order import take_in

    with repeatable() as (settings, url):
        typer.echo(take_in(settings, url, file))


@app.command("report", rich_help_panel=PANEL)
def report_(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="The Jalali month: 1405-08.")],
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where the files go; those of the same name are replaced.")
    ],
) -> None:
    """Write what was decided in a month and why, beside the months before, as a page and as a PDF."""
    from bot.deciding import read_month
    from bot.month_report import write_report

    asked = read_month(month)
    with repeatable() as (_, url):
        typer.echo(write_report(url, asked, folder))


@app.command("notices", rich_help_panel=PANEL)
def notices_(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="The Jalali month in which people were told: 1405-09.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Count what became of notices: by event, channel and outcome, with people, SMS parts and rials."""
    from bot.deciding import read_month
    from bot.notices import notices

    asked = read_month(month)
    with repeatable() as (_, url):
        typer.echo(notices(url, asked, as_json=as_json))


@app.command("dependency", rich_help_panel=PANEL)
def dependency_(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come of it, and change nothing.")] = False,
    person: Annotated[str | None, typer.Option(metavar="NID", help="Only say where this one stands.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="An outcome a line, or the person, as JSON objects.")] = False,
) -> None:
    """Match civil events with daughters who draw a share: notify them, and end what is due today."""
    from bot.deciding import read_person
    from bot.dependency import counts, matched, of_person, rehearsed

    national_id = read_person(person)
    with repeatable() as (settings, url):
        if national_id:
            typer.echo(of_person(url, national_id, as_json=as_json))
        else:
            found = rehearsed(url) if dry_run else matched(settings, url)
            typer.echo(counts(found, dry_run=dry_run, as_json=as_json))


@app.command("pension-order", rich_help_panel=PANEL)
def pension_order(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where the files go; those of the same name are replaced.")
    ],
    number: Annotated[
        int | None, typer.Option("--number", metavar="NUMBER", min=1, help="Write this earlier order again, as it was.")
    ] = None,
) -> None:
    """Write the signed order to the pension department, as CSV and as a PDF: shares that ended or are drawn again."""
    from bot.pension_order import write_orders

    with repeatable() as (settings, url):
        typer.echo(write_orders(settings, url, folder, number))
