"""The limits of what can be read, held to the sample papers at every step of size, light and blur."""

from __future__ import annotations

from functools import cache

import pytest
from PIL import Image

from sandbox.papers import booklet_page, marriage_contract, photographed
from services.pictures import Remark
from services.pictures.legibility import is_blank, remarks

PAPERS = {"contract": marriage_contract, "booklet": booklet_page}
both = pytest.mark.parametrize("paper", PAPERS)


@cache
def photo(paper: str, longest: int = 1280, light: float = 1.0, blur: float = 0.0) -> Image.Image:
    return photographed(PAPERS[paper](), longest=longest, light=light, blur=blur)


def seen(image: Image.Image) -> frozenset[Remark]:
    return remarks(image, image.size)


@both
@pytest.mark.parametrize("longest", [2000, 1280, 960])
def test_a_good_picture_is_good_at_every_size_that_messengers_send(paper: str, longest: int) -> None:
    assert seen(photo(paper, longest=longest)) == set()


@both
def test_a_small_one_is_small(paper: str) -> None:
    assert seen(photo(paper, longest=640)) == {Remark.TOO_SMALL}


@both
@pytest.mark.parametrize(("light", "dark"), [(0.7, False), (0.5, False), (0.3, True), (0.15, True)])
def test_the_paper_itself_has_to_be_light(paper: str, light: float, dark: bool) -> None:
    assert (Remark.TOO_DARK in seen(photo(paper, light=light))) == dark


@both
@pytest.mark.parametrize(("blur", "blurred"), [(0.4, False), (0.8, False), (1.2, False), (2.2, True), (3.0, True)])
def test_blur_that_closes_the_letters_is_seen(paper: str, blur: float, blurred: bool) -> None:
    assert (Remark.BLURRED in seen(photo(paper, longest=1600, blur=blur))) == blurred


@both
def test_evening_light_blurs_nothing(paper: str) -> None:
    assert seen(photo(paper, light=0.5)) == set()


def test_the_back_of_a_sheet_is_blank_and_its_front_is_not() -> None:
    assert is_blank(Image.new("RGB", (800, 600), "white"))
    assert not is_blank(marriage_contract())
