"""The lines: each message is carried by exactly one of them, whichever are refused."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from services.messages.lines import Carried, Line, Lines

NUMBERS = ("1000", "2000", "3000", "4000")


def carries(carried: Carried | None, number: int) -> bool:
    return carried is not None and carried.first <= number % carried.total < carried.end


def answers(carried: Carried | None, line: str) -> bool:
    return carried is not None and (line in carried.lines) != carried.others


@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=4).filter(any),
    st.sets(st.sampled_from(NUMBERS)),
    st.integers(0, 10**9),
)
def test_every_message_has_one_line_whatever_is_stopped(shares: list[int], stopped: set[str], number: int) -> None:
    shared = [Line(line, share) for line, share in zip(NUMBERS, shares, strict=False)]
    lines = Lines.of("1000", shared, service="9000")
    carried = [lines.carried(line, stopped) for line in lines.numbers]
    working = [line for line in lines.numbers if line not in stopped]
    assert sum(carries(one, number) for one in carried) == 1
    for line in (*lines.numbers, "", "7777"):
        assert sum(answers(one, line) for one in carried) == 1
        if line in working:
            assert answers(lines.carried(line, stopped), line)


@given(st.sampled_from((*NUMBERS, "", "7777")))
def test_whose_outcome_is_unknown_is_asked_about_by_one(line: str) -> None:
    lines = Lines.of("1000", [Line("1000"), Line("2000")], service="3000")
    assert sum(answers(lines.settled_by(one), line) for one in lines.numbers) == 1


def test_notices_are_dealt_out_by_weight() -> None:
    lines = Lines.of("1000", [Line("1000", 70), Line("2000", 30)])
    dealt = Counter(line for number in range(10_000) for line in lines.numbers if carries(lines.carried(line), number))
    assert dealt == {"1000": 7000, "2000": 3000}


def test_a_line_without_a_share_carries_none_but_alone_all() -> None:
    assert carries(Lines.of("1000").carried("1000"), 5)
    lines = Lines.of("1000", [Line("2000", 1)], service="3000")
    assert [carries(lines.carried(line), 5) for line in lines.numbers] == [False, True, False]
    assert [carries(lines.carried(line, {"2000"}), 5) for line in lines.numbers] == [True, False, False]


def test_where_all_are_refused_nobody_sends() -> None:
    lines = Lines.of("1000", [Line("1000", 1), Line("2000", 1)])
    assert [lines.carried(line, {"1000", "2000"}) for line in lines.numbers] == [None, None]
