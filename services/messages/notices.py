"""Notices: what a person is told although they did not ask just now.

A notice is a row for each channel on which a person hears of it, unique by person, key and channel, and becomes a row
of the outbox in the same statement: whoever tells a second time tells nothing. All of it is done for many people at
once; telling one is telling many of one. From time to time what became of them is settled: the outbox forgets sooner
than notices do, and what did not get through on Telegram goes by SMS.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Protocol

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock
from services.messages import BLOCKED_AS_ADVERTISING, CAN_WAIT, NEWS
from services.messages import notices_records as records
from services.messages.rules import (
    FIRST,
    RULES,
    SECOND,
    Contact,
    Event,
    Outcome,
    Reach,
    Rule,
    after_quiet_hours,
    who_hears,
)
from services.plain import dump

AT_ONCE = 1000  # people told, or notices settled, in one statement
NO_REPORT = timedelta(days=2)  # after which none comes for an SMS

About = tuple[str, str]
Paper = tuple[str, str]


@dataclass(frozen=True)
class Told:
    """What one person is to be told, once a `key`: `facts` for the words, `about` a dialog and what it is about.

    `said_on` is a channel on which they have just been told, in the conversation itself. `paper`, its kind and number,
    goes with the words where a channel carries files.
    """

    national_id: str
    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    about: About | None = None
    said_on: str | None = None
    paper: Paper | None = None


@dataclass(frozen=True)
class Notice:
    """A notice on one channel, and what has become of it so far."""

    key: str
    channel: str
    event: Event
    at: datetime
    outcome: Outcome
    fault: str | None


Counted = Counter[tuple[Event, str, Outcome]]  # notices by event, channel and outcome


@dataclass(frozen=True)
class Foreseen:
    """Notices that would go out: how many on a channel of an event, and the SMS they take."""

    event: Event
    channel: str
    outcome: Outcome
    notices: int
    parts: int


@dataclass(frozen=True)
class Count:
    """What became of notices of an event on a channel: notices, the people they went to, SMS and rials."""

    event: Event
    channel: str
    outcome: Outcome
    notices: int
    people: int
    parts: int
    cost: int


def added(foreseen: Iterable[Foreseen]) -> tuple[Foreseen, ...]:
    """The same, one of each kind."""
    sums: dict[tuple[Event, str, Outcome], Foreseen] = {}
    for one in foreseen:
        kind = one.event, one.channel, one.outcome
        so_far = sums.get(kind, Foreseen(*kind, 0, 0))
        sums[kind] = Foreseen(*kind, so_far.notices + one.notices, so_far.parts + one.parts)
    return tuple(sums[kind] for kind in sorted(sums))


async def counted(connection: AsyncConnection, since: datetime, until: datetime) -> tuple[Count, ...]:
    """What became so far of the notices told between two moments."""
    rows = await connection.execute(records.COUNTED, {"since": since, "until": until})
    return tuple(
        Count(Event(row.event), row.channel, Outcome(row.outcome), row.notices, row.people, row.parts, row.cost)
        for row in rows
    )


async def part_price(connection: AsyncConnection) -> float | None:
    """Rials that a part of an SMS has cost of late; None while none has."""
    price: float | None = (await connection.execute(records.PRICE)).scalar_one()
    return price


class Voice(Protocol):
    """How a notice is rendered for a channel, and how many SMS that takes."""

    def notice(
        self, channel: str, event: Event, facts: Mapping[str, Any], about: About | None, *, simple: bool = False
    ) -> Mapping[str, Any]:
        """A body for the outbox, in simple words or plain ones."""
        ...

    def parts(self, channel: str, body: Mapping[str, Any]) -> int | None:
        """SMS that a body takes; None where a channel has none."""
        ...


class Notices:
    """Notices, inside the caller's transaction."""

    def __init__(
        self,
        connection: AsyncConnection,
        clock: Clock,
        voice: Voice,
        *,
        rules: Mapping[Event, Rule] = RULES,
        quiet_hours: bool = True,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._voice = voice
        self._rules = rules
        self._quiet_hours = quiet_hours

    async def tell(
        self,
        national_id: str,
        event: Event,
        facts: Mapping[str, Any],
        *,
        key: str,
        about: About | None = None,
        said_on: str | None = None,
        paper: Paper | None = None,
    ) -> None:
        """Tell one person, once a `key`."""
        await self.tell_all(event, [Told(national_id, key, facts, about, said_on, paper)])

    async def tell_all(self, event: Event, people: Iterable[Told]) -> None:
        """Tell each of them. However many there are, only some are in memory at a time."""
        rest = iter(people)
        while some := list(islice(rest, AT_ONCE)):
            await self._tell(event, some)

    async def foresee(self, event: Event, people: Iterable[Told]) -> tuple[Foreseen, ...]:
        """What telling them would come to, without those who have been told."""
        found: Counter[tuple[str, Outcome]] = Counter()
        parts: Counter[tuple[str, Outcome]] = Counter()
        rest = iter(people)
        while some := list(islice(rest, AT_ONCE)):
            keys = {"people": [one.national_id for one in some], "keys": [one.key for one in some]}
            rows = await self._connection.execute(records.TOLD, keys)
            told = {(row.national_id, row.key) for row in rows}
            for notice in await self._notices(event, [one for one in some if (one.national_id, one.key) not in told]):
                which = notice["channel"], Outcome(notice["outcome"])
                found[which] += 1
                parts[which] += notice["parts"] or 0
        return tuple(Foreseen(event, *which, count, parts[which]) for which, count in found.items())

    async def of(self, national_id: str) -> tuple[Notice, ...]:
        """What a person was told, in order."""
        rows = await self._connection.execute(records.OF_PERSON, {"national_id": national_id})
        return tuple(
            Notice(row.key, row.channel, Event(row.event), row.at, Outcome(row.outcome), row.fault) for row in rows
        )

    async def settle(self, *, most: int = AT_ONCE) -> Counted:
        """Keep what has become of notices, some of them.

        What did not get through on Telegram goes by SMS; what is blocked as advertising goes on Telegram.
        """
        now = self._clock.now()
        facts = {"now": now, "unreported": now - NO_REPORT, "most": most}
        rows = (await self._connection.execute(records.SETTLE, facts)).all()
        failed: dict[tuple[Event, str], list[Told]] = {}
        for row in rows:
            if _goes_elsewhere(row):
                failed.setdefault((Event(row.event), row.channel), []).append(_told(row))
        for (event, channel), people in failed.items():
            await self._tell(event, people, failed_on=channel)
        return Counter((Event(row.event), row.channel, Outcome(row.outcome)) for row in rows)

    async def _tell(self, event: Event, people: Sequence[Told], *, failed_on: str | None = None) -> None:
        yields, now = not self._rules[event].at_once or failed_on is not None, self._clock.now()
        due = after_quiet_hours(now) if yields and self._quiet_hours else now
        notices = await self._notices(event, people, failed_on)
        written = json.dumps(notices, ensure_ascii=False)  # Persian escaped would be three times as long
        news = {"news": NEWS, "sort": CAN_WAIT if yields else ""}
        facts = {"event": event.value, "notices": written, "now": now, "due_at": due, "yields": yields, **news}
        await self._connection.execute(records.TELL, facts)

    async def _notices(
        self, event: Event, people: Sequence[Told], failed_on: str | None = None
    ) -> list[dict[str, Any]]:
        rule, reaches = self._rules[event], await self._reaches({one.national_id for one in people})
        return [
            self._notice(event, one, channel, outcome, reaches[one.national_id])
            for one in people
            for channel, outcome in who_hears(rule, reaches[one.national_id], one.said_on, failed_on=failed_on).items()
        ]

    async def _reaches(self, people: Iterable[str]) -> dict[str, Reach]:
        rows = await self._connection.execute(records.REACH, {"people": sorted(people)})
        return {
            row.national_id: Reach(
                _contact(row.telegram, row.telegram_silences, simple=row.telegram_simple),
                _contact(row.mobile, row.mobile_silences, simple=row.mobile_simple),
            )
            for row in rows
        }

    def _notice(self, event: Event, told: Told, channel: str, outcome: Outcome, reach: Reach) -> dict[str, Any]:
        contact = reach.telegram if channel == FIRST else reach.mobile
        queued = outcome is Outcome.QUEUED
        facts = {name: dump(value) for name, value in told.facts.items()}
        dialog, about = told.about or (None, None)
        simple = contact is not None and contact.simple
        body = self._body(channel, event, facts, told, simple=simple) if queued else None
        return {
            "national_id": told.national_id,
            "key": told.key,
            "channel": channel,
            "facts": facts,
            "dialog": dialog,
            "about": about,
            "outcome": outcome.value,
            "address": contact.address if contact and outcome is not Outcome.SAID else None,
            "body": body,
            "parts": self._voice.parts(channel, body) if body else None,
        }

    def _body(
        self, channel: str, event: Event, facts: Mapping[str, Any], told: Told, *, simple: bool
    ) -> Mapping[str, Any]:
        body = self._voice.notice(channel, event, facts, told.about, simple=simple)
        return {**body, "paper": list(told.paper)} if told.paper and channel == FIRST else body


def _contact(address: str | None, silences: Sequence[str] | None, *, simple: bool) -> Contact | None:
    return None if address is None else Contact(address, frozenset(silences or ()), simple)


def _goes_elsewhere(row: Row[Any]) -> bool:
    """Whether another channel is tried: an SMS may have been heard unless it was blocked."""
    if row.channel == SECOND:
        return bool(row.outcome == Outcome.FAILED and row.fault == BLOCKED_AS_ADVERTISING)
    return row.outbox_id is not None and row.outcome in (Outcome.FAILED, Outcome.BLOCKED)


def _told(row: Row[Any]) -> Told:
    about = (row.dialog, row.about) if row.dialog is not None else None
    return Told(row.national_id, row.key, row.facts, about)
