"""The ear of a process: loaded once, and refused by name where it cannot be."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import hearing
from bot.errors import OperatorError
from services.understanding import model


@pytest.fixture(autouse=True)
def unloaded() -> Iterator[None]:
    """Nothing of it is left from before, or for later."""
    hearing._model.cache_clear()
    yield
    hearing._model.cache_clear()


def test_the_model_is_loaded_once() -> None:
    hearing.make_ear()
    assert hearing._model() is hearing._model()


def test_a_model_that_is_not_there_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "load", lambda: model_at(tmp_path / "model.npz"))
    with pytest.raises(OperatorError, match=r"free text cannot be understood: .*model\.npz"):
        hearing.make_ear()


def test_a_library_that_does_not_load_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "services.understanding.model")
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(OperatorError, match=r"free text cannot be understood, for numpy does not load"):
        hearing.make_ear()


def model_at(path: Path) -> model.Model:
    return LOAD(path)


LOAD = model.load
