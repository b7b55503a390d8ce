"""Documents: what is sent lies sealed, is known by an id nobody guesses, becomes evidence or goes, and keys rotate."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from sandbox.papers import SAMPLE
from services.conversations import Place
from services.documents import Document, Documents, DocumentsGone, Taken, take
from services.documents.examining import Examined, Examiner
from services.documents.files import Files, Name, NoSuchPage
from services.documents.retention import FILED, UNFILED, Removed, prune
from services.documents.rotation import rotate
from services.documents.sealing import Keys, Spoiled, UnknownKey, sealed_under
from services.documents.vault import Vault
from services.pictures import Fault, MediaType, NotAPicture
from tests.clock import FrozenClock
from tests.services.documents import hostile
from tests.services.documents.conftest import CHAT, KEYS, sample

OTHER = Place("sms", "09120000001")
PERSON = "0012345679"
BOTH = Keys({"new": KEYS["new"], "old": KEYS["old"]})
EXAMINED = Examined("ab" * 32, 3, MediaType.JPEG, 1000, 1400, (), (b"one", b"two"))


async def put(engine: AsyncEngine, vault: Vault, clock: FrozenClock, place: Place = CHAT) -> str:
    """A document of two pages, without the trouble of looking at it."""
    document = await vault.put(EXAMINED.pages)
    async with engine.begin() as connection:
        await Documents(connection, clock).keep(document, EXAMINED, place, vault.keys.current)
    return document


async def facts(engine: AsyncEngine, clock: FrozenClock, document: str) -> Document | None:
    async with engine.connect() as connection:
        return await Documents(connection, clock).facts(document)


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def everything_in(folder: Path) -> Iterator[bytes]:
    for path in files_in(folder):
        yield str(path.relative_to(folder)).encode()
        yield path.read_bytes()


async def rows(engine: AsyncEngine) -> str:
    async with engine.connect() as connection:
        found = await connection.execute(text("SELECT to_jsonb(d) FROM hamyar.documents d"))
        return json.dumps(list(found.scalars()))


async def test_a_picture_is_taken_kept_and_got_back(
    examiner: Examiner, vault: Vault, engine: AsyncEngine, clock: FrozenClock
) -> None:
    data = sample("contract.pdf")
    taken = await take(examiner, vault, engine, clock, data, CHAT, national_id=PERSON, paper="marriage-contract")
    assert isinstance(taken, Taken)
    assert (taken.media_type, taken.pages, taken.remarks, taken.same_as) == (MediaType.PDF, 2, (), ())
    kept = await facts(engine, clock, taken.id)
    assert kept is not None
    assert (kept.place, kept.national_id, kept.paper) == (CHAT, PERSON, "marriage-contract")
    assert (kept.bytes, kept.key_id, kept.filed_at, kept.due_at) == (
        len(data),
        "old",
        None,
        clock.now() + UNFILED.value,
    )
    pages = await vault.pages(taken.id, kept.pages)
    examined = await examiner.examine(data)
    assert isinstance(examined, Examined)
    assert pages == examined.pages


async def test_what_is_no_picture_leaves_nothing(
    examiner: Examiner, vault: Vault, engine: AsyncEngine, clock: FrozenClock, folder: Path
) -> None:
    assert await take(examiner, vault, engine, clock, hostile.SVG, CHAT) == NotAPicture(Fault.UNKNOWN_TYPE)
    assert files_in(folder) == []
    assert await rows(engine) == "[]"


async def test_the_same_picture_is_noticed_by_conversation_and_by_person(
    examiner: Examiner, vault: Vault, engine: AsyncEngine, clock: FrozenClock
) -> None:
    data = hostile.small("JPEG")

    async def again(place: Place, national_id: str | None) -> Taken:
        clock.advance(seconds=1)
        found = await take(examiner, vault, engine, clock, data, place, national_id=national_id)
        assert isinstance(found, Taken)
        return found

    first = await again(CHAT, PERSON)
    second = await again(CHAT, None)
    third = await again(OTHER, PERSON)
    assert (second.same_as, third.same_as) == ((first.id,), (first.id,))
    assert (await again(CHAT, PERSON)).same_as == (first.id, second.id, third.id)
    assert (await again(Place("telegram", "2"), "0023456781")).same_as == ()
    assert len({first.id, second.id, third.id}) == 3


async def test_nothing_readable_lies_in_the_store_or_the_database(
    examiner: Examiner, vault: Vault, engine: AsyncEngine, clock: FrozenClock, folder: Path
) -> None:
    data = sample("album-1.jpg")
    taken = await take(examiner, vault, engine, clock, data, CHAT, national_id=PERSON, paper="marriage-contract")
    assert isinstance(taken, Taken)
    [page] = await vault.pages(taken.id, 1)
    lying = [*everything_in(folder), (await rows(engine)).encode()]
    for piece in (data[:3], b"JFIF", data[1000:1016], page[1000:1016], b"Sample phone", SAMPLE.husband.encode()):
        assert not any(piece in one for one in lying), piece
    stored = b"".join(everything_in(folder))
    assert CHAT.address.encode() not in stored
    assert PERSON.encode() not in stored
    for secret in KEYS.values():
        assert secret not in stored


def test_the_folder_is_its_owners_alone(vault: Vault, folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_ids_are_of_128_random_bits_and_fit_a_name() -> None:
    from services.documents.files import new_id

    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(Name.parse(str(Name(one, 20))) == Name(one, 20) for one in ids)
    assert Name.parse("../../etc/passwd") is None
    assert Name.parse("ab/cd" + "e" * 20 + "-1") is None


async def test_a_wrong_key_opens_nothing(vault: Vault, folder: Path) -> None:
    document = await vault.put((b"page",))
    with pytest.raises(Spoiled):
        await Vault(Files.at(folder), Keys({"old": b"x" * 32})).page(document, 1)
    with pytest.raises(UnknownKey) as caught:
        await Vault(Files.at(folder), Keys({"new": KEYS["new"]})).page(document, 1)
    assert caught.value.key_id == "old"


async def test_a_changed_page_does_not_open(vault: Vault, folder: Path) -> None:
    document = await vault.put((b"one", b"two"))
    first, second = (folder / str(Name(document, number)) for number in (1, 2))
    whole = first.read_bytes()
    for place in range(len(whole)):
        first.write_bytes(whole[:place] + bytes((whole[place] ^ 1,)) + whole[place + 1 :])
        with pytest.raises((Spoiled, UnknownKey)):
            await vault.page(document, 1)
    for cut in (b"", whole[:1], whole[:5], whole[:-1]):
        first.write_bytes(cut)
        with pytest.raises(Spoiled):
            await vault.page(document, 1)
    shutil.copy(second, first)
    with pytest.raises(Spoiled):
        await vault.page(document, 1)


async def test_a_page_does_not_open_as_another_documents(vault: Vault, folder: Path) -> None:
    one, other = await vault.put((b"one",)), await vault.put((b"other",))
    shutil.copy(folder / str(Name(one, 1)), folder / str(Name(other, 1)))
    with pytest.raises(Spoiled):
        await vault.page(other, 1)


async def test_the_same_page_is_sealed_differently_each_time(vault: Vault) -> None:
    assert vault.keys.seal(b"page", "id", 1) != vault.keys.seal(b"page", "id", 1)


async def test_filed_documents_stay_for_years_and_filing_twice_changes_nothing(
    vault: Vault, engine: AsyncEngine, clock: FrozenClock
) -> None:
    filed_at = clock.now()
    document = await put(engine, vault, clock)
    for _ in range(2):
        async with engine.begin() as connection:
            await Documents(connection, clock).file([document, document], PERSON)
        kept = await facts(engine, clock, document)
        assert kept is not None
        assert (kept.filed_at, kept.national_id) == (filed_at, PERSON)
        clock.advance(hours=1)
    assert kept.due_at >= filed_at + FILED.value


async def test_a_document_that_is_gone_is_not_filed(vault: Vault, engine: AsyncEngine, clock: FrozenClock) -> None:
    there = await put(engine, vault, clock)
    with pytest.raises(DocumentsGone) as caught:
        async with engine.begin() as connection:
            await Documents(connection, clock).file([there, "gone"])
    assert caught.value.ids == {"gone"}
    kept = await facts(engine, clock, there)
    assert kept is not None
    assert kept.filed_at is None


async def test_forgetting_takes_the_row_and_tells_of_the_files(
    vault: Vault, engine: AsyncEngine, clock: FrozenClock, folder: Path
) -> None:
    document = await put(engine, vault, clock)
    async with engine.begin() as connection:
        assert await Documents(connection, clock).due(clock.now() + UNFILED.value + timedelta(seconds=1)) == (document,)
        assert await Documents(connection, clock).due(clock.now()) == ()
        pages = await Documents(connection, clock).forget(document)
        assert await Documents(connection, clock).forget(document) == 0
    await vault.remove(document, pages)
    assert files_in(folder) == []


async def test_retention_removes_what_is_due_and_says_what(
    vault: Vault, engine: AsyncEngine, clock: FrozenClock, folder: Path
) -> None:
    filed, unfiled = await put(engine, vault, clock), await put(engine, vault, clock)
    async with engine.begin() as connection:
        await Documents(connection, clock).file([filed])
    clock.advance(days=14)
    assert await prune(engine, vault.files, clock) == Removed()
    clock.advance(seconds=1)
    fresh = await put(engine, vault, clock)
    assert await prune(engine, vault.files, clock, batch=1) == Removed(unfiled=1)
    assert await facts(engine, clock, unfiled) is None
    assert {path.name[:-2] for path in files_in(folder)} == {filed, fresh}
    clock.time += FILED.value
    removed = await prune(engine, vault.files, clock)
    assert removed == Removed(unfiled=1, filed=1)
    assert str(removed) == "hamyar.documents: 1 never filed and 1 filed past their time, 0 files without a row"
    assert files_in(folder) == []


async def test_files_without_a_row_go_once_they_are_old(vault: Vault, engine: AsyncEngine, folder: Path) -> None:
    clock = FrozenClock(datetime.now(UTC))
    kept = await put(engine, vault, clock)
    await vault.put((b"its row was never written", b"nor this one's"))
    half = folder / kept[:2] / f"{kept}-9#1"
    half.write_bytes(b"a writer was killed here")
    (folder / "README").write_text("none of ours")
    assert await prune(engine, vault.files, clock) == Removed()
    clock.advance(days=1, seconds=60)
    assert await prune(engine, vault.files, clock) == Removed(orphans=3)
    assert {path.name for path in files_in(folder)} == {"README", f"{kept}-1", f"{kept}-2"}


async def test_another_databases_files_are_left(vault: Vault, engine: AsyncEngine, folder: Path) -> None:
    await vault.put((b"of another system",))
    removed = await prune(engine, vault.files, FrozenClock(datetime.now(UTC) + timedelta(days=9)))
    assert removed == Removed(strange=1)
    assert "is it theirs?" in str(removed)
    assert len(files_in(folder)) == 1


async def test_rotation_puts_all_under_the_first_key(
    vault: Vault, engine: AsyncEngine, clock: FrozenClock, folder: Path
) -> None:
    documents = [await put(engine, vault, clock) for _ in range(5)]
    rotated = await rotate(engine, Vault(vault.files, BOTH), batch=2)
    assert (rotated.key_id, rotated.documents, rotated.pages, rotated.failed) == ("new", 5, 10, ())
    only_new = Vault(vault.files, Keys({"new": KEYS["new"]}))
    for document in documents:
        assert await only_new.pages(document, 2) == EXAMINED.pages
        kept = await facts(engine, clock, document)
        assert kept is not None
        assert kept.key_id == "new"
    again = await rotate(engine, Vault(vault.files, BOTH))
    assert (again.documents, again.pages) == (0, 0)


async def test_what_does_not_open_is_named_and_stops_nothing(
    vault: Vault, engine: AsyncEngine, clock: FrozenClock, folder: Path
) -> None:
    broken, missing, sound = [await put(engine, vault, clock) for _ in range(3)]
    (folder / str(Name(broken, 1))).write_bytes(b"\x01\x03old" + bytes(40))
    await vault.files.remove(Name(missing, 2))
    rotated = await rotate(engine, Vault(vault.files, BOTH))
    assert (rotated.documents, set(rotated.failed)) == (1, {broken, missing})
    kept = await facts(engine, clock, sound)
    assert kept is not None
    assert kept.key_id == "new"
    with pytest.raises(NoSuchPage):
        await vault.page(missing, 2)


KILLED = """
import asyncio, os, signal, sys
from services.documents.files import Files
from services.documents.rotation import rotate
from services.documents.sealing import Keys
from services.documents.vault import Vault
from services.store.engine import make_engine

