"""What a person is to be told about one of their marriages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.grants import rules
from services.grants.decision import AwaitedLists, Decision
from services.grants.facts import MarriageKind
from services.money import Rials


class StandingKind(StrEnum):
    NOT_OVER = "not_over"
    ORDERED = "ordered"
    PAID = "paid"
    RETURNED = "returned"
    PROVISIONAL = "provisional"
    DECIDED = "decided"


class PaymentState(StrEnum):
    """What finance has told."""

    ORDERED = "ordered"
    PAID = "paid"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Payment:
    """The latest word of finance. Where there is none, nothing is claimed about payment."""

    amount: Rials
    state: PaymentState
    on: date


@dataclass(frozen=True, slots=True)
class MarriageSeen:
    """A marriage as the person would recognise it; the first name only of a spouse whom the registry knows."""

    marriage_id: str
    registered_on: date
    kind: MarriageKind
    spouse_first_name: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one marriage stands.

    `decided_on` is the month-end at which it is or was decided. `decision` is given for all kinds but `not_over`,
    `payment` for ordered, paid and returned, `awaited` for provisional, `version` (of the kept decision) for decided.
    """

    kind: StandingKind
    marriage: MarriageSeen
    decided_on: date
    decision: Decision | None = None
    payment: Payment | None = None
    awaited: AwaitedLists | None = None
    version: int | None = None


def standing(marriage: MarriageSeen, decision: Decision, payment: Payment | None, today: date) -> Standing:
    """What is told first: a month that is not over, then the word of finance, then lists awaited, then the decision."""
    decided_on = rules.decided_on(marriage.registered_on)
    if today <= decided_on:
        return Standing(StandingKind.NOT_OVER, marriage, decided_on)
    if payment is not None:
        return Standing(StandingKind(payment.state), marriage, decided_on, decision, payment=payment)
    awaited = rules.provisional(decision, today)
    if awaited is not None:
        return Standing(StandingKind.PROVISIONAL, marriage, decided_on, decision, awaited=awaited)
    return Standing(StandingKind.DECIDED, marriage, decided_on, decision)
