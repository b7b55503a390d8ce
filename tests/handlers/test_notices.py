"""Notices as they go out: three SMS parts at most, on Telegram a button that leads back; and how they are counted."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.app import CATALOG, CHANNELS, make_notices
from dialogs.messages import Started, Words
from handlers.notices import MOST_FREE, NoticeVoice, settle
from handlers.rendering import PARTS, parts
from handlers.telegram.reading import _pressed as pressed
from handlers.wording import Wording
from services.messages.notices import Notices, Told
from services.messages.rules import Event
from services.objections import SubjectKind
from services.objections.rules import PAPERS, RefusalReason
from tests.clock import FrozenClock
from tests.services.dependency.words import FACTS as OF_DEPENDENCY
from tests.services.month_end.words import FACTS as OF_MONTH_ENDS
from tests.test_wording import EMOJI

WORDING = Wording()
VOICE = NoticeVoice(CHANNELS, WORDING)
ABOUT = ("objection", "88888888")
ADDRESSEES = ("بیمه‌شدهٔ گرامی، ", "مستمری‌بگیر گرامی، ")
OBJECTIONS = [event for event in Event if event.startswith("objection-")]
LONG_NOTE = "لیست بیمهٔ این دو ماه هنوز نرسیده است. " * 40
# Every way in which facts change the words.
FACTS: list[Mapping[str, Any]] = [
    {
        "number": "88888888",
        "answer_by": "2026-12-20",  # 29 آذر, among the longest dates
        "paper": paper,
        "reason": reason,
        "noted": bool(note),
        "note": note,
        "matter": matter,
    }
    for paper, reason, note, matter in product(
        (*PAPERS, "other"), RefusalReason, ("", "سابقه کامل است.", LONG_NOTE), SubjectKind
    )
]

MEHR, MOST = 33_666_736, 10**12  # rials; far more than months of any base come to
# The same of money, whose longest figures are a large amount and two years' months.
MONEY: list[Mapping[str, Any]] = [
    {
        "number": "88888888",
        "begins": "1404-12",
        "month": "1404-12",
        "first": "1404-12",
        "last": "1405-12",
        "due": "2026-12-20",
        "premium": amount,
        "amount": amount,
        "recorded": 29,
        "days": 29,
        "count": count,
        "kind": kind,
        "credit": credit,
        "paid": not credit,
        "why": why,
    }
    for amount, count, kind, credit, why in product(
        (MEHR, MOST), (1, 13), ("voluntary", "partial"), (0, MOST), ("paid", "amount", "lapsed", "closed")
    )
]


def texts(channel: str, event: Event) -> set[str]:
    about = ABOUT if event in OBJECTIONS else None
    return {VOICE.notice(channel, event, facts, about)["text"] for facts in facts_of(event)}


def facts_of(event: Event) -> list[Mapping[str, Any]]:
    for known in (OF_MONTH_ENDS, OF_DEPENDENCY):
        if event in known:
            return [dict(facts) for facts in known[event]]
    return FACTS if event in OBJECTIONS or event is Event.TICKET_ANSWERED else MONEY


@pytest.mark.parametrize("channel", ["telegram", "sms"])
@pytest.mark.parametrize("event", Event)
def test_a_notice_in_simple_words_has_no_emoji_and_by_sms_fits(event: Event, channel: str) -> None:
    about = ABOUT if event in OBJECTIONS else None
    for facts in facts_of(event):
        text = VOICE.notice(channel, event, facts, about, simple=True)["text"]
        assert not EMOJI.search(text)
        assert channel != "sms" or (parts(text) <= PARTS and text.endswith("تأمین اجتماعی")), text


@pytest.mark.parametrize("event", OF_DEPENDENCY)
def test_a_daughter_s_notice_in_simple_words_is_short_enough_for_an_sms(event: Event) -> None:
    for facts in facts_of(event):
        text = VOICE.notice("sms", event, facts, None, simple=True)["text"]
        assert text.count("\n") > 2, text  # a sentence is a line


@pytest.mark.parametrize("event", Event)
def test_by_sms_a_notice_is_at_most_three_parts_signed_and_addressed(event: Event) -> None:
    for text in texts("sms", event):
        assert parts(text) <= PARTS, text
        assert text.startswith(ADDRESSEES[1:] if event in OF_DEPENDENCY else ADDRESSEES)
        assert text.endswith("\nتأمین اجتماعی")


@pytest.mark.parametrize("event", [event for event in OBJECTIONS if event is not Event.OBJECTION_WITHDRAWN])
def test_by_sms_a_notice_names_what_to_send(event: Event) -> None:
    named = {text.partition("«")[2].partition("»")[0] for text in texts("sms", event)}
    assert named == {"اعتراض ۸۸۸۸۸۸۸۸", "پیگیری درخواست ۸۸۸۸۸۸۸۸"}
    assert {CATALOG.wanted(words, exactly=True) for words in named} == {Started(*ABOUT)}


@pytest.mark.parametrize("event", sorted(set(Event) - {Event.TICKET_ANSWERED, Event.CREDIT_RETURNED}))
def test_on_telegram_a_notice_has_a_button_that_starts_its_dialog(event: Event) -> None:
    body = VOICE.notice("telegram", event, facts_of(event)[0], ABOUT)
    [[label, data]] = body["buttons"]
    assert len(label.split()) <= 3
    assert len(data.encode()) <= 64
    assert pressed(data) == Started(*ABOUT)


def test_why_money_is_kept_is_said_in_words_of_its_own() -> None:
    whys = ("paid", "amount", "lapsed", "closed")
    assert len({WORDING(Words("notice-credit-why", {"why": why})) for why in whys}) == len(whys)


def test_a_notice_about_nothing_has_no_button() -> None:
    assert VOICE.notice("telegram", Event.TICKET_ANSWERED, {}, None)["buttons"] == []


@pytest.mark.parametrize("event", Event)
def test_on_telegram_a_notice_is_one_message_with_nothing_left_unfilled(event: Event) -> None:
    for text in texts("telegram", event):
        assert len(text) < 4096
        assert "{" not in text
        assert all(line.strip() for line in text.split("\n")), text


def test_every_reason_of_a_refusal_is_said_in_words_of_its_own() -> None:
    for matter in SubjectKind:
        said = {WORDING(Words("notice-refusal", {"reason": reason, "matter": matter})) for reason in RefusalReason}
        assert len(said) == len(RefusalReason)


def test_every_paper_that_is_asked_for_is_named() -> None:
    papers = (*PAPERS, "other")
    assert len({WORDING(Words("notice-paper", {"paper": paper})) for paper in papers}) == len(papers)


def test_what_a_colleague_wrote_is_on_telegram_and_cut_where_it_is_long() -> None:
    told = {**FACTS[0], "noted": True, "note": "«الف» <b>"}
    assert "«الف» <b>" in VOICE.notice("telegram", Event.OBJECTION_REFUSED, told, ABOUT)["text"]
    text = VOICE.notice("telegram", Event.OBJECTION_REFUSED, {**told, "note": LONG_NOTE}, ABOUT)["text"]
    assert LONG_NOTE[:MOST_FREE].rstrip() + "…" in text


async def test_what_came_of_notices_is_counted(engine: AsyncEngine, clock: FrozenClock) -> None:
    def notices(connection: AsyncConnection) -> Notices:
        return make_notices(clock, WORDING)(connection)

    def counted() -> float:
        labels = {"event": "ticket-answered", "channel": "sms", "outcome": "no-mobile"}
        return REGISTRY.get_sample_value("hamyar_notices_total", labels) or 0.0

    before = counted()
    async with engine.begin() as connection:
        await notices(connection).tell_all(Event.TICKET_ANSWERED, [Told(f"{one:010}", "k") for one in range(5)])
    await settle(engine, notices, at_once=2)
    clock.advance(days=1)
    await settle(engine, notices, at_once=2)
    assert counted() - before == 5
