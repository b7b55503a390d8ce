"""Runs: who is decided, as what, once; and what stands in the way of starting one."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from prometheus_client import REGISTRY
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.web import measure_queues
from services.calendar import JalaliMonth
from services.grants import decisions
from services.grants.decision import Outcome
from services.grants.rules import enters_payment_order, provisional
from services.month_end import AlreadyDone, GoingOn, MonthNotBegun, MonthNotOver, Result
from tests.clock import FrozenClock
from tests.services.month_end.town import (
    AZAR,
    DECISIONS,
    DEY,
    OTHER_SHEBA,
    SHEBA,
    Street,
    crowd,
    do,
    month_end,
    noon,
    rows,
    whole,
)

FIRST_OF_DEY = DEY.first_day


@pytest.fixture
def clock() -> FrozenClock:
    """Noon of the first day after Azar."""
    return FrozenClock(noon(FIRST_OF_DEY))


async def results(engine: AsyncEngine, month: JalaliMonth = AZAR) -> dict[str, str]:
    query = "SELECT national_id, outcome FROM hamyar.month_decisions WHERE month = :month"
    return dict(await rows(engine, query, month=month.number))


async def test_a_run_decides_as_the_law_does_everywhere(engine: AsyncEngine, clock: FrozenClock) -> None:
    await crowd(60).built(engine)
    run = await whole(month_end(engine, clock))
    async with engine.connect() as connection:
        expected = [one async for one in decisions(connection, AZAR)]
    told = {
        (one.national_id, one.marriage_id): (
            "provisional" if provisional(one, FIRST_OF_DEY) else one.outcome.value,
            [*one.failed, *one.missing, *([one.review] if one.review else [])]
            if one.outcome is not Outcome.REVIEW
            else [one.review],
            one.amount,
            one.record.counted,
            enters_payment_order(one),
        )
        for one in expected
    }
    found = await rows(
        engine,
        "SELECT national_id, marriage_id, outcome, reasons, amount, counted, account IS NOT NULL"
        " FROM hamyar.month_decisions",
    )
    assert {(row[0], row[1]): row[2:] for row in found} == told
    assert {row[2] for row in found} == set(Result)
    assert (run.people, run.people_done, run.chunks_done) == (60, 60, 9)


async def test_the_record_of_a_run_sums_what_it_decided(engine: AsyncEngine, clock: FrozenClock) -> None:
    await crowd(40).built(engine)
    run = await whole(month_end(engine, clock))
    [(people, amount, ordered, to_pay)] = await rows(
        engine,
        "SELECT count(*), sum(amount), count(account), sum(amount) FILTER (WHERE account IS NOT NULL)"
        " FROM hamyar.month_decisions",
    )
    assert sum(tally.people for tally in run.tallies) == people == 40
    assert sum(tally.amount for tally in run.tallies) == amount
    assert sum(tally.ordered for tally in run.tallies) == ordered
    assert sum(tally.ordered_amount for tally in run.tallies) == to_pay
    assert (run.started_by, run.as_of, run.finished_at, run.label) == (
        "operator",
        FIRST_OF_DEY,
        clock.now(),
        "1404-09-1",
    )


async def test_a_dry_run_foretells_it_and_changes_nothing(engine: AsyncEngine, clock: FrozenClock) -> None:
    await crowd(40).built(engine)
    foretold = await month_end(engine, clock).rehearse(AZAR)
    for table in ("month_runs", "month_chunks", "month_decisions", "notices", "outbox"):
        assert await rows(engine, f"SELECT * FROM hamyar.{table}") == []
    run = await whole(month_end(engine, clock))
    assert foretold == (run.people, run.tallies)


async def test_how_a_run_is_shared_out_changes_nothing(engine: AsyncEngine, clock: FrozenClock) -> None:
    await crowd(40).built(engine)
    alone = await whole(month_end(engine, clock, chunk=1000))
    first = await rows(engine, DECISIONS)
    for table in ("month_runs", "month_chunks", "month_decisions"):
        await do(engine, f"DELETE FROM hamyar.{table}")
    end = month_end(engine, clock, chunk=3)
    run = await end.start(AZAR, "operator")

    async def works() -> int:
        taken = 0
        while await end.take(AZAR, run.number):
            taken += 1
        return taken

    shares = await asyncio.gather(*(works() for _ in range(4)))
    run = await end.run(AZAR, run.number)
    assert sum(shares) == run.chunks == 14
    assert run.finished_at
    assert (await rows(engine, DECISIONS), run.tallies) == (first, alone.tallies)


async def test_a_person_has_one_chunk_however_small(engine: AsyncEngine, clock: FrozenClock) -> None:
    street = Street()
    person = street.weds(marriage="A")
    street.weds(person=person, marriage="B")
    street.weds()
    await street.built(engine)
    await whole(month_end(engine, clock, chunk=1))
    assert await rows(engine, "SELECT marriages FROM hamyar.month_chunks ORDER BY chunk") == [
        (["A", "B"],),
        (["M0000000002"],),
    ]


async def test_nobody_is_paid_for_two_marriages_of_one_day(engine: AsyncEngine, clock: FrozenClock) -> None:
    street = Street()
    person = street.weds(marriage="A")
    street.weds(person=person, marriage="B")
    await street.built(engine)
    await whole(month_end(engine, clock))
    assert await rows(engine, "SELECT marriage_id, outcome, reasons, payment FROM hamyar.month_decisions") == [
        ("A", "payable", [], "ordered"),
        ("B", "review", ["paid_before"], None),
    ]


async def test_whom_finance_knows_already_is_not_decided(engine: AsyncEngine, clock: FrozenClock) -> None:
    street = Street()
    known, other = street.weds(), street.weds()
    street.registry.payment(f"M{known}", known, 5, "ordered", FIRST_OF_DEY)
    street.registry.payment("elsewhere", other, 5, "paid", FIRST_OF_DEY)
    await street.built(engine)
    await whole(month_end(engine, clock))
    assert await rows(engine, "SELECT national_id, outcome, reasons FROM hamyar.month_decisions") == [
        (other, "review", ["paid_before"])
    ]


async def test_who_waits_is_paid_once_the_account_is_known(engine: AsyncEngine, clock: FrozenClock) -> None:
    street = Street()
    person = street.weds(sheba=None)
    await street.built(engine)
    await whole(month_end(engine, clock))
    assert await results(engine) == {person: "waiting"}
    await do(engine, "UPDATE registry.people SET sheba = :sheba", sheba=SHEBA)
    clock.time = noon(DEY.last_day + timedelta(days=1))
    await whole(month_end(engine, clock), DEY)
    assert await rows(engine, "SELECT month, why, outcome, is_open, payment FROM hamyar.month_decisions") == [
        (140409, "registered", "waiting", False, None),
        (140410, "open", "payable", False, "ordered"),
    ]


async def test_who_is_decided_for_good_is_not_decided_again(engine: AsyncEngine, clock: FrozenClock) -> None:
    street = Street()
    street.weds()
    street.weds(kind="temporary")
    await street.built(engine)
    await whole(month_end(engine, clock))
    clock.time = noon(DEY.last_day + timedelta(days=1))
    assert (await whole(month_end(engine, clock), DEY)).people == 0


async def test_who_lacks_a_list_not_yet_due_is_decided_when_it_is(engine: AsyncEngine, clock: FrozenClock) -> None:
    street = Street()
    full = street.weds(AZAR.last_day, months=23, last=AZAR.plus(-1))
    short = street.weds(AZAR.last_day, months=23, last=AZAR.plus(-1))
    await street.built(engine)
    await whole(month_end(engine, clock))
    assert await results(engine) == {full: "provisional", short: "provisional"}
    await do(
        engine,
        "INSERT INTO registry.wage_months VALUES (:person, 140409, 'w1', 'compulsory', 29, 1)",
        person=full,
    )
    clock.time = noon(DEY.last_day + timedelta(days=1))
    await whole(month_end(engine, clock), DEY)
    assert await results(engine, DEY) == {full: "payable", short: "refused"}


async def test_an_upheld_objection_brings_a_person_back(engine: AsyncEngine, clock: FrozenClock) -> None:
    street = Street()
    person = street.weds(works=False)
    await street.built(engine)
    await whole(month_end(engine, clock))
    clock.time = noon(DEY.last_day + timedelta(days=1))
    await do(
        engine,
        "INSERT INTO hamyar.overrides VALUES (:person, :marriage, 'employed', '', '', '1', :at)",
        person=person,
        marriage=f"M{person}",
        at=clock.now() - timedelta(days=3),
    )
    await whole(month_end(engine, clock), DEY)
    assert await rows(
        engine, "SELECT why, outcome, overridden, payment FROM hamyar.month_decisions WHERE month = 140410"
    ) == [("upheld", "payable", ["employed"], "ordered")]


async def test_an_objection_that_is_upheld_while_its_person_is_being_decided_is_not_lost(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    """It was begun before the decision and committed after it, so that the decision could not see it."""
    street = Street()
    person = street.weds(works=False)
    await street.built(engine)
    override = "INSERT INTO hamyar.overrides VALUES (:person, :marriage, 'employed', '', '', '1', :at)"
    upheld = {"person": person, "marriage": f"M{person}", "at": clock.now() - timedelta(seconds=1)}
    await whole(month_end(engine, clock))
    await do(engine, override, **upheld)
    for month in (DEY, DEY.next()):
        clock.time = noon(month.last_day + timedelta(days=1))
        await whole(month_end(engine, clock), month)
    assert await rows(engine, "SELECT month, why, outcome FROM hamyar.month_decisions") == [
        (140409, "registered", "refused"),
        (140410, "upheld", "payable"),
    ]


async def test_what_finance_lists_as_returned_is_ordered_again_too(engine: AsyncEngine, clock: FrozenClock) -> None:
    """The registry's own list of payments tells of the return as well as the bank's file does."""
    street = Street()
    person, of_before, paid = street.weds(), street.weds(), street.weds()
    await street.built(engine)
    listed = "INSERT INTO registry.payments VALUES (:marriage, :who, 5, :state, '2025-12-25')"
    await do(engine, listed, who=of_before, marriage=f"M{of_before}", state="ordered")
    await whole(month_end(engine, clock))
    await do(engine, "UPDATE hamyar.month_decisions SET payment = 'returned' WHERE national_id = :who", who=person)
    await do(engine, listed, who=person, marriage=f"M{person}", state="returned")
    await do(engine, "UPDATE registry.payments SET state = 'returned'")
    await do(engine, "UPDATE registry.people SET sheba = :sheba", sheba=OTHER_SHEBA)
    clock.time = noon(DEY.last_day + timedelta(days=1))
    await whole(month_end(engine, clock), DEY)
    found = await rows(engine, "SELECT national_id, why, payment FROM hamyar.month_decisions WHERE month = 140410")
    assert sorted(found) == [(person, "returned", "ordered"), (of_before, "late", "ordered")]
    assert paid not in [one[0] for one in found]


async def test_a_marriage_that_is_heard_of_late_is_decided_with_the_next_month(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    await whole(month_end(engine, clock))
    street = Street()
    late, too_early = street.weds(), street.weds(AZAR.first_day - timedelta(days=1))
    await street.built(engine)
    clock.time = noon(DEY.last_day + timedelta(days=1))
    await whole(month_end(engine, clock), DEY)
    assert await rows(engine, "SELECT national_id, why FROM hamyar.month_decisions") == [(late, "late")]
    assert too_early not in await results(engine, DEY)


async def test_a_returned_payment_is_ordered_again_for_another_account(engine: AsyncEngine, clock: FrozenClock) -> None:
    street = Street()
    person, same = street.weds(), street.weds()
    await street.built(engine)
    await whole(month_end(engine, clock))
    await do(engine, "UPDATE hamyar.month_decisions SET payment = 'returned', payment_on = '2025-12-25'")
    await do(
        engine, "UPDATE registry.people SET sheba = :sheba WHERE national_id = :who", sheba=OTHER_SHEBA, who=person
    )
    for month in (DEY, DEY.next()):
        clock.time = noon(month.last_day + timedelta(days=1))
        await whole(month_end(engine, clock), month)
    assert await rows(engine, "SELECT national_id, month, why, account, payment FROM hamyar.month_decisions") == [
        (person, 140409, "registered", SHEBA, "returned"),
        (same, 140409, "registered", SHEBA, "returned"),
        (person, 140410, "returned", OTHER_SHEBA, "ordered"),
    ]


async def test_amount_zero_is_payable_and_not_ordered(engine: AsyncEngine, clock: FrozenClock) -> None:
    street = Street()
    street.weds(wage=0)
    await street.built(engine)
    run = await whole(month_end(engine, clock))
    assert await rows(engine, "SELECT outcome, amount, payment FROM hamyar.month_decisions") == [("payable", 0, None)]
    assert [(tally.result, tally.people, tally.ordered) for tally in run.tallies] == [(Result.PAYABLE, 1, 0)]
    assert await rows(engine, "SELECT DISTINCT event FROM hamyar.notices") == [("grant-zero",)]


async def test_everybody_is_told_with_their_decision_and_nobody_twice(engine: AsyncEngine, clock: FrozenClock) -> None:
    await crowd(40).built(engine)
    await whole(month_end(engine, clock))
    decided = await rows(engine, "SELECT national_id, 'grant-' || outcome FROM hamyar.month_decisions ORDER BY 1")
    told = await rows(engine, "SELECT national_id, replace(event, 'zero', 'payable') FROM hamyar.notices ORDER BY 1")
    assert told == decided
    clock.time = noon(DEY.last_day + timedelta(days=1))
    again = await whole(month_end(engine, clock), DEY)
    assert again.people > 0
    more = await rows(engine, "SELECT event, count(*) FROM hamyar.notices GROUP BY 1")
    waiting = [one for one in decided if one[1] == "grant-waiting"]
    assert dict(more)["grant-waiting"] == len(waiting)


async def test_who_is_left_of_a_run_is_measured_whoever_works_on_it(engine: AsyncEngine, clock: FrozenClock) -> None:
    async def left() -> float | None:
        await measure_queues(engine, clock)
        return REGISTRY.get_sample_value("hamyar_month_end_people_left")

    await crowd(20).built(engine)
    end = month_end(engine, clock, chunk=15)
    run = await end.start(AZAR, "operator")
    assert await left() == 20
    await end.take(AZAR, run.number)
    assert await left() == 5
    while await end.take(AZAR, run.number):
        pass
    assert await left() == 0


async def test_a_month_that_is_not_over_is_not_decided(engine: AsyncEngine, clock: FrozenClock) -> None:
    clock.time = noon(AZAR.last_day)
    with pytest.raises(MonthNotOver):
        await month_end(engine, clock).start(AZAR, "operator")


async def test_a_month_that_has_not_begun_is_not_decided_however_early(engine: AsyncEngine, clock: FrozenClock) -> None:
    clock.time = noon(AZAR.plus(-1).last_day)
    with pytest.raises(MonthNotBegun):
        await month_end(engine, clock).start(AZAR, "operator", early=True)
    clock.time = noon(AZAR.first_day)
    assert (await month_end(engine, clock).start(AZAR, "operator", early=True)).early


async def test_what_could_not_be_started_is_not_foretold(engine: AsyncEngine, clock: FrozenClock) -> None:
    await crowd(8).built(engine)
    end = month_end(engine, clock)
    run = await end.start(AZAR, "operator")
    with pytest.raises(GoingOn):
        await end.rehearse(AZAR)
    while await end.take(AZAR, run.number):
        pass
    with pytest.raises(AlreadyDone):
        await end.rehearse(AZAR)


async def test_an_early_run_is_followed_by_one_of_the_rest(engine: AsyncEngine, clock: FrozenClock) -> None:
    street = Street()
    street.weds()
    await street.built(engine)
    clock.time = noon(AZAR.last_day)
    assert (await whole(month_end(engine, clock), early=True)).early
    later = Street()
    later._people = 1
    later.weds(AZAR.last_day)
    await later.built(engine)
    clock.time = noon(FIRST_OF_DEY)
    run = await whole(month_end(engine, clock), early=True)
    assert (run.label, run.people, run.early) == ("1404-09-2", 1, False)


async def test_a_month_is_decided_once(engine: AsyncEngine, clock: FrozenClock) -> None:
    run = await whole(month_end(engine, clock))
    with pytest.raises(AlreadyDone) as refused:
        await month_end(engine, clock).start(AZAR, "somebody else")
    assert refused.value.run == run


async def test_one_run_at_a_time_of_whatever_month(engine: AsyncEngine, clock: FrozenClock) -> None:
    await crowd(8).built(engine)
    run = await month_end(engine, clock).start(AZAR, "operator")
    for month in (AZAR, AZAR.plus(-1)):
        with pytest.raises(GoingOn) as refused:
            await month_end(engine, clock).start(month, "somebody else")
        assert refused.value.run == run
    assert await month_end(engine, clock).unfinished() == run


async def test_of_two_who_start_at_once_the_second_is_told(engine: AsyncEngine, clock: FrozenClock) -> None:
    await crowd(8).built(engine)
    starts = (month_end(engine, clock).start(AZAR, by) for by in ("one", "two", "three"))
    came = await asyncio.gather(*starts, return_exceptions=True)
    assert sorted(type(one).__name__ for one in came) == ["GoingOn", "GoingOn", "Run"]


async def test_what_was_judged_has_a_fingerprint(engine: AsyncEngine, clock: FrozenClock) -> None:
    await crowd(20).built(engine)
    prints = []
    for wage in (None, None, 7):
        for table in ("month_runs", "month_chunks", "month_decisions"):
            await do(engine, f"DELETE FROM hamyar.{table}")
        if wage:
            query = "SELECT national_id, month FROM registry.wage_months WHERE month BETWEEN 140301 AND 140401 LIMIT 1"
            [(person, month)] = await rows(engine, query)
            change = "UPDATE registry.wage_months SET wage = wage + 1 WHERE national_id = :who AND month = :month"
            await do(engine, change, who=person, month=month)
        prints.append((await whole(month_end(engine, clock))).fingerprint)
    assert prints[0] == prints[1] != prints[2]


async def test_a_given_chunk_is_decided_once(engine: AsyncEngine, clock: FrozenClock) -> None:
    await crowd(20).built(engine)
    end = month_end(engine, clock)
    run = await end.start(AZAR, "operator")
    taken = await asyncio.gather(*(end.take(AZAR, run.number, 1) for _ in range(3)))
    assert sorted(one is None for one in taken) == [False, True, True]
    assert await rows(engine, "SELECT count(*) FROM hamyar.month_decisions") == [(7,)]


async def test_chunks_that_end_at_once_finish_the_run(engine: AsyncEngine, clock: FrozenClock) -> None:
    await crowd(40).built(engine)
    end = month_end(engine, clock)
    run = await end.start(AZAR, "operator")
    await asyncio.gather(*(end.take(AZAR, run.number, chunk) for chunk in range(run.chunks)))
    assert (await end.run(AZAR, run.number)).finished_at


async def test_a_marriage_may_bear_any_name(engine: AsyncEngine, clock: FrozenClock) -> None:
    street, names = Street(), ["a\\b", "tab\there", "line\nbreak", "\\N", "«س»", "a,b{c}"]
    for name in names:
        street.weds(marriage=name)
    await street.built(engine)
    await whole(month_end(engine, clock))
    assert [name for (name,) in await rows(engine, "SELECT marriage_id FROM hamyar.month_decisions")] == names


def test_the_month_of_the_town_is_a_month() -> None:
    assert AZAR.last_day + timedelta(days=1) == FIRST_OF_DEY == date(2025, 12, 22)
