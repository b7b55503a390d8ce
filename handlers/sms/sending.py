"""Sending by SMS: replies and notices up to 200 a call, codes one by one through the provider's template."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from handlers.budget import UNLIMITED, Budget, Rate
from handlers.outcomes import NEVER_LEARNT, Pace
from handlers.sending import Answer, Failed, NotThere, Outcome, Sent, Uncertain
from handlers.sms import NAME
from handlers.sms.allowance import SpendingCap
from handlers.sms.client import Kavenegar, KavenegarRefused, NoAnswer, NotReached, rows
from handlers.sms.codes import SPOILT, UNKNOWN, failure, final
from services.messages import Row, State

AT_ONCE = 200
# Calls a second to the provider, and how many of them notices leave alone. Ours, since none is published: with ten
# replies a second, as many calls, notices have room for thousands. Code 451 says that it was too much.
CALLS, CALLS_KEPT = Rate(30, 1), 10
REMEMBERS = timedelta(hours=11)  # the provider knows a message by our id for some twelve
KEPT = 5  # one in so many messages of a line's rate is for what cannot wait
PACE = Pace(notices=4)


def budget(a_second: int | None = None, *, limited: bool = True) -> Budget:
    """How many messages go from one line."""
    if a_second is None or not limited:
        return Budget(None, None)
    return Budget(Rate(a_second, 1), None, kept=max(a_second // KEPT, 1))


def calls(*, limited: bool = True) -> Budget:
    """How fast all lines of a process together call the provider."""
    return Budget(CALLS, None, kept=CALLS_KEPT) if limited else Budget(None, None)


class SmsSender:
    """Sends from one line, within a day's spending."""

    channel = NAME

    def __init__(
        self,
        client: Kavenegar,
        line: str,
        budget: Budget,
        *,
        code_template: str,
        cap: SpendingCap,
        at_once: int = AT_ONCE,
        calls: Budget | None = None,
    ) -> None:
        self.line = line
        self.budget = budget
        self.at_once = min(at_once, AT_ONCE)
        self._client = client
        self.calls = calls or UNLIMITED
        self._template = code_template
        self._cap = cap

    async def send(self, rows: Sequence[Row]) -> list[Outcome]:
        try:
            wait = await self._cap.hold()
        except (DBAPIError, PoolTimeout, OSError):
            return [Failed("what was spent cannot be read", retryable=True)] * len(rows)
        if wait > 0:
            return [_over_the_cap(wait)] * len(rows)
        texts = [row for row in rows if row.kind != "code"]
        codes = [row for row in rows if row.kind == "code"]
        of_texts, of_codes = await asyncio.gather(
            self._send_texts(texts),
            asyncio.gather(*(self._send_code(row, more=bool(texts or place)) for place, row in enumerate(codes))),
        )
        outcomes = dict(zip([row.id for row in (*texts, *codes)], [*of_texts, *of_codes], strict=True))
        self._cap.count(sum(sent.cost or 0 for sent in outcomes.values() if isinstance(sent, Sent)))
        return [outcomes[row.id] for row in rows]

    async def ask(self, rows: Sequence[Row]) -> list[Answer]:
        """By the id we gave each message. A code carries none: another one can be asked for."""
        texts = [row for row in rows if row.kind != "code"]
        found = await self._ask(texts) if texts else {}
        return [found[row.id] if row.kind != "code" else Failed(NEVER_LEARNT) for row in rows]

    async def _send_texts(self, batch: Sequence[Row]) -> list[Outcome]:
        """All or nothing for the provider; where one message spoils a batch, it is found by halving."""
        if not batch:
            return []
        try:
            entries = await self._client.sms_sendarray(
                {
                    "receptor": json.dumps([row.address for row in batch]),
                    "sender": json.dumps([self.line] * len(batch)),
                    "message": json.dumps([row.body["text"] for row in batch], ensure_ascii=False),
                    "localmessageids": json.dumps([local_id(row) for row in batch]),
                }
            )
        except KavenegarRefused as refused:
            if refused.code in SPOILT and len(batch) > 1:
                half = len(batch) // 2
                return [*await self._send_more(batch[:half]), *await self._send_more(batch[half:])]
            return [failure(refused.code)] * len(batch)
        except NotReached:
            return [Failed("no connection", retryable=True)] * len(batch)
        except NoAnswer as unknown:
            return [Uncertain(unknown.reason)] * len(batch)
        return _sent(rows(entries), len(batch))

    async def _send_more(self, batch: Sequence[Row]) -> list[Outcome]:
        await self.calls.spend(NAME)
        return await self._send_texts(batch)

    async def _send_code(self, row: Row, *, more: bool) -> Outcome:
        """`more`: in a call beyond the first."""
        if more:
            await self.calls.spend(NAME)
        try:
            entries = await self._client.verify_lookup(
                {"receptor": row.address, "token": row.body["code"], "template": self._template}
            )
        except KavenegarRefused as refused:
            return failure(refused.code)
        except NotReached:
            return Failed("no connection", retryable=True)
        except NoAnswer as unknown:
            return Uncertain(unknown.reason)
        return _sent(rows(entries), 1)[0]

    async def _ask(self, batch: Sequence[Row]) -> dict[int, Answer]:
        await self.calls.spend(NAME)
        try:
            entries = await self._client.sms_statuslocalmessageid({"localid": ",".join(map(local_id, batch))})
        except KavenegarRefused as refused:
            return {row.id: Uncertain(f"asking was refused with code {refused.code}") for row in batch}
        except (NotReached, NoAnswer) as error:
            return {row.id: Uncertain(str(error)) for row in batch}
        told = {str(entry.get("localid")): entry for entry in rows(entries)}
        return {row.id: _told(told.get(local_id(row))) for row in batch}


def local_id(row: Row) -> str:
    """The id we give a message, by which the provider knows it again: 18 digits.

    The row's id alone comes again after a restored backup, and then the provider would send nothing.
    """
    return str(int(row.created_at.timestamp()) * 10**8 + row.id % 10**8)


def _over_the_cap(wait: float) -> Failed:
    return Failed("the day's spending cap is reached", retryable=True, after=wait, alarm=True, stops="all")


def _sent(entries: Sequence[Mapping[str, Any]], wanted: int) -> list[Outcome]:
    if len(entries) != wanted:
        return [Uncertain(f"{len(entries)} entries for {wanted} messages")] * wanted
    try:
        return [_entry(entry) for entry in entries]
    except (KeyError, TypeError, ValueError, AttributeError):
        return [Uncertain("entries without an id")] * wanted


def _entry(entry: Mapping[str, Any]) -> Outcome:
    """A call may be taken and some of its messages refused at once."""
    state, fault = final(int(entry.get("status") or 0)) or (State.SENT, None)
    if state is State.FAILED and fault:
        return Failed(fault)
    return Sent(str(entry["messageid"]), cost=int(entry.get("cost") or 0))


def _told(entry: Mapping[str, Any] | None) -> Answer:
    if entry is None or not {"status", "messageid"} <= entry.keys():
        return Uncertain("the provider did not say")
    return NotThere(REMEMBERS) if int(entry["status"]) == UNKNOWN else Sent(str(entry["messageid"]))
