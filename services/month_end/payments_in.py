"""What finance says became of payments, out of a file: all of it is taken, or, when a line is wrong, nothing.

CSV in UTF-8: order,national_id,marriage_id,amount,state,on,reason. The first four stand in the payment order; state is
paid or returned, on a Gregorian day, reason one of REASONS where a payment was returned. Empty lines are passed over. A
state only moves forward: ordered → paid → returned, and the same file twice changes nothing.

Every line is checked before the first is taken. Then the file is taken in parts, each with its telling in a transaction
of its own: conversations never wait for a whole file, and where it was cut off the same file goes on.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice
from typing import Any

from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.calendar import JalaliMonth, NotAMonth
from services.messages.notices import Notices, Told
from services.messages.rules import Event
from services.month_end.telling import DIALOG

COLUMNS = ("order", "national_id", "marriage_id", "amount", "state", "on", "reason")
REASONS = ("account-closed", "account-unknown", "other-name", "other")
A_PART = 2_000  # lines
FAULTS_NAMED = 100


class FaultCode(StrEnum):
    """What can be wrong with a line."""

    HEADER = "header"
    QUOTES = "quotes"
    COLUMN_COUNT = "column-count"
    ORDER = "order"
    AMOUNT = "amount"
    STATE = "state"
    DAY = "day"
    FUTURE = "future"
    EARLY = "early"
    REASON = "reason"
    TWICE = "twice"
    UNKNOWN = "unknown"
    OTHER_AMOUNT = "other-amount"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: line 1 is the header."""

    line: int
    code: FaultCode


class Refused(Exception):
    """Nothing was taken; the first faults of all."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults[:FAULTS_NAMED])
        self.total = len(faults)


@dataclass(frozen=True, slots=True)
class Said:
    """A line: what became of one payment."""

    line: int
    month: int
    number: int
    national_id: str
    marriage_id: str
    amount: int
    state: str
    on: date
    reason: str | None


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many payments are paid and returned by that file, and how many it told nothing new of."""

    paid: int
    returned: int
    known: int


_GIVEN = """
    jsonb_to_recordset(:lines) AS g(line int, month int, number int, national_id text, marriage_id text,
                                    amount bigint, state text, "on" date, reason text)
"""

# A line is found by its person: `+ 0` keeps away the index of runs, which while PostgreSQL has not counted a new run's
# rows yet looks as good, and walks through all of that run for each line.
_ITS_DECISION = """
    d.national_id = g.national_id AND d.marriage_id = g.marriage_id
        AND d.month + 0 = g.month AND d.number + 0 = g.number
"""

WRONG = text(
    f"""
    SELECT g.line, CASE WHEN r.finished_at IS NULL OR d.payment IS NULL THEN 'unknown'
                        WHEN d.amount <> g.amount THEN 'other-amount' ELSE 'before' END AS code
    FROM {_GIVEN}
    LEFT JOIN hamyar.month_runs r ON r.month = g.month AND r.number = g.number
    LEFT JOIN hamyar.month_decisions d ON {_ITS_DECISION}
    WHERE r.finished_at IS NULL OR d.payment IS NULL OR d.amount <> g.amount
       OR (d.payment = 'returned' AND g.state = 'paid')
    ORDER BY g.line
    """  # noqa: S608  constants of our own
).bindparams(bindparam("lines", type_=JSONB))

# Forward only, whatever another file has said since the lines were checked.
TAKE = text(
    f"""
    UPDATE hamyar.month_decisions d SET payment = g.state, payment_on = g."on", payment_reason = g.reason
    FROM {_GIVEN}
    WHERE {_ITS_DECISION}
      AND (d.payment = 'ordered' OR (d.payment = 'paid' AND g.state = 'returned'))
    RETURNING d.national_id, d.marriage_id, d.month, d.number, d.amount, d.account, d.payment, d.payment_on,
              d.payment_reason
    """  # noqa: S608
).bindparams(bindparam("lines", type_=JSONB))


