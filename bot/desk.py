"""`hamyar desk`, `hamyar staff` and `hamyar audit`: the desk from a terminal, for small offices and tests."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import CHANNELS, Hosting, make_desk, secret_key, wire_turn
from bot.errors import OperatorError
from bot.hearing import make_ear
from bot.settings import Settings
from handlers.floor import DeskActs
from handlers.voice import DeskVoice
from handlers.wording import Wording, without_marks
from services import national_id
from services.calendar import TEHRAN, Clock, JalaliDay, SystemClock
from services.desk import (
    Act,
    AlreadyTaken,
    Author,
    Desk,
    DeskError,
    Enrolment,
    Kind,
    Line,
    NotAllowed,
    Role,
    Staff,
    Ticket,
    Unreachable,
    audit,
    may,
)
from services.people import find
from services.store.engine import make_engine

T = TypeVar("T")


class AtTheDesk(OperatorError):
    """Something at the desk that cannot be done."""


# ---- staff ----------------------------------------------------------------------------------------------------------


def add_staff(url: str, telegram_id: int, role: Role, typed: str, name: str | None, clock: Clock | None = None) -> str:
    """Enrol somebody. Their name is the registry's where none is given."""

    async def add(connection: AsyncConnection) -> Staff:
        person = await find(connection, wanted)
        called = name or (f"{person.first_name} {person.last_name}" if person else "")
        if not called:
            raise AtTheDesk("--name: the registry has nobody with this national ID; say what they are called")
        return await Enrolment(connection).add(telegram_id, role, wanted, called, (clock or SystemClock()).now())

    try:
        wanted = national_id.normalise(typed)
    except national_id.NotANationalId:
        raise AtTheDesk("--national-id: ten digits, the last one a check digit") from None
    return _staff_line(_once(url, add))


def list_staff(url: str) -> str:
    """Everybody enrolled, a line each."""

    async def everybody(connection: AsyncConnection) -> tuple[Staff, ...]:
        return await Enrolment(connection).everybody()

    return "\n".join(map(_staff_line, _once(url, everybody))) or "Nobody is enrolled."


def remove_staff(url: str, telegram_id: int, clock: Clock | None = None) -> str:
    """Somebody acts no more; what they did stays on record."""

    async def remove(connection: AsyncConnection) -> None:
        await Enrolment(connection).remove(telegram_id, (clock or SystemClock()).now())

    _once(url, remove)
    return f"{telegram_id} is no longer enrolled."


def _staff_line(staff: Staff) -> str:
    return f"{staff.telegram_id}  {staff.role.value:10}  {national_id.mask(staff.national_id)}  {staff.name}"


# ---- audit ----------------------------------------------------------------------------------------------------------


def verify_audit(url: str) -> str:
    """What the chain says of itself. Raises OperatorError naming the first row that is not as it was sealed."""
    found = _once(url, audit.verify)
    if found.missing is not None:
        raise OperatorError(f"the audit is broken: place {found.missing} is gone, before row {found.broken}")
    if found.broken is not None:
        raise OperatorError(f"the audit is broken: row {found.broken} is not as it was sealed")
    return f"{found.sealed:,} rows are as they were sealed, {found.unsealed:,} not sealed yet. Last: {found.last}"


# ---- tickets --------------------------------------------------------------------------------------------------------


def act(settings: Settings, url: str, call: Callable[[Desk], Awaitable[T]], *, clock: Clock | None = None) -> T:
    """One act at the desk. What cannot be done is told as an operator's error."""
    return asyncio.run(acted(settings, url, call, clock=clock))


