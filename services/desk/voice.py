"""How the desk's words to a citizen are rendered: given from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Spoken:
    """Words as they go out on a channel: bodies for the outbox, and how many SMS parts they are (0 elsewhere)."""

    bodies: tuple[Mapping[str, Any], ...]
    parts: int


class Voice(Protocol):
    """How the desk's words to a citizen are rendered for their channel."""

    def say(self, channel: str, words: str, *, simple: bool = False, **facts: Any) -> Spoken:
        """Words of the locale, as they go out; `simple` in simple words."""
        ...

    def text(self, words: str, **facts: Any) -> str:
        """Words of the locale, as plain text."""
        ...
