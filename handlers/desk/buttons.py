"""Buttons under what the bot posts: their data is `<sort>:<act>:<number>[:<more>]`, and means the same for ever."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DATA = re.compile(r"([a-z]):([a-z]{1,10}):([0-9]{1,18})(?::([A-Za-z0-9_-]{1,24}))?", re.ASCII)


@dataclass(frozen=True)
class Press:
    """What a button is for: an act on the subject of that number, which `sort` of topics shows."""

    sort: str
    act: str
    number: int
    more: str = ""


def data(sort: str, act: str, number: int, more: object = "") -> str:
    """What a button carries; at most 64 bytes."""
    return f"{sort}:{act}:{number}:{more}" if more != "" else f"{sort}:{act}:{number}"


def press(carried: str) -> Press | None:
    """What a button means; None for data that is not ours."""
    match = _DATA.fullmatch(carried)
    return Press(match[1], match[2], int(match[3]), match[4] or "") if match else None
