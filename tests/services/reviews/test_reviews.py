"""Deciding objections: by whom, with what effect, and what of it is still to be shown."""

from __future__ import annotations

import asyncio

import pytest

from services.desk import Empty, NotAllowed
from services.grants import Criterion, Outcome
from services.objections import IllegalMove, MayNotDecide, NoSuchObjection, RefusalReason, State, SubjectKind
from tests.services.reviews.conftest import (
    AGENT,
    BRIDE,
    GROOM,
    HER,
    REVIEWER,
    SECOND,
    STRANGER,
    SUPERVISOR,
    Chamber,
)

CHAT = -100


async def test_a_case_shows_what_was_told_and_what_is_at_stake(chamber: Chamber) -> None:
    case = await chamber.act(lambda reviews: reviews.case(chamber.number))
    assert (case.name, case.objection.number) == ("مریم احمدی", chamber.number)
    assert case.told
    assert case.told.failed == (Criterion.EMPLOYED, Criterion.DAYS)
    assert case.told.record.counted == 30
    assert case.now == case.told
    assert case.at_stake == 10_000_000
    assert [image.paper for image in case.images] == ["marriage-contract"]


async def test_looking_at_a_case_tells_nobody_a_decision(chamber: Chamber) -> None:
    before = await chamber.rows("SELECT * FROM hamyar.decisions")
    await chamber.act(lambda reviews: reviews.case(chamber.number))
    assert await chamber.rows("SELECT * FROM hamyar.decisions") == before


async def test_upheld_she_is_decided_again_at_once(chamber: Chamber) -> None:
    assert await chamber.act(lambda reviews: reviews.uphold(chamber.number, REVIEWER, " لیست رسید ")) is State.UPHELD
    kept = await chamber.rows("SELECT version, decision->>'outcome' FROM hamyar.decisions ORDER BY version")
    assert kept == [(1, Outcome.REFUSED), (2, Outcome.PAYABLE)]
    assert await chamber.rows("SELECT DISTINCT ground, by FROM hamyar.overrides") == [("لیست رسید", "0033333333")]
    audited = await chamber.rows("SELECT actor, act, subject, facts->>'state' FROM hamyar.audit WHERE act = 'uphold'")
    assert audited == [(f"staff:{REVIEWER}", "uphold", f"objection {chamber.number}", "upheld")]


async def test_a_ground_must_be_given(chamber: Chamber) -> None:
    with pytest.raises(Empty):
        await chamber.act(lambda reviews: reviews.uphold(chamber.number, REVIEWER, "  "))
    with pytest.raises(Empty):
        await chamber.act(lambda reviews: reviews.refuse(chamber.number, REVIEWER, RefusalReason.OTHER))


async def test_over_the_limit_another_one_confirms(much_at_stake: Chamber) -> None:
    chamber = much_at_stake
    assert await chamber.act(lambda reviews: reviews.uphold(chamber.number, REVIEWER, "x")) is State.TO_CONFIRM
    assert await chamber.rows("SELECT count(*) FROM hamyar.overrides") == [(0,)]
    with pytest.raises(MayNotDecide):
        await chamber.act(lambda reviews: reviews.uphold(chamber.number, REVIEWER, "x"))
    assert await chamber.act(lambda reviews: reviews.uphold(chamber.number, SECOND, "y")) is State.UPHELD


async def test_a_supervisor_confirms_and_does_no_more(much_at_stake: Chamber) -> None:
    chamber = much_at_stake
    with pytest.raises(NotAllowed):
        await chamber.act(lambda reviews: reviews.uphold(chamber.number, SUPERVISOR, "x"))
    await chamber.act(lambda reviews: reviews.uphold(chamber.number, REVIEWER, "x"))
    assert await chamber.act(lambda reviews: reviews.uphold(chamber.number, SUPERVISOR, "y")) is State.UPHELD


@pytest.mark.parametrize("staff", [AGENT, STRANGER])
async def test_only_reviewers_decide(chamber: Chamber, staff: int) -> None:
    for act in (
        lambda reviews: reviews.uphold(chamber.number, staff, "x"),
        lambda reviews: reviews.refuse(chamber.number, staff, RefusalReason.RECORD_IS_RIGHT),
        lambda reviews: reviews.want_better(chamber.number, staff, "marriage-contract"),
        lambda reviews: reviews.may_see(chamber.number, staff),
    ):
        with pytest.raises(NotAllowed):
            await chamber.act(act)


@pytest.mark.parametrize("staff", [BRIDE, GROOM])
async def test_neither_side_of_the_marriage_decides(chamber: Chamber, staff: int) -> None:
    with pytest.raises(MayNotDecide):
        await chamber.act(lambda reviews: reviews.refuse(chamber.number, staff, RefusalReason.RECORD_IS_RIGHT))
    assert await chamber.rows("SELECT count(*) FROM hamyar.audit WHERE act = 'refuse'") == [(0,)]


async def test_of_two_who_decide_at_once_one_does(chamber: Chamber) -> None:
    done = await asyncio.gather(
        chamber.act(lambda reviews: reviews.uphold(chamber.number, REVIEWER, "x")),
        chamber.act(lambda reviews: reviews.refuse(chamber.number, SECOND, RefusalReason.RECORD_IS_RIGHT)),
        return_exceptions=True,
    )
    assert [type(one) for one in done if isinstance(one, Exception)] == [IllegalMove]
    assert len(await chamber.rows("SELECT 1 FROM hamyar.audit WHERE act IN ('uphold', 'refuse')")) == 1


