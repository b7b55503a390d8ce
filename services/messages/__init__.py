"""What goes out: every message is a row before it is sent, and its state only moves forward.

queued → sending → sent → delivered | failed
                 ↘ queued (later) | ambiguous → sending (once more, marked) | sent | failed
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal, TypeAlias

from sqlalchemy import Row as SqlRow
from sqlalchemy.ext.asyncio import AsyncConnection

from services.messages import records
from services.messages.lines import Carried

NEWS = "hamyar_outbox"  # the NOTIFY channel that wakes couriers; its payload is the message's channel
CAN_WAIT = " can wait"  # behind that channel, where what was put into the outbox yields

Kind: TypeAlias = Literal["reply", "notice", "code"]
Why: TypeAlias = Literal["blocked", "opted-out"]

BLOCKED_AS_ADVERTISING = "blocked as advertising"  # the fault of what may go once more, from a service line


class State(StrEnum):
    """Where an outgoing message stands."""

    QUEUED = "queued"
    SENDING = "sending"
    AMBIGUOUS = "ambiguous"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True)
class Row:
    """An outgoing message, claimed. `repeated`: an earlier send of it may have arrived. `yields`: it can wait.

    `tried_at` is when it was last handed to the provider, or is now.
    """

    channel: str
    address: str
    id: int
    kind: Kind
    body: Mapping[str, Any]
    attempts: int
    repeated: bool
    created_at: datetime
    yields: bool = False
    tried_at: datetime | None = None


@dataclass(frozen=True)
class Report:
    """A provider's final word on a message of its own number."""

    provider_id: str
    state: State
    fault: str | None = None


@dataclass(frozen=True)
class Settled:
    """What came of a claimed row. `due` is when a queued one is tried again, or an ambiguous one looked at again."""

    row: Row
    state: State
    provider_id: str | None = None
    fault: str | None = None
    cost: int | None = None
    repeated: bool = False
    due: datetime | None = None


@dataclass(frozen=True)
class Unreported:
    """A message that the provider has taken and told nothing of since."""

    provider_id: str
    sent_at: datetime
    id: int


