"""The samples that the page offers to send: what each shows, a small look at it, and as a telephone sends it.

Drawing takes a second of a processor, so everything is drawn once, when first asked for, and one after another: what
several have in common is then drawn once as well.
"""

from __future__ import annotations

import hashlib
import io
import mimetypes
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from threading import RLock

from PIL import Image, ImageOps

from sandbox.papers import SAMPLES, booklet_page, jpeg, marriage_contract, photographed

LONGEST_SENT = 1280  # as Telegram's apps shrink a photo
_LOOK = 240
_drawing = RLock()
_sent: dict[bytes, str] = {}  # the names of photos that were drawn, by digest


@dataclass(frozen=True)
class Offered:
    """`note` on what is the matter with it; one that is not `as_photo` can only be sent as a file."""

    title: str
    note: str
    as_photo: bool = True
    paper: str = "contract"
    light: float = 1.0
    blur: float = 0.0
    sideways: bool = False
    small: bool = False
    looks: bool = True


OFFERED: Mapping[str, Offered] = {
    "contract.jpg": Offered("عقدنامه", "خوانا"),
    "booklet.jpg": Offered("صفحهٔ ازدواج شناسنامه", "خوانا", paper="booklet"),
    "contract-dark.jpg": Offered("عقدنامه", "تاریک", light=0.22),
    "contract-blurred.jpg": Offered("عقدنامه", "تار", blur=9.0),
    "contract-small.jpg": Offered("عقدنامه", "کوچک", small=True),
    "contract-sideways.jpg": Offered("عقدنامه", "با گوشی خوابیده", sideways=True),
    "contract.pdf": Offered("هر دو مدرک", "فایل PDF", as_photo=False),
    "contract.heic": Offered("عقدنامه", "فایل HEIC آیفون", as_photo=False),
    "contract.zip.jpg": Offered("فایل فشرده", "با نام jpg", as_photo=False, looks=False),
}


def mime(name: str) -> str:
    """What a telephone takes it for, by its name."""
    return mimetypes.guess_type(name)[0] or ("image/heic" if name.endswith(".heic") else "application/octet-stream")


def as_file(name: str) -> bytes:
    """Raises KeyError for a name there is not."""
    with _drawing:
        return _file(name)


def as_photo(name: str) -> bytes:
    """Shrunk, turned upright and without what the camera noted.

    Raises KeyError for a name that can only be sent as a file.
    """
    with _drawing:
        return _photo(name)


def shown_in(photo: bytes) -> str:
    """What a photo shows and what is the matter with it, for whoever cannot see it; empty for one that is no sample."""
    name = _sent.get(hashlib.sha256(photo).digest())
    return f"{OFFERED[name].title}، {OFFERED[name].note}" if name else ""


def look(name: str) -> bytes:
    """A small JPEG of it.

    Raises KeyError for a name there is not, and for one that shows nothing.
    """
    with _drawing:
        return _look(name)


@cache
def _file(name: str) -> bytes:
    if name == "contract.zip.jpg":
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as archive:
            archive.writestr("contract.txt", "این تصویر نیست.")
        return written.getvalue()
    OFFERED[name]
    return SAMPLES[name]()


@cache
def _photo(name: str) -> bytes:
    if not OFFERED[name].as_photo:
        raise KeyError(name)
    with Image.open(io.BytesIO(_file(name))) as opened:
        photo = ImageOps.exif_transpose(opened)
    photo.thumbnail((LONGEST_SENT, LONGEST_SENT))
    written = io.BytesIO()
    photo.save(written, "JPEG", quality=85)
    _sent[hashlib.sha256(written.getvalue()).digest()] = name
    return written.getvalue()


@cache
def _look(name: str) -> bytes:
    offered = OFFERED[name]
    if not offered.looks:
        raise KeyError(name)
    paper = booklet_page() if offered.paper == "booklet" else marriage_contract()
    photo = photographed(paper.reduce(4), longest=_LOOK, light=offered.light, blur=offered.blur)
    if offered.sideways:
        photo = photo.transpose(Image.Transpose.ROTATE_90)
    if offered.small:
        photo = ImageOps.pad(ImageOps.contain(photo, (64, 64)), (64, 64), color=(205, 215, 211))
        photo = ImageOps.expand(photo, 48, (205, 215, 211))
    return jpeg(photo, quality=80)
