"""Reading papers back as a program reads them, and as an eye does."""

from __future__ import annotations

import io
from ctypes import c_int, create_string_buffer

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]
from PIL import Image

from handlers.printing import Drawn


def lines(pdf: bytes) -> list[str]:
    """The text of all pages by lines, in the order in which it is read, without the hamza that pdfium misplaces."""
    document = pypdfium2.PdfDocument(pdf)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    return [line.strip() for line in text.replace("\r", "").replace("\u0654", "").split("\n")]


def as_seen(pdf: bytes, among: str) -> str:
    """Letters of these alone, of the first page, line by line as they stand from left to right."""
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    seen = []
    for place in range(page.count_chars()):
        letter = page.get_text_range(place, 1)
        left, bottom, _, _ = page.get_charbox(place, loose=True)
        if letter in among:
            seen.append((-round(bottom), left, letter))
    return "".join(letter for _, _, letter in sorted(seen))


def printed_width(pdf: bytes) -> tuple[float, tuple[float, float]]:
    """How wide the first page is, and from where to where something stands on it."""
    page = pypdfium2.PdfDocument(pdf)[0]
    text = page.get_textpage()
    boxes = [text.get_charbox(place) for place in range(text.count_chars()) if text.get_text_range(place, 1).strip()]
    return page.get_width(), (min(box[0] for box in boxes), max(box[2] for box in boxes))


def links(pdf: bytes) -> set[str]:
    """Where the first page leads."""
    document = pypdfium2.PdfDocument(pdf)
    page, place, link, found = document[0], c_int(0), raw.FPDF_LINK(), set()
    while raw.FPDFLink_Enumerate(page, place, link):
        address = create_string_buffer(2000)
        raw.FPDFAction_GetURIPath(document, raw.FPDFLink_GetAction(link), address, len(address))
        found.add(address.value.decode())
    return found


def pages(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(pdf))


def picture(drawn: Drawn) -> Image.Image:
    assert drawn.png
    return Image.open(io.BytesIO(drawn.png))


def rewritten(pdf: bytes) -> bytes:
    """The same document as another program writes it."""
    written = io.BytesIO()
    pypdfium2.PdfDocument(pdf).save(written)
    return written.getvalue()