url, folder, point, times = sys.argv[1:]
passed = 0

def checkpoint(here):
    global passed
    passed += here == point
    if passed == int(times):
        os.kill(os.getpid(), signal.SIGKILL)

keys = Keys({"new": b"n" * 32, "old": b"o" * 32})
asyncio.run(rotate(make_engine(url), Vault(Files.at(folder), keys), batch=2, checkpoint=checkpoint))
"""


@pytest.mark.parametrize(("point", "times"), [("page", 1), ("page", 4), ("batch", 1)])
async def test_a_rotation_killed_half_way_loses_nothing_and_is_finished_later(
    vault: Vault, engine: AsyncEngine, clock: FrozenClock, folder: Path, database_url: str, point: str, times: int
) -> None:
    documents = [await put(engine, vault, clock) for _ in range(4)]
    command = [sys.executable, "-c", KILLED, database_url, str(folder), point, str(times)]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    both = Vault(vault.files, BOTH)
    under = [sealed_under(await vault.files.get(Name(document, 1))) for document in documents]
    assert "new" in under
    assert "old" in under
    for document in documents:
        assert await both.pages(document, 2) == EXAMINED.pages
    rotated = await rotate(engine, both)
    assert rotated.failed == ()
    only_new = Vault(vault.files, Keys({"new": KEYS["new"]}))
    for document in documents:
        assert await only_new.pages(document, 2) == EXAMINED.pages


async def test_taking_killed_before_its_row_leaves_but_a_file_that_goes(
    vault: Vault, engine: AsyncEngine, clock: FrozenClock, folder: Path, examiner: Examiner
) -> None:
    class Away:
        def begin(self) -> None:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        await take(examiner, vault, Away(), clock, hostile.small("JPEG"), CHAT)  # type: ignore[arg-type]
    assert len(files_in(folder)) == 1
    assert await rows(engine) == "[]"


def test_a_bucket_needs_no_folder() -> None:
    assert Files.at("s3://papers/hamyar").folder is None
    assert os.path.basename(str(Name("a" * 22, 1))) == "a" * 22 + "-1"
