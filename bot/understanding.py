"""`hamyar understand`: a message a line in, what it is about out. Needs neither a database nor settings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TextIO

from bot.errors import OperatorError
from services.understanding.comparing import HELDOUT, compared, read_messages
from services.understanding.examples import MalformedExamples
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


def compare(new: Path, messages: Path | None = None) -> tuple[str, bool]:
    """The model in `new` beside the one that ships, as lines; and whether it is worse. Raises `OperatorError`."""
    messages = messages or HELDOUT
    try:
        found = compared(load(), load(new), read_messages(messages))
    except (NotAModel, OSError) as wrong:
        raise OperatorError(str(wrong)) from wrong
    except MalformedExamples as wrong:
        raise OperatorError(f"{messages}:{wrong.line}: {wrong.fault}") from wrong
    return "\n".join(found.lines()), found.is_worse


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
