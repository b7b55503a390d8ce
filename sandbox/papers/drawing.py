"""The papers themselves: a marriage contract and the marriage page of an identity booklet, with invented people.

They show where things stand on such papers, not how a real one is secured, and say «نمونه» across the page. A paper is
drawn once and shared: copy it before drawing on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFont

from sandbox.papers.writing import shaped

FONT = Path(__file__).parent.parent / "page" / "static" / "fonts" / "vazirmatn.woff2"
INK, FAINT, RULE = (28, 28, 40), (120, 110, 100), (150, 130, 110)
GREEN, BLUE, RED = (24, 92, 74), (36, 58, 150), (160, 40, 40)
PAPER, BOOKLET = (250, 246, 232), (240, 236, 244)


@dataclass(frozen=True)
class Couple:
    """Whom the papers are about; days as written, national IDs as in the registry."""

    husband: str = "محمد رضایی"
    husband_id: str = "۰۰۱۲۳۴۵۶۷۹"
    wife: str = "زهرا کریمی"
    wife_id: str = "۰۰۲۳۴۵۶۷۸۱"
    registered_on: str = "۱۳۹۹/۰۹/۱۵"
    number: str = "۱۴۲۷"
    office: str = "دفتر رسمی ازدواج شمارهٔ ۱۲ تهران"


SAMPLE = Couple()


@cache
def marriage_contract(couple: Couple = SAMPLE) -> Image.Image:
    """An A4 page at 200 dots an inch."""
    page = Image.new("RGB", (1654, 2339), PAPER)
    pen = ImageDraw.Draw(page)
    _border(pen, page.size, GREEN)
    _centred(pen, 190, "جمهوری اسلامی ایران", 40, FAINT)
    _centred(pen, 250, "سازمان ثبت اسناد و املاک کشور", 36, FAINT)
    _centred(pen, 360, "سند ازدواج", 110, GREEN, weight=800)
    rows = [
        ("شمارهٔ ثبت", couple.number),
        ("تاریخ ثبت", couple.registered_on),
        ("دفتر", couple.office),
        ("نوع عقد", "دائم"),
        ("نام و نام خانوادگی زوج", couple.husband),
        ("شمارهٔ ملی زوج", couple.husband_id),
        ("نام و نام خانوادگی زوجه", couple.wife),
        ("شمارهٔ ملی زوجه", couple.wife_id),
        ("مهریه", "یک جلد کلام‌الله مجید و ۱۴ سکه"),
        ("شاهدان", "علی احمدی، حسن موسوی"),
    ]
    _form(pen, rows, top=500, right=1504, left=150, height=104)
    _centred(pen, 1640, "این سند به درخواست زوجین در دفتر بالا ثبت شد و به مهر و امضا رسید.", 34, INK)
    for place, who in enumerate(("امضای زوج", "امضای زوجه", "مهر و امضای سردفتر")):
        middle = 1330 - place * 500
        _text(pen, (middle, 1800), who, 32, FAINT, anchor="ms")
        _signature(pen, (middle - 130, 1880), seed=place)
    _stamp(page, (330, 1960), 165, BLUE, "دفتر ازدواج ۱۲")
    _specimen(page)
    return page


@cache
def booklet_page(couple: Couple = SAMPLE) -> Image.Image:
    """The marriage page of the husband's identity booklet: 125 by 88 millimetres at 300 dots an inch."""
    page = Image.new("RGB", (1476, 1040), BOOKLET)
    pen = ImageDraw.Draw(page)
    for step in range(0, 2600, 14):  # the fine lines of security paper
        pen.line([(step, 0), (step - 1040, 1040)], fill=(226, 222, 234), width=1)
    pen.rectangle([40, 40, 1436, 1000], outline=BLUE, width=4)
    _centred(pen, 130, "ازدواج و طلاق", 64, BLUE, weight=800)
    rows = [
        ("نام و نام خانوادگی همسر", couple.wife),
        ("شمارهٔ ملی همسر", couple.wife_id),
        ("تاریخ وقوع و ثبت ازدواج", couple.registered_on),
        ("شمارهٔ ثبت و محل", f"{couple.number} / تهران"),
        ("طلاق یا وفات", "-"),
    ]
    _form(pen, rows, top=190, right=1390, left=86, height=118, size=40)
    _text(pen, (1390, 930), "صفحهٔ ۲", 32, FAINT, anchor="rs")
    _stamp(page, (300, 800), 130, RED, "ثبت احوال")
    _signature(pen, (520, 860), seed=7)
    _specimen(page)
    return page


