"""A line that begins with `//` never leaves, however it was typed and whichever way the words would go."""

from __future__ import annotations

import pytest

from services.conversations import Place
from services.desk import NoteWithin
from services.desk.notes import has_note, is_note, without_mark
from tests.services.desk.room import AGENT, Room

HER = Place("telegram", "1")
NOTES = ["// مشکوک", "//مشکوک", "  // مشکوک", "\u200f// مشکوک", "\u2067//\u2069 مشکوک", "／／ مشکوک", "\u00a0//مشکوک"]
BREAKS = ["\n", "\r\n", "\u2028", "\u2029", "\v"]


@pytest.mark.parametrize("typed", NOTES)
def test_it_is_a_note_whatever_stands_unseen_before_it(typed: str) -> None:
    assert is_note(typed)
    assert without_mark(typed).strip("\u2069 ") == "مشکوک"


@pytest.mark.parametrize("line_end", BREAKS)
def test_a_note_is_found_on_any_line(line_end: str) -> None:
    assert has_note(f"سلام{line_end}\u200f// مشکوک")
    assert not is_note(f"سلام{line_end}// مشکوک")


@pytest.mark.parametrize("typed", ["", "/r", "https://tamin.ir", "سلام // سلام", "۱۲/۱۱/۱۴۰۴", "/ / سلام"])
def test_anything_else_is_none(typed: str) -> None:
    assert not has_note(typed)
    assert without_mark(typed) == typed


@pytest.mark.parametrize("typed", [*NOTES, "سلام\n// مشکوک"])
async def test_whoever_would_send_it_cannot(room: Room, typed: str) -> None:
    number = await room.opened(HER)
    await room.act(lambda desk: desk.take(number, AGENT))
    await room.act(lambda desk: desk.reply(number, AGENT, "سلام", key="1"))
    before = await room.heard(HER)
    with pytest.raises(NoteWithin):
        await room.act(lambda desk: desk.reply(number, AGENT, typed))
    with pytest.raises(NoteWithin):
        await room.act(lambda desk: desk.edit(number, AGENT, "1", typed))
    assert await room.heard(HER) == before
