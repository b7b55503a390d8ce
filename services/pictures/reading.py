"""A stranger's file in, pages of our own making out. This runs in a process of its own: see `worker`.

Nothing of the file goes on but its pixels: a JPEG that is a web page or an archive as well, the place where it was
taken, a PDF's scripts and links end here. Only the reader of the type that its content shows is ever tried.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import Any

from PIL import ExifTags, Image

from services.pictures import (
    LONGEST_SIDE,
    MOST_PAGES,
    MOST_PIXELS,
    Fault,
    MediaType,
    NotAPicture,
    Read,
    Remark,
    media_type,
)
from services.pictures.legibility import is_blank, remarks

QUALITY = 85  # of JPEG: print stays clean at half the size of 95
MOST_DOTS_AN_INCH = 300  # a page of a PDF is not blown up beyond what a scanner gives
POINTS_AN_INCH = 72
# A JPEG may be halved while it is decoded, down to this: 12 million pixels become 2016 to 2080 long, in a third of the
# time that an exact size takes.
ENOUGH = 2000

# EXIF's orientations, and those of them that swap width and height.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SIDEWAYS = {5, 6, 7, 8}

_FORMATS = {MediaType.JPEG: "JPEG", MediaType.PNG: "PNG", MediaType.WEBP: "WEBP", MediaType.HEIC: "HEIF"}
_NO_PASSWORD = 4  # FPDF_ERR_PASSWORD

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("ignore")  # between our limit and twice that Pillow warns; we look ourselves


class _Refused(Exception):
    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def read(data: bytes) -> Read | NotAPicture:
    """Look at a file and make its pages anew."""
    kind = media_type(data)
    try:
        match kind:
            case None:
                return NotAPicture(Fault.UNKNOWN_TYPE)
            case MediaType.PDF:
                return _document(data)
            case _:
                return _picture(kind, data)
    except _Refused as refused:
        return NotAPicture(refused.fault)
    except Image.DecompressionBombError:
        return NotAPicture(Fault.TOO_MANY_PIXELS)
    except MemoryError:
        return NotAPicture(Fault.TOO_HEAVY)
    except Exception:  # noqa: BLE001  decoders raise what they like on what is broken
        return NotAPicture(Fault.DAMAGED)


def _picture(kind: MediaType, data: bytes) -> Read:
    if kind is MediaType.HEIC:
        _take_heic()
    with Image.open(io.BytesIO(data), formats=[_FORMATS[kind]]) as image:
        width, height = image.size
        if width * height > MOST_PIXELS:
            raise _Refused(Fault.TOO_MANY_PIXELS)
        orientation = _orientation(image)
        share = ENOUGH / max(width, height)
        if share < 1:
            image.draft("RGB", (max(1, int(width * share)), max(1, int(height * share))))
        image.load()
        page = _bounded(_on_white(image))
    if orientation in TURNS:
        page = page.transpose(TURNS[orientation])
    if orientation in SIDEWAYS:
        width, height = height, width
    found = remarks(page, (width, height))
    return Read(kind, width, height, _in_order(found), (_encoded(page),))


def _document(data: bytes) -> Read:
    pages: list[bytes] = []
    found: set[Remark] = set()
    first: tuple[int, int] | None = None
    for page in _drawn(data):
        first = first or page.size
        if not is_blank(page):
            found |= remarks(page, page.size)
        pages.append(_encoded(page))
    if first is None:
        raise _Refused(Fault.DAMAGED)
    return Read(MediaType.PDF, *first, _in_order(found), tuple(pages))


def _drawn(data: bytes) -> Iterator[Image.Image]:
    """The pages of a PDF, drawn. Forms stay uninitialised and scripts are not in this build: neither is ever run."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _Refused(Fault.ENCRYPTED if error.err_code == _NO_PASSWORD else Fault.DAMAGED) from None
    if len(document) > MOST_PAGES:
        raise _Refused(Fault.TOO_MANY_PAGES)
    for page in document:
        scale = min(LONGEST_SIDE / max(page.get_size()), MOST_DOTS_AN_INCH / POINTS_AN_INCH)
        drawn: Image.Image = page.render(scale=scale).to_pil()
        yield _bounded(drawn.convert("RGB"))
        page.close()


def _take_heic() -> None:
    import pillow_heif

    pillow_heif.options.THUMBNAILS = False
    pillow_heif.options.DEPTH_IMAGES = False
    pillow_heif.options.AUX_IMAGES = False
    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.register_heif_opener()


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001  a picture is not refused for what stands beside it
        return 1


def _on_white(image: Image.Image) -> Image.Image:
    """In plain colours, with white where it is transparent: ink on nothing would come out as ink on black."""
    if image.mode.startswith("I") or image.mode == "F":
        low, high = _range(image)
        spread = 255 / max(1.0, high - low)
        return image.convert("F").point(lambda level: (level - low) * spread).convert("L").convert("RGB")
    if image.has_transparency_data:
        coloured = image.convert("RGBA")
        white = Image.new("RGB", coloured.size, "white")
        white.paste(coloured, mask=coloured.getchannel("A"))
        return white
    return image if image.mode == "RGB" else image.convert("RGB")


def _range(image: Image.Image) -> tuple[float, float]:
    found: Any = image.getextrema()
    return float(found[0]), float(found[1])


def _bounded(image: Image.Image) -> Image.Image:
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return image


def _encoded(page: Image.Image) -> bytes:
    page.info = {}
    written = io.BytesIO()
    page.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def _in_order(found: set[Remark] | frozenset[Remark]) -> tuple[Remark, ...]:
    return tuple(remark for remark in Remark if remark in found)
