"""The terminal as a channel: what is typed becomes a message, what lies in the outbox is printed.

A terminal has no buttons, so the options stand in a numbered list and a number presses one. It can show instead what
a person would read by SMS: the short form, in pages of as many parts as an SMS may have.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dialogs.messages import Channel, Contact, Message, Pressed, Typed, Words
from handlers.budget import UNLIMITED
from handlers.rendering import parts
from handlers.sending import Answer, NotThere, Outcome, Sent
from handlers.turn import Note
from handlers.wording import Wording, without_marks
from services import persian
from services.conversations import Place
from services.messages import Row

NAME = "terminal"
RLM = "\u200f"  # tells a terminal that knows both directions to set the line right to left


def channel(*, contact: bool) -> Channel:
    """The terminal's channel; a contact can be shared when it was opened as somebody."""
    return Channel(NAME, pictures=False, contact=contact, numbers=True)


SHORT = Channel(NAME, buttons=False, pictures=False, contact=False, short=True)  # as an SMS is


class Terminal:
    """One conversation in a terminal: `place`, what was printed last, and whose mobile it can prove.

    `read` says what a line means that chooses nothing. `short`: of each reply its parts are told.
    """

    def __init__(
        self,
        address: str,
        wording: Wording,
        show: Callable[[str], None],
        *,
        own_mobile: str | None,
        bidi: bool,
        read: Callable[[str], Message] = Typed,
        short: bool = False,
    ) -> None:
        self.place = Place(NAME, address)
        self._wording = wording
        self._show = show
        self._mobile = own_mobile
        self._mark = RLM if bidi else ""
        self._read = read
        self._short = short
        self._choices: list[tuple[str, str]] = []  # label and data, in the order of the numbers

    def note(self, line: str) -> Note:
        """What a typed line means here; each line is a message of its own."""
        return Note(self.place, secrets.token_hex(8), self._message(line))

    def _message(self, line: str) -> Message:
        data = self._chosen(line)
        if data == "contact":
            return Contact(self._mobile or "", own=True)
        if data:
            _, nonce, index = data.split(":")
            return Pressed(nonce, int(index))
        return self._read(line)

    def _chosen(self, line: str) -> str | None:
        typed = persian.bare(line)
        if typed.isascii() and typed.isdigit() and 0 < int(typed) <= len(self._choices):
            return self._choices[int(typed) - 1][1]
        return next((data for label, data in self._choices if persian.spoken(label) == persian.spoken(line)), None)

    def print_row(self, row: Row) -> None:
        """Print a message of the outbox."""
        if row.kind == "code":
            said = self._wording(Words("terminal-code", {"mobile": row.address, "code": row.body["code"]}))
            self._print([said])
            return
        self._choices = _choices(row.body)
        lines = without_marks(row.body["text"]).split("\n")
        numbered = [persian.persian_digits(f"  {place}. {label}") for place, (label, _) in enumerate(self._choices, 1)]
        footer = " · ".join(label for label, _ in row.body["footer"])
        told = self._wording(Words("terminal-parts", {"parts": parts(row.body["text"])})) if self._short else footer
        self._print([*lines, *numbered, *([f"  [{told}]"] if told else [])])

    def _print(self, lines: list[str]) -> None:
        self._show("\n".join(f"{self._mark}{line}" if line else "" for line in lines))


class Printer:
    """Sends what a channel has for this terminal by printing it."""

    line = ""
    budget = calls = UNLIMITED
    at_once = 1

    def __init__(self, channel: str, terminal: Terminal) -> None:
        self.channel = channel
        self._terminal = terminal

    async def send(self, rows: Sequence[Row]) -> list[Outcome]:
        for row in rows:
            self._terminal.print_row(row)
        return [Sent() for _ in rows]

    async def ask(self, rows: Sequence[Row]) -> list[Answer]:
        """Whether it was printed before a crash nobody knows; printing it again does no harm."""
        return [NotThere() for _ in rows]


def _choices(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    contact = [(body["contact"], "contact")] if body["contact"] else []
    return [*contact, *((label, data) for label, data in body["buttons"])]
