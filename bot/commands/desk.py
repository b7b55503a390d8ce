"""The desk from a terminal: tickets, objections as reviewers decide them, and refunds."""

from typing import Annotated

import typer

from bot.commands.opening import database
from bot.commands.staff import PANEL

app = typer.Typer()
desk_app = typer.Typer(help="The desk from a terminal, as somebody enrolled.", no_args_is_help=True)
app.add_typer(desk_app, name="desk", rich_help_panel=PANEL)
AsStaff = Annotated[int, typer.Option("--as", metavar="TELEGRAM_ID", help="Who acts.")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The ticket's.")]
WithNote = Annotated[str, typer.Option("--note", help="What the next one has to know.")]


@desk_app.command("list")
def desk_list(staff: AsStaff) -> None:
    """Tickets that are not closed."""
    from bot.desk import act, listed

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda desk: listed(desk, staff)))


@desk_app.command("show")
def desk_show(number: Number, staff: AsStaff) -> None:
    """A ticket and all that was said in it."""
    from bot.desk import act, shown

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda desk: shown(desk, staff, number)))


@desk_app.command("take")
def desk_take(number: Number, staff: AsStaff) -> None:
    """Take a ticket; from then on the bot is silent."""
    from bot.desk import act, done

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda desk: done(desk.take(number, staff), desk)))


@desk_app.command("reply")
def desk_reply(
    number: Number,
    text: Annotated[str, typer.Argument(metavar="TEXT")],
    staff: AsStaff,
    sms: Annotated[bool, typer.Option("--sms", help="To their mobile, where they have blocked the bot.")] = False,
) -> None:
    """Answer the citizen on their own channel."""
    from bot.desk import act, replied

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda desk: replied(desk, staff, number, text, sms=sms)))


@desk_app.command("note")
def desk_note(number: Number, text: Annotated[str, typer.Argument(metavar="TEXT")], staff: AsStaff) -> None:
    """A note between colleagues; it never leaves."""
    from bot.desk import act

    with database() as (settings, url):
        act(settings, url, lambda desk: desk.note(number, staff, text))
        typer.echo("Noted.")


@desk_app.command("hand-to")
def desk_hand_to(
    number: Number,
    colleague: Annotated[int, typer.Argument(metavar="TELEGRAM_ID", help="Who gets it.")],
    note: WithNote,
    staff: AsStaff,
) -> None:
    """Hand a ticket to a colleague, with a note."""
    from bot.desk import act, done

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda desk: done(desk.hand_to(number, staff, colleague, note), desk)))


@desk_app.command("hand-back")
def desk_hand_back(number: Number, staff: AsStaff) -> None:
    """Give the conversation back to the bot, which repeats its question."""
    from bot.desk import act, done

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda desk: done(desk.hand_back(number, staff), desk)))


@desk_app.command("close")
def desk_close(number: Number, staff: AsStaff) -> None:
    """Close a ticket; the citizen is asked for a mark."""
    from bot.desk import act, done

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda desk: done(desk.close(number, staff), desk)))


cases_app = typer.Typer(help="Objections, as reviewers decide them.", no_args_is_help=True)
desk_app.add_typer(cases_app, name="cases")
Tracking = Annotated[str, typer.Argument(metavar="NUMBER", help="The objection's.")]


@cases_app.command("list")
def cases_list(staff: AsStaff) -> None:
    """Objections that are not decided."""
    from bot.cases import act, listed

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda reviews: listed(reviews, staff)))


@cases_app.command("show")
def cases_show(number: Tracking, staff: AsStaff) -> None:
    """An objection with its decision, its figures and what happened to it."""
    from bot.cases import act, shown

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda reviews: shown(reviews, staff, number, settings)))


@cases_app.command("uphold")
def cases_uphold(
    number: Tracking,
    ground: Annotated[str, typer.Argument(metavar="GROUND", help="Between colleagues; the citizen is not told.")],
    staff: AsStaff,
) -> None:
    """Uphold an objection, or confirm what another reviewer has upheld."""
    from bot.cases import act, upheld

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda reviews: upheld(reviews, staff, number, ground)))


@cases_app.command("refuse")
def cases_refuse(
    number: Tracking,
    reason: Annotated[
        str, typer.Option(metavar="REASON", help="Why; a word that is no reason is answered with their list.")
    ],
    staff: AsStaff,
    line: Annotated[
        str,
        typer.Option("--line", help="What the citizen is told besides; of a review the ground, between colleagues."),
    ] = "",
) -> None:
    """Refuse an objection."""
    from bot.cases import act, refused

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda reviews: refused(reviews, staff, number, reason, line)))


@cases_app.command("want-better")
def cases_want_better(
    number: Tracking,
    paper: Annotated[
        str, typer.Argument(metavar="PAPER", help="Which; a word that is none is answered with their list.")
    ],
    staff: AsStaff,
) -> None:
    """Ask the citizen for a better picture of a paper."""
    from bot.cases import act, better_wanted

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda reviews: better_wanted(reviews, staff, number, paper)))


@cases_app.command("pictures")
def cases_pictures(number: Tracking, staff: AsStaff) -> None:
    """A link to the pictures, for whoever asks alone."""
    from bot.cases import act, pictures

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda reviews: pictures(reviews, staff, number, settings)))


refunds_app = typer.Typer(help="Credit and its refunds, by supervisors.", no_args_is_help=True)
desk_app.add_typer(refunds_app, name="refunds")
Person = Annotated[str, typer.Argument(metavar="NID", help="Whose credit, by national ID.")]
Refund = Annotated[str, typer.Argument(metavar="NUMBER", help="The refund's.")]


@refunds_app.command("credit")
def refunds_credit(person: Person, staff: AsStaff) -> None:
    """What a person has with us that pays for nothing, and where it is from."""
    from bot.refunds import act, shown

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda refunds: shown(refunds, staff, person)))


@refunds_app.command("list")
def refunds_list(staff: AsStaff) -> None:
    """Refunds that are not closed."""
    from bot.refunds import act, listed

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda refunds: listed(refunds, staff)))


@refunds_app.command("ask")
def refunds_ask(
    person: Person,
    ground: Annotated[str, typer.Argument(metavar="GROUND", help="Between colleagues; the citizen is not told.")],
    staff: AsStaff,
    amount: Annotated[int | None, typer.Option(min=1, metavar="RIALS", help="Else all the credit there is.")] = None,
) -> None:
    """Ask for credit to be given back; a second supervisor has to confirm it."""
    from bot.refunds import act, asked

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda refunds: asked(refunds, staff, person, ground, amount)))


@refunds_app.command("confirm")
def refunds_confirm(number: Refund, staff: AsStaff) -> None:
    """Confirm a refund that another supervisor has asked for."""
    from bot.refunds import act, done

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda refunds: done(refunds.confirm(number, staff))))


@refunds_app.command("refuse")
def refunds_refuse(
    number: Refund,
    ground: Annotated[str, typer.Argument(metavar="GROUND", help="Between colleagues; the citizen is not told.")],
    staff: AsStaff,
) -> None:
    """Refuse a refund; the money is credit again."""
    from bot.refunds import act, done

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda refunds: done(refunds.refuse(number, staff, ground))))


@refunds_app.command("paid")
def refunds_paid(
    number: Refund,
    trace: Annotated[str, typer.Argument(metavar="TRACE", help="Finance's number of the transfer.")],
    staff: AsStaff,
) -> None:
    """Note that finance has paid it; the person is told."""
    from bot.refunds import act, done

    with database() as (settings, url):
        typer.echo(act(settings, url, lambda refunds: done(refunds.paid_back(number, staff, trace))))
