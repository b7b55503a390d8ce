"""A picture of a paper: what is known of it once it has been looked at, or why it is none.

This package is loaded by the processes that decode strangers' files, and is therefore small: no database, no settings.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MOST_BYTES = 20_000_000  # what Telegram lets a bot download
MOST_PIXELS = 50_000_000  # the telephones of the day take 12 to 50 million
MOST_PAGES = 20  # a marriage contract is a booklet of about as many
LONGEST_SIDE = 2400  # an A4 page at 200 dots an inch, at which print of 6 points is still read
MOST_PAGE_BYTES = 6_000_000  # pure noise at that size and our quality comes to about five


class MediaType(StrEnum):
    """What a file is by its content; names and what senders claim count for nothing."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    HEIC = "image/heic"
    PDF = "application/pdf"


class Remark(StrEnum):
    """What makes a picture hard to read; it may be sent all the same."""

    TOO_SMALL = "too_small"
    TOO_DARK = "too_dark"
    BLURRED = "blurred"


class Fault(StrEnum):
    """Why something is not taken. `BUSY` alone is ours, and passes."""

    UNKNOWN_TYPE = "unknown_type"
    TOO_LARGE = "too_large"  # more than MOST_BYTES
    TOO_MANY_PIXELS = "too_many_pixels"  # more than MOST_PIXELS
    TOO_MANY_PAGES = "too_many_pages"  # more than MOST_PAGES
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_SLOW = "too_slow"
    TOO_HEAVY = "too_heavy"  # of more memory than a picture is given
    BUSY = "busy"


@dataclass(frozen=True)
class NotAPicture:
    """It is not taken, and why."""

    fault: Fault

    @property
    def may_pass(self) -> bool:
        """Whether the same file may be taken a little later."""
        return self.fault is Fault.BUSY


@dataclass(frozen=True)
class Read:
    """A picture as it was read: each page a JPEG of our own making, no longer than LONGEST_SIDE, upright, bare of data.

    `width` and `height` are the original's, upright; of a PDF its first page's as drawn.
    """

    media_type: MediaType
    width: int
    height: int
    remarks: tuple[Remark, ...]
    pages: tuple[bytes, ...]


@dataclass(frozen=True)
class PaperSeen:
    """What to tell somebody of a picture they gave. `same_as`: documents that came earlier as the very same file."""

    remarks: tuple[Remark, ...] = ()
    same_as: tuple[str, ...] = ()


_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"}


def media_type(data: bytes) -> MediaType | None:
    """What the first bytes say it is; None for anything that we do not take."""
    if data.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return MediaType.WEBP
    if data.startswith(b"%PDF-"):
        return MediaType.PDF
    if data[4:8] == b"ftyp":
        size = min(int.from_bytes(data[:4], "big"), 256)
        brands = {data[at : at + 4] for at in (8, *range(16, size - 3, 4))}
        return MediaType.HEIC if brands & _HEIC_BRANDS else None
    return None
