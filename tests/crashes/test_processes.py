"""Two `hamyar serve` and two `hamyar work` under load, killed by SIGKILL and started again, one after another.

Nothing is lost, nobody hears anything twice but what is marked so, and an SMS comes once.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.rehearsal import BOT_NAME, KEY, LINE, TOKEN, USERNAME
from sandbox.app import running
from sandbox.kavenegar.core import Handset
from sandbox.telegram.citizen import TelegramPhone
from tests.crashes.processes import LONG, Doorman, crew
from tests.rehearsal import fetch, hasty_sandbox, number

AGAIN = "\n\n(شاید این پیام را دو بار ببینید.)"
SECRET = "a-secret-of-the-callbacks"
KILLS = ("serve", "work", "work", "serve")


async def chats(phone: TelegramPhone, said: list[str]) -> None:
    for words in said:
        phone.says(words)
        with suppress(TimeoutError):
            await phone.hears(5)


async def texts(handset: Handset, said: list[str]) -> None:
    for words in said:
        handset.texts(words, LINE)
        with suppress(TimeoutError):
            await handset.hears(5)


async def done(engine: AsyncEngine, messages: int) -> None:
    """Until so many messages have been played and everything has gone out."""
    count = (
        "SELECT (SELECT count(*) FROM hamyar.inbox WHERE state <> 'waiting'),"
        " (SELECT count(*) FROM hamyar.outbox WHERE state IN ('queued', 'sending', 'ambiguous'))"
    )
    async with asyncio.timeout(LONG):
        while await fetch(engine, count) != [(messages, 0)]:  # noqa: ASYNC110  it rings no bell
            await asyncio.sleep(0.2)


async def test_processes_killed_under_load_lose_nothing_and_repeat_only_what_they_mark(
    engine: AsyncEngine, ports: list[int], tmp_path: Path
) -> None:
    sandbox = hasty_sandbox()
    async with running(sandbox) as page, await asyncio.start_server(Doorman(ports), "127.0.0.1", 0) as door:
        public = f"http://127.0.0.1:{door.sockets[0].getsockname()[1]}"
        bot = sandbox.telegram.add_bot(TOKEN, USERNAME, BOT_NAME)
        own = f"{public}/sms/{SECRET}"
        sandbox.kavenegar.add_line(LINE, inbound_url=f"{own}/inbound", delivery_url=f"{own}/delivery")
        settings = {
            "HAMYAR_DATABASE_URL": engine.url.render_as_string(hide_password=False),
            "HAMYAR_DATA_DIR": str(tmp_path),
            "HAMYAR_SECRET_KEY": "k" * 40,
            "HAMYAR_PUBLIC_URL": public,
            "HAMYAR_TELEGRAM_TOKEN": TOKEN,
            "HAMYAR_TELEGRAM_API": page,
            "HAMYAR_TELEGRAM_SECRET": SECRET,
            "HAMYAR_KAVENEGAR_KEY": KEY,
            "HAMYAR_KAVENEGAR_API": page,
            "HAMYAR_SMS_LINE": LINE,
            "HAMYAR_SMS_SECRET": SECRET,
        }
        people = [sandbox.telegram.world.add_user(f"نفر {place}") for place in range(8)]
        phones = [TelegramPhone(sandbox.telegram, person, bot) for person in people]
        handsets = [sandbox.kavenegar.handset(number()) for _ in range(4)]
        said = ["سلام", "راهنما", "فهرست", "کارشناس"]
        async with crew(settings, ports, tmp_path) as processes:
            async with asyncio.timeout(LONG):
                while bot.delivery.webhook is None:
                    await asyncio.sleep(0.1)
                    processes.look()
            load = asyncio.gather(
                *(chats(phone, said) for phone in phones), *(texts(handset, said) for handset in handsets)
            )
            for place, what in enumerate(KILLS):
                await asyncio.sleep(random.uniform(0.5, 2))
                await processes.kill(what, place % 2)
            await load
            await done(engine, len(said) * (len(phones) + len(handsets)))
        for phone in phones:
            shown = [message.text for message in phone.chat.shown() if message.sender is not phone.user]
            assert_as_sent(shown, await sent(engine, str(phone.user.id)))
        for handset in handsets:
            assert [sms.text for sms in handset.inbox] == await sent(engine, handset.phone.number)


async def sent(engine: AsyncEngine, address: str) -> list[str]:
    statement = "SELECT body->>'text' FROM hamyar.outbox WHERE address = :address ORDER BY id"
    return [said for (said,) in await fetch(engine, statement, address=address)]


def assert_as_sent(shown: list[str], rows: list[str]) -> None:
    """Every row has been seen, in order, and what was seen twice is marked."""
    plain = [text.removesuffix(AGAIN) for text in shown]
    once = [text for place, text in enumerate(plain) if not (shown[place].endswith(AGAIN) and plain[place - 1] == text)]
    marks = str.maketrans("", "", "\ue000\ue001\ue002\ue003")
    assert once == [row.translate(marks) for row in rows]
