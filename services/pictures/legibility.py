"""Whether what is written on a page can be made out: big enough, light enough, sharp enough.

The limits were chosen on the sample papers of `sandbox.papers`, photographed at every step of size, light and blur, and
lie where a person stops being able to read the smallest line; `tests/services/pictures` holds them to that. They are
remarks and refuse nothing, so an error to either side costs one question too many or one reviewer's request.
"""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image, ImageFilter, ImageStat

from services.pictures import Remark

LEAST_LONG_SIDE, LEAST_SHORT_SIDE = 900, 500  # an A4 page at 80 dots an inch; messengers send 1280
PAPER_SHARE = 0.9  # in a picture of a paper, at least a tenth is paper, ...
LEAST_PAPER_LIGHT = 90  # ... and paper is light: of 255; in good light it has 180 and more
LOOKED_AT = 700  # the longest side at which sharpness is judged: what blurs no letter is not seen at it
TILES = 8
LEAST_SHARPNESS = 300.0  # the sample contract: 430 when its smallest line can just be read, 270 when it cannot
MOST_STRETCH = 3.0  # more would make the grain of an empty page into writing
MEDIAN_OF_GRAIN = 0.6745  # of a normal distribution's absolute values, in standard deviations
BLANK_RANGE = 25  # from the darkest to the lightest hundredth: there is nothing on such a page

_LAPLACIAN = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)


def remarks(page: Image.Image, original: tuple[int, int]) -> frozenset[Remark]:
    """What makes it hard to read; `original` is the size that it was sent in."""
    grey = page.convert("L")
    grey.thumbnail((LOOKED_AT, LOOKED_AT), Image.Resampling.BOX)
    found = set()
    if max(original) < LEAST_LONG_SIDE or min(original) < LEAST_SHORT_SIDE:
        found.add(Remark.TOO_SMALL)
    if _level(grey, PAPER_SHARE) < LEAST_PAPER_LIGHT:
        found.add(Remark.TOO_DARK)
    if sharpness(grey) < LEAST_SHARPNESS:
        found.add(Remark.BLURRED)
    return frozenset(found)


def is_blank(page: Image.Image) -> bool:
    """Whether nothing stands on it, as on the back of a sheet."""
    grey = page.convert("L")
    return _level(grey, 0.99) - _level(grey, 0.01) < BLANK_RANGE


def sharpness(grey: Image.Image) -> float:
    """The variance of the Laplacian where the page has most detail, as if paper were white and ink black.

    Where most of a page is empty or desk, a mean over all of it would call it blurred: so the tile counts that only
    one in ten surpasses. Grain is detail too, and is all over the page, while writing leaves most of it empty: what
    the median pixel shows is grain, and is taken off.
    """
    dark, light = _level(grey, 0.01), _level(grey, 0.99)
    stretch = min(MOST_STRETCH, 255 / max(1, light - dark))
    edges = grey.point([min(255, max(0, round((level - dark) * stretch))) for level in range(256)]).filter(_LAPLACIAN)
    found = sorted(ImageStat.Stat(tile).var[0] for tile in _tiles(edges))
    grain = _level(edges.point([abs(level - 128) for level in range(256)]), 0.5) / MEDIAN_OF_GRAIN
    return max(0.0, found[len(found) * 9 // 10] - grain**2)


def _tiles(image: Image.Image) -> Iterator[Image.Image]:
    width, height = image.size
    for row in range(TILES):
        for column in range(TILES):
            box = (column * width // TILES, row * height // TILES)
            end = ((column + 1) * width // TILES, (row + 1) * height // TILES)
            if end[0] > box[0] and end[1] > box[1]:
                yield image.crop((*box, *end))


def _level(grey: Image.Image, share: float) -> int:
    """The grey level below which that share of the pixels lies."""
    counts = grey.histogram()
    left = share * sum(counts)
    for level, count in enumerate(counts):
        left -= count
        if left <= 0:
            return level
    return 255
