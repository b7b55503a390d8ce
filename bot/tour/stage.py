"""What a scene of the tour is given: the running system, and everybody who can be in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.colleagues import Hired, Office
from bot.rehearsal import Rehearsal
from bot.sample_registry import SamplePerson
from bot.tour.desk import AtDesk
from bot.tour.telling import BySms, OnTelegram, Teller
from services.calendar import Clock


class MovableClock:
    """A clock that is moved on, and goes on from there."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead = timedelta()

    def now(self) -> datetime:
        return self._clock.now() + self._ahead

    def advance(self, step: timedelta) -> None:
        self._ahead += step


@dataclass(frozen=True)
class Stage:
    """The running system, the people by the code of their case, who works at the desk, who prints, and the time."""

    running: Rehearsal
    people: Mapping[str, SamplePerson]
    office: Office
    teller: Teller
    clock: MovableClock

    async def a_minute_passes(self) -> None:
        """The clock is moved on, and the bank is asked about what is due."""
        self.teller.aside("a minute passes, and the bank is asked")
        self.clock.advance(timedelta(minutes=1))
        await self.banks_are_asked()

    async def banks_are_asked(self) -> None:
        """As the worker does every ten seconds."""
        assert self.running.parts.cashier
        await self.running.parts.cashier.sweep()

    def telegram(self, scene: str, code: str) -> tuple[SamplePerson, OnTelegram]:
        person = self.people[code]
        self.teller.begins(scene, person.name)
        return person, OnTelegram(self.running.phone(person.mobile), self.teller)

    def sms(self, scene: str, who: str, mobile: str) -> BySms:
        self.teller.begins(scene, who)
        return self.handset(mobile)

    def handset(self, mobile: str) -> BySms:
        """The plain phone of somebody whose scene it is already; only what comes from now on is heard."""
        return BySms(self.running.sandbox.kavenegar.handset(mobile), self.teller)

    def clerk(self, who: Hired) -> AtDesk:
        """A colleague."""
        return AtDesk(who.name, self.office.member(who), self.teller)
