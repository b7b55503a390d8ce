"""`hamyar check` at the providers: what they say is told plainly, and the token and the key never."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.check import Finding
from bot.providers import found
from bot.rehearsal import BOT_NAME, CODE_TEMPLATE, KEY, LINE, TOKEN, USERNAME, make_sandbox
from bot.settings import Settings
from sandbox.app import Sandbox, running
from sandbox.bank import sep, zarinpal
from sandbox.faults import Fault, Kind
from tests.bot.test_cli import hamyar

PUBLIC = "http://127.0.0.1:1"  # nobody is there


class World:
    """A sandbox with a bot and a line, and settings that fit it."""

    def __init__(self, sandbox: Sandbox, url: str) -> None:
        self.sandbox = sandbox
        self.url = url
        self.bot = sandbox.telegram.add_bot(TOKEN, USERNAME, BOT_NAME)
        sandbox.kavenegar.add_line(LINE)

    async def finds(self, **changes: Any) -> list[Finding]:
        facts: dict[str, Any] = {
            "telegram_token": SecretStr(TOKEN),
            "telegram_api": self.url,
            "kavenegar_key": SecretStr(KEY),
            "kavenegar_api": self.url,
            "sms_line": LINE,
            "sms_code_template": CODE_TEMPLATE,
        }
        findings = await found(Settings(**(facts | changes)))
        said = " ".join(finding.text for finding in findings)
        assert TOKEN.partition(":")[2] not in said
        assert KEY not in said
        return findings

    async def wrongs(self, **changes: Any) -> list[str]:
        return [finding.text for finding in await self.finds(**changes) if finding.wrong]


@pytest.fixture
async def world() -> AsyncIterator[World]:
    sandbox = make_sandbox()
    async with running(sandbox) as url:
        yield World(sandbox, url)


async def test_providers_that_know_us(world: World) -> None:
    assert await world.finds() == [
        Finding("Telegram knows the bot as @hamyar_bot.", wrong=False),
        Finding("Kavenegar knows the key; the credit is 50,000,000 rials.", wrong=False),
    ]


async def test_a_channel_that_is_off_is_not_tried(world: World) -> None:
    [telegram] = await world.finds(kavenegar_key=None)
    assert telegram.text.startswith("Telegram")


async def test_a_token_or_key_that_nobody_knows(world: World) -> None:
    foreign = {"telegram_token": SecretStr("7:somebody-elses-token"), "kavenegar_key": SecretStr("somebody-elses")}
    assert await world.wrongs(**foreign) == [
        "HAMYAR_TELEGRAM_TOKEN: Telegram does not know this token.",
        "HAMYAR_KAVENEGAR_KEY: Kavenegar refuses it with code 403.",
    ]


async def test_providers_out_of_reach(world: World) -> None:
    away = {"telegram_api": PUBLIC, "kavenegar_api": PUBLIC}
    assert await world.wrongs(**away) == [
        f"Telegram cannot be reached at {PUBLIC} (TelegramNetworkError).",
        f"Kavenegar cannot be reached at {PUBLIC}.",
    ]


async def test_providers_in_trouble(world: World) -> None:
    world.sandbox.faults.switch_on(Fault("telegram", Kind.SERVER_ERROR, method="getMe"))
    world.sandbox.faults.switch_on(Fault("kavenegar", Kind.RESET_BEFORE))
    assert len(await world.wrongs()) == 2


async def test_little_credit_and_debug_mode(world: World) -> None:
    world.sandbox.kavenegar.world.credit = 900_000
    world.sandbox.kavenegar.world.settings["debugmode"] = "enabled"
    assert await world.wrongs() == [
        "Kavenegar knows the key; the credit is 900,000 rials.",
        "Kavenegar is in debug mode (account/config): it takes messages and sends none.",
    ]


async def test_a_webhook_of_others_is_told(world: World) -> None:
    assert "is not set yet; `hamyar serve` sets it" in (await world.finds(public_url=PUBLIC))[1].text
    await _set_webhook(world, f"{PUBLIC}/elsewhere")
    assert "set to another address; `hamyar serve` sets it" in (await world.finds(public_url=PUBLIC))[1].text
    assert "set to another address; `hamyar work` removes it" in (await world.finds())[1].text
    assert await world.wrongs() == []


async def test_updates_that_cannot_be_brought_are_wrong(world: World) -> None:
    await _set_webhook(world, f"{PUBLIC}/telegram")
    assert await world.wrongs(public_url=PUBLIC) == []
    somebody = world.sandbox.stage.account("09120000000")
    assert somebody
    somebody.says("سلام")
    async with asyncio.timeout(60):
        while not (wrongs := await world.wrongs(public_url=PUBLIC)):  # noqa: ASYNC110  it happens elsewhere
            await asyncio.sleep(0.05)
    assert wrongs == ["Telegram could not bring its updates (1 wait): Connection refused."]


async def test_the_command_tries_them(world: World, database_url: str, tmp_path: Path) -> None:
    settings = {
        "DATABASE_URL": database_url,
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API": world.url,
        "KAVENEGAR_KEY": "somebody-elses",
        "KAVENEGAR_API": world.url,
        "SMS_LINE": LINE,
    }
    done = await asyncio.to_thread(hamyar, "check", **settings)
    assert done.returncode == 2
    assert done.stdout == "Free text is understood.\nTelegram knows the bot as @hamyar_bot.\n"
    assert done.stderr == "HAMYAR_KAVENEGAR_KEY: Kavenegar refuses it with code 403.\n"


async def _set_webhook(world: World, url: str) -> None:
    from handlers.telegram.setup import make_bot

    bot = make_bot(TOKEN, world.url)
    await bot.set_webhook(url)
    await bot.session.close()


async def test_banks_that_know_us(world: World) -> None:
    banks = {"zarinpal_merchant": SecretStr(zarinpal.MERCHANT), "zarinpal_api": world.url}
    assert (await world.finds(**banks, sep_terminal=sep.TERMINAL, sep_api=world.url))[-2:] == [
        Finding("SEP knows the account.", wrong=False),
        Finding("Zarinpal knows the account.", wrong=False),
    ]
    assert world.sandbox.bank.book.sessions == {}


async def test_an_account_that_no_bank_knows(world: World) -> None:
    stranger = SecretStr("11111111-1420-1420-1420-000000000000")
    banks = {"zarinpal_merchant": stranger, "zarinpal_api": world.url, "sep_terminal": "4417", "sep_api": world.url}
    assert await world.wrongs(**banks) == [
        "HAMYAR_SEP_TERMINAL: SEP refuses it with code -105.",
        "HAMYAR_ZARINPAL_MERCHANT: Zarinpal refuses it with code -10.",
    ]


async def test_a_bank_out_of_reach(world: World) -> None:
    assert await world.wrongs(sep_terminal=sep.TERMINAL, sep_api=PUBLIC) == [
        f"SEP cannot be reached at {PUBLIC} (ConnectError).",
    ]
