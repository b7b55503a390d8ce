"""The code of an upload link: its id and a signature over it, in 29 letters and digits that can also be typed.

Base 32 knows no upper and lower case and no marks: nothing of it is lost in an SMS, read aloud or copied from paper.
With a host of twenty characters the whole link has sixty.
"""

from __future__ import annotations

import base64
import binascii
import secrets

from services.signature import is_signed, signature

ID_BYTES, SIGNATURE_BYTES = 8, 10
PURPOSE = "upload link"


def new_id() -> str:
    """The id of a new link."""
    return secrets.token_hex(ID_BYTES)


def code_of(key: bytes, upload: str) -> str:
    """The code of the link of that id."""
    raw = bytes.fromhex(upload)
    return _written(raw + signature(key, PURPOSE, raw, SIGNATURE_BYTES))


def upload_of(key: bytes, code: str) -> str | None:
    """The id of the link, where the code is one of ours; nobody has to be asked for that."""
    try:
        raw = base64.b32decode(code.upper() + "=" * (-len(code) % 8))
    except (binascii.Error, ValueError):
        return None
    # What has bits to spare can be written in several ways, and only ours counts.
    if len(raw) != ID_BYTES + SIGNATURE_BYTES or _written(raw) != code.lower():
        return None
    upload, signed = raw[:ID_BYTES], raw[ID_BYTES:]
    return upload.hex() if is_signed(key, PURPOSE, upload, signed) else None


def _written(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()
