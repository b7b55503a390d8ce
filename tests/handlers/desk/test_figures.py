"""The picture of `/stats`: a bar a day, the latest at the left, with the text above it in Persian."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

from PIL import Image

from handlers.desk.chart import BAR, WIDTH, drawn
from handlers.desk.commands import bars_of
from services.desk import Figures


def figures(tickets: int, seconds: int | None = None) -> Figures:
    return Figures(tickets, 0, seconds, None, 0, None)


def test_a_day_on_which_nobody_asked_has_its_place() -> None:
    thursday = date(2026, 11, 19)
    days = [(thursday, figures(3, 61)), (thursday + timedelta(days=2), figures(7))]
    bars = bars_of([(day.isoformat(), one) for day, one in days])
    assert bars == [("۸/۲۸", 3, "۳ (۲)"), ("۸/۲۹", 0, ""), ("۸/۳۰", 7, "۷")]
    assert bars_of([]) == []


def test_the_tallest_day_stands_where_its_place_in_time_is() -> None:
    picture = Image.open(BytesIO(drawn({"title": "درخواست‌ها", "bars": [("۸/۲۸", 1, "۱"), ("۸/۲۹", 9, "۹")]})))
    columns = [x for x in range(picture.width) if picture.getpixel((x, picture.height // 3)) == _rgb(BAR)]
    assert columns
    assert max(columns) < WIDTH / 2, "days run from right to left"


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))
