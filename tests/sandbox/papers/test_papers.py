"""The sample papers: Persian that joins, the same drawing each time, everything that the demo and the tests ask for."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from sandbox.papers import SAMPLES, booklet_page, marriage_contract, photographed, write_samples
from sandbox.papers.writing import shaped
from services.pictures import media_type


@pytest.mark.parametrize(
    ("line", "glyphs"),
    [
        ("سلام", "م\ufefc\ufeb3"),  # from the left: meem alone, lam-alef final, seen initial
        ("بی", "\ufbfd\ufe91"),
        ("دا", "اد"),
        ("می‌شود", "د\ufeee\ufeb7\ufbfd\ufee3"),
        ("۱۲ ب", "ب ۱۲"),
        ("ب ۱۳۹۹/۰۹/۱۵", "۱۳۹۹/۰۹/۱۵ ب"),
        ("(ب)", "(ب)"),
        ("ABC", "ABC"),
    ],
)
def test_letters_join_and_lines_run_from_the_right(line: str, glyphs: str) -> None:
    assert shaped(line) == glyphs


def test_a_paper_is_drawn_the_same_each_time() -> None:
    assert marriage_contract.__wrapped__().tobytes() == marriage_contract().tobytes()
    assert booklet_page().size == (1476, 1040)


def test_a_photograph_is_as_long_as_asked() -> None:
    assert max(photographed(booklet_page(), longest=700).size) == 700


def test_every_sample_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.papers.SAMPLES", {name: SAMPLES[name] for name in ("booklet.jpg", "contract.pdf")})
    written = write_samples(tmp_path / "papers")
    assert [path.name for path in written] == ["booklet.jpg", "contract.pdf"]
    assert all(media_type(path.read_bytes()) for path in written)
    with Image.open(written[0]) as image:
        assert image.format == "JPEG"
