"""The report of a month adds up, and has words for whatever may stand in it."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.month_report import NothingDecided, write_report
from handlers.printing.reporting import report_page, report_pdf, report_texts
from handlers.wording import Wording
from services.calendar import JalaliMonth
from services.grants.decision import Criterion, Missing, ReviewReason
from services.money import Rials
from services.month_end.report import MONTHS, report
from services.month_end.run import PAID_BEFORE, Result, Run, Tally
from tests.clock import FrozenClock
from tests.services.month_end.town import AZAR, DEY, crowd, month_end, noon, whole

AT = datetime(2025, 12, 22, 9, tzinfo=UTC)
REASONS = {
    Result.WAITING: tuple(Missing),
    Result.PROVISIONAL: (Criterion.DAYS,),
    Result.REFUSED: tuple(Criterion),
    Result.REVIEW: (*ReviewReason, PAID_BEFORE),
}


def tally(result: Result, people: int, *reasons: str, amount: int = 0, ordered: int = 0) -> Tally:
    return Tally(result, tuple(map(str, reasons)), people, Rials(amount), ordered, Rials(amount if ordered else 0))


def a_run(month: JalaliMonth, *tallies: Tally, number: int = 1) -> Run:
    people = sum(one.people for one in tallies)
    return Run(month, number, date(2025, 12, 22), False, AT, "operator", people, 1, people, 1, AT, "", tallies)


def test_a_month_is_all_of_its_runs() -> None:
    first = a_run(AZAR, tally(Result.PAYABLE, 2, amount=30, ordered=2))
    second = a_run(
        AZAR, tally(Result.PAYABLE, 1, amount=5, ordered=1), tally(Result.REVIEW, 1, "quarantined"), number=2
    )
    found = report(AZAR, [first, second])
    assert found
    assert (found.people, found.ordered, found.to_pay) == (4, 3, 35)
    assert {share.result: (share.people, share.amount) for share in found.shares if share.people} == {
        Result.PAYABLE: (3, 35),
        Result.REVIEW: (1, 0),
    }


def test_who_fails_twice_is_counted_under_each_reason() -> None:
    run = a_run(AZAR, tally(Result.REFUSED, 3, "employed", "days"), tally(Result.REFUSED, 2, "days"))
    found = report(AZAR, [run])
    assert found
    assert found.reasons == {Result.REFUSED: (("days", 5), ("employed", 3))}


def test_a_report_tells_of_those_whose_amount_is_nothing() -> None:
    tallies = (tally(Result.PAYABLE, 2, amount=30, ordered=2), tally(Result.PAYABLE, 1))
    found = report(AZAR, [a_run(AZAR, *tallies)])
    assert found
    texts = report_texts(found, Wording())
    assert texts["of_nothing"] == "مبلغ ۱ نفر از تأییدشده‌ها صفر است؛ برای آن‌ها پرداختی نیست."
    assert texts["of_nothing"] in report_page(texts)
    paid = report(AZAR, [a_run(AZAR, tallies[0])])
    assert paid
    assert report_texts(paid, Wording())["of_nothing"] == ""


def test_the_trend_ends_with_the_month_and_is_a_year_at_most() -> None:
    runs = [a_run(AZAR.plus(step), tally(Result.PAYABLE, 1)) for step in range(-20, 4)]
    found = report(AZAR, runs)
    assert found
    assert [one.month for one in found.trend] == [AZAR.plus(step) for step in range(1 - MONTHS, 1)]


def test_a_month_without_a_run_has_no_report() -> None:
    assert report(DEY, [a_run(AZAR)]) is None


def test_every_result_and_reason_has_words_of_its_own() -> None:
    tallies = [tally(Result.PAYABLE, 1)]
    tallies += [tally(result, 1, reason) for result, reasons in REASONS.items() for reason in reasons]
    found = report(AZAR, [a_run(AZAR, *tallies)])
    assert found
    texts = report_texts(found, Wording())
    for bars in (texts["results"]["bars"], *(group["bars"] for group in texts["reasons"])):
        labels = [bar["label"] for bar in bars]
        assert len(set(labels)) == len(labels)
    assert sum(len(group["bars"]) for group in texts["reasons"]) == sum(map(len, REASONS.values()))
    page = report_page(texts)
    assert all(bar["label"] in page for group in texts["reasons"] for bar in group["bars"])
    assert "<script" not in page
    assert "http" not in page
    assert report_pdf(texts).startswith(b"%PDF-")


def test_a_month_in_which_nobody_was_decided_has_a_report_too() -> None:
    found = report(AZAR, [a_run(AZAR)])
    assert found
    texts = report_texts(found, Wording())
    assert report_page(texts)
    assert report_pdf(texts).startswith(b"%PDF-")


async def test_the_command_writes_both(engine: AsyncEngine, database_url: str, tmp_path: Path) -> None:
    with pytest.raises(NothingDecided):
        await asyncio.to_thread(write_report, database_url, AZAR, tmp_path)
    await crowd(10).built(engine)
    await whole(month_end(engine, FrozenClock(noon(DEY.first_day))))
    said = await asyncio.to_thread(write_report, database_url, AZAR, tmp_path)
    assert [Path(line).name for line in said.splitlines()] == ["month-report-1404-09.html", "month-report-1404-09.pdf"]
    assert "گزارش کمک‌هزینهٔ ازدواج، آذر ۱۴۰۴" in (tmp_path / "month-report-1404-09.html").read_text("utf-8")
