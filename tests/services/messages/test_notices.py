"""Notices: each heard once on a channel, whatever happens at the same moment, and what came of them kept."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.calendar import TEHRAN
from services.conversations import Place
from services.conversations.preferences import Preferences
from services.messages import Messages, Why
from services.messages.notices import AT_ONCE, NO_REPORT, Notices, Told
from services.messages.rules import RULES, Event, Outcome, Rule
from services.people import People
from tests.clock import FrozenClock
from tests.services.messages.people import MOBILE, REZA, SARA, PlainVoice, Town

FILED, UPHELD, REFUSED = Event.OBJECTION_FILED, Event.OBJECTION_UPHELD, Event.OBJECTION_REFUSED
SMALL = {**RULES, REFUSED: Rule(matters=False)}
TELEGRAM = ("telegram", "7", "telegram objection-refused")
SMS = ("sms", MOBILE, "sms objection-refused")


def notices_of(connection: AsyncConnection, clock: FrozenClock, rules: Mapping[Event, Rule] = RULES) -> Notices:
    return Notices(connection, clock, PlainVoice(), rules=rules)


@pytest.fixture
async def town(engine: AsyncEngine, clock: FrozenClock) -> Town:
    """Sara, who has a mobile and a chat."""
    town = Town(engine)
    await town.born()
    await town.linked("7", clock.now())
    return town


async def tell(town: Town, clock: FrozenClock, event: Event = REFUSED, key: str = "k", **more: object) -> None:
    rules = more.pop("rules", RULES)
    async with town.engine.begin() as connection:
        await notices_of(connection, clock, rules).tell(SARA, event, {}, key=key, **more)


async def outcomes(town: Town) -> dict[str, str]:
    return dict(await town.rows("SELECT channel, outcome FROM hamyar.notices"))


async def test_what_matters_is_heard_on_telegram_and_by_sms(town: Town, clock: FrozenClock) -> None:
    await tell(town, clock)
    assert sorted(await town.sent()) == [SMS, TELEGRAM]


async def test_a_conversation_in_simple_words_hears_a_notice_in_simple_words(town: Town, clock: FrozenClock) -> None:
    async with town.engine.begin() as connection:
        await Preferences(connection, Place("telegram", "7"), clock.now()).speak_simply(True)
    await tell(town, clock)
    assert sorted(await town.sent()) == [SMS, ("telegram", "7", "telegram objection-refused simply")]


async def test_a_notice_is_a_row_of_the_outbox_that_it_names(town: Town, clock: FrozenClock) -> None:
    await tell(town, clock)
    paired = await town.rows(
        "SELECT o.kind, o.state FROM hamyar.notices n"
        " JOIN hamyar.outbox o ON (o.channel, o.address, o.id) = (n.channel, n.address, n.outbox_id)"
    )
    assert paired == [("notice", "queued")] * 2


async def test_a_second_telling_tells_nothing(town: Town, clock: FrozenClock) -> None:
    await tell(town, clock)
    await tell(town, clock)
    assert len(await town.sent()) == 2


async def test_the_same_person_twice_in_one_telling_hears_once(town: Town, clock: FrozenClock) -> None:
    async with town.engine.begin() as connection:
        await notices_of(connection, clock).tell_all(REFUSED, [Told(SARA, "k"), Told(SARA, "k")])
    assert len(await town.sent()) == 2


async def test_another_key_is_another_notice(town: Town, clock: FrozenClock) -> None:
    await tell(town, clock, key="one")
    await tell(town, clock, key="two")
    assert len(await town.sent()) == 4


async def test_the_newest_chat_that_has_not_blocked_us_hears(town: Town, clock: FrozenClock) -> None:
    await town.linked("6", clock.now() - timedelta(days=1))
    await town.linked("8", clock.now() + timedelta(days=1))
    await town.linked("9", clock.now() + timedelta(days=2), REZA)
    await town.silenced("telegram", "8", "blocked")
    await tell(town, clock)
    assert [address for channel, address, _ in await town.sent() if channel == "telegram"] == ["7"]


@pytest.mark.parametrize(
    ("channel", "address", "why", "told", "heard"),
    [
        ("telegram", "7", "opted-out", {"telegram": "opted-out", "sms": "queued"}, [SMS]),
        ("telegram", "7", "blocked", {"telegram": "blocked", "sms": "queued"}, [SMS]),
        ("sms", MOBILE, "opted-out", {"telegram": "queued", "sms": "opted-out"}, [TELEGRAM]),
    ],
)
async def test_whoever_wants_none_is_sent_none_there(
    town: Town,
    clock: FrozenClock,
    channel: str,
    address: str,
    why: str,
    told: dict[str, str],
    heard: list[tuple[str, str, str]],
) -> None:
    await town.silenced(channel, address, why)
    await tell(town, clock)
    assert (await outcomes(town), await town.sent()) == (told, heard)


async def test_what_was_said_in_the_conversation_is_not_sent_there(town: Town, clock: FrozenClock) -> None:
    await tell(town, clock, said_on="telegram")
    assert (await outcomes(town), await town.sent()) == ({"telegram": "said", "sms": "queued"}, [SMS])


async def test_a_person_without_chat_and_mobile_leaves_a_trace(engine: AsyncEngine, clock: FrozenClock) -> None:
    town = Town(engine)
    await town.born(mobile=None)
    await tell(town, clock)
    assert (await outcomes(town), await town.sent()) == ({"sms": "no-mobile"}, [])


async def test_a_person_the_registry_lacks_leaves_a_trace(engine: AsyncEngine, clock: FrozenClock) -> None:
    town = Town(engine)
    await tell(town, clock)
    assert await outcomes(town) == {"sms": "no-mobile"}


@pytest.mark.parametrize(("event", "due"), [(UPHELD, "2026-11-23 08:00"), (FILED, "2026-11-22 23:30")])
async def test_at_night_only_what_answers_the_person_goes_at_once(
    town: Town, clock: FrozenClock, event: Event, due: str
) -> None:
    clock.time = datetime(2026, 11, 22, 23, 30, tzinfo=TEHRAN)
    await tell(town, clock, event)
    rows = await town.rows("SELECT DISTINCT due_at FROM hamyar.outbox")
    assert rows == [(datetime.fromisoformat(due).replace(tzinfo=TEHRAN),)]


async def test_where_nobody_sleeps_a_notice_of_the_night_goes_at_once(town: Town, clock: FrozenClock) -> None:
    clock.time = datetime(2026, 11, 22, 23, 30, tzinfo=TEHRAN)
    async with town.engine.begin() as connection:
        await Notices(connection, clock, PlainVoice(), quiet_hours=False).tell(SARA, UPHELD, {}, key="k")
    assert await town.rows("SELECT DISTINCT due_at FROM hamyar.outbox") == [(clock.now(),)]


async def test_a_notice_of_the_night_waits_for_the_courier_until_morning(town: Town, clock: FrozenClock) -> None:
    clock.time = datetime(2026, 11, 22, 23, 30, tzinfo=TEHRAN)
    await tell(town, clock, UPHELD)
    async with town.engine.begin() as connection:
        lease = timedelta(seconds=30)
        assert await Messages(connection).claim("sms", clock.now(), lease=lease, yields=True) == ()
        clock.advance(hours=9)
        assert len(await Messages(connection).claim("sms", clock.now(), lease=lease, yields=True)) == 1


async def test_who_says_no_at_night_is_not_told_in_the_morning(town: Town, clock: FrozenClock) -> None:
    clock.time = datetime(2026, 11, 22, 23, 30, tzinfo=TEHRAN)
    await tell(town, clock, UPHELD)
    async with town.engine.begin() as connection:
        await Messages(connection).put("sms", MOBILE, "reply", {"text": "an answer"}, clock.now())
        await Messages(connection).silence("sms", MOBILE, "opted-out", clock.now())
        await notices_of(connection, clock).settle()
    states = await town.rows("SELECT kind, state FROM hamyar.outbox WHERE channel = 'sms' ORDER BY id")
    assert states == [("notice", "failed"), ("reply", "queued")]
    assert (await outcomes(town))["sms"] == "opted-out"


@pytest.mark.parametrize(("linked_to", "state"), [(None, "failed"), (REZA, "failed"), (SARA, "queued")])
async def test_a_chat_that_is_no_longer_theirs_is_not_told_in_the_morning(
    town: Town, clock: FrozenClock, linked_to: str | None, state: str
) -> None:
    clock.time = datetime(2026, 11, 22, 23, 30, tzinfo=TEHRAN)
    await tell(town, clock, rules=SMALL)
    async with town.engine.begin() as connection:
        people = People(connection, clock, b"key", "telegram", "7")
        await (people.link(linked_to, "code") if linked_to else people.unlink())
        await notices_of(connection, clock, SMALL).settle()
    states = dict(await town.rows("SELECT channel, state FROM hamyar.outbox"))
    assert states == {"telegram": state, **({"sms": "queued"} if state == "failed" else {})}


async def test_facts_are_kept_as_they_were_told(town: Town, clock: FrozenClock) -> None:
    async with town.engine.begin() as connection:
        told = {"number": "12345678", "answer_by": date(2026, 12, 22)}
        await notices_of(connection, clock).tell(SARA, FILED, told, key="k", about=("objection", "12345678"))
    kept = await town.rows("SELECT DISTINCT facts, dialog, about FROM hamyar.notices")
    assert kept == [({"number": "12345678", "answer_by": "2026-12-22"}, "objection", "12345678")]


# ---- at once, and cut off ------------------------------------------------------------------------------------------


async def test_two_transactions_at_once_tell_once(town: Town, clock: FrozenClock) -> None:
    async with town.engine.connect() as first, town.engine.connect() as second:
        await notices_of(first, clock).tell(SARA, REFUSED, {}, key="k")
        telling = asyncio.create_task(notices_of(second, clock).tell(SARA, REFUSED, {}, key="k"))
        await _waits(town)
        assert not telling.done()
        await first.commit()
        await telling
        await second.commit()
    assert sorted(await town.sent()) == [SMS, TELEGRAM]


async def test_what_was_cut_off_before_the_commit_is_told_by_the_other(town: Town, clock: FrozenClock) -> None:
    async with town.engine.connect() as first, town.engine.connect() as second:
        await notices_of(first, clock).tell(SARA, REFUSED, {}, key="k")
        telling = asyncio.create_task(notices_of(second, clock).tell(SARA, REFUSED, {}, key="k"))
        await _waits(town)
        await first.rollback()
        await telling
        await second.commit()
    assert sorted(await town.sent()) == [SMS, TELEGRAM]


async def test_a_crash_before_the_commit_leaves_nothing_behind(town: Town, clock: FrozenClock) -> None:
    async def tell_and_die() -> None:
        async with town.engine.begin() as connection:
            await notices_of(connection, clock).tell(SARA, REFUSED, {}, key="k")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await tell_and_die()
    assert (await outcomes(town), await town.sent()) == ({}, [])


async def test_crowds_told_in_opposite_orders_do_not_lock_each_other_out(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    town = Town(engine)
    crowd = [Told(f"{number:010}", "k") for number in range(20)]

    async def tell_all(people: list[Told]) -> None:
        async with engine.begin() as connection:
            await notices_of(connection, clock).tell_all(REFUSED, people)

    async with engine.connect() as in_the_middle:
        await notices_of(in_the_middle, clock).tell_all(REFUSED, [crowd[10]])
        telling = [asyncio.create_task(tell_all(crowd)), asyncio.create_task(tell_all(crowd[::-1]))]
        await _waits(town, 2)
        await in_the_middle.rollback()
    await asyncio.gather(*telling)
    assert await town.rows("SELECT count(*) FROM hamyar.notices") == [(20,)]


async def _waits(town: Town, many: int = 1) -> None:
    """Until so many wait for another transaction of this database to end."""
    waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'transactionid'"
    async with asyncio.timeout(60):
        while await town.rows(waits) != [(many,)]:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


# ---- many ----------------------------------------------------------------------------------------------------------


async def test_many_are_told_while_few_are_held(engine: AsyncEngine, clock: FrozenClock) -> None:
    town = Town(engine)
    many = 2 * AT_ONCE + 1
    await town.do(
        "INSERT INTO registry.people SELECT lpad(n::text, 10, '0'), 'x', 'y', 'F', '1990-01-01', '1',"
        " '0912' || lpad(n::text, 7, '0'), NULL, 'complete' FROM generate_series(1, :many) AS n",
        many=many,
    )
    most = drawn = rendered = 0

    class Counting(PlainVoice):
        def notice(
            self, channel: str, event: Event, facts: Mapping[str, object], about: object, *, simple: bool = False
        ) -> dict[str, object]:
            nonlocal most, rendered
            most, rendered = max(most, drawn - rendered), rendered + 1
            return {"text": str(facts["amount"])}

    def people() -> Iterator[Told]:
        nonlocal drawn
        for number in range(1, many + 1):
            drawn += 1
            yield Told(f"{number:010}", "month 1405-08", {"amount": number})

    async with engine.begin() as connection:
        await Notices(connection, clock, Counting()).tell_all(UPHELD, people())
    told = await town.rows("SELECT count(*), count(DISTINCT address), sum((body->>'text')::int) FROM hamyar.outbox")
    assert told == [(many, many, many * (many + 1) // 2)]
    assert most == AT_ONCE


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_happens_nobody_hears_twice(engine: AsyncEngine, clock: FrozenClock, seed: int) -> None:
    town, chance = Town(engine), random.Random(seed)
    people = [f"{number:010}" for number in range(1, 6)]
    mobiles = {person: f"0912000{place:04}" for place, person in enumerate(people)}
    for person in people:
        await town.born(person, mobiles[person] if chance.random() < 0.8 else None)
        if chance.random() < 0.7:
            await town.linked(person, clock.now(), person)
    for _ in range(40):
        clock.advance(minutes=chance.randrange(600))
        person, event = chance.choice(people), chance.choice(list(Event))
        async with engine.begin() as connection:
            messages, notices = Messages(connection), notices_of(connection, clock, SMALL)
            match chance.randrange(5):
                case 0:
                    why: Why = chance.choice(["blocked", "opted-out"])
                    channel, address = chance.choice([("telegram", person), ("sms", mobiles[person])])
                    await messages.silence(channel, address, why, clock.now())
                case 1:
                    lease, yields = timedelta(seconds=1), chance.random() < 0.5
                    rows = await messages.claim("telegram", clock.now(), lease=lease, yields=yields)
                    await _refused(connection, [row.id for row in rows])
                case 2:
                    await notices.settle()
                case _:
                    said_on = chance.choice([None, None, "telegram", "sms"])
                    await notices.tell(person, event, {}, key=chance.choice("abc"), said_on=said_on)
    heard = await town.rows(
        "SELECT n.national_id, n.key, n.channel, count(*) FROM hamyar.notices n"
        " JOIN hamyar.outbox o ON (o.channel, o.id) = (n.channel, n.outbox_id) GROUP BY 1, 2, 3"
    )
    assert heard
    assert {times for *_, times in heard} == {1}
    assert await town.rows("SELECT count(*) FROM hamyar.outbox") == [(len(heard),)]


async def _refused(connection: AsyncConnection, ids: list[int]) -> None:
    statement = "UPDATE hamyar.outbox SET state = 'failed', fault = 'x' WHERE id = ANY(:ids)"
    await connection.execute(text(statement), {"ids": ids})


# ---- what came of them ---------------------------------------------------------------------------------------------


async def settle(town: Town, clock: FrozenClock, rules: Mapping[Event, Rule] = RULES) -> Counter[tuple[str, str]]:
    async with town.engine.begin() as connection:
        settled = await notices_of(connection, clock, rules).settle()
    return Counter({(channel, outcome.value): count for (_, channel, outcome), count in settled.items()})


async def became(town: Town, channel: str, state: str, fault: str | None = None, at: datetime | None = None) -> None:
    await town.do(
        "UPDATE hamyar.outbox SET state = :state, fault = :fault, sent_at = :at WHERE channel = :channel",
        channel=channel,
        state=state,
        fault=fault,
        at=at,
    )


async def test_what_is_on_its_way_is_not_settled(town: Town, clock: FrozenClock) -> None:
    await tell(town, clock)
    assert await settle(town, clock) == {}


async def test_a_notice_sent_on_telegram_is_done_with_once(town: Town, clock: FrozenClock) -> None:
    await tell(town, clock)
    await became(town, "telegram", "sent", at=clock.now())
    assert await settle(town, clock) == {("telegram", "sent"): 1}
    assert await settle(town, clock) == {}


async def test_an_sms_is_done_with_when_it_is_reported_or_never_will_be(town: Town, clock: FrozenClock) -> None:
    await tell(town, clock, said_on="telegram")
    await became(town, "sms", "sent", at=clock.now())
    assert await settle(town, clock) == {("telegram", "said"): 1}
    await became(town, "sms", "delivered", at=clock.now())
    assert await settle(town, clock) == {("sms", "delivered"): 1}
    await tell(town, clock, key="another", said_on="telegram")
    await became(town, "sms", "sent", at=clock.now() - NO_REPORT - timedelta(seconds=1))
    assert await settle(town, clock) == {("telegram", "said"): 1, ("sms", "sent"): 1}


@pytest.mark.parametrize(("fault", "outcome"), [("blocked", "blocked"), ("chat not found", "failed")])
async def test_what_telegram_refuses_goes_by_sms_once(town: Town, clock: FrozenClock, fault: str, outcome: str) -> None:
    await tell(town, clock, rules=SMALL)
    assert await town.sent() == [TELEGRAM]
    await became(town, "telegram", "failed", fault)
    assert await settle(town, clock, SMALL) == {("telegram", outcome): 1}
    assert await town.sent() == [TELEGRAM, SMS]
    assert await settle(town, clock, SMALL) == {}
    assert await town.sent() == [TELEGRAM, SMS]


async def test_what_went_by_sms_already_does_not_go_again(town: Town, clock: FrozenClock) -> None:
    await tell(town, clock)
    await became(town, "telegram", "failed", "blocked")
    await settle(town, clock)
    assert sorted(await town.sent()) == [SMS, TELEGRAM]


async def test_who_opted_out_on_telegram_gets_no_sms_instead(town: Town, clock: FrozenClock) -> None:
    await tell(town, clock, rules=SMALL)
    await became(town, "telegram", "failed", "opted-out")
    assert await settle(town, clock, SMALL) == {("telegram", "opted-out"): 1}
    assert await town.sent() == [TELEGRAM]


async def test_what_failed_at_night_goes_by_sms_in_the_morning(town: Town, clock: FrozenClock) -> None:
    rules = {**RULES, FILED: Rule(matters=False, at_once=True)}
    clock.time = datetime(2026, 11, 22, 23, 30, tzinfo=TEHRAN)
    await tell(town, clock, FILED, rules=rules)
    await became(town, "telegram", "failed", "blocked")
    await settle(town, clock, rules)
    due = await town.rows("SELECT due_at FROM hamyar.outbox WHERE channel = 'sms'")
    assert due == [(datetime(2026, 11, 23, 8, tzinfo=TEHRAN),)]


async def test_what_came_of_a_notice_is_read_before_and_after_it_is_settled(town: Town, clock: FrozenClock) -> None:
    await tell(town, clock, said_on="sms")

    async def told() -> list[tuple[str, Outcome]]:
        async with town.engine.connect() as connection:
            return [(one.channel, one.outcome) for one in await notices_of(connection, clock).of(SARA)]

    assert await told() == [("sms", Outcome.SAID), ("telegram", Outcome.QUEUED)]
    await became(town, "telegram", "sent", at=clock.now())
    assert await told() == [("sms", Outcome.SAID), ("telegram", Outcome.SENT)]
    await settle(town, clock)
    await town.do("DELETE FROM hamyar.outbox")
    assert await told() == [("sms", Outcome.SAID), ("telegram", Outcome.SENT)]