async def acted(settings: Settings, url: str, call: Callable[[Desk], Awaitable[T]], *, clock: Clock | None = None) -> T:
    """The same, inside a running loop."""
    engine = make_engine(url, pool_size=2)
    clock, wording = clock or SystemClock(), Wording()
    desk = make_desk(clock, wording, quiet_hours=settings.quiet_hours)
    hosting = Hosting(clock, secret_key(settings), quiet_hours=settings.quiet_hours)
    turn = wire_turn(engine, hosting, CHANNELS, clock, wording=wording, desk=desk, ear=make_ear(clock))
    try:
        return await DeskActs(engine, desk, turn.look_again).act(call)
    except DeskError as error:
        raise AtTheDesk(_told(error)) from error
    finally:
        await turn.close()
        await engine.dispose()


def _told(error: DeskError) -> str:
    match error:
        case AlreadyTaken(number=number, by=Staff(name=name)):
            return f"ticket {number} is taken by {name}"
        case NotAllowed(telegram_id=one, role=None):
            return f"{one} is not enrolled: hamyar staff add"
        case Unreachable(by_sms=True):
            return f"{error}; --sms sends it to their mobile"
        case _:
            return str(error) or type(error).__name__


async def listed(desk: Desk, staff: int) -> str:
    """Tickets that are not closed, a line each."""
    await _may_see(desk, staff)
    return "\n".join([await _line(desk, ticket) for ticket in await desk.queue()]) or "No ticket is open."


async def shown(desk: Desk, staff: int, number: int) -> str:
    """One ticket: its head, what was said before, and all that was said in it."""
    await _may_see(desk, staff)
    header = await desk.header(number)
    voice = DeskVoice(CHANNELS, Wording())
    before = [f"  {'<' if said.by_citizen else '>'} {_plain(said.text)}" for said in header.exchanges]
    lines = [f"{_at(line.at)}  {_said(line, voice)}" for line in await desk.history(number)]
    return "\n".join([await _line(desk, header.ticket), *before, *lines])


async def replied(desk: Desk, staff: int, number: int, text: str, *, sms: bool) -> str:
    """Answer, and say how many SMS parts that was."""
    done = await desk.reply(number, staff, text, sms=sms)
    return f"Queued, {done.parts} SMS parts." if done.parts else "Queued."


async def done(acting: Awaitable[Ticket], desk: Desk) -> str:
    """An act on a ticket, and how it stands then."""
    return await _line(desk, await acting)


async def _may_see(desk: Desk, staff: int) -> None:
    who = await desk.staff(staff)
    if who is None or not may(who.role, Act.SHOW):
        raise NotAllowed(staff, Act.SHOW, who.role if who else None)


async def _line(desk: Desk, ticket: Ticket) -> str:
    taken_by = await desk.staff(ticket.taken_by) if ticket.taken_by else None
    masked = national_id.mask(ticket.national_id) if ticket.national_id else "-"
    name = taken_by.name if taken_by else "-"
    kind: Kind = ticket.kind
    return (
        f"{ticket.number}  {ticket.state.value:11}  {kind.value:10}  {ticket.place.channel:8}  {masked}"
        f"  {_at(ticket.opened_at)}  {ticket.service}  {name}"
    )


def _said(line: Line, voice: DeskVoice) -> str:
    match line.author:
        case Author.EVENT:
            return f"* {voice.event(line.event, line.facts)}"
        case Author.NOTE:
            return f"// {line.text}"
        case _:
            pictures = f" [{len(line.pictures)} pictures]" if line.pictures else ""
            return f"{'<' if line.author is Author.CITIZEN else '>'} {line.text}{pictures}"


def _plain(text: str) -> str:
    return without_marks(text).split("\n")[0]


def _at(moment: datetime) -> str:
    here = moment.astimezone(TEHRAN)
    return f"{JalaliDay.of(here.date())} {here:%H:%M}"


def _once(url: str, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
    async def worked() -> T:
        engine = make_engine(url, pool_size=1)
        try:
            async with engine.begin() as connection:
                return await work(connection)
        except DeskError as error:
            raise AtTheDesk(_told(error)) from error
        except IntegrityError as error:
            raise AtTheDesk("somebody else was enrolled under this id at the same moment: try again") from error
        finally:
            await engine.dispose()

    return asyncio.run(worked())
