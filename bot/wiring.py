"""What premiums and payments know of each other: the cashier's questions and news, and where people are sent to pay."""

from __future__ import annotations

from handlers.bank.cashier import Cashier, Wiring
from handlers.notices import MakeNotices
from services.calendar import Clock
from services.contracts.payable import StillOwed
from services.contracts.premiums import Till
from services.receipts.telling import Telling


def make_wiring(clock: Clock, notices: MakeNotices) -> Wiring:
    """What the cashier asks whether a month is still owed, and tells people through."""
    return Wiring(told=Telling(clock, notices), payable=StillOwed(clock))


def make_till(cashier: Cashier | None, public_url: str | None) -> Till | None:
    """Where people are sent to pay: the usual bank, and the page of each order."""
    if cashier is None or public_url is None:
        return None
    return Till(cashier.gateways[0], lambda code: f"{public_url}/p/{code}")
