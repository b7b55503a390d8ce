"""Who works at the desk, and the record of what was done there."""

from typing import Annotated

import typer

from bot.commands.opening import database

app = typer.Typer()
PANEL = "The desk"

staff_app = typer.Typer(help="Who may act at the desk.", no_args_is_help=True)
app.add_typer(staff_app, name="staff", rich_help_panel=PANEL)


@staff_app.command("add")
def staff_add(
    telegram_id: Annotated[int, typer.Argument(metavar="TELEGRAM_ID", min=1, help="Their number at Telegram.")],
    role: Annotated[str, typer.Option(metavar="ROLE", help="agent, reviewer or supervisor.")],
    national_id: Annotated[str, typer.Option(metavar="NID", help="Nobody serves or decides their own case.")],
    name: Annotated[str | None, typer.Option(help="What colleagues call them; else the registry's name.")] = None,
) -> None:
    """Enrol somebody, or give them another role."""
    from bot.desk import add_staff
    from services.desk import Role

    if role not in list(Role):
        raise typer.BadParameter("agent, reviewer or supervisor", param_hint="--role")
    with database() as (_, url):
        typer.echo(add_staff(url, telegram_id, Role(role), national_id, name))


@staff_app.command("list")
def staff_list() -> None:
    """Everybody enrolled."""
    from bot.desk import list_staff

    with database() as (_, url):
        typer.echo(list_staff(url))


@staff_app.command("remove")
def staff_remove(
    telegram_id: Annotated[int, typer.Argument(metavar="TELEGRAM_ID", help="Their number at Telegram.")],
) -> None:
    """Somebody acts no more; what they did stays on record."""
    from bot.desk import remove_staff

    with database() as (_, url):
        typer.echo(remove_staff(url, telegram_id))


audit_app = typer.Typer(help="The record of what was done at the desk.", no_args_is_help=True)
app.add_typer(audit_app, name="audit", rich_help_panel=PANEL)


@audit_app.command("verify")
def audit_verify() -> None:
    """Go through the chain of hashes, and name the first row that is not as it was sealed."""
    from bot.desk import verify_audit

    with database() as (_, url):
        typer.echo(verify_audit(url))
