"""A picture from a chat to its question: fetched when it is wanted, in its place, and told when it cannot be had."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from PIL import Image

from bot.rehearsal import Rehearsal
from handlers.telegram import downloading, fetching
from sandbox.calls import Call
from sandbox.faults import Fault, Kind
from sandbox.papers import heic, webp
from sandbox.telegram.citizen import TelegramPhone
from sandbox.telegram.core import Bot
from services.documents import Documents
from services.pictures import MOST_BYTES
from tests.databases import Databases
from tests.handlers.telegram.papers import Spy, asked_for_papers, came, file_id, house, played, said, stored
from tests.rehearsal import PATIENCE, arriving, fetch, inbox, stranger, until
from tests.services.documents.hostile import archive, document, small

PHOTO = small("JPEG")
GREY = Image.new("RGB", (640, 480), (200, 200, 190))


@pytest.fixture(scope="module")
async def running(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Rehearsal]:
    with databases.lent() as url:
        async with house(url, tmp_path_factory.mktemp("data")) as running:
            yield running


@pytest.fixture
async def phone(running: Rehearsal) -> AsyncIterator[TelegramPhone]:
    """Somebody who was asked for papers; what they sent is played in the end."""
    phone = await asked_for_papers(running)
    yield phone
    running.sandbox.faults.clear()
    await played(running, phone)


@pytest.fixture
def spy(running: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> Spy:
    monkeypatch.setattr(running.sandbox.telegram, "perform", running.sandbox.telegram.perform)  # put back in the end
    return Spy(running)


async def test_a_photo_that_a_question_wants_is_stored_and_answers_it(running: Rehearsal, phone: TelegramPhone) -> None:
    phone.sends_photo(PHOTO, "عقدنامه")
    await played(running, phone)
    [(document_id, media_type)] = await stored(running, phone)
    assert media_type == "image/jpeg"
    assert [(message["ids"], message["caption"]) for message in await came(running, phone)] == [
        ([document_id], "عقدنامه")
    ]
    assert (await said(running, phone))[-1].startswith("papers-papers ")
    assert len(await said(running, phone)) == 2
    assert len(await running.parts.vault.pages(document_id, 1)) == 1


async def test_the_largest_size_is_fetched_and_once(running: Rehearsal, phone: TelegramPhone, spy: Spy) -> None:
    sent = phone.sends_photo(PHOTO)
    await played(running, phone)
    asked = [about for method, about in spy.calls if method.lower() == "getfile"]
    assert asked == [file_id(running, sent)]


@pytest.mark.parametrize(
    ("data", "name", "mime", "media_type"),
    [
        (lambda: heic(GREY), "IMG_1.HEIC", "image/heic", "image/heic"),
        (lambda: webp(GREY), "a.webp", "image/webp", "image/webp"),
        (lambda: document(2), "scan.pdf", "application/pdf", "application/pdf"),
        (lambda: small("PNG"), "page.txt", "text/plain", "image/png"),
    ],
)
async def test_a_document_is_what_its_content_says(
    running: Rehearsal, phone: TelegramPhone, data: Callable[[], bytes], name: str, mime: str, media_type: str
) -> None:
    phone.sends_document(data(), name, mime)
    await played(running, phone)
    assert [kind for _, kind in await stored(running, phone)] == [media_type]


async def test_an_album_is_one_message_and_a_bad_file_in_it_costs_the_others_nothing(
    running: Rehearsal, phone: TelegramPhone
) -> None:
    album = "4711"
    async with arriving(running.parts.engine, phone.user.id, 3):
        phone.sends_document(PHOTO, "1.jpg", "image/jpeg", "مدارک من", album)
        phone.sends_document(archive(), "2.jpg", "image/jpeg", "", album)
        phone.sends_document(small("PNG"), "3.png", "image/png", "", album)
    await played(running, phone)
    ids = {document_id for document_id, _ in await stored(running, phone)}
    first, second, third = await came(running, phone)
    assert {*first["ids"], *third["ids"]} == ids
    assert (len(ids), second["ids"], second["faults"]) == (2, [], ["unknown_type"])
    assert len(await said(running, phone)) == 2, "the question, and one answer to all three"


async def test_a_photo_that_nobody_wants_is_not_asked_for(running: Rehearsal, spy: Spy) -> None:
    phone = stranger(running)
    for opening in (lambda: None, phone.opens):
        opening()
        await played(running, phone)
        before = len(await said(running, phone))
        phone.sends_photo(PHOTO, "سلام")
        await played(running, phone)
        assert len(await said(running, phone)) == before + 1
    assert [message["ids"] for message in await came(running, phone)] == [[], []]
    assert [method for method, _ in spy.calls if method.lower() == "getfile"] == []
    assert await stored(running, phone) == []
    assert (await said(running, phone))[0].startswith("conversation-not-now")
    assert (await said(running, phone))[-1].startswith("answer-no-pictures")


def test_a_photo_for_a_colleague_who_has_the_floor_is_wanted() -> None:
    assert fetching.wanted({"floor": 12})
    assert not fetching.wanted({})


async def test_what_is_written_after_a_photo_is_played_after_it(running: Rehearsal, phone: TelegramPhone) -> None:
    running.sandbox.faults.switch_on(Fault("telegram", Kind.DELAY, method="getFile", times=1, pause=0.5))
    phone.sends_photo(PHOTO)
    phone.says("کافی است")
    await played(running, phone)
    heard = await said(running, phone)
    assert heard[1].startswith("papers-papers"), "the picture's answer comes first"
    assert len(heard) == 3
    assert [state for _, state in await inbox(running.parts.engine, phone.user.id)] == ["played"] * 3


async def test_what_is_written_before_a_photo_decides_whether_it_is_wanted(
    running: Rehearsal, phone: TelegramPhone, spy: Spy
) -> None:
    phone.says("انصراف")
    phone.sends_photo(PHOTO)
    await played(running, phone)
    assert [method for method, _ in spy.calls if method.lower() == "getfile"] == []
    assert await stored(running, phone) == []


async def test_a_file_that_is_gone_is_told_at_once(running: Rehearsal, phone: TelegramPhone) -> None:
    files = running.sandbox.telegram.world.files
    sent = files.keep(PHOTO, "gone.jpg", "image/jpeg")
    files.by_id = lambda bot, name, known=files.by_id: (  # type: ignore[method-assign]
        None if known(bot, name) is sent else known(bot, name)
    )
    phone._writes(document=sent, text="")
    await played(running, phone)
    assert [message["faults"] for message in await came(running, phone)] == [["not_fetched"]]


@pytest.mark.parametrize("size", [MOST_BYTES + 1, 21 * 1024 * 1024])
async def test_a_file_that_is_too_large_is_told_without_being_fetched(
    running: Rehearsal, phone: TelegramPhone, size: int
) -> None:
    """What Telegram refuses, and what it would give but we do not take."""
    phone.sends_document(PHOTO + bytes(size - len(PHOTO)), "large.jpg", "image/jpeg")
    await played(running, phone)
    assert [message["faults"] for message in await came(running, phone)] == [["too_large"]]
    assert await stored(running, phone) == []


async def test_more_bytes_than_were_told_are_not_read(
    running: Rehearsal, phone: TelegramPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloading, "MOST_BYTES", 2000)
    wire = "sandbox.telegram.methods.receiving.file_wire"
    monkeypatch.setattr(wire, lambda *_: {"file_id": "x", "file_unique_id": "y", "file_size": 5})
    phone.sends_photo(PHOTO)
    await played(running, phone)
    assert [message["faults"] for message in await came(running, phone)] == [["too_large"]]


TROUBLES = [Kind.SERVER_ERROR, Kind.TOO_MANY, Kind.RESET_BEFORE, Kind.RESET_AFTER]


@pytest.mark.parametrize("method", ["getFile", "file"])
@pytest.mark.parametrize("kind", TROUBLES)
async def test_trouble_that_passes_is_tried_again(
    running: Rehearsal, phone: TelegramPhone, monkeypatch: pytest.MonkeyPatch, method: str, kind: Kind
) -> None:
    monkeypatch.setattr(downloading, "FIRST_WAIT", 0.02)
    running.sandbox.faults.switch_on(Fault("telegram", kind, method=method, times=2, pause=0.1))
    phone.sends_photo(PHOTO)
    await played(running, phone)
    assert len(await stored(running, phone)) == 1


async def test_telegram_that_does_not_answer_is_asked_again(
    running: Rehearsal, phone: TelegramPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloading, "ATTEMPT_SECONDS", 0.3)
    running.sandbox.faults.switch_on(Fault("telegram", Kind.TIMEOUT_BEFORE, method="file", times=1))
    phone.sends_photo(PHOTO)
    await played(running, phone)
    assert len(await stored(running, phone)) == 1


async def test_a_picture_that_cannot_be_had_is_given_up_and_told(
    running: Rehearsal, phone: TelegramPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloading, "GIVE_UP_SECONDS", 0.2)
    monkeypatch.setattr(downloading, "FIRST_WAIT", 0.05)
    running.sandbox.faults.switch_on(Fault("telegram", Kind.SERVER_ERROR, method="getFile"))
    phone.sends_photo(PHOTO)
    await played(running, phone)
    assert [message["faults"] for message in await came(running, phone)] == [["not_fetched"]]
    assert (await said(running, phone))[-1].startswith("picture-not-taken")


async def test_typing_shows_while_it_takes_long(
    running: Rehearsal, phone: TelegramPhone, spy: Spy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "TYPING_AFTER", 0.05)
    monkeypatch.setattr(fetching, "TYPING_LASTS", 0.05)
    answers = running.sandbox.telegram.perform

    async def shown_twice() -> bool:
        return spy.of("sendChatAction", phone.user.id) > 1

    async def takes_long(bot: Bot, method: str, call: Call) -> Any:
        if method.lower() == "getfile":
            await until(shown_twice)
        return await answers(bot, method, call)

    monkeypatch.setattr(running.sandbox.telegram, "perform", takes_long)
    phone.sends_photo(PHOTO)
    await played(running, phone)
    assert await shown_twice()


async def test_an_edited_caption_changes_nothing_that_is_stored(running: Rehearsal, phone: TelegramPhone) -> None:
    sent = phone.sends_photo(PHOTO, "پیش")
    await played(running, phone)
    before = await stored(running, phone), await came(running, phone)
    phone.edits(sent, "پس")
    await played(running, phone)
    assert (await stored(running, phone), await came(running, phone)) == before
    async with running.parts.engine.connect() as connection:
        assert await Documents(connection, running.parts.clock).facts(before[0][0][0])


async def test_a_hundred_pictures_in_a_moment_are_not_all_fetched_and_one_reply_says_so(
    running: Rehearsal, phone: TelegramPhone, spy: Spy
) -> None:
    for _ in range(100):
        phone.sends_photo(PHOTO)
    other = stranger(running)
    other.opens()
    assert (await other.hears(PATIENCE)).text, "nobody else waits for it"
    await played(running, phone)
    states = [state for _, state in await inbox(running.parts.engine, phone.user.id)][1:]
    slowed = states.count("slowed")
    assert slowed
    assert len(await stored(running, phone)) == 100 - slowed
    assert len([method for method, _ in spy.calls if method.lower() == "getfile"]) == 100 - slowed
    assert [words for words in await said(running, phone) if words.startswith("talk-too-fast")] == ["talk-too-fast"]
    assert await fetch(running.parts.engine, "SELECT key FROM hamyar.inbox WHERE to_fetch IS NOT NULL") == []
