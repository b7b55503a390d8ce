"""Figures of the desk as a small picture: bars by day, drawn by Pillow in the project's own font.

Persian is shaped by Raqm where Pillow has it, as its wheels do; without it letters would stand apart, so the basic
layout is the last resort.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont, features

FONT = Path(__file__).resolve().parent.parent / "web" / "vazirmatn.woff2"
WIDTH, HEIGHT, MARGIN = 900, 480, 60
INK, BAR, PALE = "#1f2937", "#2563eb", "#e5e7eb"
MOST_BARS, WIDEST = 14, 80
TITLE, LETTERS = 34, (18, 30)  # sizes; a phone shows the picture at a third of its width


def drawn(chart: Mapping[str, Any]) -> bytes:
    """A PNG of `title` and `bars`: (label, height, what stands above it), the latest last."""
    bars = chart["bars"][-MOST_BARS:]
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(picture)
    _write(draw, (WIDTH - MARGIN, 36), chart["title"], TITLE, "rm")
    floor, top = HEIGHT - 70, 110
    draw.line((MARGIN, floor, WIDTH - MARGIN, floor), fill=PALE, width=2)
    tallest = max([height for _, height, _ in bars], default=0) or 1
    step = (WIDTH - 2 * MARGIN) / max(len(bars), 1)
    half = min(step * 0.6, WIDEST) / 2
    letters = min(max(int(step / 3), LETTERS[0]), LETTERS[1])  # as large as neighbours let them be
    for place, (label, height, above) in enumerate(bars):
        middle = WIDTH - MARGIN - step * (place + 0.5)  # days run from right to left, as the text does
        head = floor - (floor - top) * height / tallest
        draw.rectangle((middle - half, head, middle + half, floor), fill=BAR)
        lines = above.split(" ") if step < 4 * letters else [above]
        for higher, line in enumerate(reversed(lines)):
            _write(draw, (middle, head - letters * (1 + 1.2 * higher)), line, letters, "mm")
        _write(draw, (middle, floor + letters), label, letters, "mm")
    stored = BytesIO()
    picture.save(stored, "PNG", optimize=True)
    return stored.getvalue()


def _write(draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, anchor: str) -> None:
    shapes = features.check("raqm")
    layout = ImageFont.Layout.RAQM if shapes else ImageFont.Layout.BASIC
    font = ImageFont.truetype(str(FONT), size, layout_engine=layout)
    draw.text(at, text, fill=INK, font=font, anchor=anchor, direction="rtl" if shapes else None)
