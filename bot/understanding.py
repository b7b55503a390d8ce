"""`hamyar understand`: a message a line in, what it is about out. Needs neither a database nor settings."""

from __future__ import annotations

import json
from typing import TextIO

from bot.errors import OperatorError
from services.understanding.model import NotAModel, load
from services.understanding.understood import Understood

DIGITS = 4  # of a confidence


def understand_lines(messages: TextIO, out: TextIO, *, as_json: bool) -> None:
    """Write a line for each line of `messages`, at once, so that a pipe is answered as it goes."""
    try:
        model = load()
    except NotAModel as wrong:
        raise OperatorError(str(wrong)) from wrong
    for line in messages:
        understood = model.understand(line.rstrip("\r\n"))
        out.write((told_json(understood) if as_json else told_line(understood)) + "\n")
        out.flush()


def told_json(understood: Understood) -> str:
    """One object, for other programs."""
    return json.dumps(
        {
            "text": understood.text,
            "service": understood.service,
            "confidence": round(understood.confidence, DIGITS),
            "alternatives": [
                {"service": one.service, "confidence": round(one.confidence, DIGITS)} for one in understood.alternatives
            ],
            "faq": understood.faq,
        },
        ensure_ascii=False,
    )


def told_line(understood: Understood) -> str:
    """One line, for a person at a terminal."""
    others = " ".join(f"{one.service} {one.confidence:.2f}" for one in understood.alternatives)
    return (
        f"{understood.service:5}  {understood.confidence:.2f}  {understood.sureness:6}  "
        f"{understood.faq or '-':20}  {understood.text}  ({others})"
    )
