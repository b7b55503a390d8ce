"""`hamyar reconcile`: a bank's settlement file against what is recorded here, a line a charge.

It changes nothing; with `--ask` the bank is asked about what is missing here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from bot.errors import OperatorError
from services.calendar import TEHRAN, Clock, JalaliDay
from services.payments.matching import Finding, NotASettlement, Settled, Verdict, ask_again, read, reconcile
from services.persian import latin_digits
from services.store.engine import make_engine


class Unreadable(OperatorError):
    """The settlement file cannot be read."""

    def __init__(self, file: Path, problem: str) -> None:
        super().__init__(f"{file}: {problem}\nIt is CSV with the header reference,order,amount and whole rials.")


class MalformedDay(OperatorError):
    """The day given on the command line is none."""

    def __init__(self, given: str) -> None:
        super().__init__(f"{given!r} is not a Jalali day\nWrite it as year, month and day, such as 1404-07-01.")


def read_day(given: str) -> date:
    """Raises MalformedDay."""
    parts = latin_digits(given).strip().split("-")
    try:
        year, month, day = (int(part) for part in parts)
        return JalaliDay(year, month, day).gregorian
    except ValueError:
        raise MalformedDay(given) from None


def settlement(file: Path) -> tuple[Settled, ...]:
    """The rows of the file. Raises Unreadable."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return read(lines)
    except OSError as error:
        raise Unreadable(file, error.strerror or str(error)) from None
    except UnicodeDecodeError:
        raise Unreadable(file, "it is not UTF-8") from None
    except NotASettlement as error:
        raise Unreadable(file, str(error)) from None


def reconciled(url: str, gateway: str, rows: Sequence[Settled], day: date) -> tuple[Finding, ...]:
    """What the file of that civil day in Tehran comes to."""
    since = datetime.combine(day, time(), TEHRAN)
    return asyncio.run(_reconciled(url, gateway, rows, since))


async def _reconciled(url: str, gateway: str, rows: Sequence[Settled], since: datetime) -> tuple[Finding, ...]:
    engine = make_engine(url, pool_size=1)
    try:
        async with engine.connect() as connection:
            return await reconcile(connection, gateway, rows, since, since + timedelta(days=1))
    finally:
        await engine.dispose()


def asked(url: str, findings: Sequence[Finding], clock: Clock) -> str:
    """Have `work` ask the bank about what is missing here, and say of how much."""
    new = asyncio.run(_asked(url, findings, clock))
    known = sum(one.can_be_asked for one in findings) - new
    return f"The bank is being asked about {new:,} of them" + (
        f"; {known:,} it was asked about before." if known else "."
    )


async def _asked(url: str, findings: Sequence[Finding], clock: Clock) -> int:
    engine = make_engine(url, pool_size=1)
    try:
        async with engine.begin() as connection:
            return await ask_again(connection, clock, findings)
    finally:
        await engine.dispose()


def in_order(findings: Sequence[Finding]) -> bool:
    """Whether nothing is to be done."""
    return all(one.verdict is Verdict.MATCHED for one in findings)


def lines(findings: Sequence[Finding]) -> Iterator[str]:
    """What is not in order, a line each with what to do, and how many of each kind there are."""
    for one in findings:
        if one.verdict is not Verdict.MATCHED:
            figures = f"there {_rials(one.there)}, here {_rials(one.here)}"
            state = f" ({one.state})" if one.state else ""
            yield f"{one.verdict}: {one.reference}, order {one.order or 'unknown'}{state}: {figures}. {one.todo}"
    counts = (f"{sum(one.verdict is verdict for one in findings):,} {verdict}" for verdict in Verdict)
    yield ", ".join(counts)


def _rials(amount: int | None) -> str:
    return "nothing" if amount is None else f"{amount:,} rials"
