"""Free text: what a conversation asks of whoever understands it, and what it tells them afterwards."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from services.understanding import Understood


class Came(StrEnum):
    """What came of a text that was heard."""

    ANSWERED = "answered"  # by a short answer of the FAQ
    STARTED = "started"  # its service's dialog
    NOT_HERE = "not-here"  # the service has no dialog here, and where it is was said
    ELSEWHERE = "elsewhere"  # not ours; where to go was said
    ABOUT_US = "about-us"  # what we can do was said
    ASKED_BACK = "asked-back"  # which of two is meant
    PERSON = "person"  # a person was called
    LOST = "lost"  # the menu
    REFUSED = "refused"  # it was an answer that is none, and the open question was asked again


class Ear(Protocol):
    """Understands what people type, for one turn."""

    def understand(self, text: str) -> Understood: ...

    async def heard(self, text: str, understood: Understood, came: Came) -> None:
        """Told once for each text that was understood, inside the turn's transaction; never for one to be kept
        secret."""
        ...
