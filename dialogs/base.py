"""Which base to declare: the lowest, one's own average, the highest, or any amount between them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from dialogs.amounts import Amount
from dialogs.kind import Kind, Unreadable
from dialogs.messages import Option, Words
from dialogs.talk import Talk
from services.calendar import JalaliMonth
from services.contracts.contract import Offer, Suggestion
from services.money import Rials
from services.plain import Json
from services.premiums.rules import daily_base

BEYOND = 10**24  # no figure that can be typed is out of range: what is said is how far it is from a base
Priced: TypeAlias = Callable[[Fraction], Awaitable[Suggestion]]


async def choose_base(talk: Talk, offer: Offer, priced: Priced, key: str = "which") -> Suggestion:
    """The base that is wanted, with its premium. Whoever types one types that of a month."""
    with talk.within("base"):
        suggested = {one.kind: one for one in offer.suggestions}
        lines = [_words("line", one, offer.first_month) for one in suggested.values()]
        options = [Option(one.kind, _words("option", one, offer.first_month)) for one in suggested.values()]
        lowest, highest = suggested["lowest"].monthly, suggested["highest"].monthly
        facts: dict[str, Any] = {"lines": lines, "lowest": lowest, "highest": highest, "month": offer.first_month}
        chosen = await talk.ask(key, Base(options, lowest, highest), **facts)
        if isinstance(chosen, str):
            return next(one for one in suggested.values() if one.kind == chosen)
        return await talk.seen(f"typed.{key}", Suggestion, lambda: priced(daily_base(Rials(chosen))))


def _words(what: str, one: Suggestion, month: JalaliMonth) -> Words:
    return Words(f"base-{what}-{one.kind}", {"monthly": one.monthly, "premium": one.premium, "month": month})


class Base(Kind[str | int]):
    """A suggestion by its name, or a monthly base in rials that is neither too low nor too high."""

    name = "base"
    takes = "amount"

    def __init__(self, options: Sequence[Option], lowest: Rials, highest: Rials) -> None:
        self.options = tuple(options)
        self._names = {option.value for option in options}
        self._lowest, self._highest = lowest, highest
        self._amount = Amount(0, BEYOND)

    def parse(self, text: str) -> int:
        monthly = self._amount.parse(text)
        if monthly < self._lowest:
            raise Unreadable("base-too-low", lowest=self._lowest, given=monthly)
        if monthly > self._highest:
            raise Unreadable("base-too-high", highest=self._highest, given=monthly)
        return monthly

    def load(self, stored: Json) -> str | int:
        if isinstance(stored, str) and stored in self._names:
            return stored
        if isinstance(stored, int) and self._lowest <= stored <= self._highest:
            return stored
        raise Unreadable("answer-option-gone")

    def dump(self, value: str | int) -> Json:
        return value
