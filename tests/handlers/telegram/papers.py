"""A house that asks for pictures, for tests of the way that they take: words are shown by their ids."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.app import CATALOG, Hosting
from bot.rehearsal import Rehearsal
from dialogs.catalog import Catalog, Entry
from dialogs.talk import Talk
from sandbox.calls import Call
from sandbox.telegram.citizen import TelegramPhone
from services.calendar import Clock, SystemClock
from tests.handlers.house import PlainWording
from tests.rehearsal import fetch, inbox, rehearsal, settled, stranger, until


async def papers(talk: Talk) -> None:
    """Ask for three pictures, again and again."""
    for number in count(1):
        images = await talk.ask_images(f"papers.{number}", wanted=("contract", "booklet"), most=3)
        await talk.say(f"filed.{number}", images=len(images))


PAPERS = Catalog([*CATALOG.entries.values(), Entry("papers", papers)])


def hosting(clock: Clock | None = None) -> Hosting:
    return Hosting(clock or SystemClock(), b"k" * 32, PAPERS)


class Spy:
    """What the bot asks of Telegram, by method, with the file or chat asked about."""

    def __init__(self, running: Rehearsal) -> None:
        self.calls: list[tuple[str, str]] = []
        perform = running.sandbox.telegram.perform

        async def noted(bot: Any, method: str, call: Call) -> Any:
            self.calls.append((method, call.text("file_id") or call.text("chat_id")))
            return await perform(bot, method, call)

        running.sandbox.telegram.perform = noted  # type: ignore[method-assign]

    def of(self, method: str, about: object) -> int:
        return self.calls.count((method, str(about)))


@asynccontextmanager
async def house(url: str, folder: Path, **more: Any) -> AsyncIterator[Rehearsal]:
    """The whole system around the dialog."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.parts.Wording", PlainWording)
        async with rehearsal(url, folder, hosting=hosting(), **more) as running:
            yield running


async def asked_for_papers(running: Rehearsal) -> TelegramPhone:
    """Somebody whom the bot has just asked for a picture."""
    phone = stranger(running)
    phone.opens("papers-")
    await played(running, phone)
    assert (await said(running, phone))[-1].startswith("papers-papers")
    return phone


async def played(running: Rehearsal, phone: TelegramPhone) -> None:
    """Until all that they sent and edited has come, and everything from and to them is done with."""
    sent = [message for message in phone.chat.messages.values() if message.sender is phone.user]
    keys = {f"m{message.id}" for message in sent}
    keys |= {f"e{message.id}.{message.edited}" for message in sent if message.edited}

    async def all_came() -> bool:
        return keys <= {key for key, _ in await inbox(running.parts.engine, phone.user.id)}

    await until(all_came)
    await settled(running.parts.engine, phone.user.id)


async def said(running: Rehearsal, phone: TelegramPhone) -> list[str]:
    """Everything that was answered, in order."""
    rows = await fetch(
        running.parts.engine,
        "SELECT body->>'text' FROM hamyar.outbox WHERE address = :address ORDER BY id",
        address=str(phone.user.id),
    )
    return [text for (text,) in rows]


async def came(running: Rehearsal, phone: TelegramPhone) -> list[dict[str, Any]]:
    """The messages of the inbox that are pictures, in order."""
    rows = await fetch(
        running.parts.engine,
        "SELECT message FROM hamyar.inbox WHERE address = :address AND message->>'is' = 'pictures' ORDER BY seq",
        address=str(phone.user.id),
    )
    return [message for (message,) in rows]


async def stored(running: Rehearsal, phone: TelegramPhone) -> list[tuple[str, str]]:
    """(id, type) of the documents that came in this chat, the oldest first."""
    rows = await fetch(
        running.parts.engine,
        "SELECT id, media_type FROM hamyar.documents WHERE address = :address ORDER BY stored_at",
        address=str(phone.user.id),
    )
    return [(row[0], row[1]) for row in rows]


def file_id(running: Rehearsal, message: Any) -> str:
    """What the bot is told that the largest size of a photo, or a document, is called."""
    file = message.photo[-1] if message.photo else message.document
    return running.sandbox.telegram.world.files.id_for(running.bot.user.id, file)
