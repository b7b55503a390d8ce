"""Premiums, the bank's settlements, and what was issued."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.opening import database

app = typer.Typer()
PANEL = "Insurance and receipts"


@app.command(rich_help_panel=PANEL)
def quote(
    scheme: Annotated[str, typer.Option(metavar="SCHEME", help="voluntary or partial.")],
    month: Annotated[str, typer.Option(metavar="MONTH", help="The Jalali month: 1404-07.")],
    base: Annotated[
        str | None, typer.Option(metavar="DAILY", help="Voluntary: the daily base in rials; else the lowest.")
    ] = None,
    recorded: Annotated[str | None, typer.Option(metavar="DAYS", help="Partial: the days on the month's list.")] = None,
    wage: Annotated[str | None, typer.Option(metavar="RIALS", help="Partial: the wage on the month's list.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As a JSON object.")] = False,
) -> None:
    """Compute the premium of a month of voluntary insurance, or of the days missing from a partial one."""
    from bot.quoting import quote_json, quote_line, quoted, warnings
    from bot.settings import read

    read()  # it needs none of them, but a wrong one is named here as everywhere
    computed = quoted(scheme, month, base=base, recorded=recorded, wage=wage)
    for warning in warnings(computed):
        typer.echo(warning, err=True)
    typer.echo(quote_json(computed) if as_json else quote_line(computed, scheme))


@app.command(rich_help_panel=PANEL)
def eligible(
    age: Annotated[str, typer.Option(metavar="YEARS", help="In completed years.")],
    record: Annotated[str, typer.Option(metavar="DAYS", help="Days of record, of all schemes but unemployment.")],
    as_json: Annotated[bool, typer.Option("--json", help="As a JSON object.")] = False,
) -> None:
    """Say whether somebody of that age and record, insured nowhere else, may contract voluntary insurance."""
    from bot.quoting import eligibility_json, eligibility_line, judged
    from bot.settings import read

    read()
    decided = judged(age, record)
    typer.echo(eligibility_json(decided) if as_json else eligibility_line(decided))


@app.command(rich_help_panel=PANEL)
def reconcile(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The bank's settlement: reference,order,amount.")],
    gateway: Annotated[str, typer.Option(metavar="BANK", help="zarinpal or sep.")],
    day: Annotated[str, typer.Option(metavar="DAY", help="The Jalali day that it is of: 1404-07-01.")],
    ask: Annotated[bool, typer.Option("--ask", help="Have the bank asked about what is missing here.")] = False,
) -> None:
    """Match a bank's settlement of a day with what is recorded here: a line each that differs, with what to do."""
    from bot.reconciling import asked, in_order, lines, read_day, reconciled, settlement
    from services.calendar import SystemClock

    of_day = read_day(day)
    with database() as (_, url):
        findings = reconciled(url, gateway, settlement(file), of_day)
        for line in lines(findings):
            typer.echo(line)
        if ask:
            typer.echo(asked(url, findings, SystemClock()))
    if not in_order(findings):
        raise typer.Exit(1)


@app.command(rich_help_panel=PANEL)
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The PDF of a paper, or an order's CSV.")],
    keys: Annotated[
        Path | None,
        typer.Option("--keys", metavar="FILE", help="Public keys, as `public-keys` prints them; else ours."),
    ] = None,
) -> None:
    """Say whether a file was issued here.

    Ends with 0 genuine, 1 changed, 2 an error, 3 not ours, 4 unknown key, 5 genuine but saved anew by somebody.
    """
    from bot.settings import read
    from bot.verifying import CODES, keys_of, told, verified

    found, where = verified(file, keys_of(read(), keys))
    for line in told(found, where):
        typer.echo(line)
    raise typer.Exit(CODES[found.verdict])


@app.command("public-keys", rich_help_panel=PANEL)
def public_keys() -> None:
    """Print the public keys with which anybody can verify what was issued here."""
    from bot.settings import read
    from bot.signing import public_keys

    typer.echo(public_keys(read()).written(), nl=False)
