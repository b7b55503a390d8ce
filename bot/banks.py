"""The banks of a process, as the settings name them."""

from __future__ import annotations

from contextlib import AsyncExitStack

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.settings import Settings
from handlers.bank.cashier import Cashier, Wiring
from handlers.bank.port import Bank
from handlers.bank.sep import Sep
from handlers.bank.webhook import return_path
from handlers.bank.zarinpal import Zarinpal
from services.calendar import Clock
from services.payments import Payment


def make_banks(settings: Settings) -> tuple[Bank, ...]:
    """The banks whose account is set; the first is the usual one."""
    banks: list[Bank] = []
    if settings.sep_terminal:
        banks.append(Sep(settings.sep_terminal, settings.sep_api))
    if settings.zarinpal_merchant:
        banks.append(Zarinpal(settings.zarinpal_merchant.get_secret_value(), settings.zarinpal_api))
    return tuple(banks)


def make_cashier(
    settings: Settings, engine: AsyncEngine, clock: Clock, stack: AsyncExitStack, wiring: Wiring
) -> Cashier | None:
    """The cashier; None where there is no bank, or no address to come back to."""
    banks, public_url = make_banks(settings), settings.public_url
    if not banks or public_url is None:
        return None
    for bank in banks:
        stack.push_async_callback(bank.close)

    def return_url(payment: Payment) -> str:
        return public_url + return_path(payment.gateway, payment.code)

    return Cashier(engine, clock, banks, return_url, wiring=wiring)


def page(payment: Payment) -> str:
    """Where somebody who comes back from a bank reads how it stands."""
    return f"/p/{payment.code}"
