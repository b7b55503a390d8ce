"""What a scene of the tour is given: the running system, and everybody who can be in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.colleagues import Hired, Office
from bot.rehearsal import Rehearsal
from bot.sample_registry import SamplePerson
from bot.tour.desk import AtDesk
from bot.tour.telling import BySms, OnTelegram, Teller


@dataclass(frozen=True)
class Stage:
    """The running system, the people by the code of their case, who works at the desk, and who prints."""

    running: Rehearsal
    people: Mapping[str, SamplePerson]
    office: Office
    teller: Teller

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
