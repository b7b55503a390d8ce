"""Complete partial months: which can be, what they cost, the request, and the payment of those whose list is in."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.identify import identify, prove
from dialogs.messages import Option, Words
from dialogs.paying import pay
from dialogs.reading import Choice
from dialogs.talk import Talk
from services.contracts.contract import DueMonth, PartialLook, PartialMonth
from services.contracts.partials import MayNotRequest, Partials
from services.contracts.premiums import Premiums
from services.people import People, Person

WORDS = (
    *("تکمیل ماه", "کسری ماه", "کسری از ماه", "کسر از ماه", "تکمیل کسری از ماه", "ماه ناقص", "ماه‌های ناقص"),
    *("تکمیل سابقه", "تکمیل سوابق", "takmil mah"),
)
ALL = "all-months"
REFUSED = ""  # what comes of a request of who may not make one any more; else its number


async def partial_months(talk: Talk, people: People, partials: Partials, premiums: Premiums) -> None:
    """The person's own request and its months, whatever the dialog was started about."""
    person = await identify(talk, people)
    if person is None:
        return
    look = await talk.seen("look", PartialLook, lambda: partials.look(person.national_id))
    if look.request is None:
        await _request(talk, person, look, people, partials)
        return
    due = await talk.seen("due", tuple[DueMonth, ...], lambda: _due(premiums, person))
    if not (due and talk.channel.short):  # else the options say what is needed, and there is room for nothing more
        await _tell(talk, look)
    if not due:
        await talk.say("nothing-due")
        return
    months = await _which(talk, due)
    if not months:
        await talk.say("bye")
    elif not await pay(talk, premiums, person, months):
        await talk.say("changed")


async def _tell(talk: Talk, look: PartialLook) -> None:
    await talk.say("request", number=look.request, on=look.requested_on, first=look.first_month)
    if look.months:
        await talk.say("months", lines=[_line(talk, month) for month in look.months])


def _line(talk: Talk, one: PartialMonth) -> Words:
    return talk.words(
        f"month-{one.state}",
        month=one.month,
        recorded=one.recorded,
        wage=one.wage,
        days=one.days,
        premium=one.premium,
        due=one.due,
    )


async def _request(talk: Talk, person: Person, look: PartialLook, people: People, partials: Partials) -> None:
    if not look.eligible:
        await talk.say("not-eligible")
        return
    await talk.say("about", first=look.first_month)
    if look.months and not talk.channel.short:
        lines = [talk.words("example", month=one.month, recorded=one.recorded, days=one.days, premium=one.premium)
                 for one in look.months]  # fmt: skip
        await talk.say("examples", lines=lines)
    if not await talk.confirm("request-it", first=look.first_month):
        await talk.say("not-requested")
        return
    if talk.channel.short and not await prove(talk, people, person, 1):
        return
    number = await talk.once("requested", lambda: _requested(partials, person))
    if number == REFUSED:
        await talk.say("not-eligible")
        return
    made = await talk.seen("made", PartialLook, lambda: partials.look(person.national_id))
    await talk.say("requested", number=number, first=made.first_month)


async def _requested(partials: Partials, person: Person) -> str:
    try:
        return await partials.request(person.national_id)
    except MayNotRequest:
        return REFUSED


async def _due(premiums: Premiums, person: Person) -> tuple[DueMonth, ...]:
    return tuple(month for month in await premiums.due(person.national_id) if month.kind == "partial")


async def _which(talk: Talk, due: Sequence[DueMonth]) -> Sequence[DueMonth]:
    """The months to be paid: one of them, or all; none where the person would rather not."""
    options: list[str | Option] = [Option(str(one.month), _to_pay(talk, one)) for one in due]
    chosen = await talk.ask("which", Choice(*options, *([ALL] if len(due) > 1 else []), "done"))
    if chosen == ALL:
        return due
    return [one for one in due if str(one.month) == chosen]


def _to_pay(talk: Talk, one: DueMonth) -> Words:
    return talk.words("pay-month", month=one.month, amount=one.amount, due=one.due)
