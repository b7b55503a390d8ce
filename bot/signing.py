"""The keys that sign what the Organisation issues, from the settings; and `hamyar public-keys`."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from bot.errors import OperatorError
from bot.settings import Settings
from services.issued import NotKeys, PublicKeys, SigningKeys, new_key
from services.issued.keys import parsed, written


class SigningKeysUnreadable(OperatorError):
    """The kept keys are not what we wrote."""

    def __init__(self, path: Path, error: NotKeys) -> None:
        super().__init__(f"{path} {error}")


class NoSigningKeys(OperatorError):
    """No paper was ever signed here."""

    def __init__(self) -> None:
        super().__init__(
            "there are no signing keys: HAMYAR_SIGNING_KEYS is unset and none were made in the data folder"
        )


def signing_keys(settings: Settings) -> SigningKeys:
    """The setting's keys, or those kept in the data folder, where one is made once. Raises SigningKeysUnreadable."""
    if settings.signing_keys is not None:
        return SigningKeys.parse(settings.signing_keys.get_secret_value())
    path = signing_keys_file(settings)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            _write(path, (new_key(),), anew=False)
    return SigningKeys(kept_signing_keys(settings))


def public_keys(settings: Settings) -> PublicKeys:
    """The public halves of the keys that there are; none is made. Raises NoSigningKeys or SigningKeysUnreadable."""
    if settings.signing_keys is None and not kept_signing_keys(settings):
        raise NoSigningKeys
    return signing_keys(settings).public


def kept_signing_keys(settings: Settings) -> tuple[bytes, ...]:
    """The keys kept in the data folder; none where there is no such file. Raises SigningKeysUnreadable."""
    path = signing_keys_file(settings)
    try:
        return parsed(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except UnicodeDecodeError:
        raise SigningKeysUnreadable(path, NotKeys("is no text")) from None
    except NotKeys as error:
        raise SigningKeysUnreadable(path, error) from None


def signing_keys_file(settings: Settings) -> Path:
    """Where the keys are kept when no setting holds them."""
    return settings.data_dir / "signing_keys"


def add_signing_keys(settings: Settings, keys: tuple[bytes, ...]) -> None:
    """Keep these keys as well, behind those that are there. Raises SigningKeysUnreadable."""
    there = kept_signing_keys(settings)
    path = signing_keys_file(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, (*there, *(key for key in keys if key not in there)), anew=True)


def _write(path: Path, keys: tuple[bytes, ...], *, anew: bool) -> None:
    """Whole or not at all, for its owner alone. Raises FileExistsError, unless it may be written anew."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as target:
            target.write(written(keys))
            target.flush()
            os.fsync(target.fileno())
        if anew:
            fresh.replace(path)
        else:
            os.link(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
