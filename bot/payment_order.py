"""`hamyar payment-order` and `hamyar payments-in`: what finance is given, and what it says became of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import make_notices
from bot.errors import OperatorError
from bot.order_files import make_folder, press, whole
from bot.settings import Settings
from bot.signing import signing_keys
from bot.watching import watching_file
from handlers.wording import Wording
from services.calendar import JalaliMonth, SystemClock, today
from services.issued import SigningKeys
from services.month_end import MonthEnd, Run, payments_in
from services.month_end.order import Lines
from services.month_end.ordering import payments
from services.month_end.payments_in import COLUMNS, REASONS, FaultCode, Refused, TakenIn
from services.store.engine import make_engine

T = TypeVar("T")

WORDS = {
    FaultCode.HEADER: f"the header is not {','.join(COLUMNS)}",
    FaultCode.QUOTES: "unbalanced quotes, or a value longer than 128 KiB; the file was not read further",
    FaultCode.COLUMN_COUNT: "wrong number of columns",
    FaultCode.ORDER: "order is not a month and a number such as 1405-08-1",
    FaultCode.AMOUNT: "amount is not a whole number of rials",
    FaultCode.STATE: "state is neither paid nor returned",
    FaultCode.DAY: "on is not a Gregorian date like 2026-11-22",
    FaultCode.FUTURE: "on is in the future",
    FaultCode.EARLY: "on lies before the month of the order: it has to be a Gregorian date",
    FaultCode.REASON: f"reason is given for returned payments alone, and one of {', '.join(REASONS)}",
    FaultCode.TWICE: "the payment stands in the file before",
    FaultCode.UNKNOWN: "no such payment was ordered",
    FaultCode.OTHER_AMOUNT: "another amount was ordered",
    FaultCode.BEFORE: "the payment was returned before, and is ordered anew for another account",
}


class NothingFinished(OperatorError):
    """There is no order to write."""

    def __init__(self, month: JalaliMonth) -> None:
        super().__init__(f"no run of {month} is finished\nDecide the month first: hamyar month-end {month}")


class Unreadable(OperatorError):
    """A file from finance cannot be read."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(f"{file}: {why}")


class FileRefused(OperatorError):
    """Nothing was taken; every wrong line is named, up to a limit."""

    def __init__(self, file: Path, refused: Refused) -> None:
        lines = [f"{file.name}:{fault.line}: [{fault.code}] {WORDS[fault.code]}" for fault in refused.faults]
        if refused.total > len(lines):
            lines.append(f"… and {refused.total - len(lines):,} more")
        count = f"{refused.total:,} {'fault' if refused.total == 1 else 'faults'}"
        super().__init__("\n".join([f"nothing was taken, {count}", *lines]))


def write_orders(settings: Settings, url: str, month: JalaliMonth, folder: Path) -> str:
    """Write the order of each finished run of the month as CSV and PDF, and say what is in it. Raises OperatorError."""
    keys = signing_keys(settings)
    return asyncio.run(_with_engine(url, lambda engine: _write(engine, keys, month, folder)))


def take_in(settings: Settings, url: str, file: Path) -> str:
    """Take what finance says of payments, unless a line is wrong, and tell people. Raises OperatorError."""

    async def take(engine: AsyncEngine) -> TakenIn:
        clock = SystemClock()
        notices = make_notices(clock, Wording(), quiet_hours=settings.quiet_hours)
        with file.open(encoding="utf-8-sig", newline="") as lines, watching_file(file.name, "payments") as watch:
            return await payments_in.take_in(engine, lines, today(clock), notices, watch=watch)

    try:
        taken = asyncio.run(_with_engine(url, take))
    except OSError as error:
        raise Unreadable(file, error.strerror or str(error)) from None
    except UnicodeDecodeError:
        raise Unreadable(file, "it is not UTF-8") from None
    except Refused as refused:
        raise FileRefused(file, refused) from None
    return f"{taken.paid:,} paid, {taken.returned:,} returned, {taken.known:,} known before"


async def _with_engine(url: str, work: Callable[[AsyncEngine], Awaitable[T]]) -> T:
    engine = make_engine(url, pool_size=1)
    try:
        return await work(engine)
    finally:
        await engine.dispose()


async def _write(engine: AsyncEngine, keys: SigningKeys, month: JalaliMonth, folder: Path) -> str:
    clock = SystemClock()
    runs = await MonthEnd(engine, clock, make_notices(clock, Wording())).of_month(month)
    finished = [run for run in runs if run.finished_at]
    if not finished:
        raise NothingFinished(month)
    make_folder(folder)
    return "\n".join([await _write_one(engine, keys, run, folder) for run in finished])


async def _write_one(engine: AsyncEngine, keys: SigningKeys, run: Run, folder: Path) -> str:
    if not sum(one.ordered for one in run.tallies):
        return f"{run.label}: nothing is to be paid"
    assert run.finished_at
    path, lines = folder / f"payment-order-{run.label}.csv", Lines(run.label)
    async with engine.connect() as connection:
        with whole(path) as target:
            target.write(lines.header())
            async for payment in payments(connection, run):
                target.write(lines.line(payment))
            paper, last = lines.signed(run.month, run.finished_at, keys)
            target.write(last)
    async with press(keys) as draws:
        drawn = await draws.payment_order(paper, lines.banks)
    with whole(path.with_suffix(".pdf")) as target:
        target.write(drawn.pdf)
    paid = f"{lines.count:,} {'payment' if lines.count == 1 else 'payments'}"
    return f"{path}: {paid}, {lines.total:,} rials, signed with the key {keys.id}; PDF beside it"
