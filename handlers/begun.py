"""How dialogs end that free text began: finished, with a person, or left.

Which dialogs those are stays beside the conversation's state until they are neither open nor set aside any more. Where
a person chose what was meant, or took what an answer offered, the service is theirs and no guess of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from dialogs.hearing import Came, Ear
from dialogs.stage import Turned
from handlers.metrics import BEGUN, HEARD
from services.understanding import Understood

BEGUN_KEY = "begun"  # in the conversation's state
CHOSEN = "chosen"  # in place of how sure we were
FINISHED, PERSON, LEFT = "finished", "person", "left"
Begun: TypeAlias = dict[str, str]


class Counting:
    """An ear that counts what it is told, and remembers what began a dialog in this turn."""

    def __init__(self, ear: Ear) -> None:
        self._ear = ear
        self.began: Understood | None = None

    def understand(self, text: str) -> Understood:
        return self._ear.understand(text)

    async def heard(self, text: str, understood: Understood, came: Came) -> None:
        HEARD.labels(understood.service, understood.sureness, came).inc()
        self.began = understood if came is Came.STARTED else None
        await self._ear.heard(text, understood, came)


def followed(before: Mapping[str, Any], turned: Turned, began: Understood | None) -> list[Begun]:
    """What to keep beside the state of the dialogs that free text began; those that are over are counted."""
    kept = turned.conversation
    front = kept.front.dialog if kept.front else ""
    under_way = {front, kept.parked.dialog if kept.parked else ""}
    new = _new(turned, began)
    old = [one for one in _before(before) if new is None or one["dialog"] != new["dialog"]]
    going_on = list[Begun]()
    for one in [*old, new] if new else old:
        called = turned.outcome == PERSON and one["dialog"] in (front, turned.dialog)
        if one["dialog"] in under_way and not called:
            going_on.append(one)
        else:
            to_its_end = one is new or (one["dialog"] == _front_of(before) and turned.outcome == "answered")
            ending = PERSON if called else FINISHED if to_its_end else LEFT
            BEGUN.labels(one["service"], one["sureness"], ending).inc()
    return going_on


def _new(turned: Turned, began: Understood | None) -> Begun | None:
    """The dialog that this turn began, if one."""
    if turned.chose:
        return {"dialog": turned.began, "service": turned.chose, "sureness": CHOSEN}
    if began:
        return {"dialog": turned.began, "service": str(began.service), "sureness": str(began.sureness)}
    return None


def _before(before: Mapping[str, Any]) -> list[Begun]:
    begun: list[Begun] | Begun = before.get(BEGUN_KEY, [])
    return [begun] if isinstance(begun, dict) else begun  # one alone, as it was kept once


def _front_of(before: Mapping[str, Any]) -> str:
    """The dialog whose question the message answered; what was set aside can only be left."""
    return str(before.get("front", {}).get("dialog", ""))
