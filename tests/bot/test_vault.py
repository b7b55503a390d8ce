"""The vault's settings: keys made once, read from a setting, and rotated by command."""

from __future__ import annotations

import asyncio
import re
import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import Settings, SettingsError, read
from bot.vault import KeysUnreadable, add_file_keys, file_keys, file_keys_file, kept_file_keys, open_vault
from services.calendar import SystemClock
from services.conversations import Place
from services.documents import Documents
from services.documents.examining import Examined
from services.documents.files import NoSuchPage
from services.documents.sealing import Keys
from services.file_keys import new_key, written
from services.pictures import MediaType
from services.store.engine import make_engine
from tests.bot.test_cli import hamyar

OLD, NEW = ("old", b"o" * 32), ("new", b"n" * 32)


def setting(*keys: tuple[str, bytes]) -> str:
    return written(dict(keys)).strip().replace("\n", ",")


def test_a_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    own = Settings(data_dir=tmp_path / "data")
    assert kept_file_keys(own) == {}
    first = file_keys(own)
    assert len(first) == 1
    assert file_keys(own) == first
    assert stat.S_IMODE(file_keys_file(own).stat().st_mode) == 0o600
    assert [path.name for path in own.data_dir.iterdir()] == ["file_keys"]


def test_the_first_key_of_the_setting_seals(tmp_path: Path) -> None:
    own = Settings(data_dir=tmp_path, file_keys=SecretStr(setting(NEW, OLD)))
    assert open_vault(own).keys.ids == ("new", "old")
    assert not file_keys_file(own).exists()


def test_kept_keys_are_added_to_and_never_replaced(tmp_path: Path) -> None:
    own = Settings(data_dir=tmp_path)
    there = dict(file_keys(own))
    add_file_keys(own, {**dict.fromkeys(there, b"x" * 32), **dict([NEW])})
    assert list(kept_file_keys(own).items()) == [*there.items(), NEW]


@pytest.mark.parametrize("torn", [b"torn", b"", b"\xff\xfe\x00"], ids=["text", "empty", "bytes"])
def test_kept_keys_that_are_none_are_named_with_their_file(tmp_path: Path, torn: bytes) -> None:
    own = Settings(data_dir=tmp_path)
    file_keys_file(own).write_bytes(torn)
    with pytest.raises(KeysUnreadable, match=re.escape(str(file_keys_file(own)))):
        file_keys(own)


@pytest.mark.parametrize(
    "given",
    ["canary", "a:canary", "a:", f"{setting(OLD)},canary", f"{setting(OLD)},{setting(OLD)}", f"ä:{setting(OLD)[4:]}"],
)
def test_wrong_keys_are_named_and_never_shown(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAMYAR_FILE_KEYS", given)
    with pytest.raises(SettingsError) as caught:
        read()
    assert str(caught.value.faults[0]).startswith("HAMYAR_FILE_KEYS must")
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(("given", "right"), [("/srv/files", True), ("s3://hamyar/papers", True), ("ftp://h/x", False)])
def test_the_store_is_a_folder_or_a_bucket(given: str, right: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAMYAR_FILE_STORE", given)
    if right:
        assert read().file_store == given
    else:
        with pytest.raises(SettingsError, match="must be a folder"):
            read()


def test_the_command_rotates_and_says_what_may_go(database_url: str, tmp_path: Path) -> None:
    own = Settings(data_dir=tmp_path, file_keys=SecretStr(setting(OLD)))

    async def put() -> str:
        vault, engine = open_vault(own), make_engine(database_url)
        document = await vault.put((b"one", b"two"))
        examined = Examined("ab" * 32, 8, MediaType.JPEG, 1, 1, (), (b"one", b"two"))
        async with engine.begin() as connection:
            await Documents(connection, SystemClock()).keep(document, examined, Place("sms", "1"), "old")
        await engine.dispose()
        return document

    document = asyncio.run(put())
    given = {"DATABASE_URL": database_url, "DATA_DIR": str(tmp_path)}
    done = hamyar("rotate-keys", FILE_KEYS=setting(NEW, OLD), **given)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "1 pictures (2 pages) were put under the key new.",
        "No picture needs another key: old may go, once no process seals under it.",
    ]
    only_new = open_vault(Settings(data_dir=tmp_path, file_keys=SecretStr(setting(NEW))))
    assert asyncio.run(only_new.pages(document, 2)) == (b"one", b"two")
    done = hamyar("rotate-keys", FILE_KEYS=setting(new_key()), **given)
    assert done.returncode == 2
    assert f"1 could not be opened and were left as they are:\n  {document}" in done.stderr
    with pytest.raises(NoSuchPage):
        asyncio.run(only_new.page(document, 3))
    assert Keys(dict([NEW])).current == "new"
