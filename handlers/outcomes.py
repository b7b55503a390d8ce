"""What came of a call, made into what is kept of each of its messages, said in the log once a call."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from handlers.metrics import ALARMS, SENDS
from handlers.sending import Answer, Failed, NotThere, Outcome, Sent, Uncertain
from services.messages import Row, Settled, State

log = structlog.get_logger(__name__)

# How long a message is worth sending. A code lives two minutes; news of yesterday's question helps nobody.
WORTH = {"code": timedelta(minutes=2), "reply": timedelta(hours=24), "notice": timedelta(hours=72)}


@dataclass(frozen=True)
class Pace:
    """How a courier works; times in seconds."""

    lease: float = 30
    look: float = 1  # how often it looks without being woken, for what has become due
    most: int = 50  # calls under way at once
    notices: int = 10  # of them, with what can wait: nothing that cannot ever waits behind more
    first_wait: float = 1
    longest_wait: float = 60

    def backoff(self, attempts: int) -> float:
        """Longer each time, and never two couriers in step."""
        longest = min(self.longest_wait, self.first_wait * 2 ** min(attempts - 1, 10))
        return float(longest * random.uniform(0.5, 1))  # noqa: S311  no secret hangs on it


@dataclass(frozen=True)
class Stop:
    """The provider refuses until then: a line, or what can wait on any."""

    line: bool
    why: str
    until: datetime


@dataclass(frozen=True)
class Came:
    """What came of a call. `trouble`: the provider took nothing, and the next call is likely to fare no better."""

    settled: tuple[Settled, ...]
    stop: Stop | None = None
    trouble: bool = False


NEVER_LEARNT = "outcome never learnt"


def came(rows: Sequence[Row], outcomes: Sequence[Outcome | Answer], now: datetime, pace: Pace) -> Came:
    """What is to be kept of the messages of one call."""
    believed = [_believed(row, outcome, now) for row, outcome in zip(rows, outcomes, strict=True)]
    told = list(zip(rows, believed, strict=True))
    _count(told)
    _tell(told)
    failures = [one for one in believed if isinstance(one, Failed)]
    stops = [one for one in failures if one.stops]
    stop = Stop(stops[0].stops == "line", stops[0].reason, now + _after(stops[0])) if stops else None
    trouble = all(isinstance(one, Uncertain) or (isinstance(one, Failed) and one.retryable) for one in believed)
    settled = tuple(_settled(row, outcome, now, pace) for row, outcome in told)
    return Came(settled, stop, trouble and not stop and bool(told))


def past_worth(rows: Sequence[Row], now: datetime, fault: str) -> tuple[list[Row], list[Settled]]:
    """Those still worth it; and the others, which end here."""
    fresh, past = list[Row](), list[Settled]()
    for row in rows:
        if now - row.created_at < WORTH[row.kind]:
            fresh.append(row)
        else:
            past.append(Settled(row, State.FAILED, fault=fault))
    return fresh, past


def _believed(row: Row, outcome: Outcome | Answer, now: datetime) -> Outcome | Answer:
    """A provider that forgets knows nothing of what it has sent: nobody is told twice on such a word."""
    if isinstance(outcome, NotThere) and outcome.remembers and row.tried_at and now - row.tried_at > outcome.remembers:
        return Failed(NEVER_LEARNT)
    return outcome


def _after(failed: Failed) -> timedelta:
    return timedelta(seconds=failed.after or 0)


def _settled(row: Row, outcome: Outcome | Answer, now: datetime, pace: Pace) -> Settled:
    match outcome:
        case Sent(provider_id, cost):
            return Settled(row, State.SENT, provider_id, cost=cost)
        case NotThere():
            return Settled(row, State.QUEUED, repeated=True, due=now)
        case Uncertain(reason):
            again = now + timedelta(seconds=pace.backoff(row.attempts))
            return Settled(row, State.AMBIGUOUS, fault=reason, due=again)
        case Failed(reason, retryable=False):
            return Settled(row, State.FAILED, fault="blocked" if outcome.blocked else reason)
        case Failed(reason, stops=stops) if stops == "line" or (stops and row.yields):
            return Settled(row, State.QUEUED, fault=reason, due=now)  # the stop holds it, or another line carries it
        case Failed(reason, after=after):
            wait = after if after is not None else pace.backoff(row.attempts)
            return Settled(row, State.QUEUED, fault=reason, due=now + timedelta(seconds=wait))


def _count(told: Sequence[tuple[Row, Outcome | Answer]]) -> None:
    kinds = Counter((row.channel, row.kind, type(outcome).__name__.lower()) for row, outcome in told)
    for kind, messages in kinds.items():
        SENDS.labels(*kind).inc(messages)


def _tell(told: Sequence[tuple[Row, Outcome | Answer]]) -> None:
    unsent: dict[tuple[str, str], list[int]] = {}
    alarms: dict[str, str] = {}
    for row, outcome in told:
        match outcome:
            case Uncertain(reason):
                unsent.setdefault(("send of unknown outcome", reason), []).append(row.id)
            case Failed(reason, retryable=False):
                unsent.setdefault(("not sent", reason), []).append(row.id)
        if isinstance(outcome, Failed) and outcome.alarm:
            alarms[outcome.reason] = row.channel
    for reason, channel in alarms.items():
        ALARMS.labels(reason).inc()
        log.error("alarm", what=reason, channel=channel)
    for (event, reason), ids in unsent.items():
        log.warning(event, channel=told[0][0].channel, row=ids[0], rows=len(ids), reason=reason)
