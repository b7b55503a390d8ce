"""Papers that people send, drawn by the project itself: good pictures of them, and such as one has to ask for again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from sandbox.papers.drawing import SAMPLE, Couple, booklet_page, marriage_contract
from sandbox.papers.photographing import heic, jpeg, pdf, photographed, png, webp

__all__ = [
    "SAMPLE",
    "SAMPLES",
    "Couple",
    "booklet_page",
    "heic",
    "jpeg",
    "marriage_contract",
    "pdf",
    "photographed",
    "png",
    "webp",
    "write_samples",
]

SAMPLES: Mapping[str, Callable[[], bytes]] = {
    "contract.jpg": lambda: jpeg(photographed(marriage_contract())),
    "contract-sideways.jpg": lambda: jpeg(photographed(marriage_contract()), orientation=6),
    "contract-dark.jpg": lambda: jpeg(photographed(marriage_contract(), longest=2000, light=0.22)),
    "contract-blurred.jpg": lambda: jpeg(photographed(marriage_contract(), longest=2000, blur=3.0)),
    "contract-small.jpg": lambda: jpeg(photographed(marriage_contract(), longest=480)),
    "contract.heic": lambda: heic(photographed(marriage_contract(), longest=1600)),
    "contract.webp": lambda: webp(photographed(marriage_contract(), longest=1600)),
    "contract.pdf": lambda: pdf(marriage_contract(), booklet_page()),
    "booklet.jpg": lambda: jpeg(photographed(booklet_page(), longest=2400, tilt=-3)),
    "booklet.png": lambda: png(photographed(booklet_page(), longest=1600, tilt=1)),
    "album-1.jpg": lambda: jpeg(photographed(marriage_contract(), longest=2000, tilt=4)),
    "album-2.jpg": lambda: jpeg(photographed(booklet_page(), longest=2000, tilt=-2)),
    "album-3.jpg": lambda: jpeg(photographed(booklet_page(), longest=2000, tilt=6, light=0.85)),
}


def write_samples(folder: Path) -> tuple[Path, ...]:
    """Write every sample under its name; an album is the files that begin with `album`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, drawn in SAMPLES.items():
        (folder / name).write_bytes(drawn())
    return tuple(folder / name for name in SAMPLES)
