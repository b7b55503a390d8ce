"""Where people are sent to pay, and that nobody is where there is no bank."""

from __future__ import annotations

from bot.wiring import make_till
from handlers.bank.cashier import Cashier
from handlers.bank.sep import Sep
from handlers.bank.zarinpal import Zarinpal
from sandbox.bank import sep, zarinpal
from services.store.engine import make_engine
from tests.clock import FrozenClock

NOWHERE = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"


async def test_an_order_is_paid_at_the_first_bank_on_a_page_of_ours(clock: FrozenClock) -> None:
    banks = (Sep(sep.TERMINAL, "http://127.0.0.1:1"), Zarinpal(zarinpal.MERCHANT, "http://127.0.0.1:1"))
    cashier = Cashier(make_engine(NOWHERE), clock, banks, lambda payment: payment.code)
    till = make_till(cashier, "https://hamyar.example")
    assert till is not None
    assert (till.gateway, till.page_url("c0de")) == ("sep", "https://hamyar.example/p/c0de")
    assert make_till(cashier, None) is None
    for bank in banks:
        await bank.close()


def test_without_a_bank_there_is_no_till() -> None:
    assert make_till(None, "https://hamyar.example") is None
