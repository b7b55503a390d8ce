"""Pension orders: the changes in one are counted, and whatever is changed in its file is found."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest

from services.calendar import JalaliMonth
from services.dependency import EventKind
from services.dependency.case import Change
from services.dependency.order import COLUMNS, Lines, ShareChange, verify
from services.issued import PensionOrder, SigningKeys, Verdict, Verified
from services.money import Rials
from services.month_end import order as payment_order

KEYS = SigningKeys([b"k" * 32])
AT = datetime(2026, 11, 23, 0, 11, 31, 77, UTC)
DAY = date(2025, 11, 22)
OF_HER = ("0012345679", "P,1", "0499370899")
CAUSE = (EventKind.MARRIAGE, date(2025, 9, 10), "E1")
CHANGES = [
    ShareChange(*OF_HER, Change.ENDED, DAY, *CAUSE, None),
    ShareChange(*OF_HER, Change.RESTORED, DAY, *CAUSE, "12345674"),
    ShareChange("1994825677", "P2", OF_HER[2], Change.REESTABLISHED, DAY, *CAUSE, "12345682"),
]


def an_order(changes: list[ShareChange] = CHANGES) -> bytes:
    lines = Lines(3)
    body = lines.header() + b"".join(map(lines.line, changes))
    return body + lines.signed(AT, KEYS)[1]


def looked_at(file: bytes) -> tuple[Verified, str | None]:
    return verify(io.BytesIO(file), KEYS.public)


def test_an_order_is_genuine_and_says_how_many_changes_of_each_sort_it_has() -> None:
    found, where = looked_at(an_order())
    assert (found.verdict, where) == (Verdict.GENUINE, None)
    assert found.statement
    paper = found.statement.paper
    assert isinstance(paper, PensionOrder)
    assert (paper.number, paper.lines) == ("3", 3)
    assert (paper.ended, paper.restored, paper.reestablished) == (1, 1, 1)


def test_the_same_changes_make_the_same_file() -> None:
    assert an_order() == an_order()


def test_a_share_that_ended_bears_its_last_day_as_pensions_csv_writes_it_and_any_other_its_first() -> None:
    ended, restored, again = csv.DictReader(io.StringIO(an_order().decode().rpartition("#")[0]))
    assert [(one["change"], one["last_day"], one["first_day"]) for one in (ended, restored, again)] == [
        ("ended", "2025-11-21", ""),
        ("restored", "", "2025-11-22"),
        ("reestablished", "", "2025-11-22"),
    ]
    assert (ended["pension_id"], ended["number"], restored["number"]) == ("P,1", "", "12345674")
    assert tuple(ended) == COLUMNS


@pytest.mark.parametrize("line", [2, 3, 4])
def test_a_changed_line_is_named(line: int) -> None:
    rows = an_order().split(b"\n")
    rows[line - 1] = rows[line - 1].replace(b"2025-11-2", b"2025-12-2")
    found, where = looked_at(b"\n".join(rows))
    assert found.verdict is Verdict.CHANGED
    assert where
    assert where.startswith(f"line {line} is the first")


def test_a_line_taken_out_is_missed() -> None:
    rows = an_order().split(b"\n")
    found, where = looked_at(b"\n".join([*rows[:2], *rows[3:]]))
    assert found.verdict is Verdict.CHANGED
    assert where
    assert "it has 2 changes (1 ended, 0 restored, 1 reestablished); 3 changes (1 ended, 1 restored," in where


def test_the_end_of_another_order_does_not_pass_for_its_own() -> None:
    body = an_order().rpartition(b"#")[0]
    assert looked_at(body + an_order(CHANGES[:1]).partition(b"#")[2])[0].verdict is Verdict.CHANGED
    paid = payment_order.Lines("1405-08-1")
    paid.line(payment_order.Payment("0012345679", "M1", "", "", "IR062960000000100324200001", Rials(1)))
    end = paid.signed(JalaliMonth(1405, 8), AT, KEYS)[1]
    assert looked_at(body + end) == (Verified(Verdict.CHANGED), "it bears the signature of another paper")
