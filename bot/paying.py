"""The page of a payment, with what it needs of its process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiogram.exceptions import TelegramAPIError
from fastapi import APIRouter, Response

from bot.parts import Parts
from bot.settings import Settings
from bot.signing import signing_keys
from handlers.bank.cashier import AtWork, Cashier, NotOpen
from handlers.bank.port import BankError
from handlers.web import paying
from handlers.web.paying import NoWay, Papers, PayingPage, Way
from services import receipts
from services.issued import SigningKeys, code, stated
from services.payments import Payments
from services.payments.pages import Seen

TRIES, PAUSE_SECONDS = 40, 0.25  # while somebody else asks the bank for the session
CHAT_SECONDS = 1.0  # that a page waits for the bot's name, where Telegram has not told it yet


def router(parts: Parts) -> APIRouter:
    """The page; where there is no bank it says how payments stand, and nobody can pay."""
    cashier, clock, keys = parts.cashier, parts.clock, signing_keys(parts.settings)
    return paying.router(
        PayingPage(
            engine=parts.engine,
            clock=clock,
            wording=parts.wording,
            payments=cashier.payments if cashier else lambda connection: Payments(connection, clock),
            way=ways(cashier) if cashier else _no_bank,
            papers=lambda seen: _papers_of(parts, keys, seen),
            chat=lambda: chat(parts),
            gateways=cashier.gateways if cashier else (),
            banks=without_https(parts.settings),
        )
    )


def sorry(parts: Parts) -> Callable[[int, str], Response]:
    """What somebody reads who comes back from a bank and cannot be told how their payment stands."""

    def page(status: int, of: str) -> Response:
        return paying.sorry(parts.wording, status, of if status == 503 else None)

    return page


def ways(cashier: Cashier) -> Callable[[str], Awaitable[Way]]:
    """The way to the bank as the page asks for it. Two presses at once are given the same one."""

    async def way(number: str) -> Way:
        for _ in range(TRIES):
            try:
                found = await cashier.redirect(number)
            except AtWork:
                await asyncio.sleep(PAUSE_SECONDS)
            except NotOpen:
                raise NoWay(bank_is_away=False) from None
            except BankError:
                raise NoWay(bank_is_away=True) from None
            else:
                return Way(found.method, found.url, found.fields)
        raise NoWay(bank_is_away=False)

    return way


def without_https(settings: Settings) -> tuple[str, ...]:
    """The banks' addresses that browsers reach without https: those of a sandbox."""
    parts = map(urlsplit, (settings.sep_api, settings.zarinpal_api))
    return tuple(dict.fromkeys(f"http://{part.netloc}" for part in parts if part.scheme == "http"))


async def _no_bank(_: str) -> Way:
    raise NoWay(bank_is_away=True)


async def _papers_of(parts: Parts, keys: SigningKeys, seen: Seen) -> Papers | None:
    """The receipt of a payment, and the page where anybody checks it."""
    async with parts.engine.connect() as connection:
        number = await receipts.number_of(connection, seen.payment.id)
        if number is None:
            return None
        paper = await receipts.paper(connection, number)
    return Papers(number, f"/v/{code(stated(paper, keys))}")


async def chat(parts: Parts) -> str | None:
    """Where the conversation is: as the settings have it, or as Telegram names the bot, which it is asked once."""
    if parts.settings.chat_url or not parts.telegram:
        return parts.settings.chat_url
    try:
        async with asyncio.timeout(CHAT_SECONDS):
            me = await parts.telegram.bot.me()
    except (TelegramAPIError, TimeoutError):
        return None
    return f"https://t.me/{me.username}"
