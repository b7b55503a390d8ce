"""`hamyar quote` and `hamyar eligible`: figures typed in, a line or an object out, or what is wrong with them."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from bot.quoting import (
    Refused,
    eligibility_json,
    eligibility_line,
    judged,
    quote_json,
    quote_line,
    quoted,
    warnings,
)
from services.premiums.quote import Quote
from tests.bot.test_cli import hamyar
from tests.services.premiums.cases import MONTHS, UNKNOWN


def voluntary(month: str, base: str | None = None) -> Quote:
    return quoted("voluntary", month, base=base, recorded=None, wage=None)


def partial(month: str, recorded: str | None, wage: str | None) -> Quote:
    return quoted("partial", month, base=None, recorded=recorded, wage=wage)


def test_the_lowest_base_is_quoted_where_none_is_given() -> None:
    done = hamyar("quote", "--scheme", "voluntary", "--month", "1404-07", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        '{"month": "1404-07", "days": 30, "rate": 0.27, "base_daily": "4156387.2", "premium": 33666736}\n'
    )


def test_a_partial_month_is_quoted_for_the_days_missing() -> None:
    done = hamyar(
        *("quote", "--scheme", "partial", "--month", "۱۴۰۴-۰۹", "--recorded", "۱۲", "--wage", "٥٢٬٠٠٠٬٠٠٠", "--json")
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "month": "1404-09",
        "days": 18,
        "rate": 0.27,
        "base_daily": "4333333.33",
        "premium": 21_060_000,
    }


def test_an_unconfirmed_figure_is_warned_of_beside_the_answer() -> None:
    done = hamyar("quote", "--scheme", "voluntary", "--month", "1405-07", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["premium"] == 53_866_782
    wage, rate = done.stderr.splitlines()
    assert wage.startswith("hamyar: warning: the minimum daily wage of 1405, 5,541,850, is unconfirmed: ")
    assert rate.startswith("hamyar: warning: the rate of 1405, 0.27, is unconfirmed: ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("quote", "--scheme", "voluntary", "--month", str(UNKNOWN), "--json"), f"no minimum daily wage for {UNKNOWN}"),
        (
            ("quote", "--scheme", "voluntary", "--month", "1404-07", "--base", "4156387", "--json"),
            "--base 4,156,387 is below 4,156,387.2 rials a day, the lowest base of 1404-07",
        ),
        (("eligible", "--age", "-1", "--record", "30", "--json"), "--age '-1'"),
    ],
)
def test_what_is_refused_is_one_line_and_no_answer(arguments: tuple[str, ...], told: str) -> None:
    done = hamyar(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_who_may_not_contract_is_an_answer_and_no_error() -> None:
    done = hamyar("eligible", "--age", "53", "--record", "1094", "--json")
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        '{"eligible": false, "reasons": ["record_for_age"]}\n',
        "",
    )


@pytest.mark.parametrize(
    ("age", "record", "reasons"),
    [
        ("49", "30", []),
        ("۵۰", "۳۰", []),
        ("٥٣", "١٠٩٤", ["record_for_age"]),
        ("53", "1095", []),
        ("75", "3650", []),
        ("25", "29", ["record"]),
        (" 0 ", "0", ["record"]),
    ],
)
def test_reasons_are_stable_codes(age: str, record: str, reasons: list[str]) -> None:
    assert json.loads(eligibility_json(judged(age, record))) == {"eligible": not reasons, "reasons": reasons}


def test_the_lines_for_people() -> None:
    assert eligibility_line(judged("50", "30")) == "eligible  30 days of record, 30 needed at the age of 50"
    assert eligibility_line(judged("49", "29")) == "not eligible  29 days of record, at least 30 needed"
    assert eligibility_line(judged("53", "1094")) == (
        "not eligible  1,094 days of record, 1,095 needed at the age of 53"
    )
    assert quote_line(voluntary("1404-12"), "voluntary") == (
        "1404-12  29 days × 4,156,387.2 rials × 27 %  32,544,512 rials  due by 1405/02/31"
    )
    assert quote_line(partial("1404-09", "12", "0"), "partial") == (
        "1404-09  18 days × 3,463,656 rials × 27 %  16,833,368 rials  due by 1404/11/30"
    )


@pytest.mark.parametrize("base", ["5000000.5", "۵۰۰۰۰۰۰٫۵", "٥٬٠٠٠٬٠٠٠٫٥", "5,000,000.5", " 5000000.50 "])
def test_a_base_is_read_in_any_digits(base: str) -> None:
    quote = voluntary("۱۴۰۴-۰۷", base)
    assert quote.base_daily == Fraction("5000000.5")
    assert json.loads(quote_json(quote))["base_daily"] == "5000000.5"


@pytest.mark.parametrize(
    "base", ["", "-5000000", "+5000000", "5e6", "5,00,000", "5000000.123", "5/2", "پنج", "9" * 5000, "nan", "٪", "²"]
)
def test_what_is_no_amount_is_named(base: str) -> None:
    with pytest.raises(Refused, match="is no amount in rials"):
        voluntary("1404-07", base)


@pytest.mark.parametrize("month", ["1404-13", "1404-7", "1404", "", "مهر", "1404-07-01", "٠٠٠٠-٠٧"])
def test_what_is_no_month_is_named(month: str) -> None:
    with pytest.raises(Refused, match="is not a Jalali month"):
        voluntary(month)


@pytest.mark.parametrize(
    ("recorded", "wage", "told"),
    [
        ("0", "5", "--recorded is 0"),
        ("30", "5", "--recorded is 30, and 1404-09 has 30 days: nothing is missing"),
        ("-1", "5", "--recorded '-1'"),
        ("12.5", "5", "--recorded '12.5'"),
        ("12", "5.5", "--wage 5.5 is no whole number of rials"),
        ("12", "-5", "--wage '-5' is no amount"),
        (None, "5", "needs --recorded DAYS and --wage RIALS"),
        ("12", None, "needs --recorded DAYS and --wage RIALS"),
    ],
)
def test_a_partial_month_that_cannot_be_completed_is_told_with_figures(
    recorded: str | None, wage: str | None, told: str
) -> None:
    with pytest.raises(Refused) as refused:
        partial("1404-09", recorded, wage)
    assert told in str(refused.value)


def test_an_option_of_the_other_scheme_is_not_passed_over() -> None:
    for scheme, of_the_other in (
        ("voluntary", {"wage": "5"}),
        ("voluntary", {"recorded": "5"}),
        ("partial", {"base": "5"}),
    ):
        options: dict[str, str | None] = {"base": None, "recorded": None, "wage": None, **of_the_other}
        with pytest.raises(Refused, match="belongs to the"):
            quoted(scheme, "1404-09", **options)
    with pytest.raises(Refused, match="--scheme is voluntary or partial, not 'freelance'"):
        quoted("freelance", "1404-09", base=None, recorded=None, wage=None)


@pytest.mark.parametrize(("age", "record"), [("131", "30"), ("-1", "30"), ("30", "-1"), ("x", "30"), ("30", "1000000")])
def test_impossible_people_are_refused(age: str, record: str) -> None:
    assert judged("130", "999999").bars == ()
    with pytest.raises(Refused):
        judged(age, record)


def test_the_base_above_the_highest_is_told_with_it() -> None:
    assert voluntary("1404-07", "24245592").premium == 196_389_295
    with pytest.raises(Refused, match=r"--base 24,245,592.01 is above 24,245,592 rials a day, the highest"):
        voluntary("1404-07", "24245592.01")


def test_what_is_printed_multiplies_to_the_premium_in_every_month() -> None:
    for month in MONTHS:
        shown = json.loads(quote_json(voluntary(str(month))))
        exact = Fraction(str(shown["rate"])) * Fraction(shown["base_daily"]) * shown["days"]
        assert -Fraction(1, 2) < shown["premium"] - exact <= Fraction(1, 2)
        assert list(shown) == ["month", "days", "rate", "base_daily", "premium"]


def test_only_what_no_text_confirms_is_warned_of() -> None:
    assert warnings(voluntary("1404-12")) == []
    assert warnings(voluntary("1399-04")) == []
    assert len(warnings(voluntary("1397-01"))) == 1  # its rate
    assert len(warnings(partial("1405-01", "5", "0"))) == 2
