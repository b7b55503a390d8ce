"""Payment orders: whatever is changed in one is found, and where."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from services.calendar import JalaliMonth
from services.issued import SigningKeys, Verdict, Verified
from services.issued.sheet import SAVED_ANEW
from services.money import Rials
from services.month_end.order import Lines, Payment, is_one, verify
from services.month_end.ordering import payments
from tests.clock import FrozenClock
from tests.services.month_end.town import AZAR, DEY, crowd, do, month_end, noon, whole

KEYS, OTHERS = SigningKeys([b"k" * 32]), SigningKeys([b"o" * 32])
AT = datetime(2026, 11, 23, 0, 11, 31, 77, UTC)
MONTH = JalaliMonth(1405, 8)
PAYMENTS = [
    Payment("0012345679", "M1", "سارا", "محمدی", "IR062960000000100324200001", Rials(75_842_120)),
    Payment("0499370899", 'M,2"', "رضا", "", "IR820540102680020817909002", Rials(1)),
    Payment("1994825677", "M3", "مریم", "خوش‌نویس", "IR062960000000100324200001", Rials(120_000_000)),
]


def an_order(keys: SigningKeys = KEYS, lines: Lines | None = None) -> bytes:
    lines = lines or Lines("1405-08-1")
    body = lines.header() + b"".join(map(lines.line, PAYMENTS))
    return body + lines.signed(MONTH, AT, keys)[1]


def looked_at(file: bytes) -> tuple[Verified, str | None]:
    return verify(io.BytesIO(file), KEYS.public)


def test_an_order_is_genuine_and_says_what_it_comes_to() -> None:
    lines = Lines("1405-08-1")
    found, where = looked_at(an_order(lines=lines))
    assert (found.verdict, where) == (Verdict.GENUINE, None)
    assert found.statement
    assert found.statement.paper == lines.signed(MONTH, AT, KEYS)[0]
    assert (lines.count, lines.total) == (3, 195_842_121)
    assert lines.banks == {"296": (2, 195_842_120), "054": (1, 1)}


def test_the_same_payments_make_the_same_file() -> None:
    assert an_order() == an_order()


@given(st.data())
def test_no_byte_can_be_changed(data: st.DataObject) -> None:
    file = bytearray(an_order())
    place = data.draw(st.integers(0, len(file) - 2))  # the newline in the end bears nothing
    file[place] ^= data.draw(st.integers(1, 255))
    assert looked_at(bytes(file))[0].verdict is not Verdict.GENUINE


@pytest.mark.parametrize("line", [2, 3, 4])
def test_a_changed_line_is_named(line: int) -> None:
    rows = an_order().split(b"\n")
    rows[line - 1] = rows[line - 1].replace(b"IR", b"IX")
    found, where = looked_at(b"\n".join(rows))
    assert found.verdict is Verdict.CHANGED
    assert where
    assert where.startswith(f"line {line} is the first")


def test_a_line_taken_out_is_missed() -> None:
    rows = an_order().split(b"\n")
    found, where = looked_at(b"\n".join([*rows[:2], *rows[3:]]))
    assert found.verdict is Verdict.CHANGED
    assert where
    assert "it has 2 payments of 195,842,120 rials; 3 of 195,842,121 were signed" in where


def test_hashes_made_anew_do_not_help() -> None:
    forged = Lines("1405-08-1")
    body = forged.header() + b"".join(map(forged.line, PAYMENTS[:2]))
    found, where = looked_at(body + an_order().split(b"\n")[-2] + b"\n")
    assert found.verdict is Verdict.CHANGED
    assert where
    assert where.startswith("its lines were changed and their hashes made anew")


def test_what_was_cut_off_or_added_to_is_no_order() -> None:
    file = an_order()
    end = file.index(b"#")
    assert looked_at(file[:end]) == (Verified(Verdict.CHANGED), "it has no signature: its end is missing")
    assert looked_at(file[: end + 40])[0].verdict is Verdict.CHANGED
    assert looked_at(file + file.split(b"\n")[1] + b"\n")[0].verdict is Verdict.CHANGED


@pytest.mark.parametrize("saved", [b"\xef\xbb\xbf" + an_order(), an_order().replace(b"\n", b"\r\n")])
def test_an_order_that_another_program_has_saved_is_known_for_one(saved: bytes) -> None:
    assert is_one(saved.splitlines(keepends=True)[0])
    assert looked_at(saved) == (Verified(Verdict.CHANGED), SAVED_ANEW)


def test_a_file_with_other_columns_is_no_order() -> None:
    assert is_one(an_order().splitlines(keepends=True)[0])
    assert not is_one(b"line,order,national_id\n")


def test_somebody_elses_order_is_not_ours() -> None:
    found, _ = looked_at(an_order(OTHERS))
    assert (found.verdict, found.key) == (Verdict.UNKNOWN_KEY, OTHERS.id)


async def test_an_order_holds_what_its_run_ordered_whatever_came_of_it(engine: AsyncEngine) -> None:
    clock = FrozenClock(noon(DEY.first_day))
    await crowd(40).built(engine)
    run = await whole(month_end(engine, clock))
    await do(engine, "UPDATE hamyar.month_decisions SET payment = 'returned' WHERE payment = 'ordered'")
    lines = Lines(run.label)
    async with engine.connect() as connection:
        people = [one async for one in payments(connection, run)]
        for one in people:
            lines.line(one)
    assert [one.national_id for one in people] == sorted(one.national_id for one in people)
    assert (lines.count, lines.total) == (
        sum(tally.ordered for tally in run.tallies),
        sum(tally.ordered_amount for tally in run.tallies),
    )
    assert all(one.amount > 0 for one in people)
    assert run.month == AZAR
