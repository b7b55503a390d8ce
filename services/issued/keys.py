"""The keys of what is issued: Ed25519, the first signs, the public halves of all verify.

A key's id is a digest of its public half, so nobody can put a key under another one's name. Secret keys are written as
base64 of 32 bytes, one a line or with commas between; public ones as `id:base64`, so that neither passes for the other.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_BYTES = 32
SIGNATURE_BYTES = 64
_PUBLIC = re.compile(r"([0-9a-f]{8}):([A-Za-z0-9+/]{43}=)", re.ASCII)


class NotKeys(ValueError):
    """What was given is no list of keys; the message never shows them."""


@dataclass(frozen=True)
class PublicKeys:
    """Keys that verify, by their ids."""

    by_id: Mapping[str, bytes]

    @classmethod
    def parse(cls, text: str) -> PublicKeys:
        """As `written` wrote them. Raises NotKeys."""
        found = {}
        for part in _parts(text):
            match = _PUBLIC.fullmatch(part)
            public = base64.b64decode(match[2]) if match else b""
            if match is None or key_id(public) != match[1]:
                raise NotKeys("must be lines of id:key, as `hamyar public-keys` prints them")
            found[match[1]] = public
        if not found:
            raise NotKeys("holds no key")
        return cls(found)

    def written(self) -> str:
        """One a line, for whoever wants to verify."""
        return "".join(f"{name}:{base64.b64encode(public).decode()}\n" for name, public in self.by_id.items())

    def __contains__(self, name: object) -> bool:
        return name in self.by_id

    def signed(self, name: str, data: bytes, signature: bytes) -> bool:
        """Whether that key has signed it. Raises KeyError for a key that is not there."""
        try:
            Ed25519PublicKey.from_public_bytes(self.by_id[name]).verify(signature, data)
        except InvalidSignature:
            return False
        return True


class SigningKeys:
    """Keys that sign: the first of them does, all verify."""

    def __init__(self, secret: Iterable[bytes]) -> None:
        keys = [Ed25519PrivateKey.from_private_bytes(one) for one in secret]
        self._signing = keys[0]
        self.public = PublicKeys({key_id(half): half for half in (key.public_key().public_bytes_raw() for key in keys)})
        self.id = next(iter(self.public.by_id))

    @classmethod
    def parse(cls, text: str) -> SigningKeys:
        """Secret keys as settings and key files write them. Raises NotKeys."""
        return cls(parsed(text))

    def sign(self, data: bytes) -> bytes:
        """The signature of the first key."""
        return self._signing.sign(data)


def parsed(text: str) -> tuple[bytes, ...]:
    """Secret keys in their order, each once. Raises NotKeys."""
    found = []
    for part in _parts(text):
        try:
            key = base64.b64decode(part, validate=True)
        except ValueError:
            key = b""
        if len(key) != KEY_BYTES:
            raise NotKeys("must be one or more keys with commas between, each 32 bytes in base64")
        if key in found:
            raise NotKeys("must not give the same key twice")
        found.append(key)
    if not found:
        raise NotKeys("must be one or more keys with commas between, each 32 bytes in base64")
    return tuple(found)


def written(keys: Iterable[bytes]) -> str:
    """Secret keys as `parsed` reads them, one a line."""
    return "".join(f"{base64.b64encode(key).decode()}\n" for key in keys)


def new_key() -> bytes:
    """A secret key that nobody else has."""
    return secrets.token_bytes(KEY_BYTES)


def key_id(public: bytes) -> str:
    """The name of a key, from its public half."""
    return hashlib.sha256(public).hexdigest()[:8]


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,\n]", text) if part.strip()]
