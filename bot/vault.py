"""Where the pictures lie and which keys open them, from the settings."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from bot.errors import OperatorError
from bot.key_files import make_once, write_anew
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
    make_once(path, lambda: written(dict([new_key()])).encode())
    return kept_file_keys(settings)


def kept_file_keys(settings: Settings) -> dict[str, bytes]:
    """The keys kept in the data folder; none where there is no such file. Raises KeysUnreadable."""
    path = file_keys_file(settings)
    try:
        return parsed(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        raise KeysUnreadable(path, NotKeys("is no text")) from None
    except NotKeys as error:
        raise KeysUnreadable(path, error) from None


def file_keys_file(settings: Settings) -> Path:
    """Where the keys are kept when no setting holds them."""
    return settings.data_dir / "file_keys"


def add_file_keys(settings: Settings, keys: Mapping[str, bytes]) -> None:
    """Keep these keys as well, behind those that are there. Raises KeysUnreadable."""
    there = kept_file_keys(settings)
    kept = {**there, **{name: key for name, key in keys.items() if name not in there}}
    write_anew(file_keys_file(settings), written(kept).encode())


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
