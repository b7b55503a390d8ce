"""`hamyar reconcile`: what is in order, what is not, and what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.reconciling import MalformedDay, Unreadable, in_order, lines, read_day, settlement
from tests.bot.test_cli import hamyar
from tests.clock import FrozenClock
from tests.handlers.bank.till import PRICE, SARA, Till, months


@pytest.fixture
async def till(engine: AsyncEngine, clock: FrozenClock) -> AsyncIterator[Till]:
    till = Till(engine, clock)
    await till.build()
    yield till
    for bank in till.banks:
        await bank.close()


async def test_a_day_on_which_all_is_in_order(till: Till, database_url: str, tmp_path: Path) -> None:
    await till.paid("sep")
    file = tmp_path / "settlement.csv"
    file.write_text(till.book.settlement("sep"))
    done = hamyar("reconcile", str(file), "--gateway", "sep", "--day", "۱۴۰۴-۰۷-۰۱", DATABASE_URL=database_url)
    assert done.stdout == "1 matched, 0 missing-here, 0 missing-there, 0 differing\n"
    assert done.returncode == 0


async def test_what_is_not_in_order_is_told_with_what_to_do(till: Till, database_url: str, tmp_path: Path) -> None:
    first, second = [await till.paid("sep", months(SARA, month)) for month in (140407, 140408)]
    file = tmp_path / "settlement.csv"
    file.write_text(f"\ufeffreference,order,amount\n{first.reference},{first.id},{PRICE - 1}\nR7,,500\n")
    done = hamyar("reconcile", str(file), "--gateway", "sep", "--day", "1404-07-01", DATABASE_URL=database_url)
    differing, missing_here, missing_there, counts = done.stdout.splitlines()
    assert f"{first.id} (recorded): there 34,788,960 rials, here 34,788,961 rials" in differing
    assert missing_here.startswith("missing-here: R7, order unknown: there 500 rials, here nothing. ")
    assert missing_there.startswith(f"missing-there: {second.reference}, order {second.id} (recorded): there nothing")
    assert counts == "0 matched, 1 missing-here, 1 missing-there, 1 differing"
    assert done.returncode == 1


async def test_the_bank_is_asked_about_what_is_missing_here(till: Till, database_url: str, tmp_path: Path) -> None:
    payment = await till.sent("sep")
    file = tmp_path / "settlement.csv"
    file.write_text(f"reference,order,amount\nR1,{payment.id},{PRICE}\nR2,,500\n")
    asked = ("reconcile", str(file), "--gateway", "sep", "--day", "1404-07-01", "--ask")
    assert hamyar(*asked, DATABASE_URL=database_url).stdout.endswith("The bank is being asked about 1 of them.\n")
    assert hamyar(*asked, DATABASE_URL=database_url).stdout.endswith("0 of them; 1 it was asked about before.\n")


def test_nothing_to_match_is_in_order() -> None:
    assert in_order(())
    assert list(lines(())) == ["0 matched, 0 missing-here, 0 missing-there, 0 differing"]


@pytest.mark.parametrize("given", ["1404-13-01", "1404-07", "today", "1404-07-31", "1404-07-01-1", ""])
def test_what_is_no_day_is_refused(given: str) -> None:
    with pytest.raises(MalformedDay, match="1404-07-01"):
        read_day(given)


def test_a_file_that_does_not_read_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "settlement.csv"
    with pytest.raises(Unreadable, match="No such file"):
        settlement(file)
    file.write_bytes(b"reference,order,amount\nR,1,5\nQ,1,-5\n")
    with pytest.raises(Unreadable, match="line 3: the amount is no whole number of rials"):
        settlement(file)
    file.write_bytes(b"reference,order,amount\n\xff\xfe\n")
    with pytest.raises(Unreadable, match="not UTF-8"):
        settlement(file)
