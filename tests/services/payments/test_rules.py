"""The table of moves, the looks, and what a charge pays for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.money import Rials
from services.payments.rules import (
    DONE,
    LOOKS,
    MOVES,
    IllegalMove,
    IllegalRefund,
    Item,
    MayNotRefund,
    RefundState,
    State,
    is_believable,
    is_over,
    may_ask,
    may_confirm,
    moved,
    next_look,
    paid_for,
    refund_moved,
)

NOON = datetime(2025, 9, 23, 8, 30, tzinfo=UTC)
LEGAL = {
    "intent redirected",
    "intent failed",
    "redirected paid",
    "redirected failed",
    "redirected unknown",
    "unknown paid",
    "unknown failed",
    "paid verified",
    "paid unknown",
    "paid failed",
    "failed paid",
    "verified settled",
    "settled recorded",
}


@pytest.mark.parametrize(("now", "wanted"), list(product(State, State)))
def test_only_these_moves_are_legal(now: State, wanted: State) -> None:
    if f"{now} {wanted}" in LEGAL:
        assert moved(now, wanted) is wanted
    else:
        with pytest.raises(IllegalMove):
            moved(now, wanted)


def test_nothing_is_recorded_that_was_not_verified_and_settled() -> None:
    def ways(state: State, been: tuple[State, ...]) -> list[tuple[State, ...]]:
        if state is State.RECORDED:
            return [been]
        return [way for wanted in MOVES[state] if wanted not in been for way in ways(wanted, (*been, wanted))]

    found = ways(State.INTENT, (State.INTENT,))
    assert found
    assert all(way[-4:] == (State.PAID, State.VERIFIED, State.SETTLED, State.RECORDED) for way in found)


def test_what_is_recorded_stays_so() -> None:
    assert MOVES[State.RECORDED] == frozenset()
    assert State.RECORDED in DONE


def test_the_looks_are_at_1_3_7_and_12_minutes_and_never_end() -> None:
    looks = [(next_look(NOON, n, NOON) - NOON) // timedelta(minutes=1) for n in range(len(LOOKS))]
    assert looks[:4] == [1, 3, 7, 12]
    late = NOON + timedelta(days=3)
    assert next_look(NOON, 40, late) == late + timedelta(minutes=30)


def test_a_look_that_was_missed_is_due_now() -> None:
    late = NOON + timedelta(minutes=9)
    assert next_look(NOON, 0, late) == late


def test_the_time_to_pay_is_over_only_after_banks_have_returned_what_nobody_confirmed() -> None:
    assert not is_over(NOON, NOON + timedelta(minutes=31))
    assert is_over(NOON, NOON + LOOKS[-1])


@pytest.mark.parametrize(
    ("amount", "believed"), [(-1, False), (0, False), (1, True), (10**13, True), (10**13 + 1, False)]
)
def test_amounts_out_of_all_reason_are_not_believed(amount: int, believed: bool) -> None:
    assert is_believable(amount) is believed


ITEMS = st.lists(st.integers(140401, 140412), min_size=1, max_size=6, unique=True).map(
    lambda found: [Item("0012345679", "voluntary", "V1", month, Rials(month)) for month in found]
)


@given(items=ITEMS, data=st.data())
def test_a_charge_never_pays_for_more_than_it_is(items: list[Item], data: st.DataObject) -> None:
    asked = Rials(sum(item.amount for item in items))
    owed = set(data.draw(st.lists(st.sampled_from(items))))
    charged = Rials(asked + data.draw(st.integers(-5, 5)))
    paid = paid_for(charged, asked, items, owed)
    assert sum(item.amount for item in paid) <= charged
    assert set(paid) == (owed if charged == asked else set())


@pytest.mark.parametrize(("now", "wanted"), list(product(RefundState, RefundState)))
def test_only_these_moves_of_a_refund_are_legal(now: RefundState, wanted: RefundState) -> None:
    legal = {"asked confirmed", "asked refused", "confirmed paid-back", "confirmed refused"}
    if f"{now} {wanted}" in legal:
        assert refund_moved(now, wanted) is wanted
    else:
        with pytest.raises(IllegalRefund):
            refund_moved(now, wanted)


def test_nobody_refunds_their_own_money_nor_confirms_their_own_word() -> None:
    may_ask("1", "3")
    may_confirm("2", "1", "3")
    for by, asked_by in (("3", "1"), ("1", "1")):
        with pytest.raises(MayNotRefund):
            may_confirm(by, asked_by, "3")
    with pytest.raises(MayNotRefund):
        may_ask("3", "3")
