"""Files that hold keys are whole, and nobody else's to read."""

from __future__ import annotations

from pathlib import Path

from bot.key_files import make_once, write_anew


def never() -> bytes:
    raise AssertionError("a key was made where there is one")


def test_what_is_there_is_never_made_again(tmp_path: Path) -> None:
    path = tmp_path / "data" / "key"
    make_once(path, lambda: b"first")
    make_once(path, never)
    assert path.read_bytes() == b"first"


def test_of_two_that_begin_together_one_makes_the_key(tmp_path: Path) -> None:
    path = tmp_path / "key"

    def made_meanwhile() -> bytes:
        make_once(path, lambda: b"the other's")
        return b"ours"

    make_once(path, made_meanwhile)
    assert path.read_bytes() == b"the other's"
    assert list(tmp_path.iterdir()) == [path]


def test_another_key_takes_the_place_of_the_one_that_is_there(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(b"old")
    path.chmod(0o644)
    write_anew(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]
