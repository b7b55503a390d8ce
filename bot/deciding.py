"""`hamyar decide`: the grant decisions of a Jalali month, a line each. It changes nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import aclosing
from typing import TextIO

from bot.errors import OperatorError
from services import national_id
from services.calendar import JalaliMonth, NotAMonth
from services.grants import Decision, NoSuchPerson, decisions
from services.national_id import NotANationalId
from services.store.engine import make_engine

# Months of this kind did not exist before; a window that reaches further back has no meaning.
CALENDAR_BEGINS = JalaliMonth(1304, 1)


class MalformedMonth(OperatorError):
    """The month given on the command line is none."""

    def __init__(self, given: str) -> None:
        super().__init__(f"{given!r} is not a Jalali month\nWrite it as year and month, such as 1399-09.")


class MalformedNationalId(OperatorError):
    """The national ID given on the command line is none."""

    def __init__(self, cause: NotANationalId) -> None:
        super().__init__(f"--person is {cause}\nIt has ten digits, the last of which checks the others.")


class PersonAbsent(OperatorError):
    """The registry does not hold the person asked for."""

    def __init__(self) -> None:
        super().__init__("--person is nobody in the registry\nImport the people first, or look at the number again.")


def read_month(given: str) -> JalaliMonth:
    """Raises `MalformedMonth`."""
    try:
        month = JalaliMonth.parse(given)
    except NotAMonth:
        raise MalformedMonth(given) from None
    if month < CALENDAR_BEGINS:
        raise MalformedMonth(given)
    return month


def read_person(given: str | None) -> str | None:
    """Raises `MalformedNationalId`."""
    if given is None:
        return None
    try:
        return national_id.normalise(given)
    except NotANationalId as cause:
        raise MalformedNationalId(cause) from None


def write_decisions(url: str, month: JalaliMonth, person: str | None, *, as_json: bool, out: TextIO) -> None:
    """Write each decision to `out` as it is made. Raises `PersonAbsent`."""
    try:
        asyncio.run(_write(url, month, person, json_line if as_json else plain_line, out))
    except NoSuchPerson:
        raise PersonAbsent from None


async def _write(
    url: str, month: JalaliMonth, person: str | None, line: Callable[[Decision], str], out: TextIO
) -> None:
    engine = make_engine(url, pool_size=1)
    try:
        async with engine.connect() as connection:
            await connection.execution_options(postgresql_readonly=True)
            async with aclosing(decisions(connection, month, person)) as decided:
                async for decision in decided:
                    out.write(line(decision) + "\n")
    finally:
        await engine.dispose()


def json_line(decision: Decision) -> str:
    """One object, for other programs; its keys are part of the command."""
    return json.dumps(
        {
            "marriage_id": decision.marriage_id,
            "national_id": decision.national_id,
            "outcome": decision.outcome,
            "amount": decision.amount,
            "failed": decision.failed,
            "missing": decision.missing,
            "days": decision.record.counted,
        },
        ensure_ascii=False,
    )


def plain_line(decision: Decision) -> str:
    """One line, for a person at a terminal."""
    said = [f"{decision.marriage_id}  {decision.national_id}  {decision.outcome:<8}", f"{decision.record.counted} days"]
    if decision.amount is not None:
        said.append(f"{decision.amount:,} rials")
    if decision.failed:
        said.append(f"fails: {', '.join(decision.failed)}")
    if decision.missing:
        said.append(f"missing: {', '.join(decision.missing)}")
    if decision.review is not None:
        said.append(decision.review.replace("_", " "))
    return "  ".join(said)
