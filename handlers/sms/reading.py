"""What an inbound SMS means to us."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from dialogs.messages import Message, Started, Typed
from handlers.rendering import units
from handlers.sms import NAME
from handlers.turn import Note
from services import mobile, persian
from services.conversations import ENDS, GOES_ON, Place

# A text of exactly one part may be the first of several that come as messages of their own.
FULL_PARTS = frozenset({67, 70, 134, 153, 160})
PART_WAIT = timedelta(seconds=3)

_ID = re.compile(r"[A-Za-z0-9-]{1,64}")

_OPT_OUT = frozenset(map(persian.spoken, ("لغو", "لغو۱۱")))
_OPT_IN = frozenset(map(persian.spoken, ("شروع",)))


def read(fields: Mapping[str, Any], line: str) -> Note | None:
    """The note of an inbound message; None when it is not for our line, or not from a mobile."""
    message_id, sender, text = (_text(fields.get(name)) for name in ("messageid", "from", "message"))
    try:
        address = mobile.normalise(sender)
    except mobile.NotAMobile:
        return None
    if not _ID.fullmatch(message_id) or not _same_line(_text(fields.get("to")) or line, line):
        return None
    full = units(text) in FULL_PARTS
    return Note(
        Place(NAME, address),
        f"s{message_id}",
        _meaning(text),
        wait=PART_WAIT if full else timedelta(),
        part_of=GOES_ON if full else ENDS,
    )


def _text(value: Any) -> str:
    """As text that can be counted: JSON may hold half of a surrogate pair."""
    return str(value or "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def from_entry(entry: Mapping[str, Any], line: str) -> Note | None:
    """The note of an entry that was fetched; it names its fields a little otherwise."""
    return read({**entry, "from": entry.get("sender"), "to": entry.get("receptor")}, line)


def _meaning(text: str) -> Message:
    said = persian.spoken(text)
    if said in _OPT_OUT:
        return Started("opt_out")
    if said in _OPT_IN:
        return Started("opt_in")
    return Typed(text)


def _same_line(to: str, line: str) -> bool:
    """Lines are written with and without the country's code and zeros."""
    return to.lstrip("+0").removeprefix("98").lstrip("0") == line.lstrip("+0").removeprefix("98").lstrip("0")
