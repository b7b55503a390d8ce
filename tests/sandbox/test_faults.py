"""What goes wrong on demand, as the real libraries meet it; and Telegram's own pace."""

import asyncio
import time

import httpx
import pytest
import telegram as ptb
from aiogram import Bot as AiogramBot
from aiogram import exceptions

from sandbox.faults import Fault, Faults, Kind
from sandbox.telegram.limits import Limits, Paces
from tests.sandbox.conftest import TOKEN, World
from tests.sandbox.receiver import PATIENCE


@pytest.mark.parametrize(
    ("kind", "arrives"),
    [
        (Kind.TIMEOUT_BEFORE, False),
        (Kind.TIMEOUT_AFTER, True),
        (Kind.RESET_BEFORE, False),
        (Kind.RESET_AFTER, True),
    ],
)
async def test_an_answer_is_lost_before_or_after_the_act(
    world: World, aiogram_bot: AiogramBot, ptb_bot: ptb.Bot, kind: Kind, arrives: bool
) -> None:
    phone = world.phone
    phone.opens()
    world.sandbox.faults.switch_on(Fault("telegram", kind, method="sendMessage", times=2))
    with pytest.raises(exceptions.TelegramNetworkError):
        await aiogram_bot.send_message(world.sara.id, "x", request_timeout=1)
    with pytest.raises(ptb.error.NetworkError):
        await ptb_bot.send_message(world.sara.id, "x", read_timeout=1)
    async with asyncio.timeout(PATIENCE):
        while world.sandbox.faults.active():  # noqa: ASYNC110  whoever gave up may be read only now
            await asyncio.sleep(0.01)
    assert len(phone.chat.shown()) == (3 if arrives else 1)
    await aiogram_bot.send_message(world.sara.id, "whole again")


async def test_a_reset_is_a_reset(world: World) -> None:
    world.sandbox.faults.switch_on(Fault("telegram", Kind.RESET_BEFORE))
    host, port = world.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET /bot{TOKEN}/getMe HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    with pytest.raises(ConnectionResetError):
        await reader.read()
    writer.close()


async def test_refusals_on_demand(world: World, aiogram_bot: AiogramBot, ptb_bot: ptb.Bot) -> None:
    world.phone.opens()
    faults = world.sandbox.faults
    chat = world.sara.id
    faults.switch_on(Fault("telegram", Kind.TOO_MANY, method="send*", times=2, pause=7))
    with pytest.raises(exceptions.TelegramRetryAfter) as wait:
        await aiogram_bot.send_message(chat, "x")
    assert wait.value.retry_after == 7
    with pytest.raises(ptb.error.RetryAfter):
        await ptb_bot.send_message(chat, "x")
    for kind, expected in (
        (Kind.FORBIDDEN, exceptions.TelegramForbiddenError),
        (Kind.BAD_REQUEST, exceptions.TelegramBadRequest),
        (Kind.SERVER_ERROR, exceptions.TelegramServerError),
    ):
        faults.switch_on(Fault("telegram", kind, to=str(chat), times=1))
        await aiogram_bot.get_me()
        with pytest.raises(expected):
            await aiogram_bot.send_message(chat, "x")
    faults.switch_on(Fault("telegram", Kind.DELAY, times=1, pause=0.2))
    begun = time.monotonic()
    await aiogram_bot.send_message(chat, "x")
    assert time.monotonic() - begun > 0.2
    assert faults.active() == {}


async def test_faults_end_by_count_by_time_and_by_hand() -> None:
    now = [0.0]
    faults = Faults(lambda: now[0])
    faults.switch_on(Fault("kavenegar", Kind.SERVER_ERROR, method="sms/*", times=1))
    faults.switch_on(Fault("telegram", Kind.OUTAGE, lasting=10))
    assert faults.strike("kavenegar", "sms/send", "", [Kind.SERVER_ERROR]) is not None
    assert faults.strike("kavenegar", "sms/send", "", [Kind.SERVER_ERROR]) is None
    assert faults.outage("telegram", "sendMessage")
    now[0] = 10.0
    assert not faults.outage("telegram", "sendMessage")
    assert faults.active() == {}
    number = faults.switch_on(Fault("telegram", Kind.OUTAGE))
    faults.switch_off(number)
    assert not faults.outage("telegram", "sendMessage")


async def test_one_a_second_in_a_chat_with_short_bursts(world: World, aiogram_bot: AiogramBot) -> None:
    world.phone.opens()
    world.clock.stops()
    world.sandbox.telegram.limits.paces = Paces()
    for _ in range(3):
        await aiogram_bot.send_message(world.sara.id, "x")
    async with httpx.AsyncClient(trust_env=False, base_url=world.url, timeout=60) as http:
        refused = await http.post(f"/bot{TOKEN}/sendMessage", json={"chat_id": world.sara.id, "text": "x"})
    assert refused.status_code == 429
    assert refused.json() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 3",
        "parameters": {"retry_after": 3},
    }
    world.clock.moves(3)
    await aiogram_bot.send_message(world.sara.id, "x")


def test_thirty_a_second_in_all_and_twenty_a_minute_in_a_group() -> None:
    now = [0.0]
    limits = Limits(lambda: now[0], Paces())
    assert [limits.spend(1, chat) for chat in range(1, 31)] == [0] * 30
    assert limits.spend(1, 31) == 1
    assert limits.spend(2, 31) == 0
    waits = []
    for second in range(21):
        now[0] = 100.0 + second
        waits.append(limits.spend(1, -7))
    assert waits == [0] * 20 + [40]
