"""Texts that were not understood for sure: kept masked, grouped by likeness, labelled once."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.understanding import Service, Sureness, Understood
from services.understanding.examples import Example
from services.understanding.grouping import grouped
from services.understanding.records import Kept, UnsureTexts, is_worth_keeping
from tests.clock import FrozenClock


def unsure(text: str, sureness: Sureness = Sureness.UNSURE) -> Understood:
    return Understood(text, Service.VOL, 0.5, sureness, (), None)


async def keep(engine: AsyncEngine, clock: FrozenClock, *texts: str) -> list[Kept]:
    async with engine.begin() as connection:
        for text in texts:
            await UnsureTexts(connection).keep(unsure(text), channel="sms", came="asked-back", at=clock.now())
        return await UnsureTexts(connection).unlabelled()


async def test_a_text_is_kept_masked(engine: AsyncEngine, clock: FrozenClock) -> None:
    [kept] = await keep(engine, clock, "من زهرا محمدی هستم، کد ۰۰۱۲۳۴۵۶۷۹")
    assert (kept.text, kept.guess, kept.came) == ("من … هستم، کد ۰۰۰۰۰۰۰۰۰۰", Service.VOL, "asked-back")


async def test_what_the_database_cannot_hold_is_left_out(engine: AsyncEngine, clock: FrozenClock) -> None:
    assert [one.text for one in await keep(engine, clock, "بیمه\x00\ud83d", " ", "\x00")] == ["بیمه"]


async def test_of_a_long_text_the_beginning_is_kept(engine: AsyncEngine, clock: FrozenClock) -> None:
    [kept] = await keep(engine, clock, "بیمه " * 1000)
    assert len(kept.text) == 600


async def test_a_label_is_given_once(engine: AsyncEngine, clock: FrozenClock) -> None:
    [kept] = await keep(engine, clock, "بیمه")
    async with engine.begin() as connection:
        texts = UnsureTexts(connection)
        assert await texts.label([kept.id], Service.DEP, "dep-son", clock.now()) == 1
        assert await texts.label([kept.id], Service.MAR, None, clock.now()) == 0
        assert await texts.unlabelled() == []
        assert await texts.labelled() == (Example("بیمه", Service.DEP, "dep-son"),)


async def test_the_newest_are_looked_at(engine: AsyncEngine, clock: FrozenClock) -> None:
    await keep(engine, clock, "یک", "دو", "سه")
    async with engine.connect() as connection:
        assert [one.text for one in await UnsureTexts(connection).unlabelled(most=2)] == ["سه", "دو"]


@pytest.mark.parametrize(
    ("sureness", "came", "worth"),
    [
        (Sureness.SURE, "started", False),
        (Sureness.SURE, "not-understood", True),
        (Sureness.UNSURE, "asked-back", True),
        (Sureness.LOST, "not-understood", True),
    ],
)
def test_what_was_understood_and_came_to_something_is_not_kept(sureness: Sureness, came: str, worth: bool) -> None:
    assert is_worth_keeping(unsure("x", sureness), came, {"not-understood"}) is worth


def test_texts_are_grouped_by_likeness_the_largest_group_first() -> None:
    texts = ["کارت بیمه گم شده", "یه چیز دیگه", "کارت بیمه‌ام گم شده", "kart bime gom shode", "کارت بیمم گم شد"]
    groups = grouped([Kept(place, text, Service.OUT, "") for place, text in enumerate(texts)])
    assert [one.id for one in groups[0].texts][:2] == [0, 2]
    assert [len(group.texts) for group in groups] == sorted((len(group.texts) for group in groups), reverse=True)
    assert sum(len(group.texts) for group in groups) == len(texts)
    assert [one.id for group in groups for one in group.texts if one.text == "یه چیز دیگه"] == [1]
    assert len(next(group for group in groups if group.first.id == 1).texts) == 1


def test_nothing_is_no_group() -> None:
    assert grouped([]) == []
