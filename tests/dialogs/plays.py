"""Dialogs to play: three questions, a code; and something done in the world, counted."""

from __future__ import annotations

from typing import Any

from dialogs.kind import Fault
from dialogs.messages import Words
from dialogs.reading import Choice, OneTimeCode, Text, YesNo
from dialogs.talk import Talk

YES_NO = YesNo(Words("act-file"), Words("act-keep"))


class Counter:
    """Something done in the world, counted."""

    def __init__(self, gives: Any = None) -> None:
        self.times = 0
        self._gives = gives

    async def __call__(self) -> Any:
        self.times += 1
        return self.times if self._gives is None else self._gives


async def three(talk: Talk) -> None:
    """Three questions with words between."""
    await talk.say("welcome")
    first = await talk.ask("first", Text())
    await talk.say("after-first", first=first)
    second = await talk.ask("second", Choice("a", "b"), first=first)
    await talk.say("after-second", second=second)
    third = await talk.ask("third", Text())
    await talk.say("done", all=f"{first} {second} {third}")


class Codes:
    """A code is asked for; every try is counted."""

    def __init__(self) -> None:
        self.tried: list[str] = []

    async def check(self, code: str) -> Fault | None:
        if code == "again":
            return None
        self.tried.append(code)
        return None if code == "123456" else Fault(Words("codes-wrong", {"left": 5 - len(self.tried)}))

    async def __call__(self, talk: Talk) -> None:
        given = await talk.ask("code", OneTimeCode("again"), check=self.check)
        await talk.say("given", given=given)
        await talk.ask("more", Text())
        await talk.ask("most", Text())
