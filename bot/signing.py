"""The keys that sign what the Organisation issues, from the settings; and `hamyar public-keys`."""

from __future__ import annotations

from pathlib import Path

from bot.errors import OperatorError
from bot.key_files import make_once, write_anew
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
    make_once(path, lambda: written((new_key(),)).encode())
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
    kept = (*there, *(key for key in keys if key not in there))
    write_anew(signing_keys_file(settings), written(kept).encode())
