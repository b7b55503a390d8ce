"""Objecting: it is filed once and only on a yes, is left and resumed, and follows what became of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app import CATALOG
from dialogs.messages import Edited, Message, Pictures, Pressed, Started, Typed
from dialogs.objection import number_in
from handlers import sms, telegram
from handlers.wording import Wording
from services.objections import TO_GIVE, State
from tests.dialogs.cabinet import GONE, NUMBERS, Cabinet
from tests.dialogs.explorer import Explorer, Standpoint, Step
from tests.dialogs.worlds import HE, OBJECTION, World, changed, worlds

WORLDS = {world.name: world for world in worlds()}
THREE = WORLDS["three marriages"]
ABOUT = Started("objection", "M1")
REASON = Typed("لیست بیمهٔ دو ماه من نیامده است")
PAPERS = Pictures(("contract", "page"))
ENOUGH, YES = Typed("کافی است"), Typed("ثبت می‌کنم")


async def said(
    *messages: Message, world: World = THREE, channel: object = telegram.CHANNEL, at_last: World | None = None
) -> list[Step]:
    """What comes of saying all this, one after the other; `at_last` is how the world is at the last message."""
    explorer = Explorer(CATALOG, Wording(), lambda *_: None)
    here = Standpoint(link=None if channel is sms.CHANNEL else world.link)
    steps = []
    for place, message in enumerate(messages, 1):
        world = at_last if at_last and place == len(messages) else world
        steps.append(await explorer.say(world, channel, here, message))  # type: ignore[arg-type]
        here = steps[-1].after
    return steps


def heard(step: Step) -> list[str]:
    reply = step.turned.reply
    return [words.id for words in (*reply.said, *([reply.question.words] if reply.question else []))]


def cabinet(step: Step) -> Cabinet:
    assert step.after.cabinet
    return step.after.cabinet


async def test_nothing_is_filed_before_the_yes() -> None:
    steps = await said(ABOUT, REASON, PAPERS, ENOUGH, YES)
    assert [len(cabinet(step).filed) for step in steps] == [0, 0, 0, 0, 1]
    assert cabinet(steps[-1]).evidence == {"contract", "page"}
    assert heard(steps[-1]) == ["objection-filed"]


async def test_the_papers_keep_the_names_they_were_asked_for_by() -> None:
    (*_, last) = await said(ABOUT, REASON, PAPERS, Pictures(("list",)), ENOUGH, YES)
    (one,) = cabinet(last).filed
    assert [image.paper for image in one.images] == ["marriage-contract", "identity-page", "other"]


async def test_a_no_files_nothing() -> None:
    (*_, last) = await said(ABOUT, REASON, PAPERS, ENOUGH, Typed("نه، ثبت نکن"))
    assert (cabinet(last).filed, heard(last)) == ((), ["objection-dropped"])


async def test_a_second_press_files_nothing() -> None:
    steps = await said(ABOUT, REASON, PAPERS, ENOUGH)
    front = steps[-1].after.conversation.front
    assert front
    assert front.shown
    yes = Pressed(front.shown.nonce, 0)
    explorer = Explorer(CATALOG, Wording(), lambda *_: None)
    first = await explorer.say(THREE, telegram.CHANNEL, steps[-1].after, yes)
    second = await explorer.say(THREE, telegram.CHANNEL, first.after, yes)
    assert len(cabinet(second).filed) == 1


async def test_where_one_is_open_it_is_followed() -> None:
    (*_, last) = await said(ABOUT, REASON, PAPERS, ENOUGH, YES, ABOUT)
    assert heard(last)[:2] == ["objection-already-open", "objection-following-state-filed"]


async def test_another_phone_s_objection_is_told_and_these_pictures_stay_no_evidence() -> None:
    (*_, last) = await said(ABOUT, REASON, PAPERS, ENOUGH, YES, world=replace(THREE, raced=True))
    assert heard(last) == ["objection-already-filed"]
    assert cabinet(last).evidence.isdisjoint(PAPERS.ids)


async def test_an_edited_message_changes_nothing_that_is_filed() -> None:
    (*_, filed, edited) = await said(ABOUT, REASON, PAPERS, ENOUGH, YES, Edited("دلیل دیگر", "m2"))
    assert cabinet(edited) == cabinet(filed)
    assert cabinet(edited).filed[0].objection.reason == REASON.text


async def test_it_is_left_and_resumed_with_all_that_was_given() -> None:
    left = (ABOUT, REASON, Pictures(("contract",)), Started("grant_status"), Typed("انصراف"), Typed("ادامه می‌دهم"))
    (*_, last) = await said(*left, Pictures(("page",)), ENOUGH, YES)
    (one,) = cabinet(last).filed
    assert [image.document_id for image in one.images] == ["contract", "page"]
    assert one.objection.reason == REASON.text


async def test_where_a_picture_is_gone_nothing_is_filed_and_the_reason_is_given_back() -> None:
    (*_, last) = await said(ABOUT, REASON, Pictures((GONE,)), ENOUGH, YES)
    assert heard(last) == ["objection-gone", "objection-reason"]
    assert REASON.text in last.rendered[0].text
    assert cabinet(last).filed == ()


async def test_what_has_changed_since_it_was_looked_at_is_not_objected_to() -> None:
    delivered_anew = replace(THREE, standings=changed(THREE.standings))
    (*_, last) = await said(ABOUT, REASON, PAPERS, ENOUGH, YES, at_last=delivered_anew)
    assert heard(last) == ["objection-changed", "objection-about"]
    assert REASON.text in last.rendered[0].text
    assert (cabinet(last).filed, cabinet(last).evidence) == ((), frozenset())


async def test_a_decision_that_is_gone_from_the_registry_is_not_objected_to() -> None:
    gone = {marriage: told for marriage, told in THREE.standings.items() if marriage != "M1"}
    (*_, last) = await said(ABOUT, REASON, PAPERS, ENOUGH, YES, at_last=replace(THREE, standings=gone))
    assert (heard(last)[0], cabinet(last).filed) == ("objection-changed", ())


async def test_a_marriage_that_has_come_into_the_registry_is_no_longer_unlisted() -> None:
    naming = (Started("objection", "unlisted"), Typed("1399/9/15"), Typed("نمی‌دانم"), REASON, PAPERS, ENOUGH, YES)
    (*_, filed) = await said(*naming, world=WORLDS["no marriage"])
    assert len(cabinet(filed).filed) == 1
    day = cabinet(filed).filed[0].objection.subject.registered_on
    told = THREE.standings["M1"]
    come = replace(THREE, standings={"M1": replace(told, marriage=replace(told.marriage, registered_on=day))})
    (*_, last) = await said(*naming, world=WORLDS["no marriage"], at_last=come)
    assert (heard(last)[0], cabinet(last).filed) == ("objection-changed", ())


@pytest.mark.parametrize("channel", [telegram.CHANNEL, sms.CHANNEL])
async def test_whoever_has_the_number_next_neither_sees_nor_goes_on_with_what_was_begun(channel: object) -> None:
    begun = await said(ABOUT, REASON, channel=channel)
    here = replace(begun[-1].after, link=HE if channel is telegram.CHANNEL else None)
    explorer = Explorer(CATALOG, Wording(), lambda *_: None)
    theirs = replace(THREE, under_the_number=(HE,))
    step = await explorer.say(theirs, channel, here, replace(PAPERS, complete=True))  # type: ignore[arg-type]
    assert heard(step) == ["identify-somebody-else"]
    assert REASON.text not in step.rendered[0].text
    assert step.after.conversation.front is None
    assert cabinet(step).filed == ()


async def test_a_month_that_is_not_over_gives_nothing_to_object_to() -> None:
    (last,) = await said(Started("objection", "M2"))
    assert heard(last) == ["objection-not-over"]


async def test_by_sms_sending_off_the_page_is_the_yes() -> None:
    about, reason = ABOUT, REASON
    steps = await said(about, reason, replace(PAPERS, complete=True), channel=sms.CHANNEL)
    assert THREE.upload_link in steps[1].rendered[0].text
    assert len(cabinet(steps[1]).filed) == 0
    assert len(cabinet(steps[2]).filed) == 1


async def test_where_no_link_can_be_had_it_is_said_before_anything_is_asked() -> None:
    (last,) = await said(ABOUT, world=replace(THREE, upload_link=""), channel=sms.CHANNEL)
    assert heard(last) == ["evidence-no-way"]


async def test_by_sms_the_number_behind_the_word_gives_the_state() -> None:
    (last,) = await said(Typed(f"اعتراض {NUMBERS[0]}"), world=WORLDS["objection: filed"], channel=sms.CHANNEL)
    assert heard(last)[0] == "objection-following-state-filed"


async def test_another_s_number_and_an_unknown_one_are_answered_alike() -> None:
    world = WORLDS["objection: another's"]
    texts = []
    for number in (NUMBERS[0], NUMBERS[5]):
        (last,) = await said(Typed(f"اعتراض {number}"), world=world, channel=sms.CHANNEL)
        texts.append(last.rendered)
    assert texts[0] == texts[1]


@pytest.mark.parametrize("number", ["12345678", "1234567"])
async def test_a_mistyped_number_is_said_to_be_one(number: str) -> None:
    (last,) = await said(Typed(f"اعتراض {number}"), world=WORLDS["objection: filed"], channel=sms.CHANNEL)
    assert heard(last) == ["objection-following-no-number"]


async def test_by_sms_taking_it_back_needs_a_code() -> None:
    world = WORLDS["objection: filed"]
    asking = (Typed(f"اعتراض {NUMBERS[0]}"), Typed("پس گرفتن"), Typed("پس می‌گیرم"))
    steps = await said(*asking, Typed("222222"), Typed("111111"), world=world, channel=sms.CHANNEL)
    states = [cabinet(step).filed[0].objection.state for step in steps]
    assert states == [*[State.FILED] * 4, State.WITHDRAWN]


async def test_a_wanted_picture_is_asked_for_by_name_and_answers_the_wish() -> None:
    world = WORLDS["objection: a better picture wanted"]
    adding = (Started("objection", NUMBERS[0]), Typed("افزودن تصاویر جدید"), Pictures(("better",)), ENOUGH)
    steps = await said(*adding, Typed("می‌فرستم"), world=world)
    assert "صفحهٔ ازدواج شناسنامه" in steps[1].rendered[0].text
    (one,) = cabinet(steps[-1]).filed
    assert (one.objection.state, one.images[-1].paper) == (State.FILED, "identity-page")
    assert "better" in cabinet(steps[-1]).evidence


async def test_who_says_that_the_wanted_picture_comes_is_asked_for_it_at_once() -> None:
    world = WORLDS["objection: a better picture wanted"]
    giving = (Started("objection", f"{TO_GIVE}{NUMBERS[0]}"), Pictures(("better",)), ENOUGH, Typed("می‌فرستم"))
    steps = await said(*giving, world=world)
    assert "صفحهٔ ازدواج شناسنامه" in steps[0].rendered[0].text
    (one,) = cabinet(steps[-1]).filed
    assert (one.objection.state, one.images[-1].paper) == (State.FILED, "identity-page")


async def test_a_wish_that_is_granted_already_tells_how_the_objection_stands() -> None:
    (told,) = await said(Started("objection", f"{TO_GIVE}{NUMBERS[0]}"), world=WORLDS["objection: filed"])
    assert heard(told)[0] == "objection-following-state-filed"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("اعتراض ۱۲۳۴۵۶۷۸", "12345678"),
        ("اعتراض:12345678", "12345678"),
        ("به تصمیم ۱۴۰۵/۰۹/۰۱ اعتراض دارم", ""),
        ("اعتراض 12345678 و 12345679", ""),
        ("اعتراض", ""),
    ],
)
def test_a_number_is_found_where_there_is_one(text: str, number: str) -> None:
    assert number_in(text) == number
    assert CATALOG.wanted(text, exactly=False) == Started("objection", number)


async def test_a_number_asked_for_is_no_reason() -> None:
    (_, last) = await said(ABOUT, Typed(f"اعتراض {OBJECTION.number}"))
    assert heard(last) == ["objection-following-unknown"]


def test_an_objection_to_the_grant_is_no_question_about_it() -> None:
    assert CATALOG.wanted("به کمک هزینه ازدواج اعتراض دارم", exactly=False) == Started("objection")
