"""Backup and restore: a conversation goes on, nothing is half restored, and nothing is sent twice unmarked."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import shutil
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import programs
from bot.app import key_file
from bot.backup import (
    DATABASE,
    FILE_KEYS,
    FILES,
    FORMAT,
    KEY,
    MANIFEST,
    SCHEMAS,
    SIGNING_KEYS,
    NothingToBackUp,
    NotWritten,
    back_up,
)
from bot.database import remove
from bot.rehearsal import BOT_NAME, LINE, TOKEN, USERNAME, make_sandbox
from bot.rehearsal import KEY as KEY_OF_SMS
from bot.restoring import InUse, NotABackup, NotEmpty, NotRestored, restore
from bot.sample_registry import loaded
from bot.settings import Settings
from bot.signing import public_keys, signing_keys, signing_keys_file
from bot.vault import file_keys_file, kept_file_keys, open_vault
from dialogs.messages import Contact, Typed, Words
from handlers.budget import Budget
from handlers.courier import Courier
from handlers.sms.allowance import SpendingCap
from handlers.sms.client import Kavenegar
from handlers.sms.sending import SmsSender
from handlers.telegram.sending import TelegramSender
from handlers.telegram.setup import make_bot
from handlers.wording import Wording
from sandbox.app import running
from services.calendar import SystemClock
from services.conversations import Place
from services.documents import Documents
from services.documents.examining import Examined
from services.file_keys import new_key, written
from services.issued import keys as signing
from services.messages import Messages
from services.messages.restoring import GIVEN_UP, NUMBERS_LEFT_OUT
from services.pictures import MediaType
from services.store import migrations
from services.store.engine import connect, make_engine
from tests.bot.test_cli import hamyar
from tests.clock import FrozenClock
from tests.services.people.phone import Phone

KEY_OF_OLD = b"5" * 64
_LETTERS = iter(range(1000))


def settings(url: str, data_dir: Path, **more: Any) -> Settings:
    return Settings(database_url=SecretStr(url), data_dir=data_dir, **more)


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    with connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


def run(url: str, *statements: str) -> None:
    with connect(url) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def contents(url: str) -> dict[str, Any]:
    """A sum over every row of every table, and the definitions of all indexes."""
    tables = rows(
        url, "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('registry', 'hamyar')"
    )
    sums = {
        table: rows(url, f"SELECT count(*), md5(string_agg(t::text, ';' ORDER BY t::text)) FROM {table} t")
        for (table,) in tables
    }
    return {**sums, "indexes": rows(url, "SELECT indexdef FROM pg_indexes WHERE schemaname = 'hamyar' ORDER BY 1")}


@pytest.fixture
def other_url(postgres_url: str) -> Iterator[str]:
    """Another database, without the schema."""
    name = f"test_restored_{next(_LETTERS)}"
    with connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@dataclass
class Here:
    """A system with a backup of it."""

    settings: Settings
    url: str
    archive: Path


@pytest.fixture
def here(database_url: str, tmp_path: Path) -> Here:
    """A database with the schema alone, its key, and its backup."""
    own = settings(database_url, tmp_path / "old")
    own.data_dir.mkdir()
    key_file(own).write_bytes(KEY_OF_OLD)
    archive = tmp_path / "hamyar.backup"
    back_up(own, archive)
    return Here(own, database_url, archive)


def changed(archive: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """A copy of the archive, each part as `change` has it."""
    copy = archive.with_name("changed.backup")
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(copy, "w") as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
    return copy


def with_manifest(archive: Path, **facts: Any) -> Path:
    def change(name: str, data: bytes) -> bytes:
        return json.dumps(json.loads(data) | facts).encode() if name == MANIFEST else data

    return changed(archive, change)


async def test_a_conversation_goes_on_after_a_restore_elsewhere(
    database_url: str, other_url: str, tmp_path: Path, clock: FrozenClock
) -> None:
    people = loaded(database_url, tmp_path / "sample", date(2025, 9, 23))
    person = next(one for one in people if one.code == "days-690")
    engine = make_engine(database_url)
    before = Phone(engine, clock)
    await before.does(Typed("ازدواج"))
    await before.does(Contact(person.mobile, own=True))
    await engine.dispose()

    back_up(settings(database_url, tmp_path / "old"), tmp_path / "file")
    said = restore(settings(other_url, tmp_path / "new"), tmp_path / "file", nothing_sent_since=True)

    assert said.startswith("Restored the backup of ")
    assert contents(other_url) == contents(database_url)
    engine = make_engine(other_url)
    after = Phone(engine, clock)
    assert "۶۹۰ روز" in await after.does(Typed(person.national_id))
    assert after.heard[: len(before.heard)] == before.heard
    await engine.dispose()
    assert not migrations.pending(other_url)


def test_the_archive_is_its_owners_alone_and_says_what_it_holds(here: Here) -> None:
    assert stat.S_IMODE(here.archive.stat().st_mode) == 0o600
    with zipfile.ZipFile(here.archive) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [DATABASE, KEY, MANIFEST]
        assert archive.read(KEY) == KEY_OF_OLD
        manifest = json.loads(archive.read(MANIFEST))
    assert manifest["schema"] == migrations.newest()
    assert [part["name"] for part in manifest["parts"]] == [DATABASE, KEY]
    assert KEY_OF_OLD.decode() not in json.dumps(manifest)
    assert [path.name for path in here.archive.parent.iterdir() if path.name.startswith(".")] == []


def test_every_schema_of_ours_is_in_the_backup(here: Here) -> None:
    found = rows(
        here.url, r"SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'"
    )
    assert {name for (name,) in found} - {"public"} == set(SCHEMAS)


def test_a_key_of_the_settings_stays_where_it_is_kept(here: Here, other_url: str, tmp_path: Path) -> None:
    held = settings(here.url, tmp_path / "held", secret_key=SecretStr("s" * 40))
    assert "without HAMYAR_SECRET_KEY" in back_up(held, tmp_path / "held.backup")
    with zipfile.ZipFile(tmp_path / "held.backup") as archive:
        assert KEY not in archive.namelist()
        assert b"s" * 40 not in archive.read(MANIFEST)
    assert "set it to the same" in restore(settings(other_url, tmp_path / "new"), tmp_path / "held.backup")
    other = settings(other_url, tmp_path / "new", secret_key=SecretStr("t" * 40))
    assert "is not the key of this backup" in restore(other, tmp_path / "held.backup", replace=True)


def test_the_kept_key_comes_back(here: Here, other_url: str, tmp_path: Path) -> None:
    there = settings(other_url, tmp_path / "new")
    restore(there, here.archive)
    assert key_file(there).read_bytes() == KEY_OF_OLD
    assert stat.S_IMODE(key_file(there).stat().st_mode) == 0o600


def test_a_database_that_holds_something_is_replaced_only_when_told(here: Here) -> None:
    run(here.url, "INSERT INTO hamyar.conversations VALUES ('sms', 'since', '{}', now())")
    with pytest.raises(NotEmpty, match="--replace"):
        restore(here.settings, here.archive)
    assert rows(here.url, "SELECT address FROM hamyar.conversations") == [("since",)]
    restore(here.settings, here.archive, replace=True)
    assert rows(here.url, "SELECT address FROM hamyar.conversations") == []


def test_nothing_is_restored_under_a_running_system(here: Here) -> None:
    with connect(here.url), pytest.raises(InUse, match="stop serve and work"):
        restore(here.settings, here.archive, replace=True)


def test_a_damaged_archive_is_refused(here: Here) -> None:
    spoiled = changed(here.archive, lambda name, data: data[:-1] + b"!" if name == DATABASE else data)
    with pytest.raises(NotABackup, match="checksum of its part database"):
        restore(here.settings, spoiled)
    cut = here.archive.with_name("cut")
    cut.write_bytes(here.archive.read_bytes()[:-100])
    with pytest.raises(NotABackup, match="cut short"):
        restore(here.settings, cut)
    rotten = bytearray(here.archive.read_bytes())
    rotten[200] ^= 1
    cut.write_bytes(rotten)
    with pytest.raises(NotABackup):
        restore(here.settings, cut)
    with pytest.raises(NotABackup, match="No such file"):
        restore(here.settings, here.archive.with_name("none"))
    with pytest.raises(NotABackup, match="no manifest"):
        restore(here.settings, with_manifest(here.archive, parts="none"))
    with pytest.raises(NotABackup, match="its parts"):
        restore(here.settings, with_manifest(here.archive, parts=[]))


def test_a_backup_of_the_future_is_refused(here: Here) -> None:
    with pytest.raises(NotABackup, match="newer than this program"):
        restore(here.settings, with_manifest(here.archive, schema="9999_later"))
    with pytest.raises(NotABackup, match="newer Hamyar"):
        restore(here.settings, with_manifest(here.archive, format=FORMAT + 1))


def test_what_goes_wrong_in_the_midst_leaves_the_database_as_it_was(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(here.url, "INSERT INTO hamyar.conversations VALUES ('sms', 'since', '{}', now())")
    monkeypatch.setattr("bot.restoring.AFTER_RESTORE", "SELECT 1/0;")
    with pytest.raises(NotRestored, match="division by zero"):
        restore(here.settings, here.archive, replace=True)
    assert rows(here.url, "SELECT address FROM hamyar.conversations") == [("since",)]
    assert key_file(here.settings).read_bytes() == KEY_OF_OLD


def test_a_dump_that_breaks_off_is_not_half_restored(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    run(here.url, "INSERT INTO hamyar.conversations VALUES ('sms', 'since', '{}', now())")
    half = changed(here.archive, lambda name, data: data[: len(data) * 3 // 4] if name == DATABASE else data)
    monkeypatch.setattr("bot.restoring._verified", lambda file, archive: _manifest(here.archive))
    with pytest.raises(NotRestored):
        restore(here.settings, half, replace=True)
    assert rows(here.url, "SELECT address FROM hamyar.conversations") == [("since",)]


def _manifest(archive: Path) -> Any:
    from bot.backup import Manifest

    with zipfile.ZipFile(archive) as opened:
        return Manifest.load(json.loads(opened.read(MANIFEST)))


OPEN = """INSERT INTO hamyar.outbox (channel, address, kind, body, state, created_at, due_at, lease_until)
          VALUES ('{}', '1', '{}', '{{}}', '{}', now() - interval '{}', now(), now())"""


@pytest.mark.parametrize(
    ("channel", "kind", "state", "age", "becomes"),
    [
        ("telegram", "reply", "queued", "1 minute", "ambiguous"),
        ("telegram", "reply", "sending", "1 day", "ambiguous"),
        ("sms", "notice", "queued", "11 hours", "ambiguous"),
        ("sms", "notice", "queued", "13 hours", "failed"),
        ("sms", "code", "queued", "1 minute", "failed"),
        ("sms", "reply", "sent", "13 hours", "sent"),
    ],
)
def test_what_may_have_been_sent_since_is_of_unknown_outcome(
    database_url: str, tmp_path: Path, channel: str, kind: str, state: str, age: str, becomes: str
) -> None:
    run(database_url, OPEN.format(channel, kind, state, age))
    own = settings(database_url, tmp_path)
    back_up(own, tmp_path / "file")
    said = restore(own, tmp_path / "file", replace=True)
    [(found, fault, body)] = rows(database_url, "SELECT state, fault, body FROM hamyar.outbox")
    assert found == becomes
    assert (fault == GIVEN_UP) == (becomes == "failed")
    assert (body is None) == (kind == "code")
    assert ("may have been sent" in said, "were given up" in said) == (becomes == "ambiguous", becomes == "failed")


def test_what_waited_while_nothing_ran_is_sent_as_it_is(database_url: str, tmp_path: Path) -> None:
    run(database_url, OPEN.format("sms", "notice", "queued", "13 hours"))
    own = settings(database_url, tmp_path)
    back_up(own, tmp_path / "file")
    restore(own, tmp_path / "file", replace=True, nothing_sent_since=True)
    assert rows(database_url, "SELECT state FROM hamyar.outbox") == [("queued",)]


def test_no_number_is_given_to_a_second_sms(database_url: str, tmp_path: Path) -> None:
    own = settings(database_url, tmp_path)
    run(database_url, OPEN.format("sms", "reply", "sent", "1 minute"))
    back_up(own, tmp_path / "file")
    run(database_url, *[OPEN.format("sms", "reply", "sent", "1 second")] * 5)
    [(last,)] = rows(database_url, "SELECT max(id) FROM hamyar.outbox")
    restore(own, tmp_path / "file", replace=True)
    run(database_url, OPEN.format("sms", "reply", "queued", "0 seconds"))
    [(next_one,)] = rows(database_url, "SELECT max(id) FROM hamyar.outbox")
    assert last < NUMBERS_LEFT_OUT <= next_one


async def test_a_restored_reply_is_sent_once_more_and_marked(
    database_url: str, engine: AsyncEngine, tmp_path: Path, clock: FrozenClock
) -> None:
    async with engine.begin() as connection:
        await Messages(connection).put("telegram", "1", "reply", {"text": "سلام"}, clock.now())
    await engine.dispose()
    own = settings(database_url, tmp_path)
    back_up(own, tmp_path / "file")
    restore(own, tmp_path / "file", replace=True)
    async with engine.begin() as connection:
        messages, later = Messages(connection), datetime.now(clock.now().tzinfo) + timedelta(minutes=1)
        assert await messages.claim("telegram", later, lease=timedelta(seconds=1)) == ()
        [row] = await messages.take_unsettled("telegram", later, lease=timedelta(seconds=1))
        assert row.body == {"text": "سلام"}


def test_an_older_backup_gives_way_to_a_whole_one_only(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    before = here.archive.read_bytes()
    monkeypatch.setattr("bot.backup.SCHEMAS", ("no_such_schema",))
    with pytest.raises(NotWritten, match="no matching schemas"):
        back_up(here.settings, here.archive)
    assert here.archive.read_bytes() == before
    assert sorted(path.name for path in here.archive.parent.iterdir()) == ["hamyar.backup", "old"]
    with pytest.raises(NotWritten, match="none"):
        back_up(here.settings, here.archive.parent / "none" / "file")


def test_a_database_without_the_schema_is_not_backed_up(other_url: str, tmp_path: Path) -> None:
    with pytest.raises(NothingToBackUp):
        back_up(settings(other_url, tmp_path), tmp_path / "file")
    assert list(tmp_path.iterdir()) == []


def test_a_program_is_of_the_servers_version_or_the_next_newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for major in (15, 16, 18):
        program = tmp_path / str(major) / "pg_dump"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\necho "pg_dump (PostgreSQL) {major}.2 (Debian)"\n')
        program.chmod(0o700)
        found.append(program)
    monkeypatch.setattr(programs, "_installed", lambda name: iter(found))
    assert programs.fitting("pg_dump", server=16, at_least=16) == (found[1], 16)
    assert programs.fitting("pg_dump", server=17, at_least=17) == (found[2], 18)
    assert programs.fitting("pg_restore", server=18, at_least=15) == (found[2], 18)
    with pytest.raises(programs.ProgramMissing, match="postgresql-client-19"):
        programs.fitting("pg_dump", server=19, at_least=19)


def test_no_password_is_among_a_programs_arguments() -> None:
    database, environment = programs.access("postgresql+psycopg://u:canary%2F4417@h:5433/d?sslmode=require")
    assert "canary" not in database
    assert "sslmode=require" in database
    assert environment["PGPASSWORD"] == "canary/4417"


def test_the_commands_on_an_embedded_database(tmp_path: Path) -> None:
    """A new data directory takes what an old one held."""
    old, new, archive = tmp_path / "old dir", tmp_path / "new dir", tmp_path / "file"
    try:
        assert hamyar("prune", DATA_DIR=str(old)).returncode == 0  # brings the schema
        done = hamyar("backup", str(archive), DATA_DIR=str(old))
        assert (done.returncode, done.stderr) == (0, "")
        assert f"schema {migrations.newest()}" in done.stdout
        done = hamyar("restore", str(archive), DATA_DIR=str(new))
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("Restored the backup of ")
    finally:
        for data_dir in (old, new):
            remove(data_dir)
            shutil.rmtree(data_dir, ignore_errors=True)


async def test_what_went_out_after_the_backup_goes_out_once(database_url: str, tmp_path: Path) -> None:
    """By real couriers: the SMS is asked about and not sent again, the reply on Telegram is sent once more, marked."""
    own, archive, sandbox = settings(database_url, tmp_path), tmp_path / "file", make_sandbox()
    somebody = sandbox.stage.user("09120000000")
    async with running(sandbox) as url:
        sandbox.kavenegar.add_line(LINE)
        sandbox.telegram.add_bot(TOKEN, USERNAME, BOT_NAME)
        phone = sandbox.stage.account("09120000000")
        assert phone
        phone.opens()
        engine = make_engine(database_url)
        async with engine.begin() as connection:
            messages, now = Messages(connection), SystemClock().now()
            await messages.put("sms", "09120000000", "reply", {"text": "سلام"}, now)
            body = {"text": "سلام", "buttons": [], "footer": []}
            await messages.put("telegram", str(somebody.id), "reply", body, now)
        await engine.dispose()
        await asyncio.to_thread(back_up, own, archive)
        await _sent(database_url, url)
        await asyncio.to_thread(restore, own, archive, replace=True)
        await _sent(database_url, url)
        assert [sms.text for sms in sandbox.kavenegar.world.outbox.values()] == ["سلام"]
        heard = [message.text for message in phone.chat.shown() if message.sender is not somebody]
    assert heard == ["سلام", "سلام\n\n" + Wording()(Words("telegram-repeated"))]
    states = "SELECT channel, state IN ('sent', 'delivered') FROM hamyar.outbox ORDER BY 1"
    assert rows(database_url, states) == [("sms", True), ("telegram", True)]


async def _sent(database_url: str, url: str) -> None:
    """Everything that is to be sent, by couriers that start and stop."""
    engine, client, bot = make_engine(database_url), Kavenegar(KEY_OF_SMS, url), make_bot(TOKEN, url)
    clock, no_limit = SystemClock(), Budget(None, None)
    cap = SpendingCap(engine, clock, None)
    for sender in (
        SmsSender(client, LINE, no_limit, code_template="hamyar", cap=cap),
        TelegramSender(bot, no_limit, Wording()),
    ):
        await Courier(engine, sender, clock).drain()
    await bot.session.close()
    await client.close()
    await engine.dispose()


def with_picture(own: Settings, url: str) -> str:
    """A document of one page in the vault and its row."""

    async def put() -> str:
        vault, engine = open_vault(own), make_engine(url)
        document = await vault.put((b"the page",))
        examined = Examined("ab" * 32, 8, MediaType.JPEG, 1, 1, (), (b"the page",))
        async with engine.begin() as connection:
            await Documents(connection, SystemClock()).keep(document, examined, Place("sms", "1"), vault.keys.current)
        await engine.dispose()
        return document

    return asyncio.run(put())


def page_of(own: Settings, document: str) -> bytes:
    return asyncio.run(open_vault(own).page(document, 1))


def test_pictures_and_their_keys_go_along(database_url: str, other_url: str, tmp_path: Path) -> None:
    own, there = settings(database_url, tmp_path / "old"), settings(other_url, tmp_path / "new")
    document = with_picture(own, database_url)
    with_picture(there, database_url)  # a key and a file of its own
    before = kept_file_keys(there)
    back_up(own, tmp_path / "file")
    with zipfile.ZipFile(tmp_path / "file") as archive:
        assert {FILES, FILE_KEYS} <= set(archive.namelist())
        assert b"the page" not in archive.read(FILES)
    said = restore(there, tmp_path / "file")
    assert "1 pages of pictures are in " in said
    assert page_of(there, document) == b"the page"
    assert stat.S_IMODE(file_keys_file(there).stat().st_mode) == 0o600
    assert list(kept_file_keys(there)) == [*before, *kept_file_keys(own)]


def test_what_was_issued_verifies_after_a_restore(database_url: str, other_url: str, tmp_path: Path) -> None:
    own, there = settings(database_url, tmp_path / "old"), settings(other_url, tmp_path / "new")
    issued, newer = signing_keys(own), signing_keys(there)
    back_up(own, tmp_path / "file")
    restore(there, tmp_path / "file")
    assert [*public_keys(there).by_id] == [newer.id, issued.id]
    assert stat.S_IMODE(signing_keys_file(there).stat().st_mode) == 0o600
    given = SecretStr(signing.written([b"k" * 32]))
    said = restore(settings(other_url, tmp_path / "set", signing_keys=given), tmp_path / "file", replace=True)
    assert f"Papers signed with {issued.id} do not verify here" in said


def test_signing_keys_of_a_setting_stay_out(database_url: str, tmp_path: Path) -> None:
    own = settings(database_url, tmp_path, signing_keys=SecretStr(signing.written([b"k" * 32])))
    back_up(own, tmp_path / "file")
    with zipfile.ZipFile(tmp_path / "file") as archive:
        assert SIGNING_KEYS not in archive.namelist()


def test_keys_of_a_setting_stay_out_and_are_asked_for(database_url: str, other_url: str, tmp_path: Path) -> None:
    name, key = new_key()
    given = SecretStr(written({name: key}).strip())
    own = settings(database_url, tmp_path / "old", file_keys=given)
    document = with_picture(own, database_url)
    assert f"keep {name} elsewhere" in back_up(own, tmp_path / "file")
    there = settings(other_url, tmp_path / "new")
    assert f"missing here: {name}" in restore(there, tmp_path / "file")
    assert page_of(settings(other_url, tmp_path / "new", file_keys=given), document) == b"the page"


def test_a_restore_that_fails_leaves_the_pictures_of_now(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = settings(database_url, tmp_path)
    early = with_picture(own, database_url)
    back_up(own, tmp_path / "file")
    late = with_picture(own, database_url)
    monkeypatch.setattr("bot.restoring.AFTER_RESTORE", "SELECT 1/0;")
    with pytest.raises(NotRestored):
        restore(own, tmp_path / "file", replace=True)
    assert [page_of(own, document) for document in (early, late)] == [b"the page"] * 2


def test_a_backup_without_pictures_of_an_earlier_program_is_taken(here: Here) -> None:
    with zipfile.ZipFile(here.archive) as archive:
        stored = json.loads(archive.read(MANIFEST))
    older = here.archive.with_name("older.backup")
    with zipfile.ZipFile(here.archive) as source, zipfile.ZipFile(older, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == MANIFEST:
                del stored["file_key_ids"]
                data = json.dumps(stored | {"format": 1}).encode()
            target.writestr(name, data)
    assert restore(here.settings, older, replace=True).startswith("Restored the backup")


def test_a_picture_of_a_strange_name_is_not_written(here: Here) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("../../canary"))
    data = packed.getvalue()
    crafted = here.archive.with_name("crafted.backup")
    with zipfile.ZipFile(here.archive) as source, zipfile.ZipFile(crafted, "w") as target:
        stored = json.loads(source.read(MANIFEST))
        part = {"name": FILES, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name in source.namelist():
            if name != MANIFEST:
                target.writestr(name, source.read(name))
        target.writestr(FILES, data)
        target.writestr(MANIFEST, json.dumps(stored | {"parts": [*stored["parts"], part]}))
    with pytest.raises(NotABackup, match="no name of ours"):
        restore(here.settings, crafted, replace=True)
    assert not list(here.archive.parent.parent.rglob("canary"))
