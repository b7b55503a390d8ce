"""`hamyar faq`: the short answers as people read them, with where each comes from, for whoever checks them."""

from __future__ import annotations

from datetime import date

from bot.errors import OperatorError
from dialogs.messages import Words
from handlers.wording import Wording, without_marks
from services.understanding.faq import Entry, NoSuchEntry
from services.understanding.faq_entries import FAQ, entry


def answer(one: Entry, today: date, *, short: bool = False) -> str:
    """An entry's answer on a day, and what can be done next; `short` as an SMS has it."""
    say = Wording()
    said = say(Words(f"faq-{one.id}", one.facts(today)), short=short)
    return without_marks(f"{said}\n{say(Words(f'faq-then-{one.then}'), short=short)}")


def told(id: str | None, today: date) -> str:
    """The entry of that id, or all of them. Raises `OperatorError`."""
    if id is None:
        return "\n\n".join(_told(one, today) for one in FAQ.values())
    try:
        return _told(entry(id), today)
    except NoSuchEntry:
        raise OperatorError(f"the FAQ has no {id!r}; `hamyar faq` lists what it has") from None


def _told(one: Entry, today: date) -> str:
    sources = "\n".join(f"  [{source.mark}] {source.source}" for source in one.sources)
    return f"{one.id}  {one.service}\n{answer(one, today)}\n{sources}"
