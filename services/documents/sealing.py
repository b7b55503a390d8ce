"""Encryption of one page: AES-256-GCM, a random nonce, and bound to the document and page that it is of.

    1 byte   the format, 1
    1 byte   the length of the key's id, and the id in ASCII: which key opens this
    12 bytes the nonce
    rest     the ciphertext with its tag of 16 bytes

A page that was changed, or put in another's place, does not open. Nonces are random: a key is good for some thousand
million pages before two might meet, and is long rotated by then.
"""

from __future__ import annotations

import base64
import os
import re
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = 1
KEY_BYTES, NONCE_BYTES = 32, 12
_KEY_ID = re.compile(r"[A-Za-z0-9._-]{1,32}", re.ASCII)


class NotKeys(ValueError):
    """What was given is no list of keys; the message never shows them."""


class UnknownKey(Exception):
    """A page is under a key that is not given."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"no key {key_id!r} is given")
        self.key_id = key_id


class Spoiled(Exception):
    """A page does not open: it was changed, cut short, or belongs elsewhere."""


class Keys:
    """The keys there are: the first one seals, each opens what it has sealed."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        if not keys:
            raise NotKeys("there must be a key")
        self._keys = {name: AESGCM(key) for name, key in keys.items()}

    @classmethod
    def parse(cls, text: str) -> Keys:
        """From `id:base64` of 32 bytes, several with commas or on lines of their own. Raises NotKeys."""
        return cls(parsed(text))

    @property
    def current(self) -> str:
        """The id of the key that seals."""
        return next(iter(self._keys))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all, the current one first."""
        return tuple(self._keys)

    def seal(self, plain: bytes, document: str, page: int) -> bytes:
        """The page, encrypted under the current key."""
        nonce = os.urandom(NONCE_BYTES)
        name = self.current.encode()
        head = bytes((FORMAT, len(name))) + name
        return head + nonce + self._keys[self.current].encrypt(nonce, plain, _bound_to(document, page))

    def open(self, sealed: bytes, document: str, page: int) -> bytes:
        """The page as it was. Raises UnknownKey and Spoiled."""
        name = sealed_under(sealed)
        key = self._keys.get(name)
        if key is None:
            raise UnknownKey(name)
        start = 2 + len(name)
        nonce, rest = sealed[start : start + NONCE_BYTES], sealed[start + NONCE_BYTES :]
        try:
            return key.decrypt(nonce, rest, _bound_to(document, page))
        except (InvalidTag, ValueError):
            raise Spoiled from None


def sealed_under(sealed: bytes) -> str:
    """The id of the key that opens it. Raises Spoiled."""
    name = sealed[2 : 2 + sealed[1]] if len(sealed) > 1 else b""
    if sealed[:1] != bytes((FORMAT,)) or not _KEY_ID.fullmatch(name.decode("ascii", "replace")):
        raise Spoiled
    return name.decode()


def parsed(text: str) -> dict[str, bytes]:
    """The keys of a setting or a key file, in their order. Raises NotKeys."""
    found: dict[str, bytes] = {}
    for part in filter(None, (part.strip() for part in re.split(r"[,\n]", text))):
        name, mark, encoded = part.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError:
            key = b""
        if not mark or not _KEY_ID.fullmatch(name) or len(key) != KEY_BYTES:
            raise NotKeys("must be one or more id:key with commas between, each key 32 bytes in base64")
        if name in found:
            raise NotKeys("must not give two keys the same id")
        found[name] = key
    if not found:
        raise NotKeys("must be one or more id:key with commas between, each key 32 bytes in base64")
    return found


def written(keys: Mapping[str, bytes]) -> str:
    """The keys as `parsed` reads them, one a line."""
    return "".join(f"{name}:{base64.b64encode(key).decode()}\n" for name, key in keys.items())


def new_key() -> tuple[str, bytes]:
    """A key, and an id that no other has."""
    return secrets.token_hex(4), secrets.token_bytes(KEY_BYTES)


def _bound_to(document: str, page: int) -> bytes:
    return f"hamyar document {document} page {page}".encode()
