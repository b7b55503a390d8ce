"""The keys of the pictures as they are written in a setting or a key file: `id:base64` of 32 bytes, several of them."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Mapping

KEY_BYTES = 32
KEY_ID = re.compile(r"[A-Za-z0-9._-]{1,32}", re.ASCII)


class NotKeys(ValueError):
    """What was given is no list of keys; the message never shows them."""


def parsed(text: str) -> dict[str, bytes]:
    """The keys in their order, parted by commas or line ends. Raises NotKeys."""
    found: dict[str, bytes] = {}
    for part in filter(None, (part.strip() for part in re.split(r"[,\n]", text))):
        name, _, encoded = part.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError:
            key = b""
        if not KEY_ID.fullmatch(name) or len(key) != KEY_BYTES:
            found.clear()
            break
        if name in found:
            raise NotKeys("must not give two keys the same id")
        found[name] = key
    if not found:
        raise NotKeys("must be id:key, several with commas between, each key 32 bytes in base64")
    return found


def written(keys: Mapping[str, bytes]) -> str:
    """The keys as `parsed` reads them, one a line."""
    return "".join(f"{name}:{base64.b64encode(key).decode()}\n" for name, key in keys.items())


def new_key() -> tuple[str, bytes]:
    """A key, and an id that no other has."""
    return secrets.token_hex(4), secrets.token_bytes(KEY_BYTES)