class Messages:
    """The outbox, inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, channel: str, address: str, kind: Kind, body: Mapping[str, Any], now: datetime) -> int:
        """Queue a message behind what its recipient still waits for."""
        facts = {"channel": channel, "address": address, "kind": kind, "body": body, "now": now}
        row_id: int = (await self._connection.execute(records.PUT, facts)).scalar_one()
        return row_id

    async def reply(self, channel: str, address: str, bodies: Sequence[Mapping[str, Any]], now: datetime) -> None:
        """Queue replies in their order, and tell couriers once this transaction commits."""
        facts = {"channel": channel, "address": address, "bodies": list(bodies), "now": now, "news": NEWS}
        await self._connection.execute(records.REPLY, facts)

    async def wake(self, channel: str) -> None:
        """Tell couriers, once this transaction commits."""
        await self._connection.execute(records.WAKE, {"news": NEWS, "channel": channel})

    async def claim(
        self,
        channel: str,
        now: datetime,
        *,
        lease: timedelta,
        most: int = 50,
        yields: bool = False,
        address: str | None = None,
        line: str | None = None,
        carried: Carried | None = None,
    ) -> tuple[Row, ...]:
        """Lease the heads of lanes that are due, oldest first: of what cannot wait, or of what `yields`.

        With `carried` only what that `line` carries.
        """
        facts = {"channel": channel, "address": address, "now": now, "lease_until": now + lease, "line": line}
        statement = records.CLAIM_CARRIED if carried else records.CLAIM
        asked = {**facts, **_carried(carried), "yields": yields, "most": most}
        rows = (await self._connection.execute(statement, asked)).all()
        return tuple(sorted((Row(*row) for row in rows), key=lambda row: row.id))

    async def take_unsettled(
        self,
        channel: str,
        now: datetime,
        *,
        lease: timedelta,
        most: int = 50,
        but: Sequence[int] = (),
        carried: Carried | None = None,
    ) -> tuple[Row, ...]:
        """Rows whose sending was cut off, to be settled by asking or sending once more; `but` those still under way."""
        facts = {"channel": channel, "now": now, "lease_until": now + lease, "most": most, "but": list(but)}
        statement = records.TAKE_UNSETTLED_OF_LINE if carried else records.TAKE_UNSETTLED
        return tuple(Row(*row) for row in await self._connection.execute(statement, {**facts, **_carried(carried)}))

    async def settle(
        self, channel: str, settled: Sequence[Settled], now: datetime, *, service_line: str | None = None
    ) -> None:
        """Keep what came of claimed rows of one channel. A report that came first wins over `sent`.

        What was blocked as advertising goes once more from the `service_line`.
        """
        moved = await self._connection.execute(
            records.SETTLE,
            {
                "channel": channel,
                "now": now,
                "addresses": [one.row.address for one in settled],
                "ids": [one.row.id for one in settled],
                "states": [one.state.value for one in settled],
                "provider_ids": [one.provider_id for one in settled],
                "faults": [one.fault for one in settled],
                "costs": [one.cost for one in settled],
                "repeats": [one.repeated for one in settled],
                "due": [one.due for one in settled],
            },
        )
        await self._once_more(channel, moved.all(), now, service_line)

    async def report(
        self, channel: str, reports: Sequence[Report], now: datetime, *, service_line: str | None = None
    ) -> tuple[State, ...]:
        """Final words on delivery: delivered or failed. The states of rows that moved; the first report stands.

        What was blocked as advertising goes once more from the `service_line`.
        """
        facts = {
            "channel": channel,
            "now": now,
            "provider_ids": [one.provider_id for one in reports],
            "states": [one.state.value for one in reports],
            "faults": [one.fault for one in reports],
        }
        moved = (await self._connection.execute(records.REPORT, facts)).all()
        await self._once_more(channel, moved, now, service_line)
        return tuple(State(row.state) for row in moved)

    async def _once_more(
        self, channel: str, moved: Sequence[SqlRow[Any]], now: datetime, service_line: str | None
    ) -> None:
        blocked = [row for row in moved if row.state == State.FAILED and row.fault == BLOCKED_AS_ADVERTISING]
        if not service_line or not blocked:
            return
        keys = {"addresses": [row.address for row in blocked], "ids": [row.id for row in blocked]}
        await self._connection.execute(
            records.GO_ONCE_MORE, {**keys, "channel": channel, "line": service_line, "now": now}
        )
        await self.wake(channel)

    async def unreported(
        self, channel: str, oldest: datetime, newest: datetime, most: int, *, after: tuple[datetime, int] | None = None
    ) -> tuple[Unreported, ...]:
        """Sent messages without a final report, sent between two moments, oldest first; a page follows `after`."""
        since, behind = after or (oldest, 0)
        facts = {"channel": channel, "since": since, "behind": behind, "newest": newest, "most": most}
        return tuple(Unreported(*row) for row in await self._connection.execute(records.UNREPORTED, facts))

    async def silence(self, channel: str, address: str, why: Why, now: datetime) -> None:
        """Remember that somebody has blocked us, or wants no notices. What waits and may not go now is given up."""
        keys = {"channel": channel, "address": address}
        await self._connection.execute(records.SILENCE, {**keys, "why": why, "now": now})
        await self._connection.execute(records.GIVE_UP_LANE, {**keys, "fault": why, "notices": why == "opted-out"})

    async def give_up_notices(self, channel: str, address: str, fault: str) -> None:
        """What waits there as a notice is not to be sent any more."""
        facts = {"channel": channel, "address": address, "fault": fault, "notices": True}
        await self._connection.execute(records.GIVE_UP_LANE, facts)

    async def hear_again(self, channel: str, address: str, why: Why) -> bool:
        """Forget it again; whether there was anything to forget."""
        facts = {"channel": channel, "address": address, "why": why}
        return bool((await self._connection.execute(records.HEAR_AGAIN, facts)).rowcount)

    async def silenced(self, channel: str, address: str) -> frozenset[str]:
        """Why somebody is not to be written to."""
        found = await self._connection.execute(records.SILENCED, {"channel": channel, "address": address})
        return frozenset(found.scalars())

    async def replies_since(self, channel: str, address: str, since: datetime) -> int:
        """How many replies an address was given since then, those of colleagues at the desk not counted."""
        facts = {"channel": channel, "address": address, "since": since}
        count: int = (await self._connection.execute(records.REPLIES_SINCE, facts)).scalar_one()
        return count

    async def spent_since(self, channel: str, since: datetime) -> int:
        """Rials charged for a channel's messages since then."""
        facts = {"channel": channel, "since": since}
        return int((await self._connection.execute(records.SPENT_SINCE, facts)).scalar_one())

    async def mark(self, name: str) -> str | None:
        """How far something has been read; None before the first time."""
        found: str | None = (await self._connection.execute(records.MARK, {"name": name})).scalar_one_or_none()
        return found

    async def set_mark(self, name: str, value: str, now: datetime) -> None:
        """It has been read so far."""
        await self._connection.execute(records.SET_MARK, {"name": name, "value": value, "now": now})

    async def depth(self) -> tuple[tuple[str, str, int, datetime], ...]:
        """(channel, kind, rows, the oldest's time) of what is still to be sent."""
        rows = await self._connection.execute(records.DEPTH)
        return tuple((row.channel, row.kind, row.rows, row.oldest) for row in rows)


def _carried(carried: Carried | None) -> Mapping[str, Any]:
    return {**vars(carried), "lines": list(carried.lines)} if carried else {}


class Silences:
    """Whether one conversation wants notices."""

    def __init__(self, messages: Messages, channel: str, address: str, now: datetime) -> None:
        self._messages = messages
        self._channel = channel
        self._address = address
        self._now = now

    async def opt_out(self) -> bool:
        """No notices from now on; True, always."""
        await self._messages.silence(self._channel, self._address, "opted-out", self._now)
        return True

    async def opt_in(self) -> bool:
        """Notices again; whether they had been stopped."""
        return await self._messages.hear_again(self._channel, self._address, "opted-out")
