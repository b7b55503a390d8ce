"""Whatever is changed in a sheet is found, and where; it is the same for every kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.issued import Verdict, Verified
from services.issued.sheet import SAVED_ANEW
from tests.services.issued.orders import KINDS, OTHERS, Kind

every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def said_of(kind: Kind, file: bytes) -> str:
    """What is said of a file that was changed."""
    found, where = kind.looked_at(file)
    assert found.verdict is Verdict.CHANGED
    assert where
    return where


@every_kind
def test_a_sheet_is_genuine(kind: Kind) -> None:
    found, where = kind.looked_at(kind.made())
    assert (found.verdict, where) == (Verdict.GENUINE, None)


@every_kind
def test_the_same_things_make_the_same_file(kind: Kind) -> None:
    assert kind.made() == kind.made()


@given(st.sampled_from(KINDS), st.data())
def test_no_byte_can_be_changed(kind: Kind, data: st.DataObject) -> None:
    file = bytearray(kind.made())
    place = data.draw(st.integers(0, len(file) - 2))  # the newline in the end bears nothing
    file[place] ^= data.draw(st.integers(1, 255))
    assert kind.looked_at(bytes(file))[0].verdict is not Verdict.GENUINE


@every_kind
@pytest.mark.parametrize("line", [2, 3, 4])
def test_a_changed_line_is_named(kind: Kind, line: int) -> None:
    rows = kind.made().split(b"\n")
    number, label, person, rest = rows[line - 1].split(b",", 3)
    rows[line - 1] = b",".join((number, label, person[::-1], rest))
    assert said_of(kind, b"\n".join(rows)).startswith(f"line {line} is the first")


@every_kind
def test_a_line_taken_out_is_missed(kind: Kind) -> None:
    rows = kind.made().split(b"\n")
    assert kind.one_less in said_of(kind, b"\n".join([*rows[:2], *rows[3:]]))


@every_kind
def test_hashes_made_anew_do_not_help(kind: Kind) -> None:
    forged, end = kind.made(most=2).partition(b"#")[0], kind.made().partition(b"#")[2]
    said = said_of(kind, forged + b"#" + end)
    assert said.startswith("its lines were changed and their hashes made anew")


@every_kind
def test_what_was_cut_off_or_added_to_is_none(kind: Kind) -> None:
    file = kind.made()
    end = file.index(b"#")
    assert said_of(kind, file[:end]) == "it has no signature: its end is missing"
    assert said_of(kind, file[: end + 40]) == "its signature is not ours"
    assert said_of(kind, file + file.split(b"\n")[1] + b"\n").startswith("something stands behind its signature")


@every_kind
def test_a_sheet_that_another_program_has_saved_is_known_for_one(kind: Kind) -> None:
    for saved in (b"\xef\xbb\xbf" + kind.made(), kind.made().replace(b"\n", b"\r\n")):
        assert kind.is_one(saved.splitlines(keepends=True)[0])
        assert kind.looked_at(saved) == (Verified(Verdict.CHANGED), SAVED_ANEW)


@every_kind
def test_a_file_with_other_columns_is_none(kind: Kind) -> None:
    assert kind.is_one(kind.made().splitlines(keepends=True)[0])
    assert not kind.is_one(b"line,order,national_id\n")


@every_kind
def test_somebody_elses_sheet_is_not_ours(kind: Kind) -> None:
    found, _ = kind.looked_at(kind.made(OTHERS))
    assert (found.verdict, found.key) == (Verdict.UNKNOWN_KEY, OTHERS.id)


def test_the_end_of_a_sheet_of_another_kind_does_not_pass() -> None:
    for kind, other in (KINDS, KINDS[::-1]):
        body, end = kind.made().partition(b"#")[0], other.made().partition(b"#")[2]
        assert said_of(kind, body + b"#" + end) == "it bears the signature of another paper"
