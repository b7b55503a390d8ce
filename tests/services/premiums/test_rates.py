"""The table of figures: what is read from it, and which lines it does not take."""

from __future__ import annotations

from fractions import Fraction

import pytest

from services.law import Mark
from services.premiums.rates import MalformedTable, NoFigure, read_table
from tests.services.premiums.cases import month

HEADER = "figure,first,last,value,mark,source"
RATE = "rate,1399-01,,0.27,L,by-law"
WAGE = "minimum_daily_wage,1406-01,1406-12,7000000,L,شورای عالی کار"


def test_a_new_year_is_a_new_row() -> None:
    table = read_table([HEADER, RATE, WAGE])
    rates = table.of(month("1406-12"))
    assert (rates.minimum_daily_wage.value, rates.rate.value) == (7_000_000, Fraction(27, 100))
    assert (rates.minimum_daily_wage.mark, rates.minimum_daily_wage.source) == (Mark.LAW, "شورای عالی کار")
    assert rates.unconfirmed == ()
    assert table.span == (month("1406-01"), month("1406-12"))
    for outside in ("1405-12", "1407-01"):
        with pytest.raises(NoFigure, match="no minimum_daily_wage"):
            table.of(month(outside))


def test_a_month_without_a_rate_is_an_error() -> None:
    with pytest.raises(NoFigure, match="no rate for 1406-01"):
        read_table([HEADER, WAGE]).of(month("1406-01"))


def test_the_span_does_not_depend_on_the_order_of_rows() -> None:
    earlier = WAGE.replace("1406", "1403")
    assert read_table([HEADER, WAGE, earlier]).span == (month("1403-01"), month("1406-12"))


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("wage,1406-01,1406-12,7000000,L,x", "no figure is called 'wage'"),
        ("minimum_daily_wage,1406-01,1406-12,0,L,x", "'0' is no minimum_daily_wage"),
        ("minimum_daily_wage,1406-01,1406-12,-5,L,x", "'-5' is no minimum_daily_wage"),
        ("minimum_daily_wage,1406-01,1406-12,7000000.5,L,x", "'7000000.5' is no minimum_daily_wage"),
        ("rate,1406-01,1406-12,27,L,x", "'27' is no rate"),
        ("rate,1406-01,1406-12,0.27,Z,x", "'Z' is not a valid Mark"),
        ("rate,1406-01,1406-12,0.27,L,", "a figure needs its source"),
        ("rate,1406-13,1406-12,0.27,L,x", "not a Jalali month"),
        ("rate,1406-02,1406-01,0.27,L,x", "1406-01 is before 1406-02"),
        ("rate,1406-01", "'' is no rate"),
        ("rate,1404-01,1404-02,0.28,L,x", "rate of 1404-01 is given twice"),
        ("rate,1398-01,1399-01,0.28,L,x", "rate of 1398-01 is given twice"),
        ("rate,1398-01,,0.28,L,x", "rate of 1398-01 is given twice"),
    ],
)
def test_a_bad_line_is_named(row: str, fault: str) -> None:
    with pytest.raises(MalformedTable) as caught:
        read_table([HEADER, RATE, row])
    assert caught.value.line == 3
    assert fault in caught.value.fault


def test_figures_may_follow_one_another_within_a_year() -> None:
    table = read_table([HEADER, RATE, WAGE.replace("1406-12", "1406-03"), WAGE.replace("1406-01", "1406-04")])
    assert table.of(month("1406-03")) != table.of(month("1406-04"))


def test_a_figure_may_hold_for_a_single_month() -> None:
    table = read_table([HEADER, RATE, WAGE.replace("1406-12", "1406-01")])
    assert table.span == (month("1406-01"), month("1406-01"))


def test_other_columns_are_no_table() -> None:
    with pytest.raises(MalformedTable, match="line 1"):
        read_table(["year,wage", "1404,3463656"])


def test_it_is_known_where_the_table_ends() -> None:
    table = read_table([HEADER, RATE, WAGE])
    assert table.reaches(month("1406-12"))
    assert not table.reaches(month("1407-01"))
    assert [table.first_without(month(here)) for here in ("1406-03", "1406-12", "1407-05", "1405-12")] == [
        month("1407-01"),
        month("1407-01"),
        month("1407-05"),
        month("1405-12"),
    ]


def test_a_gap_is_where_the_table_ends_and_an_open_table_has_no_end() -> None:
    later = WAGE.replace("1406-01", "1407-04").replace("1406-12", "")
    assert read_table([HEADER, RATE, WAGE, later]).first_without(month("1406-05")) == month("1407-01")
    assert read_table([HEADER, RATE, later]).first_without(month("1408-05")) is None


def test_a_rate_that_ends_before_the_wage_ends_the_table() -> None:
    table = read_table([HEADER, RATE.replace("1399-01,,", "1399-01,1406-02,"), WAGE])
    assert table.first_without(month("1406-01")) == month("1406-03")
