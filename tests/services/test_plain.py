"""What goes into JSON comes back the same, and what does not fit is refused with its place."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Literal, NewType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.calendar import JalaliMonth
from services.plain import Misread, NotPlain, dump, load

Grams = NewType("Grams", int)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Leaf:
    name: str
    on: date
    colour: Colour
    weight: Grams | None = None


@dataclass(frozen=True)
class Tree:
    leaves: tuple[Leaf, ...]
    pair: tuple[int, str]
    kind: Literal["oak", "fir"]
    open: bool
    tags: list[str] = field(default_factory=list)
    child: Tree | None = None

    def __post_init__(self) -> None:
        if self.pair[0] < 0:
            raise ValueError("below zero")


leaves = st.builds(
    Leaf, st.text(), st.dates(), st.sampled_from(Colour), st.none() | st.integers(-(10**15), 10**15).map(Grams)
)
trees = st.recursive(
    st.none(),
    lambda child: st.builds(
        Tree,
        st.lists(leaves, max_size=3).map(tuple),
        st.tuples(st.integers(0), st.text()),
        st.sampled_from(["oak", "fir"]),
        st.booleans(),
        st.lists(st.text(), max_size=2),
        child,
    ),
    max_leaves=3,
)


@given(trees)
def test_a_value_comes_back_as_it_was(tree: Tree | None) -> None:
    assert load(Tree | None, json.loads(json.dumps(dump(tree)))) == tree


LEAF = {"name": "a", "on": "2020-12-05", "colour": "red", "weight": 3}


def test_a_missing_field_takes_its_default() -> None:
    assert load(Leaf, {"name": "a", "on": "2020-12-05", "colour": "red"}).weight is None


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        (int, True),
        (int, "1"),
        (bool, 1),
        (str, None),
        (date, "2020-13-05"),
        (date, "20201205"),
        (date, 5),
        (Colour, "green"),
        (Literal["a", 1], True),
        (list[int], {"a": 1}),
        (tuple[int, str], [1]),
        (int | str, []),
        (int | str, None),
        (Leaf, {**LEAF, "extra": 1}),
        (Leaf, {"name": "a"}),
        (Leaf, [LEAF]),
        (Tree, {"leaves": [], "pair": [-1, ""], "kind": "oak", "open": True}),
    ],
)
def test_what_does_not_fit_is_refused(kind: object, stored: object) -> None:
    with pytest.raises(Misread):
        load(kind, stored)  # type: ignore[arg-type]


def test_a_misread_says_where() -> None:
    stored = {"leaves": [LEAF, {**LEAF, "on": 4}], "pair": [1, "a"], "kind": "oak", "open": True}
    with pytest.raises(Misread) as caught:
        load(Tree, stored)  # type: ignore[arg-type]
    assert (caught.value.path, caught.value.expected, caught.value.found) == (".leaves[1].on", "date", "int")


def test_a_misread_does_not_tell_the_value() -> None:
    with pytest.raises(Misread) as caught:
        load(date, "0012345679")
    assert "0012345679" not in str(caught.value)


def test_a_moment_comes_back_the_same() -> None:
    moment = datetime(2025, 9, 23, 8, 30, tzinfo=UTC)
    assert load(datetime, dump(moment)) == moment


@pytest.mark.parametrize("stored", ["2025-09-23", "2025-09-23T08:30:00", "Tuesday", 7, None])
def test_what_is_no_moment_of_a_zone_is_refused(stored: object) -> None:
    with pytest.raises(Misread):
        load(datetime, stored)  # type: ignore[arg-type]


def test_a_month_comes_back_the_same() -> None:
    assert load(JalaliMonth, dump(JalaliMonth(1404, 7))) == JalaliMonth(1404, 7)


@dataclass
class Thawed:
    name: str


@pytest.mark.parametrize("value", [1.5, {1}, {"a": 1}, datetime(2020, 1, 1), Thawed("a"), b""])  # noqa: DTZ001
def test_what_is_not_plain_is_not_written(value: object) -> None:
    with pytest.raises(NotPlain):
        dump(value)


@pytest.mark.parametrize("kind", [float, time, Thawed, dict[str, int], object, Literal[b"a"]])
def test_what_is_not_plain_is_not_read(kind: object) -> None:
    for _ in range(2):  # the second time too: a type that failed leaves nothing behind
        with pytest.raises(NotPlain):
            load(kind, None)
