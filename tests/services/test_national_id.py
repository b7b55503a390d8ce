"""National IDs as typed, checked and shown."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.national_id import Fault, NotANationalId, check_digit, is_valid, mask, normalise
from tests.services.typed import typings

national_ids = (
    st.integers(0, 10**9 - 1)
    .map(lambda number: f"{number:09}")
    .map(lambda nine: f"{nine}{check_digit(nine)}")
    .filter(lambda full: len(set(full)) > 1)
)


@given(national_ids, st.data())
def test_every_typing_of_one_is_the_same(national_id: str, data: st.DataObject) -> None:
    assert normalise(data.draw(typings(national_id))) == national_id
    assert is_valid(national_id)


@given(st.integers(10**7, 10**8 - 1), st.data())
def test_leading_zeros_may_be_left_out(number: int, data: st.DataObject) -> None:
    national_id = f"0{number:08}{check_digit(f'0{number:08}')}"
    assert normalise(data.draw(typings(national_id.removeprefix("0")))) == national_id


def test_eight_digits_are_padded() -> None:
    assert normalise("۱۲۳۴۵۶۷۹") == "0012345679"


@given(national_ids, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(national_id: str, place: int, shift: int) -> None:
    wrong = national_id[:place] + str((int(national_id[place]) + shift) % 10) + national_id[place + 1 :]
    # r = 10 and r = 1 share the check digit 1, and only there two IDs may differ in one digit.
    rest = sum(int(digit) * (10 - at) for at, digit in enumerate(wrong[:9])) % 11
    assert is_valid(wrong) == (rest in (1, 10) and national_id[9] == "1" and place < 9 and len(set(wrong)) > 1)


@pytest.mark.parametrize(
    ("typed", "fault", "digits"),
    [
        ("", Fault.LENGTH, 0),
        ("۱۲۳۴۵۶۷", Fault.LENGTH, 7),
        ("00123456790", Fault.LENGTH, 11),
        ("0012345678", Fault.CHECKSUM, 10),
        ("1111111111", Fault.REPEATED, 10),
        ("٩٩٩٩٩٩٩٩٩٩", Fault.REPEATED, 10),
        ("00000000", Fault.REPEATED, 8),
        ("کد ۰۰۱۲۳۴۵۶۷۹", Fault.LETTERS, 10),
        ("०१२३४५६७८९", Fault.LETTERS, 10),
    ],
)
def test_what_is_none_is_refused_with_its_facts(typed: str, fault: Fault, digits: int) -> None:
    with pytest.raises(NotANationalId) as caught:
        normalise(typed)
    assert (caught.value.fault, caught.value.digits) == (fault, digits)


@pytest.mark.parametrize("kept", ["12345679", "۰۰۱۲۳۴۵۶۷۹", "0012345679 ", "0012345678", "2222222222", "0012345679\n"])
def test_only_ten_latin_digits_are_valid_as_kept(kept: str) -> None:
    assert not is_valid(kept)


@given(st.text())
def test_anything_typed_is_read_or_refused(text: str) -> None:
    with suppress(NotANationalId):
        assert is_valid(normalise(text))


def test_mask() -> None:
    assert mask("0012345679") == "۰۰۱•••۶۷۹"
