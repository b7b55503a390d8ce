"""Where the pictures lie and which keys open them, from the settings."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from bot.errors import OperatorError
from bot.settings import Settings
from services.documents.files import Files
from services.documents.rotation import Rotated, rotate
from services.documents.sealing import Keys
from services.documents.vault import Vault
from services.file_keys import NotKeys, new_key, parsed, written
from services.store.engine import make_engine


class KeysUnreadable(OperatorError):
    """The kept keys are not what we wrote."""

    def __init__(self, path: Path, error: NotKeys) -> None:
        super().__init__(f"{path} {error}")


def open_vault(settings: Settings) -> Vault:
    """The vault. Raises KeysUnreadable."""
    return Vault(open_files(settings), Keys(file_keys(settings)))


def open_files(settings: Settings) -> Files:
    """The sealed files, for what needs no key to them."""
    return Files.at(settings.file_store or settings.data_dir / "files")


def file_keys(settings: Settings) -> Mapping[str, bytes]:
    """The keys: the setting's, or those kept in the data folder, where one is made once. Raises KeysUnreadable."""
    if settings.file_keys is not None:
        return parsed(settings.file_keys.get_secret_value())
    path = file_keys_file(settings)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        name, key = new_key()
        with suppress(FileExistsError):
            _write(path, {name: key}, anew=False)
    return kept_file_keys(settings)


def kept_file_keys(settings: Settings) -> dict[str, bytes]:
    """The keys kept in the data folder; none where there is no such file. Raises KeysUnreadable."""
    path = file_keys_file(settings)
    try:
        return parsed(path.read_text())
    except FileNotFoundError:
        return {}
    except NotKeys as error:
        raise KeysUnreadable(path, error) from None


def file_keys_file(settings: Settings) -> Path:
    """Where the keys are kept when no setting holds them."""
    return settings.data_dir / "file_keys"


def add_file_keys(settings: Settings, keys: Mapping[str, bytes]) -> None:
    """Keep these keys as well, behind those that are there. Raises KeysUnreadable."""
    there = kept_file_keys(settings)
    path = file_keys_file(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, {**there, **{name: key for name, key in keys.items() if name not in there}}, anew=True)


def rotate_now(settings: Settings, url: str) -> str:
    """Put every picture under the current key and say what was done. Raises OperatorError when some could not be."""
    vault = open_vault(settings)
    done = asyncio.run(_rotated(url, vault))
    others = [name for name in vault.keys.ids if name != done.key_id]
    lines = [f"{done.documents:,} pictures ({done.pages:,} pages) were put under the key {done.key_id}."]
    if done.failed:
        lines.append(f"{len(done.failed):,} could not be opened and were left as they are:")
        lines.extend(f"  {document}" for document in done.failed[:20])
        raise OperatorError("\n".join(lines))
    if others:
        lines.append(f"No picture needs another key: {', '.join(others)} may go, once no process seals under it.")
    return "\n".join(lines)


async def _rotated(url: str, vault: Vault) -> Rotated:
    engine = make_engine(url, pool_size=1)
    try:
        return await rotate(engine, vault)
    finally:
        await engine.dispose()


def _write(path: Path, keys: Mapping[str, bytes], *, anew: bool) -> None:
    """Whole or not at all, for its owner alone. Raises FileExistsError, unless it may be written anew."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as target:
            target.write(written(keys))
            target.flush()
            os.fsync(target.fileno())
        if anew:
            fresh.replace(path)
        else:
            os.link(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
