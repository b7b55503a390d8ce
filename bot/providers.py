"""The providers as `hamyar check` finds them: whether they know us, and whether they bring us what people write.

Nothing is changed there. What they say is told in our words: their errors may hold the address that was called, and
with it the token or the key.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from aiogram.exceptions import TelegramAPIError, TelegramNotFound, TelegramUnauthorizedError
from aiogram.types import WebhookInfo

from bot import bank_check, staff_check
from bot.check import Finding
from bot.parts import optional, revealed
from bot.settings import Settings
from handlers.sms.client import Kavenegar, KavenegarRefused, NoAnswer, NotReached, rows
from handlers.sms.polling import LOW_CREDIT
from handlers.telegram.setup import make_bot

STILL_NEW = timedelta(hours=1)  # how long a failed delivery counts as one of now


def look(settings: Settings) -> Iterable[Finding]:
    """What is found at the providers of the channels that are on."""
    return asyncio.run(found(settings))


async def found(settings: Settings) -> list[Finding]:
    """The same, inside a running loop."""
    findings = []
    if settings.telegram_token:
        findings += await _telegram(settings)
    if settings.kavenegar_key:
        findings += await _kavenegar(settings)
    if settings.desk_token:
        findings += await staff_check.found(settings)
    findings += await bank_check.found(settings)
    return findings


async def _telegram(settings: Settings) -> list[Finding]:
    bot = make_bot(revealed(settings.telegram_token), settings.telegram_api, proxy=optional(settings.telegram_proxy))
    try:
        me = await bot.get_me()
        webhook = await bot.get_webhook_info()
    except (TelegramUnauthorizedError, TelegramNotFound):
        return [Finding("HAMYAR_TELEGRAM_TOKEN: Telegram does not know this token.")]
    except TelegramAPIError as error:
        return [Finding(f"Telegram cannot be reached at {settings.telegram_api} ({type(error).__name__}).")]
    finally:
        await bot.session.close()
    return [Finding(f"Telegram knows the bot as @{me.username}.", wrong=False), *_webhook(settings, webhook)]


def _webhook(settings: Settings, webhook: WebhookInfo) -> list[Finding]:
    ours = f"{settings.public_url}/telegram" if settings.public_url else ""
    if webhook.url != ours:
        sets = "`hamyar serve` sets it" if ours else "`hamyar work` removes it"
        stands = "is set to another address" if webhook.url else "is not set yet"
        return [Finding(f"The webhook at Telegram {stands}; {sets} when it starts.", wrong=False)]
    failed_at = webhook.last_error_date or datetime.fromtimestamp(0, UTC)
    if webhook.pending_update_count and datetime.now(UTC) - failed_at < STILL_NEW:
        waiting = webhook.pending_update_count
        return [Finding(f"Telegram could not bring its updates ({waiting} wait): {webhook.last_error_message}.")]
    return []


async def _kavenegar(settings: Settings) -> list[Finding]:
    client = Kavenegar(revealed(settings.kavenegar_key), settings.kavenegar_api)
    try:
        account = rows(await client.account_info())
        config = rows(await client.account_config())
    except KavenegarRefused as refused:
        return [Finding(f"HAMYAR_KAVENEGAR_KEY: Kavenegar refuses it with code {refused.code}.")]
    except (NotReached, NoAnswer):
        return [Finding(f"Kavenegar cannot be reached at {settings.kavenegar_api}.")]
    finally:
        await client.close()
    credit = int(account[0]["remaincredit"]) if account else 0
    findings = [Finding(f"Kavenegar knows the key; the credit is {credit:,} rials.", wrong=credit < LOW_CREDIT)]
    if any(one.get("debugmode") == "enabled" for one in config):
        findings.append(Finding("Kavenegar is in debug mode (account/config): it takes messages and sends none."))
    return findings
