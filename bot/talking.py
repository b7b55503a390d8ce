"""`hamyar talk`: one conversation in the terminal, typed or from a script, as on Telegram or as by SMS."""

from __future__ import annotations

import asyncio
import getpass
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Hosting, make_desk, secret_key, wire_turn
from bot.errors import OperatorError
from bot.hearing import make_ear
from bot.logs import configure
from bot.settings import Settings
from dialogs.messages import Channel, Typed
from handlers.courier import Courier
from handlers.sms.reading import meaning
from handlers.terminal import NAME, SHORT, Printer, Terminal, channel
from handlers.wording import Wording
from services import national_id
from services.calendar import Clock, SystemClock
from services.people import Person, find
from services.store.engine import make_engine

PROMPT = "› "


class UnknownPerson(OperatorError):
    """`--as` names nobody whom the registry knows."""

    def __init__(self) -> None:
        super().__init__(
            "--as: the registry has nobody with this national ID\nLoad a registry first: hamyar import DIR"
        )


class NotANationalId(OperatorError):
    """`--as` is no national ID."""

    def __init__(self) -> None:
        super().__init__("--as: this is not a valid national ID (ten digits, the last one a check digit)")


def talk(
    settings: Settings, url: str, *, acting_as: str | None = None, script: Path | None = None, sms: bool = False
) -> None:
    """Hold a conversation until the input ends. Raises OperatorError for a person or a script that is not there."""
    configure(logging.WARNING)
    lines = _scripted(script) if script else _typed()
    asyncio.run(converse(settings, url, lines, print, acting_as=acting_as, echo=script is not None, sms=sms))


async def converse(
    settings: Settings,
    url: str,
    lines: Iterable[str],
    show: Callable[[str], None],
    *,
    acting_as: str | None = None,
    echo: bool = False,
    address: str | None = None,
    clock: Clock | None = None,
    sms: bool = False,
) -> None:
    """Play `lines` as one conversation, showing what is answered. With `acting_as` the terminal proves that mobile.

    With `sms` they are sent from that mobile, and what is shown is what a phone without Telegram would.
    """
    clock, wording = clock or SystemClock(), Wording()
    ear, engine = make_ear(clock), make_engine(url, pool_size=2)
    try:
        person = await _person(engine, acting_as) if acting_as else None
        mobile = person.mobile if person else None
        if sms:
            address = address or mobile
        address = address or (person.national_id if person else getpass.getuser())
        reads = meaning if sms else Typed
        terminal = Terminal(address, wording, show, own_mobile=mobile, bidi=_knows_bidi(), read=reads, short=sms)
        channels: dict[str, Channel] = {NAME: SHORT if sms else channel(contact=bool(mobile))}
        desk = make_desk(clock, wording) if settings.has_desk else None
        hosting = Hosting(clock, secret_key(settings))
        turn = wire_turn(engine, hosting, channels, clock, wording=wording, desk=desk, ear=ear)
        couriers = [Courier(engine, Printer(NAME, terminal), clock, address=terminal.place.address)]
        if settings.kavenegar_key is None:  # else codes go to the phones they are meant for
            couriers.append(Courier(engine, Printer("sms", terminal), clock))
        opened = [] if echo or sms else ["/start"]  # by SMS the person writes first
        for line in chain(opened, lines):  # a line is asked for when the last one is answered
            if echo:
                show(f"{PROMPT}{line}")
            await turn.receive(terminal.note(line))
            for courier in couriers:
                await courier.drain()
    finally:
        await engine.dispose()


async def _person(engine: AsyncEngine, typed: str) -> Person:
    try:
        wanted = national_id.normalise(typed)
    except national_id.NotANationalId:
        raise NotANationalId from None
    async with engine.connect() as connection:
        person = await find(connection, wanted)
    if person is None:
        raise UnknownPerson
    return person


def _typed() -> Iterator[str]:
    while True:
        try:
            with _interruptible():
                line = input(PROMPT) if sys.stdin.isatty() else input()
        except (EOFError, KeyboardInterrupt):
            print()
            return
        if line.strip():
            yield line


@contextmanager
def _interruptible() -> Iterator[None]:
    """While a line is awaited, Ctrl-C ends the waiting; the event loop's own handler would only make a note of it."""
    before = signal.getsignal(signal.SIGINT)
    if not callable(before):
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _scripted(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"--script: {path} cannot be read: {error}") from error
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _knows_bidi() -> bool:
    """Whether this terminal is known to lay out right-to-left text by itself."""
    known = ("VTE_VERSION", "KONSOLE_VERSION", "MLTERM")
    return sys.stdout.isatty() and (
        any(name in os.environ for name in known) or os.environ.get("TERM_PROGRAM") in ("iTerm.app", "Apple_Terminal")
    )
