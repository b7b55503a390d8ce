"""Reading a form with a picture in it: counted while it comes, held in memory and never on a disk, and not for ever.

What is too long is read to its end all the same, and thrown away: a browser that is cut off in the middle shows its own
error instead of our words. Beyond `DRAINED` it is cut off.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from services.pictures import MOST_BYTES

MOST_BODY = MOST_BYTES + 100_000  # a picture, and what a form puts around it
DRAINED = 5 * MOST_BYTES
READ_SECONDS = 600.0  # a picture of three million bytes over the slowest of networks takes five minutes
MOST_FIELDS, MOST_FILES = 4, 2


@dataclass(frozen=True)
class Form:
    """What was sent: plain fields, and the first file that is not empty."""

    fields: Mapping[str, str]
    file: bytes


class NotReceived(Exception):
    """What was sent could not be read."""


class TooLong(NotReceived):
    """It is longer than a picture may be."""


class _InMemory(MultiPartParser):
    spool_max_size = MOST_BODY + 1


async def received(request: Request) -> Form:
    """The form of a request. Raises NotReceived."""
    parser = _InMemory(
        request.headers, _counted(request), max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=1000
    )
    try:
        async with asyncio.timeout(READ_SECONDS):
            form = await parser.parse()
    except (MultiPartException, KeyError, ClientDisconnect, TimeoutError) as error:
        raise NotReceived from error
    try:
        fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        for _, value in form.multi_items():
            if isinstance(value, UploadFile) and (data := await value.read()):
                return Form(fields, data)
        return Form(fields, b"")
    finally:
        await form.close()


async def thrown_away(request: Request) -> None:
    """Read what is sent, as far as that goes, and keep nothing: then the answer is heard."""
    with suppress(TooLong, ClientDisconnect, TimeoutError):
        async with asyncio.timeout(READ_SECONDS):
            async for _ in _counted(request):
                pass


async def _counted(request: Request) -> AsyncGenerator[bytes, None]:
    length = 0
    async for chunk in request.stream():
        length += len(chunk)
        if length > DRAINED:
            raise TooLong
        if length <= MOST_BODY:
            yield chunk
    if length > MOST_BODY:
        raise TooLong