async def test_a_marriage_that_the_registry_lacks_can_be_decided(chamber: Chamber) -> None:
    number = await chamber.file(kind=SubjectKind.UNLISTED, marriage_id=None, version=None, failed=(), outcome=None)
    case = await chamber.act(lambda reviews: reviews.case(number))
    assert (case.told, case.now, case.at_stake) == (None, None, None)
    assert await chamber.act(lambda reviews: reviews.uphold(number, REVIEWER, "سند دیده شد")) is State.UPHELD


async def test_an_unknown_number_is_said_to_be_none(chamber: Chamber) -> None:
    with pytest.raises(NoSuchObjection):
        await chamber.act(lambda reviews: reviews.case("00000000"))


async def test_what_happened_is_shown_once(chamber: Chamber) -> None:
    (unplaced,) = await chamber.topics(lambda topics: topics.unplaced([CHAT]))
    assert unplaced.number == chamber.number
    await chamber.topics(lambda topics: topics.place(chamber.number, CHAT, 7))
    assert await chamber.topics(lambda topics: topics.unplaced([CHAT])) == ()
    assert await chamber.topics(lambda topics: topics.by_topic(CHAT, 7)) == chamber.number
    await all_shown(chamber)
    await chamber.act(lambda reviews: reviews.want_better(chamber.number, REVIEWER, "identity-page"))
    (topic,) = await chamber.topics(lambda topics: topics.unshown(CHAT))
    (news,) = await chamber.act(lambda reviews: reviews.events(chamber.number, after=topic.shown))
    assert (news.what, news.by_name, news.detail) == ("more-wanted", "مینا", {"wanted": "identity-page"})
    await all_shown(chamber)


async def test_a_decision_is_shown_although_the_case_is_closed(chamber: Chamber) -> None:
    await chamber.topics(lambda topics: topics.place(chamber.number, CHAT, 7))
    await all_shown(chamber)
    await chamber.act(lambda reviews: reviews.refuse(chamber.number, REVIEWER, RefusalReason.RECORD_IS_RIGHT, "x"))
    (topic,) = await chamber.topics(lambda topics: topics.unshown(CHAT))
    assert (topic.number, topic.is_open, topic.posted) == (chamber.number, False, False)


async def test_a_topic_that_is_gone_or_of_a_group_no_more_ours_is_replaced(chamber: Chamber) -> None:
    await chamber.topics(lambda topics: topics.place(chamber.number, CHAT, 7))
    assert len(await chamber.topics(lambda topics: topics.unplaced([-200]))) == 1
    await chamber.topics(lambda topics: topics.forget(CHAT, 7))
    assert len(await chamber.topics(lambda topics: topics.unplaced([CHAT]))) == 1


async def test_what_was_withdrawn_before_it_was_shown_gets_no_topic(chamber: Chamber) -> None:
    async with chamber.engine.begin() as connection:
        assert await chamber.objections(connection).withdraw(HER, chamber.number)
    assert await chamber.topics(lambda topics: topics.unplaced([CHAT])) == ()


@pytest.mark.parametrize("staff", [BRIDE, GROOM])
async def test_neither_side_of_the_marriage_sees_its_pictures(chamber: Chamber, staff: int) -> None:
    with pytest.raises(MayNotDecide):
        await chamber.act(lambda reviews: reviews.ask_pictures(chamber.number, staff))
    assert await chamber.rows("SELECT count(*) FROM hamyar.audit WHERE act = 'ask-pictures'") == [(0,)]


async def test_a_note_is_on_record(chamber: Chamber) -> None:
    await chamber.act(lambda reviews: reviews.note(chamber.number, REVIEWER, "مهر دفترخانه را ببینید"))
    with pytest.raises(NotAllowed):
        await chamber.act(lambda reviews: reviews.note(chamber.number, STRANGER, "x"))
    kept = await chamber.rows("SELECT actor, facts->>'text' FROM hamyar.audit WHERE act = 'note'")
    assert kept == [(f"staff:{REVIEWER}", "مهر دفترخانه را ببینید")]


async def all_shown(chamber: Chamber) -> None:
    """As the poster does: the head stands, every event is posted."""
    (topic,) = await chamber.topics(lambda topics: topics.unshown(CHAT))
    await chamber.topics(lambda topics: topics.headed(topic, 70, topic.last))
    await chamber.topics(lambda topics: topics.shown(topic, topic.last))
    assert await chamber.topics(lambda topics: topics.unshown(CHAT)) == ()


async def test_her_own_acts_bear_no_colleague_s_name(chamber: Chamber) -> None:
    (filed,) = await chamber.act(lambda reviews: reviews.events(chamber.number))
    assert (filed.what, filed.by, filed.by_name) == ("filed", HER, "")


@pytest.mark.parametrize("number", ["12345674", None])
async def test_strangers_are_not_told_which_numbers_there_are(number: str | None, chamber: Chamber) -> None:
    number = number or chamber.number
    for act in (
        lambda reviews: reviews.may_decide(number, STRANGER),
        lambda reviews: reviews.ask_pictures(number, STRANGER),
        lambda reviews: reviews.note(number, STRANGER, "x"),
        lambda reviews: reviews.show(number, STRANGER),
    ):
        with pytest.raises(NotAllowed):
            await chamber.act(act)
