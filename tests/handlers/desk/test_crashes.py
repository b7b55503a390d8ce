"""Crashes of the poster and of the edge between any two steps: nothing is lost, and one post at most is repeated."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Update

from handlers.desk.poster import Poster
from sandbox.telegram.citizen import TelegramPhone
from services.desk import Desk, Kind
from services.desk.slips import Slips
from tests.databases import Databases
from tests.handlers.desk.office import PACE, SARA, Office, office
from tests.rehearsal import until


class Crash(BaseException):
    """The process is gone."""


@dataclass
class Crashing:
    """Crashes at the nth point that is passed."""

    at: int = 0
    passed: int = 0
    points: list[str] = field(default_factory=list)

    def __call__(self, point: str) -> None:
        self.passed += 1
        self.points.append(point)
        if self.passed == self.at:
            raise Crash(point)


@pytest.fixture(scope="module")
async def quiet(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """An office whose own worker posts nothing: the tests do, step by step."""
    with pytest.MonkeyPatch.context() as patched, databases.lent() as url:
        patched.setattr(Poster, "run", _never)
        async with office(url, tmp_path_factory.mktemp("data")) as running:
            yield running


async def _never(_: Poster) -> None:
    await asyncio.Event().wait()


async def posted(at: Office, crashing: Crashing) -> None:
    """Post all that is due, by one process after another, each of which crashes at its point until one does not."""
    staff = at.running.parts.staff
    assert staff
    while True:
        crashing.passed = 0
        poster = staff.poster(PACE, crashing)
        try:
            await poster.drain()
        except Crash:
            crashing.at += 1
            continue
        return


async def open_ticket(at: Office, phone: TelegramPhone) -> int:
    phone.says("کارشناس")
    return await at.ticket_of(phone)


Act = Callable[[Desk, int], Awaitable[object]]
ACTS: dict[str, tuple[Act, str]] = {
    "taking": (lambda desk, number: desk.take(number, SARA), "پیش سارا"),
    "replying": (lambda desk, number: desk.reply(number, SARA, "پاسخ از پایانه"), "پاسخ از پایانه"),
    "handing over": (lambda desk, number: desk.hand_to_group(number, SARA, Kind.COMPLAINTS, "ببین"), "شکایت‌ها: ببین"),
    "closing": (lambda desk, number: desk.close(number, SARA), "بسته:"),
}


@pytest.mark.parametrize("name", ACTS)
async def test_a_poster_that_crashes_after_every_step_repeats_one_post_at_most(quiet: Office, name: str) -> None:
    phone = quiet.citizen()
    number = await open_ticket(quiet, phone)
    desk = quiet.running.parts.desk
    assert desk
    if name != "taking":
        await desk.act(lambda one: one.take(number, SARA))
        await posted(quiet, Crashing())
    act, words = ACTS[name]
    await desk.act(lambda one: act(one, number))
    crashing = Crashing(at=1)
    await posted(quiet, crashing)
    topic = await quiet.topic_of(number)
    shown = [one.text for one in quiet.shown(topic) if words in one.text]
    assert 1 <= len(shown) <= 2
    assert crashing.at > 1, "it has crashed"
    before = len(quiet.shown(topic))
    await posted(quiet, Crashing())
    assert len(quiet.shown(topic)) == before, "what is recorded is not posted again"


async def test_an_update_whose_transaction_is_lost_is_taken_when_it_is_repeated(
    quiet: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = quiet.citizen()
    number = await open_ticket(quiet, phone)
    await posted(quiet, Crashing())
    topic = await quiet.topic_of(number)
    lost: list[int] = []
    take = Slips.take

    async def taken(self: Slips, bot: int, update: int, now: object) -> bool:
        done = await take(self, bot, update, now)  # type: ignore[arg-type]
        if not lost:
            lost.append(update)
            connection: AsyncConnection = self._connection
            await connection.invalidate()
            raise OSError("the connection is lost")
        return done

    monkeypatch.setattr(Slips, "take", taken)
    quiet.sara.presses("برداشتن", quiet.head(topic))
    await until(lambda: quiet.state_is(number, "taken"))
    audited = "SELECT count(*) FROM hamyar.audit WHERE subject = :subject AND act = 'take'"
    assert await quiet.one(audited, subject=f"ticket {number}") == 1
    assert lost


async def test_an_update_that_comes_twice_changes_nothing(quiet: Office) -> None:
    phone = quiet.citizen()
    number = await open_ticket(quiet, phone)
    await posted(quiet, Crashing())
    topic = await quiet.topic_of(number)
    staff = quiet.running.parts.staff
    assert staff
    head = quiet.head(topic)
    body = {
        "update_id": 77,
        "message": {
            "message_id": head.id + 500,
            "date": 1_750_000_000,
            "chat": {"id": head.chat.id, "type": "supergroup", "is_forum": True},
            "from": {"id": SARA, "is_bot": False, "first_name": "سارا"},
            "is_topic_message": True,
            "message_thread_id": topic.id,
            "text": "سلام",
        },
    }
    update = Update.de_json(body, staff.bot)
    for _ in range(2):
        await staff.edge.take(update)
    slips = "SELECT count(*) FROM hamyar.desk_slips WHERE topic_id = :topic"
    assert await quiet.one(slips, topic=topic.id) == 1
