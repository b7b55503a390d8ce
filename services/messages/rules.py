"""Who hears of what, on which channel and when: pure functions and tables, no IO."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from services.calendar import TEHRAN
from services.law import Constant, Mark

ASSUMED_ON = date(2026, 11, 22)
FIRST, SECOND = "telegram", "sms"  # the channels of notices

QUIET_HOURS = Constant(
    (time(21), time(8)), Mark.ASSUMED, "no rule for our notices is published: nobody is woken", since=ASSUMED_ON
)
ANSWER_UNSEEN_AFTER = Constant(
    timedelta(minutes=30),
    Mark.ASSUMED,
    "after so long without a word of theirs, the person at the desk may have put the telephone away",
    since=ASSUMED_ON,
)


class Event(StrEnum):
    """What a notice tells of."""

    OBJECTION_FILED = "objection-filed"
    OBJECTION_MORE_WANTED = "objection-more-wanted"
    OBJECTION_UPHELD = "objection-upheld"
    OBJECTION_REFUSED = "objection-refused"
    OBJECTION_WITHDRAWN = "objection-withdrawn"
    TICKET_ANSWERED = "ticket-answered"
    CONTRACT_SIGNED = "contract-signed"
    CONTRACT_ENDED = "contract-ended"
    PREMIUM_DUE = "premium-due"
    CONTRACT_LAPSING = "contract-lapsing"
    CONTRACT_LAPSED = "contract-lapsed"
    PARTIAL_READY = "partial-ready"
    PREMIUM_PAID = "premium-paid"
    CREDIT_KEPT = "credit-kept"
    PAYMENT_RETURNED = "payment-returned"
    CREDIT_RETURNED = "credit-returned"
    GRANT_PAYABLE = "grant-payable"
    GRANT_ZERO = "grant-zero"
    GRANT_WAITING = "grant-waiting"
    GRANT_PROVISIONAL = "grant-provisional"
    GRANT_REFUSED = "grant-refused"
    GRANT_REVIEW = "grant-review"
    GRANT_PAID = "grant-paid"
    GRANT_RETURNED = "grant-returned"
    DEPENDENCY_NOTICE = "dependency-notice"
    DEPENDENCY_ENDED = "dependency-ended"
    DEPENDENCY_REVIEW = "dependency-review"
    DEPENDENCY_RESTORED = "dependency-restored"


@dataclass(frozen=True)
class Rule:
    """How an event is told. `matters`: by SMS as well. `at_once`: it answers what the person did just now."""

    matters: bool
    at_once: bool = False


RULES: Mapping[Event, Rule] = {
    Event.OBJECTION_FILED: Rule(matters=True, at_once=True),
    Event.OBJECTION_MORE_WANTED: Rule(matters=True),
    Event.OBJECTION_UPHELD: Rule(matters=True),
    Event.OBJECTION_REFUSED: Rule(matters=True),
    Event.OBJECTION_WITHDRAWN: Rule(matters=True, at_once=True),
    Event.TICKET_ANSWERED: Rule(matters=True),
    Event.CONTRACT_SIGNED: Rule(matters=True, at_once=True),
    Event.CONTRACT_ENDED: Rule(matters=True, at_once=True),
    Event.PREMIUM_DUE: Rule(matters=False),
    Event.CONTRACT_LAPSING: Rule(matters=True),
    Event.CONTRACT_LAPSED: Rule(matters=True),
    Event.PARTIAL_READY: Rule(matters=True),
    Event.PREMIUM_PAID: Rule(matters=True, at_once=True),
    Event.CREDIT_KEPT: Rule(matters=True, at_once=True),
    Event.PAYMENT_RETURNED: Rule(matters=True, at_once=True),
    Event.CREDIT_RETURNED: Rule(matters=True),
    Event.GRANT_PAYABLE: Rule(matters=True),
    Event.GRANT_ZERO: Rule(matters=True),
    Event.GRANT_WAITING: Rule(matters=True),
    Event.GRANT_PROVISIONAL: Rule(matters=True),
    Event.GRANT_REFUSED: Rule(matters=True),
    Event.GRANT_REVIEW: Rule(matters=True),
    Event.GRANT_PAID: Rule(matters=True),
    Event.GRANT_RETURNED: Rule(matters=True),
    Event.DEPENDENCY_NOTICE: Rule(matters=True),
    Event.DEPENDENCY_ENDED: Rule(matters=True),
    Event.DEPENDENCY_REVIEW: Rule(matters=True),
    Event.DEPENDENCY_RESTORED: Rule(matters=True),
}


class Outcome(StrEnum):
    """What became of a notice on one channel."""

    QUEUED = "queued"
    SAID = "said"  # in the conversation itself
    OPTED_OUT = "opted-out"
    BLOCKED = "blocked"
    NO_MOBILE = "no-mobile"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True)
class Contact:
    """An address of a person, why it is not to be written to, and whether it wants simple words."""

    address: str
    silences: frozenset[str] = frozenset()
    simple: bool = False


@dataclass(frozen=True)
class Reach:
    """Where a person can be reached."""

    telegram: Contact | None = None
    mobile: Contact | None = None


def who_hears(rule: Rule, reach: Reach, said_on: str | None, *, failed_on: str | None = None) -> dict[str, Outcome]:
    """What becomes of a notice, by channel: Telegram first, SMS for what matters or where Telegram does not reach.

    Somebody who wants no notices on Telegram is not sent an SMS instead. What `failed_on` one goes to the other.
    """
    told = {said_on: Outcome.SAID} if said_on else {}
    if reach.telegram:
        told.setdefault(FIRST, _on(reach.telegram))
    if failed_on == SECOND:
        return told
    unreached = failed_on == FIRST or told.get(FIRST) in (None, Outcome.BLOCKED)
    if rule.matters or unreached:
        told.setdefault(SECOND, _on(reach.mobile) if reach.mobile else Outcome.NO_MOBILE)
    return told


def _on(contact: Contact) -> Outcome:
    if "blocked" in contact.silences:
        return Outcome.BLOCKED
    return Outcome.OPTED_OUT if "opted-out" in contact.silences else Outcome.QUEUED


def after_quiet_hours(now: datetime) -> datetime:
    """Now, or the end of the quiet hours in which now lies."""
    begin, end = QUIET_HOURS.value
    there = now.astimezone(TEHRAN)
    if end <= there.time() < begin:
        return now
    day = there.date() + timedelta(days=there.time() >= begin)
    return datetime.combine(day, end, TEHRAN).astimezone(now.tzinfo)
