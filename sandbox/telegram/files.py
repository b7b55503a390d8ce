"""Files at Telegram: kept once, and known to each bot by an identifier that means nothing to another bot.

A photo is kept in several sizes. The far side shrinks it to each; here the sizes are told as Telegram would compute
them and all of them give the picture as it was sent (a phone shrinks it before sending: the page does, too).
"""

import secrets
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

# Longest sides of the sizes s, m, x and y.
_SIDES = (90, 320, 800, 1280)
LINK_SECONDS = 3600
_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})


class NotAPicture(ValueError):
    """Neither JPEG nor PNG."""


@dataclass(frozen=True, eq=False)
class StoredFile:
    unique_id: str
    data: bytes
    name: str = ""
    mime: str = "application/octet-stream"
    width: int = 0
    height: int = 0


class Files:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._ids: dict[tuple[int, str], str] = {}
        self._by_id: dict[tuple[int, str], StoredFile] = {}
        self._by_unique_id: dict[str, StoredFile] = {}
        self._links: dict[tuple[int, str], tuple[StoredFile, float]] = {}

    def keep(self, data: bytes, name: str, mime: str, width: int = 0, height: int = 0) -> StoredFile:
        file = StoredFile("Ag" + secrets.token_urlsafe(11), data, name, mime, width, height)
        self._by_unique_id[file.unique_id] = file
        return file

    def keep_photo(self, data: bytes) -> list[StoredFile]:
        """Its sizes, smallest first.

        Raises NotAPicture.
        """
        width, height = picture_size(data)
        longest = max(width, height)
        sides = [side for side in _SIDES if side < longest] + [min(longest, _SIDES[-1])]
        return [
            self.keep(data, "", "image/jpeg", max(1, width * side // longest), max(1, height * side // longest))
            for side in dict.fromkeys(sides)
        ]

    def id_for(self, bot_id: int, file: StoredFile) -> str:
        known = self._ids.get((bot_id, file.unique_id))
        if known is None:
            known = "AgACAgQAAxk" + secrets.token_urlsafe(42)
            self._ids[bot_id, file.unique_id] = known
            self._by_id[bot_id, known] = file
        return known

    def by_id(self, bot_id: int, file_id: str) -> StoredFile | None:
        return self._by_id.get((bot_id, file_id))

    def by_unique_id(self, unique_id: str) -> StoredFile | None:
        return self._by_unique_id.get(unique_id)

    def link(self, bot_id: int, file: StoredFile) -> str:
        """The path by which the bot may fetch it for an hour."""
        folder = "photos" if file.width else "documents"
        ending = ".jpg" if file.width else PurePosixPath(file.name).suffix
        path = f"{folder}/file_{len(self._links)}{ending}"
        self._links[bot_id, path] = (file, self._clock() + LINK_SECONDS)
        return path

    def fetch(self, bot_id: int, path: str) -> StoredFile | None:
        file, until = self._links.get((bot_id, path), (None, 0.0))
        return file if self._clock() < until else None


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels, from the picture's own head.

    Raises NotAPicture.
    """
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
    elif data[:2] == b"\xff\xd8":
        width, height = _jpeg_size(data)
    else:
        raise NotAPicture
    if not width or not height:
        raise NotAPicture
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(data):
        if data[at] != 0xFF:
            raise NotAPicture
        marker = data[at + 1]
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        if marker == 0xFF or 0xD0 <= marker <= 0xD8:  # fill bytes and markers without a length
            at += 1 if marker == 0xFF else 2
        else:
            at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    raise NotAPicture
