"""A phone that listens, the dialogs that free text may wish for, and a desk behind them."""

from __future__ import annotations

from typing import Any

from dialogs.amounts import Amount
from dialogs.messages import Option, Started, Words
from dialogs.reading import RIGHT, Choice, NationalId, OneTimeCode, Text
from dialogs.talk import Dialog, Talk
from services.desk import Opened
from tests.dialogs.ears import TestEar
from tests.dialogs.phone import Phone

HERS, HIS = "0012345679", "0499370899"
WITH_ID = "عقد من، کد ملی 0012345679"
UNSURE = "حکم بدهی یا قسط"
ASIDE = "صبر کن، یه سؤال دیگه"


class Desk:
    """Whoever is asked for; `services` are what they were asked for about."""

    def __init__(self) -> None:
        self.services: list[str] = []

    async def open(self, service: str) -> Opened:
        self.services.append(service)
        return Opened(1001, 1, None, None)


async def grant_status(talk: Talk) -> None:
    await talk.say("hello")
    await talk.ask("who", NationalId())
    await talk.ask("sure", Choice("yes"))
    await talk.say("done")


async def contract(talk: Talk) -> None:
    await talk.ask("base", Amount())
    await talk.ask("sure", Choice("yes"))
    await talk.say("done")


async def partial_months(talk: Talk) -> None:
    await talk.ask("which", Choice(Option("1405-02", Words("a")), Option("1405-03", Words("b"))))
    await talk.say("done")


async def notes(talk: Talk) -> None:
    await talk.ask("first", Text())
    await talk.ask("second", Text())
    await talk.say("done")


async def codes(talk: Talk) -> None:
    assert await talk.ask("code", OneTimeCode()) == RIGHT


def ready(ear: TestEar | None = None, desk: Desk | None = None, **more: Dialog) -> Phone:
    """A phone that knows some of our services."""
    keywords = {"ازدواج": Started("grant_status"), "یادداشت": Started("notes")}
    services: dict[str, Any] = {"grant_status": grant_status, "contract": contract, "partial_months": partial_months}
    return Phone(ear=ear or TestEar(), desk=desk, keywords=keywords, notes=notes, codes=codes, **services, **more)


async def told_nobody(*_: object) -> None:
    return None