async def take_in(
    engine: AsyncEngine,
    lines: Iterable[str],
    today: date,
    notices: Callable[[AsyncConnection], Notices],
    *,
    a_part: int = A_PART,
    watch: Callable[[int, int], None] = lambda _, __: None,
) -> TakenIn:
    """Take what a file says and tell each person, `a_part` lines at a time. Raises Refused before anything is taken.

    `watch` is told how many lines of how many are taken, of a file with more than one part.
    """
    said, faults = read(lines, today)
    parts = list(_parts(said, a_part))
    async with engine.connect() as connection:
        for part in parts:
            rows = await connection.execute(WRONG, {"lines": part})
            faults += [Fault(row.line, FaultCode(row.code)) for row in rows]
    if faults:
        raise Refused(sorted(faults, key=lambda fault: fault.line))
    paid = returned = done = 0
    for part in parts:
        async with engine.begin() as connection:
            changed = (await connection.execute(TAKE, {"lines": part})).all()
            telling = notices(connection)
            paid += await _tell(telling, Event.GRANT_PAID, [row for row in changed if row.payment == "paid"])
            returned += await _tell(
                telling, Event.GRANT_RETURNED, [row for row in changed if row.payment == "returned"]
            )
        done += len(part)
        if len(parts) > 1:
            watch(done, len(said))
    return TakenIn(paid, returned, len(said) - paid - returned)


def read(lines: Iterable[str], today: date) -> tuple[list[Said], list[Fault]]:
    """The lines that can be read, and what is wrong with the others. After unbalanced quotes nothing can be told."""
    rows = csv.reader(lines, strict=True)
    said, faults, keys = list[Said](), list[Fault](), set[tuple[object, ...]]()
    try:
        if tuple(next(rows, ())) != COLUMNS:
            return [], [Fault(1, FaultCode.HEADER)]
        for row in filter(None, rows):
            try:
                one = _said(rows.line_num, row, today)
            except _Wrong as wrong:
                faults.append(Fault(rows.line_num, wrong.code))
                continue
            key = (one.month, one.number, one.national_id, one.marriage_id)
            if key in keys:
                faults.append(Fault(rows.line_num, FaultCode.TWICE))
            keys.add(key)
            said.append(one)
    except csv.Error:
        faults.append(Fault(rows.line_num, FaultCode.QUOTES))
    return said, faults


class _Wrong(Exception):
    def __init__(self, code: FaultCode) -> None:
        super().__init__(code)
        self.code = code


def _said(line: int, row: Sequence[str], today: date) -> Said:
    if len(row) != len(COLUMNS):
        raise _Wrong(FaultCode.COLUMN_COUNT)
    order, national_id, marriage_id, amount, state, on, reason = row
    month, number = _order(order)
    if "\0" in national_id + marriage_id:
        raise _Wrong(FaultCode.UNKNOWN)  # PostgreSQL takes no such text
    if not (amount.isascii() and amount.isdigit() and len(amount) < 18):
        raise _Wrong(FaultCode.AMOUNT)
    if state not in ("paid", "returned"):
        raise _Wrong(FaultCode.STATE)
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise _Wrong(FaultCode.DAY) from None
    if day > today:
        raise _Wrong(FaultCode.FUTURE)
    if day < month.first_day:
        raise _Wrong(FaultCode.EARLY)  # a Jalali day, as a rule
    if (reason not in REASONS) if state == "returned" else reason:
        raise _Wrong(FaultCode.REASON)
    return Said(line, month.number, number, national_id, marriage_id, int(amount), state, day, reason or None)


def _order(label: str) -> tuple[JalaliMonth, int]:
    month, _, number = label.rpartition("-")
    try:
        if number.isascii() and number.isdigit() and len(number) < 4:
            return JalaliMonth.parse(month), int(number)
    except NotAMonth:
        pass
    raise _Wrong(FaultCode.ORDER)


def _parts(said: Iterable[Said], a_part: int) -> Iterator[list[dict[str, Any]]]:
    rest = iter(said)
    while some := list(islice(rest, a_part)):
        yield [
            {
                "line": one.line,
                "month": one.month,
                "number": one.number,
                "national_id": one.national_id,
                "marriage_id": one.marriage_id,
                "amount": one.amount,
                "state": one.state,
                "on": one.on.isoformat(),
                "reason": one.reason,
            }
            for one in some
        ]


async def _tell(notices: Notices, event: Event, rows: Sequence[Row[Any]]) -> int:
    await notices.tell_all(event, map(_told(event), rows))
    return len(rows)


def _told(event: Event) -> Any:
    def told(row: Row[Any]) -> Told:
        facts = {"amount": row.amount, "account": row.account[-4:], "on": row.payment_on}
        if event is Event.GRANT_RETURNED:
            facts["reason"] = row.payment_reason
        key = f"{event} {row.marriage_id} {row.month}-{row.number}"
        return Told(row.national_id, key, facts, (DIALOG, row.marriage_id))

    return told
