"""Telegram refuses, answers too late or not at all; the database is away; the line is lost: nothing is lost, and what
may stand twice says so."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from bot.rehearsal import DESK_TOKEN
from handlers.hook import HEADER
from sandbox.faults import Fault, Kind
from sandbox.telegram.citizen import TelegramPhone
from sandbox.telegram.limits import Pace, Paces
from sandbox.telegram.world import Topic
from tests.databases import Databases
from tests.handlers.desk.office import CHAT, SARA, Office, office
from tests.rehearsal import PATIENCE, cut_off, fetch, outbox, until
from tests.sandbox.conftest import png

HERE = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"


def strike(at: Office, kind: Kind, method: str = "sendMessage") -> None:
    at.running.sandbox.faults.switch_on(Fault("telegram", kind, method=method, to=str(CHAT), times=1))


def standing(at: Office, topic: Topic, words: str) -> list[str]:
    return [one.text for one in at.shown(topic) if words in one.text and one.sender.is_bot]


@pytest.mark.parametrize("kind", [Kind.TOO_MANY, Kind.SERVER_ERROR])
async def test_a_refused_post_comes_once_later(at: Office, phone: TelegramPhone, kind: Kind) -> None:
    _, topic = await at.taken(phone)
    strike(at, kind)
    for words in ("یکم اینکه", "دوم اینکه"):
        phone.says(words)
        await at.stands(topic, words)
    await at.quiet()
    said = "\n".join(one.text for one in at.shown(topic) if one.sender.is_bot)
    assert (said.count("یکم اینکه"), said.count("دوم اینکه")) == (1, 1)


async def test_of_a_picture_that_telegram_refuses_the_words_come_all_the_same(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.taken(phone)
    strike(at, Kind.REFUSED, "sendPhoto")
    phone.sends_photo(png(), "این عقدنامه است")
    told = await at.stands(topic, "این عقدنامه است")
    assert "تلگرام نپذیرفت" in told.text
    phone.says("رسید؟")
    await at.stands(topic, "رسید؟")


async def test_a_long_post_that_has_to_wait_in_between_goes_on_where_it_was(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.taken(phone)
    limits = at.running.sandbox.telegram.limits
    limits.paces = Paces(chat=Pace(1, 1), group=Pace(100, 60))
    try:
        for _ in range(2):
            phone.says("کلمه " * 800)
        await at.stands(topic, "کلمه")
        await at.quiet()
    finally:
        limits.paces = None
    assert sum(one.count("کلمه") for one in standing(at, topic, "کلمه")) == 1_600


async def test_a_post_of_unknown_outcome_stands_twice_at_most_and_says_so(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.taken(phone)
    await at.quiet()
    strike(at, Kind.RESET_AFTER)
    phone.says("یک بار گفتم")
    await at.stands(topic, "شاید تکراری است")
    await at.quiet()
    first, again = standing(at, topic, "یک بار گفتم")
    assert "شاید تکراری است" not in first
    assert "شاید تکراری است" in again


async def test_a_ticket_gets_its_topic_and_head_through_an_outage(at: Office, phone: TelegramPhone) -> None:
    faults = at.running.sandbox.faults
    lost = [
        Fault("telegram", Kind.OUTAGE, method=method, to=str(CHAT)) for method in ("createForumTopic", "sendMessage")
    ]
    outage = [faults.switch_on(fault) for fault in lost]
    phone.says("کارشناس")
    number = await at.ticket_of(phone)
    for one in outage:
        phone.says("سلام")
        await phone.hears()
        faults.switch_off(one)
    assert "در صف" in at.head(await at.topic_of(number)).text


async def test_a_head_that_was_deleted_is_posted_anew(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.opened(phone)
    head = at.head(topic)
    at.sara.presses("برداشتن", head)
    head.deleted = True
    assert "پیش سارا" in (await at.stands(topic, "پیش سارا")).text


async def test_a_poster_whose_line_is_cut_takes_it_again(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.taken(phone)
    cut = f"SELECT pg_terminate_backend(pid, 60000) FROM pg_locks WHERE granted AND locktype = 'advisory' AND {HERE}"
    await fetch(at.engine, cut)
    phone.says("هنوز هستید؟")
    await at.stands(topic, "هنوز هستید؟")


def said_by_sara(topic: Topic, text: str, update_id: int) -> dict[str, object]:
    return {
        "update_id": update_id,
        "message": {
            "message_id": 900_000 + update_id,
            "date": 1_750_000_000,
            "chat": {"id": CHAT, "type": "supergroup", "is_forum": True},
            "from": {"id": SARA, "is_bot": False, "first_name": "سارا"},
            "is_topic_message": True,
            "message_thread_id": topic.id,
            "text": text,
        },
    }


async def test_who_does_not_know_the_secret_is_turned_away(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.taken(phone)
    update = said_by_sara(topic, "از بیرون", 31)
    async with httpx.AsyncClient(base_url=at.running.web, timeout=PATIENCE) as http:
        for headers in ({}, {HEADER: "guessed"}):
            assert (await http.post("/desk", json=update, headers=headers)).status_code == 403
    assert not any("از بیرون" in row[0] for row in await outbox(at.engine, phone.user.id))


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b"7", b'{"update_id": "x"}', b'{"message": {"chat": 5}}'])
async def test_what_is_no_update_is_not_asked_for_again(at: Office, body: bytes) -> None:
    assert at.running.parts.staff
    async with httpx.AsyncClient(base_url=at.running.web, timeout=PATIENCE) as http:
        answer = await http.post("/desk", content=body, headers={HEADER: at.running.parts.staff.secret})
    assert answer.status_code == 200


async def test_an_update_that_was_repeated_is_answered_once(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.taken(phone)
    assert at.running.parts.staff
    body = json.dumps(said_by_sara(topic, "یک بار", 32)).encode()
    async with httpx.AsyncClient(base_url=at.running.web, timeout=PATIENCE) as http:
        for _ in range(3):
            answer = await http.post("/desk", content=body, headers={HEADER: at.running.parts.staff.secret})
            assert answer.status_code == 200
    assert sum("یک بار" in row[0] for row in await outbox(at.engine, phone.user.id)) == 1


async def test_while_the_database_is_away_staff_are_kept_waiting_and_then_all_is_done_once(
    postgres_url: str, databases: Databases, tmp_path: Path
) -> None:
    with databases.lent() as url:
        async with office(url, tmp_path) as at, httpx.AsyncClient(base_url=at.running.web, timeout=PATIENCE) as http:
            phone = at.citizen()
            _, topic = await at.taken(phone)
            await at.quiet()
            assert at.running.parts.staff
            cut_off(postgres_url, url, allow=False)
            headers = {HEADER: at.running.parts.staff.secret}
            answer = await http.post("/desk", json=said_by_sara(topic, "هیچ‌گاه", 33), headers=headers)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
            at.sara.says("پاسخ در تاریکی", topic)
            hook = at.running.sandbox.telegram.bots[DESK_TOKEN].delivery.webhook
            assert hook

            async def refused() -> bool:
                return "503" in hook.last_error

            await until(refused)
            cut_off(postgres_url, url, allow=True)
            await phone.sees(lambda message: "پاسخ در تاریکی" in message.text, 20.0)
            phone.says("رسید")
            await at.stands(topic, "رسید")
            await at.quiet()
            assert sum("پاسخ در تاریکی" in row[0] for row in await outbox(at.engine, phone.user.id)) == 1
            assert len(standing(at, topic, "رسید")) == 1
