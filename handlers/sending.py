"""What a channel's sender promises the courier, and what can come of a send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, Protocol, TypeAlias

from handlers.budget import Budget
from services.messages import Row


@dataclass(frozen=True)
class Sent:
    """The provider has taken it, under this id; `cost` in rials, where it charges."""

    provider_id: str | None = None
    cost: int | None = None


@dataclass(frozen=True)
class Failed:
    """The provider has not taken it. `after` seconds it may be tried again, where it is `retryable`.

    `blocked`: the recipient has shut us out. `alarm`: a person has to put something right first. `stops`: until then
    nothing goes from this line, or nothing that can wait from any.
    """

    reason: str
    retryable: bool = False
    after: float | None = None
    blocked: bool = False
    alarm: bool = False
    stops: Literal["line", "all"] | None = None


@dataclass(frozen=True)
class Uncertain:
    """Nobody knows whether the provider has taken it."""

    reason: str


@dataclass(frozen=True)
class NotThere:
    """Asked about a send of unknown outcome, the provider knows nothing of it. It may be sent once more.

    Unless that was longer ago than it `remembers`: then this says nothing.
    """

    remembers: timedelta | None = None


Outcome: TypeAlias = Sent | Failed | Uncertain
Answer: TypeAlias = Sent | Failed | Uncertain | NotThere


@dataclass(frozen=True)
class IssuedFile:
    """An issued paper as a file, under the name it bears on a phone."""

    name: str
    pdf: bytes


class NoSuchPaper(LookupError):
    """Nothing was issued under that number."""


class Papers(Protocol):
    """Draws what was issued."""

    async def file(self, kind: str, number: str) -> IssuedFile:
        """The paper of that kind and number. Raises NoSuchPaper; database trouble comes through."""
        ...


class Sender(Protocol):
    """One channel's way out. Nothing here raises: what went wrong is an outcome."""

    @property
    def channel(self) -> str: ...

    @property
    def line(self) -> str:
        """The number it sends from, where a channel can have several; else empty."""
        ...

    @property
    def budget(self) -> Budget:
        """Its rate of messages. The courier counts what it claims."""
        ...

    @property
    def calls(self) -> Budget:
        """Its rate of calls: the courier counts one for what it hands over at once, the sender whatever else it asks.

        What comes while there is none free waits together, and goes in one.
        """
        ...

    @property
    def at_once(self) -> int:
        """How many rows one call takes."""
        ...

    async def send(self, rows: Sequence[Row]) -> Sequence[Outcome]:
        """Hand rows of different lanes to the provider in one call; an outcome for each, in their order."""
        ...

    async def ask(self, rows: Sequence[Row]) -> Sequence[Answer]:
        """What became of sends whose outcome was never learnt."""
        ...
