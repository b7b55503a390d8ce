"""A person behind the bot, from a terminal: on Telegram and by SMS, through the real edges, turns and couriers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot import desk
from bot.cli import app
from bot.errors import OperatorError
from bot.rehearsal import LINE, Rehearsal
from bot.settings import Settings
from services.desk import Desk, Role
from tests.rehearsal import fetch, number, rehearsal, stranger, until

AGENT, COLLEAGUE = 11, 12


@asynccontextmanager
async def office(url: str, folder: Path) -> AsyncIterator[Rehearsal]:
    """The system with a desk at the terminal, and two who work there."""
    for one, national_id, name in ((AGENT, "0012345679", "سارا"), (COLLEAGUE, "0499370899", "امید")):
        await asyncio.to_thread(desk.add_staff, url, one, Role.AGENT, national_id, name)
    async with rehearsal(url, folder, settings={"desk": "terminal"}) as running:
        yield running


class Citizen:
    """Somebody with a telephone: what they say, and what they were sent, whichever way."""

    def __init__(self, running: Rehearsal, channel: str) -> None:
        self._running = running
        self._phone = stranger(running)
        self._handset = running.sandbox.kavenegar.handset(number())
        self.by_sms = channel == "sms"
        self.address = self._handset.phone.number if self.by_sms else str(self._phone.user.id)

    def says(self, text: str) -> None:
        if self.by_sms:
            self._handset.texts(text, LINE)
        else:
            self._phone.says(text)

    async def hears(self, words: str, times: int = 1) -> str:
        """Until so many messages with these words have gone out."""

        async def heard() -> bool:
            return len(await self._sent(words)) >= times

        await until(heard)
        found = await self._sent(words)
        assert len(found) == times
        return found[-1]

    async def _sent(self, words: str) -> list[str]:
        rows = await fetch(
            self._running.parts.engine,
            "SELECT body->>'text' FROM hamyar.outbox WHERE address = :address AND state IN ('sent', 'delivered')"
            " ORDER BY id",
            address=self.address,
        )
        return [row[0] for row in rows if words in row[0]]


@pytest.mark.parametrize("channel", ["telegram", "sms"])
async def test_handed_off_answered_passed_on_handed_back_closed_and_marked(
    channel: str, database_url: str, tmp_path: Path
) -> None:
    async with office(database_url, tmp_path) as running:
        settings: Settings = running.parts.settings
        engine = running.parts.engine
        citizen = Citizen(running, channel)

        async def acts(act: Callable[[Desk], Awaitable[str]]) -> str:
            return await desk.acted(settings, database_url, act)

        question = "کدام کار" if citizen.by_sms else "چه کاری"
        citizen.says("سلام")
        await citizen.hears(question)
        citizen.says("کارشناس")
        await citizen.hears("صف هستید")
        ((ticket,),) = await fetch(engine, "SELECT number FROM hamyar.tickets")
        assert str(ticket) in await acts(lambda it: desk.listed(it, AGENT))
        with pytest.raises(OperatorError, match="not enrolled"):
            await acts(lambda it: desk.listed(it, 99))

        await acts(lambda it: desk.done(it.take(ticket, AGENT), it))
        await citizen.hears("به این گفت‌وگو آمد")
        with pytest.raises(OperatorError, match="taken by سارا"):
            await acts(lambda it: desk.done(it.take(ticket, COLLEAGUE), it))
        citizen.says("بیمهٔ من قطع شده")

        async def relayed() -> bool:
            return "بیمهٔ من قطع شده" in await acts(lambda it: desk.shown(it, AGENT, ticket))

        await until(relayed)
        queued = await acts(lambda it: desk.replied(it, AGENT, ticket, "بررسی می‌کنم", sms=False))
        assert ("SMS parts" in queued) is citizen.by_sms
        await citizen.hears("بررسی می‌کنم")
        await acts(lambda it: desk.done(it.hand_to(ticket, AGENT, COLLEAGUE, "سابقه را ببین"), it))
        assert "سارا سپرد به امید: سابقه را ببین" in await acts(lambda it: desk.shown(it, COLLEAGUE, ticket))
        await acts(lambda it: desk.replied(it, COLLEAGUE, ticket, "درست شد", sms=False))
        await citizen.hears("درست شد")

        await acts(lambda it: desk.done(it.hand_back(ticket, COLLEAGUE), it))
        handed_back = await citizen.hears("گفت‌وگو را به من سپرد")
        if citizen.by_sms:  # the question is whole on a page of its own
            citizen.says("بیشتر")
            handed_back = await citizen.hears(question, times=2)
        assert question in handed_back
        await acts(lambda it: desk.done(it.close(ticket, COLLEAGUE), it))
        await citizen.hears("به کارتان آمد؟")
        citizen.says("۵")
        await citizen.hears("نظر شما ثبت شد")
        assert await fetch(engine, "SELECT state, mark FROM hamyar.tickets") == [("closed", 5)]
        assert await fetch(engine, "SELECT count(*) FROM hamyar.inbox WHERE state = 'failed'") == [(0,)]


def test_the_audit_tells_what_was_done_and_that_nobody_touched_it(database_url: str) -> None:
    assert "0 rows are as they were sealed" in desk.verify_audit(database_url)
    desk.add_staff(database_url, AGENT, Role.AGENT, "0012345679", "سارا")
    assert "1 not sealed yet" in desk.verify_audit(database_url)
    assert "سارا" in desk.list_staff(database_url)
    desk.remove_staff(database_url, AGENT)
    assert desk.list_staff(database_url) == "Nobody is enrolled."
    with pytest.raises(OperatorError, match="not enrolled"):
        desk.remove_staff(database_url, AGENT)
    with pytest.raises(OperatorError, match="--name"):
        desk.add_staff(database_url, AGENT, Role.AGENT, "0012345679", None)


def test_the_commands(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HAMYAR_DATABASE_URL", database_url)
    monkeypatch.setenv("HAMYAR_DATA_DIR", str(tmp_path))

    def hamyar(*words: str) -> Result:
        return CliRunner().invoke(app, words)

    enrolled = hamyar("staff", "add", "11", "--role", "agent", "--national-id", "0012345679", "--name", "سارا")
    assert (enrolled.exit_code, "سارا" in enrolled.output) == (0, True)
    assert hamyar("staff", "add", "11", "--role", "boss", "--national-id", "0012345679").exit_code == 2
    assert "agent" in hamyar("staff", "list").output
    assert hamyar("desk", "list", "--as", "11").output == "No ticket is open.\n"
    assert isinstance(hamyar("desk", "list", "--as", "12").exception, OperatorError)
    refused = (
        ("show", "7"),
        ("take", "7"),
        ("reply", "7", "پاسخ"),
        ("note", "7", "یادداشت"),
        ("hand-to", "7", "12", "--note", "x"),
        ("hand-back", "7"),
        ("close", "7"),
    )
    for words in refused:
        assert str(hamyar("desk", *words, "--as", "11").exception) == "no ticket 7"
    assert "1 not sealed yet" in hamyar("audit", "verify").output
    assert "no longer" in hamyar("staff", "remove", "11").output
