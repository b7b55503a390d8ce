"""The words of a month-end: of every result, in at most three parts of an SMS, with the person's own figures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.app import CHANNELS
from handlers.notices import NoticeVoice
from handlers.rendering import PARTS, parts
from handlers.wording import Wording
from services.messages.rules import Event
from tests.services.month_end.words import FACTS

VOICE = NoticeVoice(CHANNELS, Wording())


def said(channel: str) -> Iterator[tuple[Event, str]]:
    for event, all_ in FACTS.items():
        for facts in all_:
            yield event, VOICE.notice(channel, event, facts, ("grant_status", "M1"))["text"]


@pytest.mark.parametrize(("event", "text"), list(said("sms")))
def test_by_sms_it_is_at_most_three_parts(event: Event, text: str) -> None:
    assert parts(text) <= PARTS
    assert text.startswith("بیمه‌شدهٔ گرامی، ")
    assert text.endswith("\nتأمین اجتماعی")


def test_every_way_of_saying_it_is_another_text() -> None:
    texts = [text for _, text in said("telegram")]
    assert len(set(texts)) == len(texts) == sum(map(len, FACTS.values()))


def test_every_event_of_grants_is_tried() -> None:
    assert set(FACTS) == {event for event in Event if event.startswith("grant-")}
