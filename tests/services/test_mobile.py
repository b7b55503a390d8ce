"""Mobile numbers as typed, kept and shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.mobile import NotAMobile, is_valid, mask, normalise
from tests.services.typed import typings

mobiles = st.integers(0, 10**9 - 1).map(lambda number: f"09{number:09}")


@given(mobiles, st.sampled_from(["+98", "0098", "98", "0", ""]), st.data())
def test_every_typing_of_one_is_the_same(mobile: str, prefix: str, data: st.DataObject) -> None:
    assert normalise(data.draw(typings(prefix + mobile[1:]))) == mobile
    assert is_valid(mobile)


def test_brackets_are_separators() -> None:
    assert normalise("(۰۹۱۲) ۳۴۵-۶۷۸۹") == "09123456789"


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("", 0),
        ("0912345678", 10),
        ("091234567890", 12),
        ("02112345678", 11),
        ("+99123456789", 11),
        ("00989", 5),
        ("0912345678x", 10),
    ],
)
def test_what_is_none_is_refused_with_its_digits(typed: str, digits: int) -> None:
    with pytest.raises(NotAMobile) as caught:
        normalise(typed)
    assert caught.value.digits == digits


@pytest.mark.parametrize("kept", ["9123456789", "+989123456789", "۰۹۱۲۳۴۵۶۷۸۹", "09123456789\n"])
def test_only_the_local_form_is_valid_as_kept(kept: str) -> None:
    assert not is_valid(kept)


def test_mask() -> None:
    assert mask("09121234567") == "۰۹۱۲•••۴۵۶۷"
