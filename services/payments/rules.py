"""What a payment may become, what its money pays for, and who may give money back: pure functions and tables, no IO.

A payment is an intent of ours and, from the moment somebody is sent to the bank, a question to that bank:

    intent → redirected → paid → verified → settled → recorded
                 ↓  ↑       ↓
              unknown   failed

Only the bank's own answer moves it, never what a browser brings back. *Unknown* is every answer that did not come or
does not make sense; it is asked about until it comes. *Failed* is the bank's word that there is no money, or ours that
nobody was ever sent there; should the bank find money after all, failed becomes paid. Nothing is posted before the
bank has confirmed its charge (verified) and, where it has such a step, will hand it over (settled).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from services.money import Rials


class State(StrEnum):
    """Where a payment stands."""

    INTENT = "intent"
    REDIRECTED = "redirected"
    PAID = "paid"  # the bank has the money, and has not been told that we know of it
    FAILED = "failed"
    UNKNOWN = "unknown"
    VERIFIED = "verified"
    SETTLED = "settled"
    RECORDED = "recorded"


MOVES = {
    State.INTENT: frozenset({State.REDIRECTED, State.FAILED}),
    State.REDIRECTED: frozenset({State.PAID, State.FAILED, State.UNKNOWN}),
    State.UNKNOWN: frozenset({State.PAID, State.FAILED}),
    State.PAID: frozenset({State.VERIFIED, State.UNKNOWN, State.FAILED}),
    State.FAILED: frozenset({State.PAID}),
    State.VERIFIED: frozenset({State.SETTLED}),
    State.SETTLED: frozenset({State.RECORDED}),
    State.RECORDED: frozenset(),
}
DONE = frozenset({State.RECORDED, State.FAILED})

# How long after somebody was sent to the bank it is asked. A bank that returns unverified money does so within half an
# hour, so that who was still «paying» at the last look never will.
LOOKS = tuple(timedelta(minutes=minutes) for minutes in (1, 3, 7, 12, 20, 45))
AFTERWARDS = timedelta(minutes=30)  # between looks at what the bank would not tell in all that time
NEVER_SENT = timedelta(minutes=5)  # an intent without a token has no way to the bank any more

MOST = Rials(10**13)  # a figure of a bank beyond it is nonsense, not money


class IllegalMove(Exception):
    """A payment cannot go from where it stands to there."""

    def __init__(self, now: State, wanted: State) -> None:
        super().__init__(f"a payment that is {now} cannot become {wanted}")
        self.now = now
        self.wanted = wanted


def moved(now: State, wanted: State) -> State:
    """`wanted`, where the table of moves has it. Raises IllegalMove."""
    if wanted not in MOVES[now]:
        raise IllegalMove(now, wanted)
    return wanted


def next_look(redirected_at: datetime, looks: int, now: datetime) -> datetime:
    """When to ask the bank again after `looks` looks."""
    if looks < len(LOOKS):
        return max(redirected_at + LOOKS[looks], now)
    return now + AFTERWARDS


def is_over(redirected_at: datetime, now: datetime) -> bool:
    """Whether who has not paid by now can pay no more."""
    return now >= redirected_at + LOOKS[-1]


def is_believable(amount: int) -> bool:
    """Whether a bank's figure can be an amount of money at all."""
    return 0 < amount <= MOST


@dataclass(frozen=True, slots=True)
class Item:
    """What is paid for: a month of a contract, or of a request (`about`), in whole rials."""

    national_id: str
    kind: str
    about: str
    month: int
    amount: Rials

    @property
    def account(self) -> str:
        """Its account in the ledger; paid once, whatever payment the money came by."""
        return f"item {self.national_id} {self.kind} {self.about} {self.month}"


def paid_for(charged: Rials, asked: Rials, items: Sequence[Item], payable: Collection[Item]) -> tuple[Item, ...]:
    """The items that a charge pays for; the rest of it is credit.

    A charge of another amount than was asked for pays for nothing: nobody can say what it was meant for.
    `payable` are the items that are still owed.
    """
    return tuple(item for item in items if item in payable) if charged == asked else ()


class RefundState(StrEnum):
    """Where a refund stands."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    PAID_BACK = "paid-back"
    REFUSED = "refused"


REFUND_MOVES = {
    RefundState.ASKED: frozenset({RefundState.CONFIRMED, RefundState.REFUSED}),
    RefundState.CONFIRMED: frozenset({RefundState.PAID_BACK, RefundState.REFUSED}),
    RefundState.PAID_BACK: frozenset(),
    RefundState.REFUSED: frozenset(),
}


class IllegalRefund(Exception):
    """A refund cannot go from where it stands to there."""

    def __init__(self, now: RefundState, wanted: RefundState) -> None:
        super().__init__(f"a refund that is {now} cannot become {wanted}")
        self.now = now
        self.wanted = wanted


class MayNotRefund(Exception):
    """Who may not ask for, or confirm, this refund."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class SameSupervisor(MayNotRefund):
    """Who asked for a refund may not confirm it."""


def refund_moved(now: RefundState, wanted: RefundState) -> RefundState:
    """`wanted`, where the table of moves has it. Raises IllegalRefund."""
    if wanted not in REFUND_MOVES[now]:
        raise IllegalRefund(now, wanted)
    return wanted


def may_ask(by: str, person: str) -> None:
    """Raises MayNotRefund: nobody handles their own money. All are national IDs."""
    if by == person:
        raise MayNotRefund("nobody refunds their own money")


def may_confirm(by: str, asked_by: str, person: str) -> None:
    """Raises MayNotRefund: a second supervisor confirms, who is neither the first nor the person."""
    may_ask(by, person)
    if by == asked_by:
        raise SameSupervisor("a second supervisor has to confirm it")