@cache
def _font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(FONT), size, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([weight])
    return font


def _text(
    pen: ImageDraw.ImageDraw,
    place: tuple[float, float],
    line: str,
    size: int,
    ink: tuple[int, ...],
    *,
    anchor: str,
    weight: int = 400,
) -> None:
    pen.text(place, shaped(line), font=_font(size, weight), fill=ink, anchor=anchor)


def _centred(
    pen: ImageDraw.ImageDraw, baseline: float, line: str, size: int, ink: tuple[int, ...], weight: int = 400
) -> None:
    _text(pen, (pen.im.size[0] / 2, baseline), line, size, ink, anchor="ms", weight=weight)


def _border(pen: ImageDraw.ImageDraw, size: tuple[int, int], ink: tuple[int, ...]) -> None:
    width, height = size
    for inset, thickness in ((60, 10), (82, 3)):
        pen.rectangle([inset, inset, width - inset, height - inset], outline=ink, width=thickness)
    for place in range(110, width - 100, 44):
        for edge in (71, height - 71):
            pen.regular_polygon((place, edge, 7), 4, fill=ink)


def _form(
    pen: ImageDraw.ImageDraw,
    rows: list[tuple[str, str]],
    *,
    top: int,
    right: int,
    left: int,
    height: int,
    size: int = 44,
) -> None:
    """Labels in print, what was filled in by hand in a blue ink."""
    for place, (label, value) in enumerate(rows):
        baseline = top + (place + 1) * height - height // 3
        _text(pen, (right, baseline), f"{label}:", size - 8, FAINT, anchor="rs")
        _text(pen, (right - (right - left) * 0.38, baseline), value, size, BLUE, anchor="rs", weight=500)
        pen.line([(left, baseline + 26), (right, baseline + 26)], fill=RULE, width=2)


def _signature(pen: ImageDraw.ImageDraw, place: tuple[int, int], *, seed: int) -> None:
    hand, (left, middle) = Random(seed), place  # noqa: S311
    points = [(left + step * 22, middle + hand.randint(-48, 48)) for step in range(13)]
    pen.line(points, fill=BLUE, width=5, joint="curve")


def _stamp(page: Image.Image, middle: tuple[int, int], radius: int, ink: tuple[int, int, int], words: str) -> None:
    layer = Image.new("RGBA", (radius * 2 + 20, radius * 2 + 20), (*ink, 0))
    pen, centre = ImageDraw.Draw(layer), radius + 10
    for inset, thickness in ((10, 8), (36, 3)):
        pen.ellipse([inset, inset, centre * 2 - inset, centre * 2 - inset], outline=(*ink, 200), width=thickness)
    pen.regular_polygon((centre, centre - radius * 0.32, radius * 0.16), 8, fill=(*ink, 200))
    _text(pen, (centre, centre + radius * 0.25), words, radius // 4, (*ink, 220), anchor="ms", weight=700)
    layer = layer.rotate(-11, resample=Image.Resampling.BICUBIC)
    page.paste(layer, (middle[0] - centre, middle[1] - centre), layer)


def _specimen(page: Image.Image) -> None:
    layer = Image.new("RGBA", page.size, (90, 90, 90, 0))
    size = page.width // 9
    where = (page.width / 2, page.height * 0.56)
    _text(ImageDraw.Draw(layer), where, "نمونه ـ بدون اعتبار", size, (90, 90, 90, 34), anchor="ms", weight=800)
    layer = layer.rotate(28, resample=Image.Resampling.BICUBIC)
    page.paste(layer, (0, 0), layer)
