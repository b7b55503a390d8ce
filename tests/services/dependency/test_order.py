"""Pension orders: the changes in one are counted, and each says when it begins to hold."""

from __future__ import annotations

import csv
import io

from services.dependency.order import COLUMNS
from services.issued import PensionOrder
from tests.services.issued.orders import KINDS, pension_order


def test_an_order_says_how_many_changes_of_each_sort_it_has() -> None:
    found, _ = KINDS[1].looked_at(pension_order())
    assert found.statement
    paper = found.statement.paper
    assert isinstance(paper, PensionOrder)
    assert (paper.number, paper.lines) == ("3", 3)
    assert (paper.ended, paper.restored, paper.reestablished) == (1, 1, 1)


def test_a_share_that_ended_bears_its_last_day_as_pensions_csv_writes_it_and_any_other_its_first() -> None:
    ended, restored, again = csv.DictReader(io.StringIO(pension_order().decode().rpartition("#")[0]))
    assert [(one["change"], one["last_day"], one["first_day"]) for one in (ended, restored, again)] == [
        ("ended", "2025-11-21", ""),
        ("restored", "", "2025-11-22"),
        ("reestablished", "", "2025-11-22"),
    ]
    assert (ended["pension_id"], ended["number"], restored["number"]) == ("P,1", "", "12345674")
    assert tuple(ended) == COLUMNS
