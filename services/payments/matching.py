"""The daily match: what a bank says it will hand over against what is recorded here, row by row.

The file is CSV with a header and the columns `reference,order,amount`: the bank's name of the charge, our order number
where the bank knows it (else empty), and whole rials. Every row of either side ends as exactly one finding.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TextIO

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import Clock
from services.money import Rials
from services.payments import Payments, records
from services.payments.rules import State, is_believable

COLUMNS = ("reference", "order", "amount")


class NotASettlement(ValueError):
    """A settlement file that does not read; `line` is the first that is wrong."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line
        self.problem = problem


class Verdict(StrEnum):
    """How a charge stands on both sides."""

    MATCHED = "matched"
    MISSING_HERE = "missing-here"
    MISSING_THERE = "missing-there"
    DIFFERING = "differing"


TODO = {
    Verdict.MATCHED: "nothing",
    Verdict.MISSING_THERE: "claim it from the bank: it has confirmed this charge to us",
    Verdict.DIFFERING: "compare both receipts; the ledger has what the bank confirmed at the time",
}
NOBODYS = "the bank has to say what it is: it names no order of ours"
OF_ORDER = {
    State.RECORDED: "a further charge of an order that is recorded: have the bank asked about it (--ask)",
    State.FAILED: "the bank had said that nothing was paid: have it asked again (--ask)",
}
UNDER_WAY = "the bank is being asked about this order; have it asked at once (--ask)"


@dataclass(frozen=True, slots=True)
class Settled:
    """A row of the bank's."""

    reference: str
    order: str
    amount: Rials


@dataclass(frozen=True, slots=True)
class Kept:
    """A payment of ours."""

    order: str
    reference: str | None
    charged: Rials | None
    state: State


@dataclass(frozen=True, slots=True)
class Finding:
    """One charge, as either side has it. `state` is where our payment stands, if there is one."""

    verdict: Verdict
    reference: str
    order: str
    there: Rials | None
    here: Rials | None
    state: State | None = None

    @property
    def todo(self) -> str:
        """What to do about it."""
        if self.verdict is not Verdict.MISSING_HERE:
            return TODO[self.verdict]
        return NOBODYS if self.state is None else OF_ORDER.get(self.state, UNDER_WAY)

    @property
    def can_be_asked(self) -> bool:
        """Whether the bank can be asked about it: money that we do not have, of an order that we know."""
        return self.verdict is Verdict.MISSING_HERE and self.state is not None


def read(file: TextIO) -> tuple[Settled, ...]:
    """The rows of a settlement file. Raises NotASettlement."""
    lines = csv.DictReader(file)
    if lines.fieldnames is None or set(COLUMNS) - set(lines.fieldnames):
        raise NotASettlement(1, f"the header has to name {', '.join(COLUMNS)}")
    rows: dict[str, Settled] = {}
    for line in lines:
        row = _row(line, lines.line_num)
        if row.reference in rows:
            raise NotASettlement(lines.line_num, "the same reference stands there twice")
        rows[row.reference] = row
    return tuple(rows.values())


def _row(line: dict[str, str | None], number: int) -> Settled:
    reference, order, amount = ((line[name] or "").strip() for name in COLUMNS)
    if not reference:
        raise NotASettlement(number, "the reference is missing")
    if not (amount.isascii() and amount.isdigit() and is_believable(int(amount))):
        raise NotASettlement(number, "the amount is no whole number of rials")
    return Settled(reference, order, Rials(int(amount)))


def match(there: Sequence[Settled], ours: Sequence[Kept], recorded: Sequence[Kept]) -> tuple[Finding, ...]:
    """Compare both sides. `ours` are payments that the file names, `recorded` those recorded in its time."""
    by_reference = {kept.reference: kept for kept in ours if kept.reference}
    by_order = {kept.order: kept for kept in ours}
    findings = []
    for row in there:
        kept = by_reference.get(row.reference) or by_order.get(row.order)
        findings.append(_finding(row, kept))
    named = {row.reference for row in there}
    findings += [
        Finding(Verdict.MISSING_THERE, kept.reference or "", kept.order, None, kept.charged, kept.state)
        for kept in recorded
        if kept.reference not in named
    ]
    return tuple(findings)


def _finding(row: Settled, kept: Kept | None) -> Finding:
    if kept is None or kept.state is not State.RECORDED or kept.reference != row.reference:
        state = kept.state if kept else None
        order = kept.order if kept else row.order
        return Finding(Verdict.MISSING_HERE, row.reference, order, row.amount, None, state)
    verdict = Verdict.MATCHED if kept.charged == row.amount else Verdict.DIFFERING
    return Finding(verdict, row.reference, kept.order, row.amount, kept.charged, kept.state)


async def reconcile(
    connection: AsyncConnection, gateway: str, there: Sequence[Settled], since: datetime, until: datetime
) -> tuple[Finding, ...]:
    """Match a bank's file of the charges between these moments with what is recorded here; nothing is changed.

    What the file names is found whenever it was recorded, so that a charge about midnight is not missed.
    """
    named = {"references": [row.reference for row in there], "orders": [row.order for row in there if row.order]}
    ours = await connection.execute(records.BY_REFERENCES, {"gateway": gateway, **named})
    span = {"gateway": gateway, "since": since, "until": until}
    recorded = await connection.execute(records.RECORDED_BETWEEN, span)
    return match(there, [_kept(row) for row in ours], [_kept(row) for row in recorded])


async def ask_again(connection: AsyncConnection, clock: Clock, findings: Sequence[Finding]) -> int:
    """Have the bank asked about what is missing here, as if somebody had come back from it; how many of them are new.

    It is the bank's answer that is believed, not the file.
    """
    payments, new = Payments(connection, clock), 0
    for one in findings:
        if one.can_be_asked:
            payment, key = await payments.one(one.order), f"settlement {one.reference}"
            new += await payments.note(payment, key, claims_paid=True, reference=one.reference)
    return new


def _kept(row: Row[Any]) -> Kept:
    return Kept(row.id, row.reference, row.charged, State(row.state))
