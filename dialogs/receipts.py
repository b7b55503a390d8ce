"""Any receipt again: by its number, or out of the list, the newest first."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.identify import identify
from dialogs.kind import Unreadable
from dialogs.messages import Option, Words
from dialogs.objection import number_in
from dialogs.paying import months_in_words
from dialogs.reading import Choice
from dialogs.talk import Talk
from services.contracts.number import NotANumber, normalise
from services.people import People, Person
from services.receipts import Receipts, ReceiptSeen

WORDS = (
    *("رسید", "رسیدها", "رسید پرداخت", "رسید حق بیمه", "رسیدهای من", "فیش پرداخت"),
    *("resid", "resid pardakht"),
)
A_PAGE, A_SHORT_PAGE = 5, 3  # receipts offered at a time, so that an SMS holds them; ours
OLDER = "older-receipts"


async def receipts(talk: Talk, people: People, receipts: Receipts) -> None:
    """About a receipt's number, that one; another person's is unknown."""
    person = await identify(talk, people)
    if person is None:
        return
    known = await talk.seen("receipts", tuple[ReceiptSeen, ...], lambda: _all(receipts, person))
    by_number = {one.number: one for one in known}
    if not known:
        await talk.say("none")
        return
    if talk.about and _named(talk.about) not in by_number:
        await talk.say("unknown")
    number = _named(talk.about)
    if number not in by_number:
        number = known[0].number if len(known) == 1 else await _which(talk, known)
    one = by_number[number]
    await talk.say(
        f"one-{one.kind}",
        number=number,
        amount=one.amount,
        on=one.paid_at,
        months=_months(talk, one),
        span=months_in_words(one.months),
    )
    await talk.give("receipt", number)


async def _all(receipts: Receipts, person: Person) -> tuple[ReceiptSeen, ...]:
    return tuple(await receipts.all(person.national_id))


def _named(about: str) -> str:
    """The number that is meant, or nothing that any receipt has."""
    try:
        return normalise(about)
    except NotANumber:
        return ""


async def _which(talk: Talk, known: Sequence[ReceiptSeen]) -> str:
    numbers = {one.number for one in known}
    most = A_SHORT_PAGE if talk.channel.short else A_PAGE
    for first in range(0, len(known), most):
        page, rest = known[first : first + most], len(known) > first + most
        options: list[str | Option] = [Option(one.number, _option(talk, one)) for one in page]
        kind = _Which(numbers, *options, *([OLDER] if rest else []))
        chosen = await talk.ask(f"which.{first // most + 1}", kind)
        if chosen != OLDER:
            return chosen
    raise AssertionError("the last page offers no older ones")


def _option(talk: Talk, one: ReceiptSeen) -> Words:
    key = "option" if len(one.months) == 1 else "option-several"
    return talk.words(key, first=one.months[0], last=one.months[-1], amount=one.amount)


def _months(talk: Talk, one: ReceiptSeen) -> list[Words]:
    return [talk.words("month", month=month) for month in one.months]


class _Which(Choice):
    """One of those offered, or any other of the person's receipts by its number. The rest are unknown alike."""

    def __init__(self, numbers: set[str], *options: str | Option) -> None:
        super().__init__(*options)
        self._values |= numbers

    def parse(self, text: str) -> str:
        if not number_in(text):
            return super().parse(text)
        try:
            number = normalise(number_in(text))
        except NotANumber:
            raise Unreadable("receipts-wrong-number") from None
        if number not in self._values:
            raise Unreadable("receipts-not-theirs")
        return number
