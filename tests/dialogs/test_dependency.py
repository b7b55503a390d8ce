"""A daughter hears where her dependency stands and why, and objects or asks again with the papers that fit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app import CATALOG
from dialogs.hearing import Came, Say, Where, decide
from dialogs.messages import Pictures, Started, Typed, Words
from dialogs.topics import places
from handlers import sms
from services.objections import Subject, SubjectKind
from services.objections.rules import Cause
from services.understanding import Service
from tests.dialogs.ears import thought
from tests.dialogs.shares import LONG_DAY
from tests.dialogs.test_objection import YES, cabinet, heard, said
from tests.dialogs.worlds import World, worlds

WORLDS = {world.name: world for world in worlds()}
ABOUT = Started("dependency", "E9")  # whatever a notice says, it is her own that she hears of
REASON = Typed("این ثبت درست نیست و مدرک دارم")


def of(name: str) -> World:
    return WORLDS[f"dependency: {name}"]


async def test_she_hears_the_day_and_the_cause() -> None:
    [step] = await said(ABOUT, world=of("notified"))
    assert heard(step) == ["dependency-notified", "dependency-next"]
    assert step.rendered[0].text.count("۳۱ اردیبهشت ۱۳۹۹") == 2


async def test_what_the_department_has_ended_by_itself_is_not_said_to_be_paid() -> None:
    [step] = await said(ABOUT, world=of("notified, and stopped before"))
    assert heard(step) == ["dependency-stopped", "dependency-next"]
    [step] = await said(ABOUT, world=of("in doubt, and stopped before: marriage"))
    assert "پرداخت نمی‌شود" in step.rendered[0].text
    [step] = await said(ABOUT, world=of("in doubt: corrected, marriage"))
    assert "پرداخت می‌شود" in step.rendered[0].text


async def test_whoever_draws_nothing_and_has_no_case_hears_nothing_of_others() -> None:
    [step] = await said(ABOUT, world=WORLDS["no marriage"])
    assert heard(step) == ["dependency-none"]


async def test_who_draws_is_told_so_and_asked_nothing() -> None:
    [step] = await said(ABOUT, world=of("drawing"))
    assert heard(step) == ["dependency-drawing"]


@pytest.mark.parametrize("text", ["کفالت", "خاتمه کفالت", "مستمری پدرم قطع شده", "kefalat"])
def test_it_is_found_by_what_people_call_it(text: str) -> None:
    assert CATALOG.wanted(text, exactly=False) == Started("dependency")


@pytest.mark.parametrize("text", ["اعتراض به پایان کفالت", "می‌خواهم مادرم را تحت کفالت بیاورم"])
def test_it_is_not_taken_for_an_objection_or_for_dependants(text: str) -> None:
    assert CATALOG.wanted(text, exactly=False) != Started("dependency")


@pytest.mark.parametrize(
    "text",
    [
        "اگر صوری طلاق بگیرم مستمری پدرم وصل میشه؟",
        "طلاق صوری بگیرم حقوق بابام برمی‌گرده",
        "برای گرفتن حقوق پدرم طلاق صوری بگیریم بهتره؟",
    ],
)
def test_how_to_be_divorced_for_the_share_s_sake_nobody_is_told(text: str) -> None:
    at = Where(knows=lambda _: True, today=LONG_DAY)
    understood = thought(text, Service.DAU, faq="dau-again")
    assert decide(text, understood, at) == Say((Words("dependency-no-advice", places()),), Came.ANSWERED)


def test_who_was_divorced_is_told_that_she_may_ask_again() -> None:
    text = "طلاق گرفتم، مستمری پدرم دوباره وصل میشه؟"
    answer = decide(text, thought(text, Service.DAU, faq="dau-again"), Where(knows=lambda _: True, today=LONG_DAY))
    assert isinstance(answer, Say)
    assert answer.words[0].id == "faq-dau-again"


async def test_her_objection_is_filed_with_the_page_of_the_booklet() -> None:
    papers = (Pictures(("page",)), Typed("کافی است"), YES)
    (*_, last) = await said(ABOUT, Typed("ثبت اعتراض"), REASON, *papers, world=of("notified"))
    [one] = cabinet(last).filed
    assert one.objection.subject == Subject(SubjectKind.DEPENDENCY, LONG_DAY, event_id="E1", cause=Cause.MARRIAGE)
    assert [image.paper for image in one.images] == ["identity-page"]
    assert heard(last) == ["objection-filed"]


async def test_she_says_what_has_come_since_and_asks_again_with_that_paper() -> None:
    ended = of("ended")
    papers = (Pictures(("record",)), Typed("کافی است"), YES)
    (*_, last) = await said(ABOUT, Typed("برقراری دوباره"), Typed("فوت همسر"), REASON, *papers, world=ended)
    [one] = cabinet(last).filed
    assert (one.objection.subject.kind, one.objection.subject.cause) == (SubjectKind.REINSTATEMENT, Cause.WIDOWHOOD)
    assert [image.paper for image in one.images] == ["death-record"]
    assert "درخواست شما ثبت شد" in last.rendered[0].text


async def test_what_the_registry_knows_she_is_not_asked() -> None:
    (_, asked) = await said(ABOUT, Typed("برقراری دوباره"), world=of("ended, then divorce"))
    assert heard(asked)[-1] == "objection-reason"


async def test_what_has_changed_since_is_not_objected_to() -> None:
    restored = of("restored: review")
    steps = (ABOUT, Typed("ثبت اعتراض"), REASON, Pictures(("page",)), Typed("کافی است"), YES)
    (*_, last) = await said(*steps, world=of("notified"), at_last=restored)
    assert heard(last)[0] == "objection-changed"
    assert cabinet(last).filed == ()


async def test_of_all_that_can_be_objected_to_the_end_of_hers_is_one() -> None:
    (_, asked) = await said(
        Started("objection"), Typed("پایان کفالت من"), world=WORLDS["objection: the end of a dependency"]
    )
    assert heard(asked)[-1] == "objection-reason"


async def test_what_she_has_filed_is_followed_from_there() -> None:
    (_, followed) = await said(ABOUT, Typed("پیگیری پرونده"), world=of("asked for again"))
    assert heard(followed)[0] == "objection-following-state-filed"
    assert "درخواست شما در حال بررسی است" in followed.rendered[0].text


async def test_by_sms_a_number_that_is_nobody_s_hears_nothing() -> None:
    [asked] = await said(Typed("کفالت"), world=replace(of("notified"), under_the_number=()), channel=sms.CHANNEL)
    assert heard(asked) == ["identify-unknown-number"]
