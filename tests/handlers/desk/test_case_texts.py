"""What reviewers read of a case: every figure, in few words, whatever the decision was."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from handlers.desk.calls import LONGEST_TEXT
from handlers.desk.cases import CaseTexts
from handlers.desk.reviewing import MOST
from handlers.markup import as_html
from handlers.wording import Wording
from services.dependency import EventKind, Reason
from services.dependency import Standing as DependencyStanding
from services.dependency import State as DependencyState
from services.grants.decision import Criterion, Outcome
from services.grants.facts import MarriageKind, OtherMarriage
from services.grants.rules import decide
from services.money import Rials
from services.objections import Image, Objection, RefusalReason, State, Subject, SubjectKind
from services.objections.rules import REASON_MOST, Cause
from services.reviews import Case, Event
from tests.dialogs.shares import DIVORCE, ENDED, NOTIFIED, told
from tests.services.grants.cases import REGISTERED, facts, jalali, with_days

LIMIT = Rials(1_000_000_000)
TEXTS = CaseTexts(Wording(), LIMIT)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PAYABLE = decide(facts())
ALL_FAILED = decide(
    facts(
        kind=MarriageKind.TEMPORARY,
        official=False,
        other_marriages=(OtherMarriage(jalali(1395, 7, 12), MarriageKind.PERMANENT),),
        employments=(),
        months=with_days(690),
    )
)
SUBJECT = Subject(SubjectKind.DECISION, REGISTERED, "M1", Outcome.REFUSED, failed=ALL_FAILED.failed, version=1)
OBJECTION = Objection(
    national_id="0012345679",
    number="12345674",
    subject=SUBJECT,
    reason="لیست بیمهٔ <من> نیامده است",
    state=State.FILED,
    filed_on=jalali(1405, 9, 1),
    answer_by=jalali(1405, 10, 1),
    wanted=None,
    upheld_first_by=None,
    refusal_reason=None,
    note=None,
    channel="telegram",
    address="5",
    images=2,
)
CASE = Case(OBJECTION, "مریم احمدی", ALL_FAILED, ALL_FAILED, Rials(5), (Image("a", "marriage-contract"),), 1)
FILED = Event(1, NOW, "filed", "0012345679", "", {"images": 2})


def a_case(told: Any = ALL_FAILED, now: Any = None, **changes: Any) -> Case:
    return replace(CASE, told=told, now=now or told, objection=replace(OBJECTION, **changes))


def event(what: str, **detail: Any) -> Event:
    return Event(2, NOW, what, "0033333333", "مینا", detail)


def read(case: Case, events: Sequence[Event] = (FILED,)) -> str:
    """The head as a colleague reads it."""
    return html.unescape(re.sub(r"</?(b|code)>", "", TEXTS.head(case, events)))


def test_every_failed_criterion_has_the_person_s_figure_and_the_needed_one() -> None:
    lines = read(a_case()).split("\n")
    assert [line for line in lines if line.startswith(("عقد دائم", "ثبت رسمی", "نخستین", "شاغل", "سابقه"))] == [
        "عقد دائم: نه، موقت",
        "ثبت رسمی: نه",
        "نخستین عقد دائم: نه، پیشین ۱۲ مهر ۱۳۹۵",
        "شاغل در روز عقد: نه، کاری ثبت نشده است",
        "سابقه: ۶۹۰ از ۷۲۰ روز، ۱۳۹۹/۰۹/۱۵ تا ۱۴۰۴/۰۹/۱۴",
    ]


def test_an_amount_is_told_with_how_it_came_about() -> None:
    told = read(a_case(PAYABLE))
    assert "تصمیم گفته‌شده، عقد ۱۵ آذر ۱۴۰۴: قابل پرداخت" in told
    assert "مبلغ: ۱۰۰٬۰۰۰٬۰۰۰ ریال = ۲٬۴۰۰٬۰۰۰٬۰۰۰ ریال ÷ ۲۴، آذر ۱۴۰۲ تا آبان ۱۴۰۴، ۲۴ ماه با دستمزد" in told


def test_that_upholding_an_amount_changes_no_figure_is_told_while_it_is_open() -> None:
    about_an_amount = replace(SUBJECT, outcome=Outcome.PAYABLE, amount=Rials(100_000_000), failed=())
    assert "رقمی را عوض نمی‌کند" in read(a_case(PAYABLE, subject=about_an_amount))
    assert "رقمی را عوض نمی‌کند" not in read(a_case(PAYABLE, subject=about_an_amount, state=State.UPHELD))
    assert "رقمی را عوض نمی‌کند" not in read(a_case())


def test_what_is_missing_is_named() -> None:
    told = read(a_case(decide(facts(account_known=False, mobile_known=False))))
    assert "کمبود: شمارهٔ حساب\nکمبود: شمارهٔ همراه" in told


def test_a_partial_history_says_that_nobody_knows() -> None:
    assert "تاریخچهٔ ثبت احوال ناقص است" in read(a_case(decide(facts(history_complete=False))))
    assert "خوانا نیست" in read(a_case(decide(facts(quarantined=True))))


def test_what_holds_by_an_objection_is_marked_so() -> None:
    upheld = decide(facts(employments=(), overridden=frozenset({Criterion.EMPLOYED})))
    assert "نه، کاری ثبت نشده است (با تأیید اعتراض)" in read(a_case(ALL_FAILED, upheld))


def test_the_registry_s_word_of_today_is_told_only_where_it_is_another() -> None:
    assert "اکنون" not in read(a_case())
    assert "اکنون از پایگاه: قابل پرداخت" in read(a_case(ALL_FAILED, PAYABLE))
    assert "اکنون این ازدواج در پایگاه نیست" in read(replace(CASE, now=None))


def test_what_finance_had_told_stands_where_no_decision_was() -> None:
    subject = replace(SUBJECT, version=None, outcome=Outcome.PAYABLE, amount=Rials(75_842_120))
    told = read(replace(CASE, told=None, now=PAYABLE, objection=replace(OBJECTION, subject=subject)))
    assert "گفته‌شده، عقد ۱۵ آذر ۱۴۰۴: قابل پرداخت، ۷۵٬۸۴۲٬۱۲۰ ریال" in told


def test_the_spouse_of_an_unlisted_marriage_is_masked_or_said_to_be_unnamed() -> None:
    unlisted = Subject(SubjectKind.UNLISTED, REGISTERED)
    assert "همسر نامعلوم" in read(replace(CASE, told=None, now=None, objection=replace(OBJECTION, subject=unlisted)))
    named = replace(OBJECTION, subject=replace(unlisted, spouse_id="1994825677"))
    told = read(replace(CASE, told=None, now=None, objection=named))
    assert "۱۹۹•••۶۷۷" in told
    assert "1994825677" not in told
    assert "اکنون" not in told


@pytest.mark.parametrize(("stake", "words"), [(None, "نامعلوم"), (LIMIT, "یک بازبین"), (LIMIT + 1, "تأیید دوم لازم")])
def test_a_second_one_is_needed_over_the_limit(stake: int | None, words: str) -> None:
    assert words in read(replace(CASE, at_stake=stake))


def test_the_state_says_through_whom() -> None:
    assert "وضع: تصویر بهتر خواسته شد: عقدنامه" in read(a_case(state=State.MORE_WANTED, wanted="marriage-contract"))
    first = [FILED, event("to-confirm", note="x"), replace(event("images-added", images=1), by_name="")]
    assert "تأیید اول: مینا، در انتظار تأیید دوم" in read(a_case(state=State.TO_CONFIRM), first)
    refused = a_case(state=State.REFUSED, refusal_reason=RefusalReason.OTHER, note="نشد")
    assert "رد شد: مینا، دلیل دیگر، «نشد»" in read(refused, [FILED, event("refused", reason="other", note="نشد")])


def test_buttons_are_those_that_can_be_pressed_now() -> None:
    acts = {
        State.FILED: ["تصاویر", "تصویر بهتر", "تأیید", "رد"],
        State.MORE_WANTED: ["تصاویر", "تأیید", "رد"],
        State.TO_CONFIRM: ["تصاویر", "تأیید دوم", "رد"],
        State.UPHELD: [],
        State.REFUSED: [],
        State.WITHDRAWN: [],
    }
    for state, labels in acts.items():
        rows = TEXTS.buttons(a_case(state=state), "hamyar_desk_bot")
        assert [label for row in rows for label, _ in row] == labels


def test_every_button_s_data_fits() -> None:
    rows = [*TEXTS.reasons(99_999_999), *TEXTS.papers(CASE), *TEXTS.buttons(CASE, "bot")[1:]]
    assert max(len(data.encode()) for row in rows for _, data in row) <= 64


def test_the_longest_head_and_the_longest_post_are_one_message() -> None:
    long = "ن" * REASON_MOST
    events = [FILED, event("refused", reason="papers-do-not-show-it", note="ن" * MOST)]
    refused = a_case(reason=long, state=State.REFUSED, refusal_reason=RefusalReason.OTHER, note="ن" * MOST)
    assert len(TEXTS.head(replace(refused, now=PAYABLE, name="نام " * 20), events)) <= LONGEST_TEXT
    assert [len(as_html(one)) <= LONGEST_TEXT for one in TEXTS.happened(events)] == [True]


def test_the_topic_s_name_hides_the_surname() -> None:
    assert TEXTS.topic(CASE) == "اعتراض ۱۲۳۴۵۶۷۴ · مریم ا."
    assert TEXTS.topic(replace(CASE, name="")) == "اعتراض ۱۲۳۴۵۶۷۴ · نام نامعلوم"


def test_a_new_topic_posts_nothing_but_what_followed_the_filing() -> None:
    assert TEXTS.happened([FILED]) == []
    (so_far,) = TEXTS.happened([FILED, event("more-wanted", wanted="identity-page")])
    assert so_far.split("\n")[0] == "تا اینجا:"
    assert so_far.endswith("مینا تصویر بهتر خواست: صفحهٔ ازدواج شناسنامه")


def test_being_looked_at_again_is_told_by_the_pictures_that_came() -> None:
    again = replace(FILED, id=4, detail={})
    assert TEXTS.happened([event("images-added", images=1), again]) == ["شهروند ۱ تصویر افزود"]


def of_a_daughter(kind: SubjectKind, standing: DependencyStanding | None = NOTIFIED, **changes: Any) -> Case:
    subject = Subject(kind, REGISTERED, event_id="E1", cause=Cause.DIVORCE)
    objection = replace(OBJECTION, subject=subject, **changes)
    return replace(CASE, objection=objection, told=None, now=None, at_stake=None, images=(), dependency=standing)


def test_the_end_of_a_dependency_is_told_with_the_cause_the_day_and_how_it_stands() -> None:
    head = read(of_a_daughter(SubjectKind.DEPENDENCY, replace(NOTIFIED, married=True)))
    assert head.startswith("اعتراض ۱۲۳۴۵۶۷۴\n")
    assert "کفالت: ازدواج ۳۱ اردیبهشت ۱۳۹۹. اکنون: اخطار داده شد" in head
    assert "نخستین روز بی‌مستمری: ۳۱ اردیبهشت ۱۳۹۹" in head
    assert "پایگاه: اکنون همسر دارد" in head
    assert "در گرو: سهم مستمری، یک بازبین کافی است" in head


def test_a_request_is_called_one_and_says_what_has_come_since_by_whose_word() -> None:
    head = read(of_a_daughter(SubjectKind.REINSTATEMENT, replace(ENDED, undone=DIVORCE, at_work=True)))
    assert head.startswith("درخواست ۱۲۳۴۵۶۷۴\n")
    assert "گفتهٔ شهروند: طلاق" in head
    assert "پایگاه پس از آن: طلاق ۳۱ اردیبهشت ۱۳۹۹" in head
    assert "پایگاه: اکنون شاغل است" in head


def test_a_case_that_the_registry_no_longer_knows_is_told_so() -> None:
    assert "دیگر در پایگاه نیست" in read(of_a_daughter(SubjectKind.DEPENDENCY, None))


@pytest.mark.parametrize("reason", Reason)
def test_a_doubt_says_why_and_that_nobody_asked(reason: Reason) -> None:
    standing = told(DependencyState.REVIEW, effective_on=None)
    assert standing.case
    doubtful = replace(standing, case=replace(standing.case, reasons=(reason,)))
    head = read(of_a_daughter(SubjectKind.DOUBT, doubtful, reason="", channel="registry"))
    assert head.startswith("تردید ۱۲۳۴۵۶۷۴\n")
    assert "شهروند چیزی نخواسته است" in head
    assert len([line for line in head.split("\n") if line.startswith("تردید: ")]) == 1


def test_what_happened_to_a_doubt_is_told_by_what_becomes_of_the_share() -> None:
    moves = {"filed": "به بازبین سپرده شد", "upheld": "برقرار می‌ماند", "refused": "پایان می‌یابد"}
    for what, words in moves.items():
        decided = {"reason": "record-is-right", "note": "دیدم"} if what == "refused" else {"note": "دیدم"}
        (*_, told) = TEXTS.history([replace(event(what, **decided), matter=SubjectKind.DOUBT.value)])
        assert words in told
        assert "سابقه درست است" not in told


def test_of_a_doubt_only_its_outcome_can_be_pressed() -> None:
    rows = TEXTS.buttons(of_a_daughter(SubjectKind.DOUBT), "hamyar_desk_bot")
    assert [label for row in rows for label, _ in row] == ["برقرار می‌ماند", "پایان می‌یابد"]


def in_review(**changes: Any) -> Case:
    subject = Subject(SubjectKind.REVIEW, REGISTERED, marriage_id="M1", outcome=Outcome.REVIEW)
    objection = replace(OBJECTION, subject=subject, reason="", channel="registry", **changes)
    return replace(CASE, objection=objection, told=None, now=decide(facts(history_complete=False)), images=())


def test_a_review_asks_whether_it_is_the_first_marriage_and_shows_what_is_known() -> None:
    head = read(in_review())
    assert head.startswith("بررسی ۱۲۳۴۵۶۷۴\n")
    assert "اکنون از پایگاه: نیازمند نظر بازبین\n" in head
    assert "نخستین عقد دائم: تاریخچهٔ ثبت احوال ناقص است" in head
    assert "آیا این نخستین عقد دائم اوست؟" in head
    assert "گفته‌شده" not in head
    assert "تصاویر" not in TEXTS.head(in_review(), [FILED])


def test_of_a_review_only_its_outcome_can_be_pressed() -> None:
    acts = {
        State.FILED: ["نخستین عقد است", "عقد پیشین دارد"],
        State.TO_CONFIRM: ["تأیید دوم: نخستین است", "عقد پیشین دارد"],
        State.REFUSED: [],
    }
    for state, labels in acts.items():
        rows = TEXTS.buttons(in_review(state=state), "hamyar_desk_bot")
        assert [label for row in rows for label, _ in row] == labels


def test_a_refused_review_says_on_what_ground() -> None:
    refused = event("refused", reason="record-is-right", note="دیدم")
    (*_, told) = TEXTS.history([replace(refused, matter=SubjectKind.REVIEW.value)])
    assert told.endswith("عقد پیشین دارد. مبنا: «دیدم»")
    state = read(in_review(state=State.REFUSED, note="دیدم"), [FILED, refused])
    assert "وضع: عقد پیشین دارد: مینا، «دیدم»" in state


def test_a_marriage_that_a_reviewer_found_is_told_without_a_day() -> None:
    found = decide(facts(history_complete=False, earlier_found=True))
    assert "نخستین عقد دائم: نه، بازبین عقد پیشین را دیده است" in read(a_case(found))


def test_better_pictures_are_of_the_papers_that_fit() -> None:
    rows = TEXTS.papers(of_a_daughter(SubjectKind.REINSTATEMENT))
    assert [label for row in rows for label, _ in row] == ["طلاق‌نامه", "صفحهٔ ازدواج شناسنامه"]


def test_every_event_is_called_by_a_word_of_its_own() -> None:
    said = {TEXTS.say("case-event", kind=kind.value) for kind in EventKind}
    assert len(said) == len(EventKind)
