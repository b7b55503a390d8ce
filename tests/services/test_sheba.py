"""Sheba numbers as typed, checked and shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.sheba import Fault, NotASheba, is_valid, mask, normalise, with_check_digits
from tests.services.typed import typings

EXAMPLE = "IR062960000000100324200001"
shebas = st.integers(0, 10**22 - 1).map(lambda account: with_check_digits(f"{account:022}"))


def test_the_published_example_is_valid() -> None:
    assert is_valid(EXAMPLE)
    assert with_check_digits(EXAMPLE[4:]) == EXAMPLE


@given(shebas, st.data())
def test_every_typing_of_one_is_the_same(sheba: str, data: st.DataObject) -> None:
    typed = sheba if data.draw(st.booleans()) else sheba.removeprefix("IR")
    assert normalise(data.draw(typings(typed))) == sheba
    assert is_valid(sheba)


@given(shebas, st.integers(2, 25), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(sheba: str, place: int, shift: int) -> None:
    assert not is_valid(sheba[:place] + str((int(sheba[place]) + shift) % 10) + sheba[place + 1 :])


@pytest.mark.parametrize(
    ("typed", "fault", "digits"),
    [
        ("", Fault.LENGTH, 0),
        ("IR", Fault.LENGTH, 0),
        ("6037991234567890", Fault.LENGTH, 16),
        (EXAMPLE + "1", Fault.LENGTH, 25),
        (EXAMPLE[:-1] + "2", Fault.CHECKSUM, 24),
        ("DE89370400440532013000", Fault.LETTERS, 20),
        ("IRIR" + EXAMPLE[2:], Fault.LETTERS, 24),
    ],
)
def test_what_is_none_is_refused_with_its_facts(typed: str, fault: Fault, digits: int) -> None:
    with pytest.raises(NotASheba) as caught:
        normalise(typed)
    assert (caught.value.fault, caught.value.digits) == (fault, digits)


@pytest.mark.parametrize("kept", [EXAMPLE.lower(), EXAMPLE[2:], EXAMPLE + "\n", EXAMPLE[:-1] + "۱"])
def test_only_the_written_form_is_valid_as_kept(kept: str) -> None:
    assert not is_valid(kept)


def test_mask() -> None:
    assert mask("IR062960000000100324201234") == "…۱۲۳۴"
