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
from services.messages import NEWS
from services.messages import notices_records as records
from services.messages.rules import FIRST, RULES, Contact, Event, Outcome, Reach, Rule, after_quiet_hours, who_hears
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


class Voice(Protocol):
    """How a notice is rendered for a channel."""

    def notice(self, channel: str, event: Event, facts: Mapping[str, Any], about: About | None) -> Mapping[str, Any]:
        """A body for the outbox."""
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

    async def of(self, national_id: str) -> tuple[Notice, ...]:
        """What a person was told, in order."""
        rows = await self._connection.execute(records.OF_PERSON, {"national_id": national_id})
        return tuple(
            Notice(row.key, row.channel, Event(row.event), row.at, Outcome(row.outcome), row.fault) for row in rows
        )

    async def settle(self, *, most: int = AT_ONCE) -> Counted:
        """Keep what has become of notices, some of them; what did not get through on Telegram goes by SMS."""
        now = self._clock.now()
        facts = {"now": now, "unreported": now - NO_REPORT, "most": most}
        rows = (await self._connection.execute(records.SETTLE, facts)).all()
        failed: dict[Event, list[Told]] = {}
        for row in rows:
            if row.channel == FIRST and row.outbox_id is not None and row.outcome in (Outcome.FAILED, Outcome.BLOCKED):
                failed.setdefault(Event(row.event), []).append(_told(row))
        for event, people in failed.items():
            await self._tell(event, people, telegram_failed=True)
        return Counter((Event(row.event), row.channel, Outcome(row.outcome)) for row in rows)

    async def _tell(self, event: Event, people: Sequence[Told], *, telegram_failed: bool = False) -> None:
        rule, now = self._rules[event], self._clock.now()
        at_once = not self._quiet_hours or (rule.at_once and not telegram_failed)
        due = now if at_once else after_quiet_hours(now)
        reaches = await self._reaches({one.national_id for one in people})
        notices = [
            self._notice(event, one, channel, outcome, reaches[one.national_id])
            for one in people
            for channel, outcome in who_hears(
                rule, reaches[one.national_id], one.said_on, telegram_failed=telegram_failed
            ).items()
        ]
        written = json.dumps(notices, ensure_ascii=False)  # Persian escaped would be three times as long
        facts = {"event": event.value, "notices": written, "now": now, "due_at": due, "news": NEWS}
        await self._connection.execute(records.TELL, facts)

    async def _reaches(self, people: Iterable[str]) -> dict[str, Reach]:
        rows = await self._connection.execute(records.REACH, {"people": sorted(people)})
        return {
            row.national_id: Reach(
                _contact(row.telegram, row.telegram_silences), _contact(row.mobile, row.mobile_silences)
            )
            for row in rows
        }

    def _notice(self, event: Event, told: Told, channel: str, outcome: Outcome, reach: Reach) -> dict[str, Any]:
        contact = reach.telegram if channel == FIRST else reach.mobile
        queued = outcome is Outcome.QUEUED
        facts = {name: dump(value) for name, value in told.facts.items()}
        dialog, about = told.about or (None, None)
        return {
            "national_id": told.national_id,
            "key": told.key,
            "channel": channel,
            "facts": facts,
            "dialog": dialog,
            "about": about,
            "outcome": outcome.value,
            "address": contact.address if contact and outcome is not Outcome.SAID else None,
            "body": self._body(channel, event, facts, told) if queued else None,
        }

    def _body(self, channel: str, event: Event, facts: Mapping[str, Any], told: Told) -> Mapping[str, Any]:
        body = self._voice.notice(channel, event, facts, told.about)
        return {**body, "paper": list(told.paper)} if told.paper and channel == FIRST else body


def _contact(address: str | None, silences: Sequence[str] | None) -> Contact | None:
    return None if address is None else Contact(address, frozenset(silences or ()))


def _told(row: Row[Any]) -> Told:
    about = (row.dialog, row.about) if row.dialog is not None else None
    return Told(row.national_id, row.key, row.facts, about)
