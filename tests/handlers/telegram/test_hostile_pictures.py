"""Files that mean no good, sent in a chat: each gets a clear word or is made harmless, and nobody else waits for it."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from bot.rehearsal import Rehearsal
from handlers.telegram import fetching
from handlers.wording import Wording
from sandbox.telegram.citizen import TelegramPhone
from services.documents.examining import DoesNotStart
from services.pictures import Fault, NotAPicture
from tests.databases import Databases
from tests.handlers.telegram.papers import asked_for_papers, came, house, played, said, stored
from tests.rehearsal import PATIENCE, fetch, stranger, until
from tests.services.documents.hostile import (
    HTML,
    SVG,
    archive,
    document,
    encrypted_document,
    huge_png,
    scripted_document,
    small,
    text_bomb_png,
)

PHOTO = small("JPEG")
POLYGLOT = PHOTO[:2] + b"\xff\xfe\x00\x40" + HTML.ljust(62) + PHOTO[2:] + archive()
REFUSED: dict[str, tuple[Callable[[], bytes], Fault]] = {
    "30,000 by 30,000": (lambda: huge_png(30_000), Fault.TOO_MANY_PIXELS),
    "a comment that unpacks for ever": (text_bomb_png, Fault.DAMAGED),
    "svg": (lambda: SVG, Fault.UNKNOWN_TYPE),
    "html": (lambda: HTML, Fault.UNKNOWN_TYPE),
    "zip": (archive, Fault.UNKNOWN_TYPE),
    "nothing": (lambda: b"", Fault.UNKNOWN_TYPE),
    "truncated": (lambda: PHOTO[: len(PHOTO) // 2], Fault.DAMAGED),
    "fifty megabytes": (lambda: PHOTO + bytes(50_000_000), Fault.TOO_LARGE),
    "a thousand pages": (lambda: document(1000), Fault.TOO_MANY_PAGES),
    "with a password": (encrypted_document, Fault.ENCRYPTED),
}


@pytest.fixture(scope="module")
async def running(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Rehearsal]:
    with databases.lent() as url:
        async with house(url, tmp_path_factory.mktemp("data")) as running:
            yield running


@pytest.fixture
async def phone(running: Rehearsal) -> TelegramPhone:
    return await asked_for_papers(running)


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_not_taken_is_told_and_the_next_picture_is(
    running: Rehearsal, phone: TelegramPhone, name: str
) -> None:
    data, fault = REFUSED[name]
    phone.sends_document(data(), "contract.jpg", "image/jpeg")
    await played(running, phone)
    assert [message["faults"] for message in await came(running, phone)] == [[fault]]
    assert await stored(running, phone) == []
    words = f"picture-fault-{fault}".replace("_", "-")
    assert words in (await said(running, phone))[-1]
    assert Wording().has(words)
    phone.sends_photo(PHOTO)
    await played(running, phone)
    assert len(await stored(running, phone)) == 1


@pytest.mark.parametrize("data", [POLYGLOT, scripted_document()], ids=["polyglot", "pdf with scripts"])
async def test_what_hides_something_is_stored_without_it(running: Rehearsal, phone: TelegramPhone, data: bytes) -> None:
    assert b"canary-script" in data
    phone.sends_document(data, "contract.jpg", "image/jpeg")
    await played(running, phone)
    [(document_id, _)] = await stored(running, phone)
    [page] = await running.parts.vault.pages(document_id, 1)
    assert page.startswith(b"\xff\xd8\xff")
    assert not any(mark in page for mark in (b"canary", b"PK\x03\x04", b"JavaScript", b"%PDF"))


def _examiners() -> list[int]:
    """The processes that look at pictures."""
    return [
        process
        for process in _children(os.getpid())
        if b"services.pictures.worker" in Path(f"/proc/{process}/cmdline").read_bytes()
    ]


def _children(of: int) -> list[int]:
    found = " ".join(path.read_text() for path in Path(f"/proc/{of}/task").glob("*/children"))
    return [int(process) for process in found.split()]


@contextmanager
def paused(processes: list[int]) -> Iterator[None]:
    """They stand still, as in the midst of something endless."""
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


async def test_while_a_picture_is_looked_at_everybody_else_is_answered(
    running: Rehearsal, phone: TelegramPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running.parts.examiner, "_seconds", PATIENCE)
    phone.sends_photo(PHOTO)
    await played(running, phone)
    with paused(_examiners()):
        phone.sends_document(huge_png(7000), "black.png", "image/png")
        phone.says("و این نوشته پس از آن")

        async def is_in_hand() -> bool:
            return bool(await fetch(running.parts.engine, "SELECT FROM hamyar.inbox WHERE fetching_until IS NOT NULL"))

        await until(is_in_hand)
        other = stranger(running)
        other.opens()
        assert (await other.hears(PATIENCE)).text
        async with httpx.AsyncClient(base_url=running.web, timeout=PATIENCE) as http:
            assert (await http.get("/health")).status_code == 200
        assert len(await came(running, phone)) == 2
        assert len(await stored(running, phone)) == 1, "it is still being looked at"
    await played(running, phone)
    assert len(await stored(running, phone)) == 2


async def test_a_picture_that_finds_the_examiner_busy_is_brought_again(
    running: Rehearsal, phone: TelegramPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "BUSY_SECONDS", 0.05)
    examine, tries = running.parts.examiner.examine, list[int]()

    async def busy_at_first(data: bytes) -> object:
        tries.append(len(data))
        return NotAPicture(Fault.BUSY) if len(tries) < 4 else await examine(data)

    monkeypatch.setattr(running.parts.examiner, "examine", busy_at_first)
    phone.sends_photo(PHOTO)
    await played(running, phone)
    assert tries == [len(PHOTO)] * 4
    assert len(await stored(running, phone)) == 1


async def test_pictures_wait_while_nothing_can_look_at_them_and_an_operator_is_told_once(
    running: Rehearsal, phone: TelegramPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "BROKEN", timedelta())
    examine, tries = running.parts.examiner.examine, list[int]()

    async def broken_at_first(data: bytes) -> object:
        tries.append(len(data))
        if len(tries) < 3:
            raise DoesNotStart("no more processes")
        return await examine(data)

    monkeypatch.setattr(running.parts.examiner, "examine", broken_at_first)
    monkeypatch.setattr(fetching, "LATE", timedelta())
    with capture_logs() as logs:
        phone.sends_photo(PHOTO)
        await played(running, phone)
    alarms = [entry["what"] for entry in logs if entry["event"] == "alarm"]
    assert alarms == ["pictures cannot be looked at"]
    assert len(await stored(running, phone)) == 1
