"""The ear of a process: loaded once, and refused by name where it cannot be."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
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


# ---- what `hamyar check` finds --------------------------------------------------------------------------------------


def test_the_model_that_ships_is_found_in_order() -> None:
    assert hearing.fault() is None


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda whole: b"", "model.npz is broken"),
        (lambda whole: b"no archive at all", "model.npz is no model"),
        (lambda whole: whole[: len(whole) // 2], "model.npz is no model"),
        (lambda whole: whole[:5_000] + bytes(2_000) + whole[7_000:], "model.npz is"),
    ],
)
def test_a_broken_file_is_named_with_its_fault(
    spoil: Callable[[bytes], bytes], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "model.npz"
    path.write_bytes(spoil(model.MODEL.read_bytes()))
    monkeypatch.setattr(model, "load", lambda: model_at(path))
    assert told in str(hearing.fault())


def test_a_model_whose_parts_do_not_fit_is_found_by_trying_it(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = LOAD()
    monkeypatch.setattr(model, "load", lambda: replace(whole, rarity=whole.rarity[:10]))
    assert "model.npz is broken: IndexError" in str(hearing.fault())


def test_a_model_of_other_examples_is_found_by_its_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = LOAD()
    monkeypatch.setattr(model, "load", lambda: replace(whole, fingerprint="0" * 64))
    assert "was not made from the examples beside it" in str(hearing.fault())


def test_a_model_that_takes_one_service_for_another_is_found_by_asking_it(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = LOAD()
    monkeypatch.setattr(model, "load", lambda: replace(whole, services=whole.services[::-1]))
    assert "not MAR" in str(hearing.fault())


def model_at(path: Path) -> model.Model:
    return LOAD(path)


LOAD = model.load
