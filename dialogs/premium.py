"""Pay the premium of voluntary insurance: what is due, for how many months, and the link."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dialogs.identify import identify
from dialogs.messages import Option, Words
from dialogs.paying import pay, total
from dialogs.reading import Choice
from dialogs.talk import Go, Talk
from services import persian
from services.contracts import Contracts
from services.contracts.contract import DueMonth, Standing
from services.contracts.premiums import Premiums
from services.people import People, Person

WORDS = (
    *("حق بیمه", "پرداخت حق بیمه", "حق بیمهٔ اختیاری", "پرداخت بیمه", "پول بیمه"),
    *("hagh bime", "haghe bime", "hagh bimeh"),
)
PARTIAL = "partial-months"
_COUNT = re.compile(r"(?<!\d)[1-9](?!\d)", re.ASCII)


def count_in(text: str) -> str:
    """The only digit of a text, for how many months; empty for none or several."""
    found: list[str] = _COUNT.findall(persian.latin_digits(text))
    return found[0] if len(found) == 1 else ""


async def premium(talk: Talk, people: People, contracts: Contracts, premiums: Premiums) -> Go | None:
    """About so many months, in one digit; about anything else, they are asked for."""
    person = await identify(talk, people)
    if person is None:
        return None
    due = await talk.seen("due", tuple[DueMonth, ...], lambda: _due(premiums, person))
    voluntary = tuple(month for month in due if month.kind == "voluntary")
    if not voluntary:
        return Go("partial_months") if due else await _nothing_due(talk, person, contracts)
    partial = len(due) > len(voluntary)
    count = await _how_many(talk, voluntary, partial=partial) if premiums.can_pay else len(voluntary)
    if count is None:
        return Go("partial_months")
    if not await pay(talk, premiums, person, voluntary[:count]):
        await talk.say("changed")
    elif talk.channel.short and count < len(voluntary):
        await talk.say("more-by-sms", months=len(voluntary))
    return None


async def _due(premiums: Premiums, person: Person) -> tuple[DueMonth, ...]:
    return tuple(await premiums.due(person.national_id))


async def _how_many(talk: Talk, due: Sequence[DueMonth], *, partial: bool) -> int | None:
    """For how many months from the first on; None for partial months instead.

    By SMS it is the first month, and whoever wants more writes so with the next message.
    """
    if talk.about in map(str, range(1, len(due) + 1)):
        return int(talk.about)
    if talk.channel.short:
        return 1
    if len(due) == 1 and not partial:
        return 1
    options: list[str | Option] = [Option(str(count), _count(talk, count)) for count in range(1, len(due) + 1)]
    lines = [_line(talk, due[:count]) for count in range(1, len(due) + 1)]
    chosen = await talk.ask("months", Choice(*options, *([PARTIAL] if partial else [])), lines=lines)
    return None if chosen == PARTIAL else int(chosen)


def _count(talk: Talk, count: int) -> Words:
    return talk.words("count", count=count)


def _line(talk: Talk, months: Sequence[DueMonth]) -> Words:
    """What so many months come to, and until when the last of them is in time."""
    last = months[-1]
    key = "line" if len(months) == 1 else "line-several"
    return talk.words(key, count=len(months), month=last.month, amount=total(months), due=last.due)


async def _nothing_due(talk: Talk, person: Person, contracts: Contracts) -> Go | None:
    standing = await talk.seen("standing", tuple[Standing, ...], lambda: standings(contracts, person))
    if standing and standing[0].state == "active":
        one = standing[0]
        if one.paid_through and one.unpriced:
            await talk.say("no-figures", through=one.paid_through, year=one.unpriced.year)
        elif one.paid_through:
            await talk.say("all-paid", through=one.paid_through)
        else:
            await talk.say("not-yet", first=one.first_month)
        return None
    await talk.say("no-contract")
    if await talk.ask("no-contract-next", Choice("contract", "done")) == "contract":
        return Go("contract")
    await talk.say("bye")
    return None


async def standings(contracts: Contracts, person: Person) -> tuple[Standing, ...]:
    """The person's latest contract, if there was ever one."""
    found = await contracts.standing(person.national_id)
    return () if found is None else (found,)
