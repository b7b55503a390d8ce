"""A contract that stands: how it stands, what is due until when; its paper again, another base, its end."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from dialogs.base import choose_base
from dialogs.identify import prove
from dialogs.messages import Words
from dialogs.premium import standings
from dialogs.reading import Choice
from dialogs.talk import Go, Talk
from services.calendar import JalaliMonth
from services.contracts import BaseTooHigh, BaseTooLow, Contracts, NoContract
from services.contracts.contract import Offer, Standing, Suggestion
from services.people import People, Person
from services.premiums.rates import NoFigure
from services.premiums.rules import due

ROUNDS = 20  # how many things one may do with one contract in one conversation; ours
GONE = 0  # what comes of changing or ending a contract that stands no more; else a month's number
NO_FIGURES, NOT_ALLOWED = -1, -2  # or of a base for a year that has no figures yet, or other bounds


def closed(contract: Standing) -> dict[str, Any]:
    """What is told of a contract that has ended or lapsed."""
    lapsed, last = contract.lapsed_from, contract.last_month
    return {
        "number": contract.number,
        "from_month": lapsed or contract.first_month,
        "due": due(lapsed) if lapsed else "",
        "last": last or contract.first_month,
        "unpaid": last is not None and last < contract.first_month,
    }


async def standing_contract(talk: Talk, person: Person, people: People, contracts: Contracts) -> Go | None:
    """Where the contract stands, and what can be done with it."""
    with talk.within("standing"):
        changed = True  # since it was told how the contract stands
        for round_ in range(1, ROUNDS + 1):
            known = await talk.seen(f"now.{round_}", tuple[Standing, ...], lambda: standings(contracts, person))
            if not known or known[0].state != "active":
                await talk.say("gone")
                return Go("contract")
            one = known[0]
            if changed:
                await talk.say("state", number=one.number, lines=list(_lines(talk, one)), brief=list(_brief(talk, one)))
            paper = ("contract-paper",) if talk.channel.files else ()
            chosen = await talk.ask(f"next.{round_}", Choice("premium", "change-base", *paper, "end-contract", "done"))
            changed = False
            match chosen:
                case "premium":
                    return Go("premium")
                case "change-base":
                    changed = await _change(talk, person, one, people, contracts, round_)
                case "contract-paper":
                    await talk.give("contract", one.number)
                    changed = True  # what the paper says is told beside it
                case "end-contract":
                    if await _end(talk, person, one, people, contracts, round_):
                        return None
                case _:
                    await talk.say("bye")
                    return None
        return None


def _lines(talk: Talk, one: Standing) -> Iterator[Words]:
    yield talk.words("base", monthly=one.monthly, premium=one.premium)
    yield _paid(talk, one)
    if one.unpaid:
        yield talk.words("unpaid")
        for month in one.unpaid:
            yield talk.words("unpaid-month", month=month.month, amount=month.amount, due=month.due)
        yield talk.words("lapses", on=one.unpaid[0].due, month=one.unpaid[0].month)
        if one.unpriced:
            yield _unpriced(talk, one.unpriced)
    else:
        yield _next(talk, one)


def _brief(talk: Talk, one: Standing) -> Iterator[Words]:
    """The same for an SMS: what is due first."""
    yield _paid(talk, one)
    if one.unpaid:
        first = one.unpaid[0]
        yield talk.words("lapses", on=first.due, month=first.month)
    else:
        yield _next(talk, one)


def _next(talk: Talk, one: Standing) -> Words:
    """Nothing is unpaid; the month that is to be paid next."""
    if one.unpriced:
        return _unpriced(talk, one.unpriced)
    month = one.paid_through.next() if one.paid_through else one.first_month
    return talk.words("nothing-unpaid", next=month, due=due(month))


def _unpriced(talk: Talk, month: JalaliMonth) -> Words:
    return talk.words("unpriced", month=month, year=month.year)


def _paid(talk: Talk, one: Standing) -> Words:
    if one.paid_through is None:
        return talk.words("nothing-paid", first=one.first_month)
    return talk.words("paid", through=one.paid_through)


async def _change(talk: Talk, person: Person, one: Standing, people: People, contracts: Contracts, round_: int) -> bool:
    """Whether anything has changed, by us or meanwhile."""
    offers = await talk.seen(f"offer.{round_}", tuple[Offer, ...], lambda: offered(contracts, person))
    if not offers:
        await talk.say("no-figures")
        return False
    offer = offers[0]
    month = await talk.seen(f"changes-from.{round_}", tuple[JalaliMonth, ...], lambda: _from(contracts, person, one))
    if not month:
        return True

    async def priced(base_daily: Fraction) -> Suggestion:
        return await contracts.priced(base_daily, offer.first_month)

    base = await choose_base(talk, offer, priced, f"which.{round_}")
    facts = {"monthly": base.monthly, "premium": base.premium, "days": offer.first_month.days, "month": month[0]}
    if not await talk.confirm(f"change-it.{round_}", **facts):
        await talk.say("not-changed")
        return False
    if talk.channel.short and not await prove(talk, people, person, round_):
        return False
    changed = await talk.once(f"changed.{round_}", lambda: _changed(contracts, person, one, base))
    if changed == NO_FIGURES:
        await talk.say("no-figures")
    elif changed == NOT_ALLOWED:
        await talk.say("not-allowed", month=month[0], monthly=base.monthly)
    elif changed != GONE:
        await talk.say("changed", month=JalaliMonth.of_number(changed), monthly=base.monthly)
    return changed not in (NO_FIGURES, NOT_ALLOWED)


async def offered(contracts: Contracts, person: Person) -> tuple[Offer, ...]:
    """What is offered to the person; nothing while the year has no figures."""
    try:
        return (await contracts.offer(person.national_id),)
    except NoFigure:
        return ()


async def _from(contracts: Contracts, person: Person, one: Standing) -> tuple[JalaliMonth, ...]:
    try:
        return (await contracts.base_changes_from(person.national_id, one.number),)
    except NoContract:
        return ()


async def _changed(contracts: Contracts, person: Person, one: Standing, base: Suggestion) -> int:
    try:
        return (await contracts.change_base(person.national_id, one.number, base.base_daily)).number
    except NoContract:
        return GONE
    except NoFigure:
        return NO_FIGURES
    except (BaseTooLow, BaseTooHigh):
        return NOT_ALLOWED


async def _end(talk: Talk, person: Person, one: Standing, people: People, contracts: Contracts, round_: int) -> bool:
    """Whether the contract has been ended."""
    if not await talk.confirm(f"end-it.{round_}", number=one.number, unpaid=len(one.unpaid)):
        await talk.say("not-ended")
        return False
    if talk.channel.short and not await prove(talk, people, person, round_):
        return False
    ended = await talk.once(f"ended.{round_}", lambda: _ended(contracts, person, one))
    if ended == GONE:
        return False
    last = JalaliMonth.of_number(ended)
    await talk.say("ended", number=one.number, last=last, unpaid=last < one.first_month)
    return True


async def _ended(contracts: Contracts, person: Person, one: Standing) -> int:
    try:
        return (await contracts.end(person.national_id, one.number)).number
    except NoContract:
        return GONE
