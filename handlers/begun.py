"""How dialogs end that free text began: finished, with a person, or left.

Which dialog it is stays beside the conversation's state until it is neither open nor set aside any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs.conversation import Turned
from dialogs.hearing import Came, Ear
from handlers.metrics import BEGUN, HEARD
from services.understanding import Understood

BEGUN_KEY = "begun"  # in the conversation's state
FINISHED, PERSON, LEFT = "finished", "person", "left"
_ENDINGS = {"answered": FINISHED, "person": PERSON}  # a turn's outcome; whatever else took the dialog away left it


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


def followed(before: Mapping[str, Any], turned: Turned, began: Understood | None) -> dict[str, str] | None:
    """What to keep beside the state of the dialog that free text began; one that is over is counted, and forgotten."""
    begun: dict[str, str] | None = before.get(BEGUN_KEY)
    if began:
        begun = {"dialog": turned.dialog, "service": str(began.service), "sureness": str(began.sureness)}
    if begun is None:
        return None
    kept = turned.conversation
    if turned.outcome != PERSON and begun["dialog"] in {one.dialog for one in (kept.front, kept.parked) if one}:
        return begun
    ending = _ENDINGS.get(turned.outcome, FINISHED if began else LEFT)
    BEGUN.labels(begun["service"], begun["sureness"], ending).inc()
    return None
