"""Facts that a person decides on stay as they were shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from dialogs.reading import Text
from dialogs.talk import Talk
from services.calendar import JalaliMonth
from services.plain import Misread
from tests.dialogs.phone import Phone
from tests.dialogs.plays import YES_NO, Counter


@dataclass(frozen=True)
class Month:
    number: int
    days: tuple[int, ...]


@dataclass(frozen=True)
class Facts:
    on: date
    months: tuple[Month, ...]
    name: str | None = None


async def test_what_was_seen_stays_as_it_was_shown() -> None:
    world = {"facts": Facts(date(2020, 12, 5), (Month(139909, (30, 29)),))}

    async def fetch() -> Facts:
        return world["facts"]

    async def look(talk: Talk) -> None:
        facts = await talk.seen("facts", Facts, fetch)
        await talk.ask("sure", YES_NO, on=facts.on)
        await talk.say("done", facts=facts)

    phone = Phone(look=look)
    await phone.starts("look")
    shown = world["facts"]
    world["facts"] = Facts(date(2021, 1, 1), ())
    await phone.presses(True)
    assert phone.fact("facts") == shown


@pytest.mark.parametrize(
    ("kind", "value"),
    [(int, 5), (bool, True), (str, "۵"), (date, date(2020, 12, 5)), (tuple[str, ...], ("a",)), (int | None, None),
     (JalaliMonth, JalaliMonth(1399, 9)), (list[date], [date(2020, 1, 1)])],
)  # fmt: skip
async def test_facts_are_read_back_by_their_type(kind: Any, value: Any) -> None:
    async def look(talk: Talk) -> None:
        seen = await talk.seen("facts", kind, Counter(value) if value is not None else _none)
        await talk.ask("sure", Text())
        await talk.say("done", seen=[seen])

    phone = Phone(look=look)
    await phone.starts("look")
    await phone.says("yes")
    assert phone.fact("seen") == [value]
    assert type(phone.fact("seen")[0]) is type(value)


async def _none() -> None:
    return None


async def test_facts_of_another_type_than_promised_are_an_error_at_once() -> None:
    async def look(talk: Talk) -> None:
        await talk.seen("facts", date, Counter("tomorrow"))

    with pytest.raises(Misread):
        await Phone(look=look).starts("look")


async def test_seen_facts_that_no_longer_read_are_looked_at_again_and_later_answers_asked_again() -> None:
    def version(kind: Any, value: Any) -> Any:
        async def look(talk: Talk) -> None:
            await talk.ask("before", Text())
            seen = await talk.seen("facts", kind, Counter(value))
            await talk.ask("sure", Text(), seen=seen)
            await talk.ask("really", Text())

        return look

    phone = Phone(look=version(str, "five"))
    await phone.starts("look")
    await phone.says("one")
    await phone.says("two")
    phone.knows(look=version(int, 5))
    await phone.says("three")
    phone.hears("talk-question-changed", "look-sure")
    assert phone.fact("seen") == 5
    assert [key for key, _, _ in phone.journal] == ["before", "facts"]
