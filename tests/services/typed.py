"""What people make of a value when they type it: other digits, separators, invisible marks, spaces around."""

from __future__ import annotations

from hypothesis import strategies as st

PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
ARABIC = "٠١٢٣٤٥٦٧٨٩"
BETWEEN = ["", "", "", " ", "-", "\u200c", "\u200f", "\u00a0", ".", "/"]


@st.composite
def typings(draw: st.DrawFn, value: str) -> str:
    """`value` as it may be typed."""
    return "".join(draw(_one(letter)) + draw(st.sampled_from(BETWEEN)) for letter in f" {value} ")


def _one(letter: str) -> st.SearchStrategy[str]:
    if letter.isdecimal():
        return st.sampled_from([letter, PERSIAN[int(letter)], ARABIC[int(letter)]])
    return st.sampled_from([letter.lower(), letter.upper()])
