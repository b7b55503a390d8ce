"""What an inbound SMS means to us."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from dialogs.messages import Message, Started, Typed
from handlers.rendering import units
from handlers.sms import NAME
from handlers.turn import Note
from services import mobile, persian
from services.conversations import ENDS, GOES_ON, Place
from services.messages.lines import Lines

# A text of exactly one part may be the first of several that come as messages of their own.
FULL_PARTS = frozenset({67, 70, 134, 153, 160})
PART_WAIT = timedelta(seconds=3)

_ID = re.compile(r"[A-Za-z0-9-]{1,64}")

_OPT_OUT = frozenset(map(persian.spoken, ("لغو", "لغو۱۱")))
_OPT_IN = frozenset(map(persian.spoken, ("شروع",)))


@dataclass(frozen=True)
class Received:
    """An inbound message, and the line of ours that it was written to."""

    note: Note
    line: str


def read(fields: Mapping[str, Any], lines: Lines) -> Received | None:
    """An inbound message; None when it is not for a line of ours, or not from a mobile."""
    message_id, sender, text = (_text(fields.get(name)) for name in ("messageid", "from", "message"))
    try:
        address = mobile.normalise(sender)
    except mobile.NotAMobile:
        return None
    to = _text(fields.get("to"))
    line = next((one for one in lines.numbers if _bare(one) == _bare(to)), None) if to else lines.main
    if not _ID.fullmatch(message_id) or line is None:
        return None
    full = units(text) in FULL_PARTS
    note = Note(
        Place(NAME, address),
        f"s{message_id}",
        meaning(text),
        wait=PART_WAIT if full else timedelta(),
        part_of=GOES_ON if full else ENDS,
    )
    return Received(note, line)


def _text(value: Any) -> str:
    """As text that can be counted: JSON may hold half of a surrogate pair."""
    return str(value or "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def from_entry(entry: Mapping[str, Any], lines: Lines, line: str) -> Received | None:
    """The same of an entry that was fetched from a line; it names its fields a little otherwise."""
    return read({**entry, "from": entry.get("sender"), "to": entry.get("receptor") or line}, lines)


def meaning(text: str) -> Message:
    """What was written: that notices are to stop or to come again, or words for whatever is open."""
    said = persian.spoken(text)
    if said in _OPT_OUT:
        return Started("opt_out")
    if said in _OPT_IN:
        return Started("opt_in")
    return Typed(text)


def _bare(number: str) -> str:
    """Lines are written with and without the country's code and zeros."""
    return number.lstrip("+0").removeprefix("98").lstrip("0")
