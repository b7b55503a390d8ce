"""The morning's round: each is told once, however often it is gone, and by however many."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, time

import pytest

from bot.jobs import Jobs
from services.calendar import TEHRAN, JalaliDay
from services.contracts.reminding import Reminded, remind
from tests.jobs import worked_off
from tests.services.contracts.office import MEHR_PREMIUM, REZA, SARA, Office

AZAR = [JalaliDay(1404, 9, day).gregorian for day in range(1, 31)]  # Mehr is due on the last of them
DEY_1 = JalaliDay(1404, 10, 1).gregorian


async def goes_round(office: Office, *days: date) -> list[str]:
    """What is told when the round is gone on these mornings, twice each."""
    before = len(await office.told())
    for day in days:
        office.it_is(day)
        await office.reminded()
        await office.reminded()
    return [event for event, _ in (await office.told())[before:]]


async def test_who_owes_is_reminded_ten_days_before_two_days_before_and_on_the_day(office: Office) -> None:
    await office.signed()
    told = await goes_round(office, *AZAR, DEY_1)
    assert told == ["premium-due", "premium-due", "contract-lapsing", "contract-lapsed"]


@pytest.mark.parametrize(
    ("day", "reminded"),
    [(19, Reminded()), (20, Reminded(due=1)), (28, Reminded(due=1)), (29, Reminded(due=1)), (30, Reminded(lapsing=1))],
)
async def test_a_reminder_has_its_day(office: Office, day: int, reminded: Reminded) -> None:
    await office.signed()
    office.it_is(AZAR[day - 1])
    assert await office.reminded() == reminded


async def test_a_reminder_says_what_is_due_until_when(office: Office) -> None:
    number = await office.signed()
    await goes_round(office, AZAR[19])
    assert (await office.told())[-1] == (
        "premium-due",
        {"month": "1404-07", "amount": MEHR_PREMIUM, "due": "2025-12-21"},
    )
    assert await office.rows("SELECT DISTINCT dialog, about FROM hamyar.notices WHERE event = 'premium-due'") == [
        ("premium", number)
    ]


async def test_a_round_that_was_missed_is_made_up_for(office: Office) -> None:
    await office.signed()
    assert await goes_round(office, AZAR[22], AZAR[28], AZAR[29]) == ["premium-due", "premium-due", "contract-lapsing"]


async def test_who_has_paid_is_not_reminded(office: Office) -> None:
    await office.signed()
    await office.paid()
    assert await goes_round(office, *AZAR, DEY_1) == []


async def test_who_pays_in_between_is_reminded_no_more(office: Office) -> None:
    await office.signed()
    assert await goes_round(office, AZAR[19]) == ["premium-due"]
    await office.paid()
    assert await goes_round(office, *AZAR[20:], DEY_1) == []


async def test_who_signs_later_is_reminded_of_their_own_month(office: Office) -> None:
    office.it_is(JalaliDay(1404, 8, 10).gregorian)
    await office.signed()
    assert await goes_round(office, *AZAR, DEY_1) == []
    assert await goes_round(office, JalaliDay(1404, 10, 20).gregorian) == ["premium-due"]


async def test_who_has_ended_it_is_not_reminded(office: Office) -> None:
    number = await office.signed()
    async with office.open() as services:
        await services.contracts.end(SARA, number)
    assert await goes_round(office, *AZAR, DEY_1) == []


async def test_six_rounds_at_once_tell_once(office: Office) -> None:
    people = [f"{number:010}" for number in range(100, 120)]
    for person in people:
        await office.born(person)
        await office.signed(national_id=person)
    for day, event in ((AZAR[19], "premium-due"), (AZAR[29], "contract-lapsing"), (DEY_1, "contract-lapsed")):
        office.it_is(day)
        await asyncio.gather(*(remind(office.engine, office.clock, office.notices, at_once=3) for _ in range(6)))
        told = await office.rows(
            "SELECT national_id, count(*) FROM hamyar.notices WHERE event = :event GROUP BY 1 ORDER BY 1", event=event
        )
        assert told == [(person, 1) for person in people]
    assert await office.rows("SELECT state, lapsed_from, count(*) FROM hamyar.contracts GROUP BY 1, 2") == [
        ("lapsed", 140407, 20)
    ]


async def test_at_night_nobody_is_woken(office: Office) -> None:
    await office.do("UPDATE registry.people SET mobile = '09121234567'")
    await office.signed()
    office.it_is(AZAR[19])
    office.clock.time = office.clock.time.replace(hour=22)  # 01:30 in Tehran, of the day after
    await office.reminded()
    rows = await office.rows("SELECT body ->> 'text', due_at FROM hamyar.outbox WHERE kind = 'notice' ORDER BY id")
    assert "حق بیمهٔ ۱۴۰۴/۰۷" in rows[-1][0]
    assert rows[-1][1].isoformat() == "2025-12-12T04:30:00+00:00"


async def test_a_premium_that_is_being_recorded_is_waited_for(office: Office) -> None:
    """The round finds the contract past due while its money is recorded in a transaction that is still open."""
    await office.signed()
    office.it_is(AZAR[29])
    payment = await office.at_the_bank(await office.ordered())
    office.bank.pays(payment)
    office.it_is(DEY_1)
    await asyncio.gather(office.comes_back(payment), *(office.reminded() for _ in range(3)))
    standing = await office.standing()
    assert standing is not None
    assert standing.state == "active"
    assert await office.entitled() == [140407]


@pytest.mark.parametrize(("quiet_hours", "due"), [(True, "08:00"), (False, "23:00")])
async def test_the_round_of_a_worker_keeps_quiet_hours_or_not(
    office: Office, database_url: str, quiet_hours: bool, due: str
) -> None:
    await office.born(REZA, mobile="09121234567")
    await office.signed(national_id=REZA)
    office.clock.time = datetime.combine(AZAR[19], time(23), TEHRAN)
    async with Jobs(database_url, office.engine, office.clock, quiet_hours=quiet_hours).opened() as app:
        await app.tasks["remind"].defer_async(timestamp=0)
        await worked_off(app)
    [(at,)] = await office.rows(
        "SELECT due_at FROM hamyar.outbox"
        " WHERE id IN (SELECT outbox_id FROM hamyar.notices WHERE event = 'premium-due')"
    )
    assert f"{at.astimezone(TEHRAN):%H:%M}" == due
