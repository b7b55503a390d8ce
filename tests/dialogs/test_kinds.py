"""Whatever comes is read or refused, by every kind of answer."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.amounts import Amount
from dialogs.dates import Day, Month
from dialogs.kind import Kind, Unreadable
from dialogs.messages import Contact, Message, Other, Pictures, Pressed, Typed, Words
from dialogs.reading import RIGHT, Choice, ContactOr, Mobile, NationalId, OneTimeCode, Picture, Sheba, Text, YesNo
from tests.dialogs.readings import fault, shown

YES_NO = YesNo(Words("ثبت می‌کنم"), Words("نه، برمی‌گردم"))
ALL: list[Kind[Any]] = [
    *(Choice("a", "b"), YES_NO, Text(), Text(3, 5), NationalId(), Mobile(), Sheba(), ContactOr("no"), Day(), Month()),
    *(OneTimeCode("again", "other"), OneTimeCode(), Amount(), Amount(100, 200)),
    *(Picture("enough"), Picture("keep"), Picture()),
]


anything = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="0123456789۰۱۲۳٤٥٦ /.,٬٫-‌میلیونهزارتوکدIRآذردیabمهر", max_size=30),
    st.sampled_from(["9" * 5000, "۱" * 5000, "", "\u200c", "😀", "\x00", "\ud800", "²", "½", "१२३४५६"]),
).map(Typed)
arriving: st.SearchStrategy[Message] = st.one_of(
    anything,
    anything,
    st.builds(Pressed, st.sampled_from(["n1", "n2"]), st.integers(-2, 5)),
    st.builds(Contact, st.text(max_size=15) | st.just("+98 912 123 4567"), st.booleans()),
    st.builds(Pictures, st.lists(st.text(min_size=1, max_size=5), max_size=3).map(tuple)),
    st.builds(Other, st.just("sticker")),
)


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(ALL), arriving)
def test_whatever_comes_is_read_or_refused_and_what_is_read_is_kept(kind: Kind[Any], message: Message) -> None:
    try:
        value = kind.read(message, shown(kind))
    except Unreadable:
        return
    kept = json.loads(json.dumps(kind.dump(value)))
    again = kind.load(kept)
    assert again == (RIGHT if kind.secret and value not in {"again", "other"} else value)
    assert kind.dump(again) == kept


stored = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.sampled_from(["20201205", "2020-12-05"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(ALL), stored)
def test_whatever_is_stored_is_read_back_or_refused(kind: Kind[Any], json: Any) -> None:
    with suppress(Unreadable):
        kind.load(json)


@pytest.mark.parametrize("kind", ALL)
def test_a_sticker_is_no_answer(kind: Kind[Any]) -> None:
    assert fault(kind, Other("sticker"))[0] == "answer-not-this"


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind.wants != "pictures"])
def test_pictures_are_not_wanted_everywhere(kind: Kind[Any]) -> None:
    assert fault(kind, Pictures(("a",)))[0] == "answer-no-pictures"


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind.wants != "contact"])
def test_a_contact_is_not_wanted_everywhere(kind: Kind[Any]) -> None:
    assert fault(kind, Contact("09121234567", own=True))[0] == "answer-not-this"


@pytest.mark.parametrize("message", [Pressed("other", 0), Pressed("n1", 2), Pressed("n1", -1)])
def test_a_button_of_another_question_is_refused(message: Pressed) -> None:
    assert fault(Choice("a", "b"), message)[0] == "answer-old-button"
