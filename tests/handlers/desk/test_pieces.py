"""Long texts in staff's groups: cut where Telegram's own count says so, between words, and nothing of them lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.desk.texts import LONGEST, joined, pieces
from handlers.rendering import units


@given(st.text(st.sampled_from("اب 🙂\n"), max_size=9000))
def test_nothing_is_lost_and_nothing_is_too_long(text: str) -> None:
    cut = pieces(text)
    assert "".join(cut) == text
    assert all(units(piece) <= LONGEST for piece in cut)


@pytest.mark.parametrize("text", ["🙂" * 4_000, "کلمه " * 2_000, "خط\n" * 3_000])
def test_it_is_cut_into_as_few_as_it_takes_and_between_words(text: str) -> None:
    cut = pieces(text)
    assert len(cut) == -(-units(text) // LONGEST)
    assert all(piece.endswith((" ", "\n", "🙂")) for piece in cut)


def test_lines_are_joined_within_the_same_count() -> None:
    assert all(units(one) <= LONGEST for one in joined(["🙂" * 1_000] * 9))
    assert sum(one.count("🙂") for one in joined(["🙂" * 1_000] * 9)) == 9_000
