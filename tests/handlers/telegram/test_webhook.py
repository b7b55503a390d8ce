"""The webhook: who may bring updates, what becomes of bad ones, and when it says 200."""

from __future__ import annotations

import asyncio
import hmac
import random
import resource
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from bot.rehearsal import Rehearsal
from handlers import hook
from handlers.hook import HEADER, LARGEST
from sandbox.telegram.citizen import TelegramPhone
from tests.handlers.telegram.conftest import Hook, message, press
from tests.rehearsal import fetch, inbox, outbox, settled, until

MEGABYTE = 1 << 20


async def test_a_wrong_secret_is_refused_and_nothing_is_noted(
    running: Rehearsal, telegram: Hook, phone: TelegramPhone
) -> None:
    for headers in ({}, {HEADER: ""}, {HEADER: telegram.secret[:-1]}, {HEADER: telegram.secret.swapcase()}):
        answer = await telegram.http.post("/telegram", json=message(phone, "سلام", 1), headers=headers)
        assert answer.status_code == 403
    odd = await telegram.http.post("/telegram", json={}, headers=[(HEADER.encode(), "é".encode())])
    assert odd.status_code == 403
    assert await inbox(running.parts.engine, phone.user.id) == []


async def test_the_secret_is_compared_in_constant_time(
    telegram: Hook, phone: TelegramPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[Any, Any]] = []
    in_constant_time = hmac.compare_digest

    def compare(one: Any, other: Any) -> bool:
        compared.append((one, other))
        return in_constant_time(one, other)

    monkeypatch.setattr(hook.hmac, "compare_digest", compare)
    await telegram.http.post("/telegram", json={}, headers={HEADER: "a wrong one"})
    assert compared == [(b"a wrong one", telegram.secret.encode())]


MALFORMED = [
    b"",
    b"{",
    b"null",
    b"[]",
    b"12",
    b'"text"',
    b"{}",
    b'{"update_id": "x"}',
    b'{"update_id": 1, "message": 5}',
    b'{"update_id": 1, "message": {"text": "no chat"}}',
    b"\xff\xfe\x00",
    b'{"update_id": 1, "message": "\\ud800"}',
    b"[" * 100_000,
    b'{"a":' * 50_000,
]


@pytest.mark.parametrize("body", MALFORMED, ids=range(len(MALFORMED)))
async def test_what_is_no_update_is_taken_and_forgotten(running: Rehearsal, telegram: Hook, body: bytes) -> None:
    before = await fetch(running.parts.engine, "SELECT count(*) FROM hamyar.inbox")
    answer = await telegram.posts(body)
    assert answer.status_code == 200
    assert await fetch(running.parts.engine, "SELECT count(*) FROM hamyar.inbox") == before


