"""Encryption of one page: AES-256-GCM, a random nonce, and bound to the document and page that it is of.

    1 byte   the format, 1
    1 byte   the length of the key's id, and the id in ASCII: which key opens this
    12 bytes the nonce
    rest     the ciphertext with its tag of 16 bytes

A page that was changed, or put in another's place, does not open. Nonces are random: a key is good for some thousand
million pages before two might meet, and is long rotated by then.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.file_keys import KEY_ID, NotKeys

FORMAT = 1
NONCE_BYTES = 12


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
    if sealed[:1] != bytes((FORMAT,)) or not KEY_ID.fullmatch(name.decode("ascii", "replace")):
        raise Spoiled
    return name.decode()


def _bound_to(document: str, page: int) -> bytes:
    return f"hamyar document {document} page {page}".encode()
