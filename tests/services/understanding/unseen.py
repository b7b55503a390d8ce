"""The messages that the model never sees, and the model that ships."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from services.understanding.examples import EXAMPLES, Example, read_examples
from services.understanding.model import Model, load

HERE = Path(__file__).parent


@cache
def model() -> Model:
    return load()


@cache
def examples() -> tuple[Example, ...]:
    return read_examples(EXAMPLES.read_text(encoding="utf-8").splitlines())


@cache
def unseen(name: str) -> tuple[Example, ...]:
    """Messages of heldout.txt or a sealed set, without those whose words an example happens to have."""
    known = {model().words(example.text) for example in examples()}
    written = read_examples((HERE / name).read_text(encoding="utf-8").splitlines())
    return tuple(example for example in written if model().words(example.text) not in known)
