"""A phone with two dialogs of plain questions, one of them half-way."""

from __future__ import annotations

from dialogs.messages import Started
from dialogs.reading import Text
from dialogs.talk import Dialog, Talk
from tests.dialogs.phone import Phone


def asking(*keys: str) -> Dialog:
    """A dialog of plain questions, that ends with `done`."""

    async def ask(talk: Talk) -> None:
        await talk.say("hello")
        for key in keys:
            await talk.ask(key, Text())
        await talk.say("done")

    return ask


def ready(**more: Dialog) -> Phone:
    """A phone that knows `grants` and `papers`, each with keywords."""
    keywords = {"ازدواج": Started("grants"), "مدارک": Started("papers")}
    return Phone(grants=asking("one", "two"), papers=asking("left", "right"), keywords=keywords, **more)


async def half_way(**more: Dialog) -> Phone:
    """In the middle of `grants`, one question answered."""
    phone = ready(**more)
    await phone.starts("grants")
    await phone.says("1")
    phone.hears("grants-two")
    return phone
