"""The panel's memory: lines, credit, messages out and in; and the phones that get them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from typing import Literal

from sandbox.bell import Bell
from sandbox.kavenegar.parts import parts
from sandbox.kavenegar.statuses import State
from sandbox.numbers import first_number

LOCAL_ID_SECONDS = 12 * 3600
STATUS_SECONDS = 48 * 3600
_MOBILE = re.compile(r"(?:\+?98|0098|0)?(9\d{9})")


class Reception(StrEnum):
    """What becomes of messages to a phone."""

    ON = "on"
    OFF = "off"  # stays with the operator until it is switched on
    UNREACHABLE = "unreachable"  # 11
    FAILING = "failing"  # 6
    BARRED = "barred"  # 6, in the very answer, and nothing is charged


@dataclass(eq=False)
class Line:
    """A number of the Organisation's. As long as it counts as advertising, phones that opted out get nothing from it.

    `as_` is how its callbacks are called: as a form, as JSON or by GET with a query.
    """

    number: str
    is_service: bool = True
    inbound_url: str = ""
    delivery_url: str = ""
    as_: Literal["form", "json", "query"] = "form"


@dataclass(eq=False)
class Sms:
    """A message to a phone."""

    id: int
    line: str
    to: str
    text: str
    date: int
    cost: int
    local_id: str = ""
    state: State = State.QUEUED

    @property
    def parts(self) -> int:
        return parts(self.text)


@dataclass(eq=False)
class Incoming:
    """A message from a phone to a line."""

    id: int
    line: str
    sender: str
    text: str
    date: int
    is_read: bool = False

    @property
    def parts(self) -> int:
        return parts(self.text)


@dataclass(eq=False)
class Phone:
    number: str
    reception: Reception = Reception.ON
    refuses_advertising: bool = False
    inbox: list[Sms] = field(default_factory=list)
    sent: list[Incoming] = field(default_factory=list)
    exchanged: list[Sms | Incoming] = field(default_factory=list)

    def got(self, sms: Sms) -> None:
        self.inbox.append(sms)
        self.exchanged.append(sms)

    def wrote(self, incoming: Incoming) -> None:
        self.sent.append(incoming)
        self.exchanged.append(incoming)


def mobile(written: str) -> str | None:
    """`09…`, however it was written; None for what is no Iranian mobile."""
    match = _MOBILE.fullmatch(written.strip())
    return f"0{match[1]}" if match else None


class World:
    def __init__(
        self, clock: Callable[[], float], key: str, credit: int, part_cost: int, templates: Mapping[str, str]
    ) -> None:
        """`credit` and `part_cost` are rials; a template's `%token` stands for what verify/lookup is given."""
        self.clock = clock
        self.key = key
        self.credit = credit
        self.part_cost = part_cost
        self.templates = dict(templates)
        self.lines: dict[str, Line] = {}
        self.phones: dict[str, Phone] = {}
        self.outbox: dict[int, Sms] = {}
        self.inbox: list[Incoming] = []
        self.settings = {
            "apilogs": "justfaults",
            "dailyreport": "disabled",
            "debugmode": "disabled",
            "defaultsender": "",
            "mincreditalarm": "0",
            "resendfailed": "disabled",
        }
        self.changed = Bell()
        self._by_local_id: dict[str, Sms] = {}
        self._out_numbers = count(first_number(clock))
        self._in_numbers = count(first_number(clock))

    def now(self) -> int:
        return int(self.clock())

    def add_line(self, line: Line) -> Line:
        self.lines[line.number] = line
        self.settings["defaultsender"] = self.settings["defaultsender"] or line.number
        return line

    def phone(self, number: str) -> Phone:
        return self.phones.setdefault(number, Phone(number))

    def cost(self, texts: list[str]) -> int:
        """Rials."""
        return sum(parts(text) for text in texts) * self.part_cost

    def known(self, local_id: str) -> Sms | None:
        """The message sent under this id, as long as the panel remembers."""
        sms = self._by_local_id.get(local_id) if local_id else None
        return sms if sms and self.now() - sms.date < LOCAL_ID_SECONDS else None

    def write(self, line: str, to: str, text: str, local_id: str = "", at: int = 0) -> Sms:
        """A message taken and paid for."""
        sms = Sms(next(self._out_numbers), line, to, text, at or self.now(), self.cost([text]), local_id)
        sms.state = State.SCHEDULED if at > self.now() else State.QUEUED
        self.credit -= sms.cost
        self.outbox[sms.id] = sms
        if local_id:
            self._by_local_id[local_id] = sms
        return sms

    def refuse(self, sms: Sms) -> None:
        """The operator takes nothing for this phone, and nothing is paid."""
        sms.state, self.credit, sms.cost = State.FAILED, self.credit + sms.cost, 0

    def receive(self, line: str, sender: str, text: str) -> Incoming:
        incoming = Incoming(next(self._in_numbers), line, sender, text, self.now())
        self.inbox.append(incoming)
        self.phone(sender).wrote(incoming)
        return incoming
