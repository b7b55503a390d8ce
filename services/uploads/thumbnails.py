"""Small pictures of stored pages, for a list of them: a page whole is a million bytes, which a telephone pays for."""

from __future__ import annotations

import asyncio
import io

from PIL import Image

LONGEST = 480  # dots; the list shows 240, and telephones have two to a dot


async def thumbnail(page: bytes) -> bytes:
    """A page of the vault, small. Pages are JPEGs of our own making, so they are opened here without a guard."""
    return await asyncio.to_thread(_small, page)


def _small(page: bytes) -> bytes:
    with Image.open(io.BytesIO(page), formats=["JPEG"]) as picture:
        picture.draft("RGB", (LONGEST, LONGEST))
        picture.thumbnail((LONGEST, LONGEST))
        written = io.BytesIO()
        picture.save(written, "JPEG", quality=80)
    return written.getvalue()