def peak() -> int:
    """Kilobytes that this process has ever used, which serves as well."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


async def megabytes(number: int) -> AsyncIterator[bytes]:
    for _ in range(number):
        yield b" " * MEGABYTE


async def test_a_body_of_fifty_megabytes_is_refused_early_and_in_flat_memory(telegram: Hook) -> None:
    before = peak()
    for told in ({}, {"content-length": str(50 * MEGABYTE)}):
        with suppress(httpx.WriteError, httpx.ReadError):  # the door may be shut in the sender's face
            answer = await telegram.posts(megabytes(50), **told)
            assert answer.status_code == 413
    assert peak() - before < 20 * 1024
    assert (await telegram.posts(b"{}")).status_code == 200


async def test_a_body_just_too_large_is_refused(telegram: Hook, phone: TelegramPhone) -> None:
    assert (await telegram.posts(b" " * (LARGEST + 1))).status_code == 413
    assert (await telegram.posts(b"{}" + b" " * (LARGEST - 2))).status_code == 200


async def test_the_same_update_a_hundred_times_is_answered_once(
    running: Rehearsal, telegram: Hook, phone: TelegramPhone
) -> None:
    update = message(phone, "/start", 1)
    for _ in range(40):
        assert await telegram.brings(update) == 200
    assert set(await asyncio.gather(*(telegram.brings(update) for _ in range(60)))) == {200}
    await settled(running.parts.engine, phone.user.id)
    assert len(await outbox(running.parts.engine, phone.user.id)) == 1
    assert len(phone.chat.shown()) == 1


async def test_a_hundred_copies_at_once_are_answered_once(
    running: Rehearsal, telegram: Hook, phone: TelegramPhone
) -> None:
    update = message(phone, "/start", 1)
    statuses = await asyncio.gather(*(telegram.brings(update) for _ in range(100)))
    assert set(statuses) == {200}
    await settled(running.parts.engine, phone.user.id)
    assert len(phone.chat.shown()) == 1


async def test_updates_out_of_order_are_each_answered_once(
    running: Rehearsal, telegram: Hook, phone: TelegramPhone
) -> None:
    updates = [message(phone, said, number) for number, said in enumerate(("/start", "راهنما", "فهرست", "سلام"), 1)]
    late = [*updates, *updates]
    random.Random(4).shuffle(late)
    for update in late:
        assert await telegram.brings(update) == 200
    await settled(running.parts.engine, phone.user.id)
    assert len(phone.chat.shown()) == 4
    assert sorted(key for key, _ in await inbox(running.parts.engine, phone.user.id)) == ["m1", "m2", "m3", "m4"]


async def test_it_says_200_only_after_the_commit(running: Rehearsal, telegram: Hook, phone: TelegramPhone) -> None:
    engine = running.parts.engine
    async with engine.connect() as connection:
        await connection.execute(text("LOCK TABLE hamyar.outbox IN ACCESS EXCLUSIVE MODE"))
        brought = asyncio.create_task(telegram.brings(message(phone, "/start", 1)))

        async def waiting() -> bool:
            found = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'hamyar.outbox'::regclass"
            return (await fetch(engine, found))[0][0] > 0

        await until(waiting)
        assert not brought.done()
        assert await inbox(engine, phone.user.id) == []
        await connection.rollback()
    assert await brought == 200
    assert await inbox(engine, phone.user.id) == [("m1", "played")]


FORGED = [
    "",
    "q",
    "q::",
    "q:nonce:0",
    "q:nonce:999",
    "q:nonce:99999999999999999999",
    "q:" + "x" * 60 + ":1",
    "q:nonce:-1",
    "q:nonce:۱",
    "c:",
    "c:nothing",
    "c:forget; DROP",
    "d::",
    "d:menu:' OR 1=1",
    "d:nothing:12",
    "d:resume:",
    "d:grant_status:0012345679",
    "d:../../etc:1",
    "d:menu:\x00",
    "\x00",
    "🙂" * 16,
    "y" * 5000,
    "<b>q:1:2</b>",
]


async def test_forged_and_foreign_presses_are_answered_and_break_nothing(
    running: Rehearsal, telegram: Hook, phone: TelegramPhone
) -> None:
    assert await telegram.brings(message(phone, "/start", 1)) == 200
    for number, data in enumerate(FORGED, 1):
        assert await telegram.brings(press(phone, data, number)) == 200, data
    await settled(running.parts.engine, phone.user.id)
    states = {state for _, state in await inbox(running.parts.engine, phone.user.id)}
    assert states == {"played"}
    assert all(state == "sent" for _, state, *_ in await outbox(running.parts.engine, phone.user.id))


async def test_what_is_not_a_private_chat_with_a_person_is_left_alone(
    running: Rehearsal, telegram: Hook, phone: TelegramPhone
) -> None:
    before = await fetch(running.parts.engine, "SELECT count(*) FROM hamyar.inbox")
    someone = message(phone, "سلام", 1)["message"]
    group = {"id": -1001, "type": "supergroup", "title": "گروه"}
    a_bot = {"id": 9, "is_bot": True, "first_name": "bot"}
    inside = press(phone, "c:menu", 2)["callback_query"]
    updates: list[dict[str, Any]] = [
        {"update_id": 1, "message": {**someone, "chat": group}},
        {"update_id": 2, "message": {**someone, "from": a_bot}},
        {"update_id": 3, "channel_post": {**someone, "chat": {"id": -1002, "type": "channel", "title": "کانال"}}},
        {"update_id": 4, "edited_message": {**someone, "chat": group, "edit_date": 1_750_000_001}},
        {"update_id": 5, "callback_query": {**inside, "message": {**inside["message"], "chat": group}}},
        {"update_id": 6, "callback_query": {key: inside[key] for key in inside if key != "message"}},
        {"update_id": 7, "inline_query": {"id": "1", "from": someone["from"], "query": "x", "offset": ""}},
        {
            "update_id": 8,
            "my_chat_member": {
                "chat": group,
                "from": someone["from"],
                "date": 1_750_000_000,
                "old_chat_member": {"status": "member", "user": a_bot},
                "new_chat_member": {"status": "left", "user": a_bot},
            },
        },
    ]
    for update in updates:
        assert await telegram.brings(update) == 200
    assert await fetch(running.parts.engine, "SELECT count(*) FROM hamyar.inbox") == before
    assert phone.chat.shown() == []
