"""Every step of a payment, with every fault there is: whoever dies there, and whatever the bank does besides.

Nobody lists the steps: a payment is played again and again, dying one checkpoint later each time, until it passes none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count

import pytest

from handlers.bank.cashier import POINTS
from handlers.bank.zarinpal import Zarinpal
from sandbox.bank import zarinpal
from sandbox.bank.book import Temper
from services.payments import Payment
from tests.handlers.bank.drama import Drama, Step
from tests.handlers.bank.till import PRICE, PUBLIC, Till

MONTHS = (140407, 140408)
COMES_BACK: tuple[Step, ...] = (("pays and returns", 0),)
TROUBLES = ("before", "after", "nonsense")  # a time-out, a time-out once it was done, an answer without sense

FAULTS: Mapping[str, Sequence[Step]] = {
    **{f"{trouble} at the inquiry": (("troubles", [trouble]), *COMES_BACK) for trouble in TROUBLES},
    **{f"{trouble} at the verification": (("troubles", [None, trouble]), *COMES_BACK) for trouble in TROUBLES},
    "an error at the inquiry": (("troubles", ["error"]), *COMES_BACK),
    "an outage of an hour": (("troubles", ["outage"] * 4), *COMES_BACK, ("passes", 31), ("passes", 31)),
    "callback lost": (("pays", 0), ("passes", 1)),
    "callback twice": (("pays", 0), ("returns", 0, 2)),
    "too much": (("takes", 5_000), *COMES_BACK),
    "too little": (("takes", -5_000), *COMES_BACK),
    "says already": (("says already", True), *COMES_BACK),
    "charged again": (*COMES_BACK, ("is charged again", 0)),
    "a stolen reference": (("visits", 1, "sep", MONTHS[:1]), *COMES_BACK, ("forges", 1, 0)),
    "cancelled": (("cancels", 0), ("returns", 0, 1)),
}
"""What goes wrong once somebody is at the bank."""

BANKS = ("zarinpal", "sep", "settling")


class Settling(Zarinpal):
    """A bank that has to be asked for its money once more."""

    settles = True

    async def settle(self, payment: Payment) -> None:
        """It hands over at once."""


def made_to(till: Till, bank: str) -> str:
    """The till at that bank, as at the first day: the gateway to visit."""
    till.wire.trouble.clear()
    till.book.tempers["zarinpal"], till.book.tempers["sep"] = Temper(), Temper(returns_after=1800)
    if bank != "settling":
        return bank
    till.banks = (Settling(zarinpal.MERCHANT, PUBLIC, transport=till.wire), *till.banks[1:])
    return "zarinpal"


async def played(till: Till, bank: str, strike: str, fault: Sequence[Step]) -> list[str]:
    """Each drama in which somebody is struck one step later; the steps that were reached."""
    struck = []
    for point in count(1):
        gateway = made_to(till, bank)
        drama = Drama(till)
        comes = (("visits", 0, gateway, MONTHS), ("passes", 2), ("goes again", 0))
        await drama.play([(strike, point), *comes, *fault])
        await drama.check()
        if drama.deadly.struck is None:
            return struck
        struck.append(drama.deadly.struck)
    raise AssertionError


@pytest.mark.parametrize("bank", BANKS)
@pytest.mark.parametrize("fault", FAULTS)
async def test_a_death_at_each_step_loses_nothing_and_tells_nothing_twice(till: Till, bank: str, fault: str) -> None:
    assert await played(till, bank, "crashes", FAULTS[fault])


@pytest.mark.parametrize("bank", BANKS)
async def test_a_database_that_ends_its_connections_at_any_step_loses_nothing(till: Till, bank: str) -> None:
    assert await played(till, bank, "is cut off", COMES_BACK)


async def test_every_step_there_is_was_died_at(till: Till) -> None:
    died = {step for bank in BANKS for step in await played(till, bank, "crashes", COMES_BACK)}
    assert died == set(POINTS)


@pytest.mark.parametrize("bank", BANKS)
async def test_whoever_paid_is_entitled_at_whatever_step_somebody_died(till: Till, bank: str) -> None:
    gateway = made_to(till, bank)
    for point in range(1, len(POINTS) + 1):
        drama = Drama(till)
        await drama.play([("visits", 0, gateway, MONTHS), ("crashes", point), *COMES_BACK])
        await drama.check()
        assert await till.entitled(drama.person) == list(MONTHS)
        assert await till.credit(drama.person) == 0
        assert sum(charge.amount for _, charge in till.book.kept()) == point * 2 * PRICE
