"""Who hears of what, on which channel, and when: tables."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.calendar import TEHRAN
from services.messages.rules import RULES, Contact, Event, Outcome, Reach, Rule, after_quiet_hours, who_hears

MATTERS, SMALL = Rule(matters=True), Rule(matters=False)
QUEUED, SAID, BLOCKED, OPTED_OUT, NO_MOBILE = (
    Outcome.QUEUED,
    Outcome.SAID,
    Outcome.BLOCKED,
    Outcome.OPTED_OUT,
    Outcome.NO_MOBILE,
)


def contact(*silences: str) -> Contact:
    return Contact("somewhere", frozenset(silences))


BOTH = Reach(contact(), contact())


@pytest.mark.parametrize(
    ("rule", "reach", "said_on", "told"),
    [
        (MATTERS, BOTH, None, {"telegram": QUEUED, "sms": QUEUED}),
        (SMALL, BOTH, None, {"telegram": QUEUED}),
        (MATTERS, Reach(None, contact()), None, {"sms": QUEUED}),
        (SMALL, Reach(None, contact()), None, {"sms": QUEUED}),
        (MATTERS, Reach(contact(), None), None, {"telegram": QUEUED, "sms": NO_MOBILE}),
        (SMALL, Reach(contact(), None), None, {"telegram": QUEUED}),
        (SMALL, Reach(), None, {"sms": NO_MOBILE}),
        (SMALL, Reach(contact("blocked"), contact()), None, {"telegram": BLOCKED, "sms": QUEUED}),
        (SMALL, Reach(contact("blocked", "opted-out"), contact()), None, {"telegram": BLOCKED, "sms": QUEUED}),
        (SMALL, Reach(contact("opted-out"), contact()), None, {"telegram": OPTED_OUT}),
        (MATTERS, Reach(contact("opted-out"), contact()), None, {"telegram": OPTED_OUT, "sms": QUEUED}),
        (MATTERS, Reach(contact(), contact("opted-out")), None, {"telegram": QUEUED, "sms": OPTED_OUT}),
        (MATTERS, BOTH, "telegram", {"telegram": SAID, "sms": QUEUED}),
        (SMALL, BOTH, "telegram", {"telegram": SAID}),
        (MATTERS, BOTH, "sms", {"sms": SAID, "telegram": QUEUED}),
        (MATTERS, Reach(None, contact()), "sms", {"sms": SAID}),
        (SMALL, BOTH, "terminal", {"terminal": SAID, "telegram": QUEUED}),
    ],
)
def test_who_hears_what(rule: Rule, reach: Reach, said_on: str | None, told: dict[str, Outcome]) -> None:
    assert who_hears(rule, reach, said_on) == told


def test_what_failed_on_telegram_goes_by_sms() -> None:
    assert who_hears(SMALL, BOTH, None, failed_on="telegram")["sms"] is QUEUED


def test_every_event_has_its_rule() -> None:
    assert set(RULES) == set(Event)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-22 20:59", "2026-11-22 20:59"),
        ("2026-11-22 21:00", "2026-11-23 08:00"),
        ("2026-11-22 23:59", "2026-11-23 08:00"),
        ("2026-11-23 00:00", "2026-11-23 08:00"),
        ("2026-11-23 07:59", "2026-11-23 08:00"),
        ("2026-11-23 08:00", "2026-11-23 08:00"),
    ],
)
def test_nobody_is_woken(now: str, due: str) -> None:
    assert after_quiet_hours(_there(now)) == _there(due)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(TEHRAN)))  # noqa: DTZ001  Tehran's
def test_the_end_of_quiet_hours_is_never_past_and_never_quiet(now: datetime) -> None:
    due = after_quiet_hours(now)
    assert due >= now
    assert after_quiet_hours(due) == due


def _there(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TEHRAN)
