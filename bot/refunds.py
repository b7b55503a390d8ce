"""Refunds put together, and `hamyar desk refunds`: supervisors' work on credit from a terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import make_notices
from bot.desk import AtTheDesk
from bot.settings import Settings
from bot.wiring import make_wiring
from handlers.desk.refunding import MakeRefunds
from handlers.wording import Wording
from services import national_id
from services.calendar import TEHRAN, Clock, JalaliDay, SystemClock
from services.desk import Empty, NotAllowed
from services.money import Rials
from services.national_id import NotANationalId
from services.payments import Told
from services.payments.refunds import Account, NoSuchRefund, NotThatMuch, Refund, Refunds
from services.payments.rules import IllegalRefund, MayNotRefund
from services.store.engine import make_engine

T = TypeVar("T")


def make_refunds(clock: Clock, told: Told) -> MakeRefunds:
    """The refunds of a transaction; `told` tells people of what has gone back."""

    def refunds(connection: AsyncConnection) -> Refunds:
        return Refunds(connection, clock, told=told)

    return refunds


def act(settings: Settings, url: str, call: Callable[[Refunds], Awaitable[T]], *, clock: Clock | None = None) -> T:
    """One act on credit, in a transaction. What cannot be done is told as an operator's error."""

    async def acted() -> T:
        engine, at = make_engine(url, pool_size=1), clock or SystemClock()
        told = make_wiring(at, make_notices(at, Wording(), quiet_hours=settings.quiet_hours)).told
        try:
            async with engine.begin() as connection:
                return await call(make_refunds(at, told)(connection))
        except (NotAllowed, MayNotRefund, NotThatMuch, NoSuchRefund, IllegalRefund, NotANationalId, Empty) as error:
            raise AtTheDesk(_told(error)) from error
        finally:
            await engine.dispose()

    return asyncio.run(acted())


async def shown(refunds: Refunds, staff: int, typed: str) -> str:
    """What a person has with us, and where it is from."""
    return "\n".join(_account(await refunds.account(national_id.normalise(typed), staff)))


async def listed(refunds: Refunds, staff: int) -> str:
    """Refunds that are not closed, a line each."""
    return "\n".join(map(_line, await refunds.waiting(staff))) or "No refund is open."


async def asked(refunds: Refunds, staff: int, typed: str, ground: str, amount: int | None) -> str:
    """Ask for a refund: of all the credit there is, where no amount is named."""
    person = national_id.normalise(typed)
    wanted = Rials(amount) if amount else (await refunds.account(person, staff)).credit
    if not wanted:
        raise NotThatMuch(wanted)
    return _line(await refunds.ask(person, wanted, staff, ground))


async def done(acting: Awaitable[Refund]) -> str:
    """An act on a refund, and how it stands then."""
    return _line(await acting)


def _account(account: Account) -> list[str]:
    sheba = f"Sheba …{account.sheba[-4:]}" if account.sheba else "no Sheba in the registry"
    masked = national_id.mask(account.national_id)
    head = f"{masked}  {account.name or '-'}  {sheba}: {account.credit:,} rials of credit"
    sources = [
        f"  {_day(source.at)}  {source.gateway:8}  payment {source.payment}  trace {source.trace or '-'}"
        f"  {source.credit:,} of {source.charged:,} rials"
        for source in account.sources
    ]
    return [head, *sources, *map(_line, account.refunds)]


def _line(refund: Refund) -> str:
    masked, day = national_id.mask(refund.national_id), _day(refund.asked_at)
    return f"{refund.id}  {refund.state.value:9}  {masked}  {day}  {refund.amount:,} rials  {refund.ground}"


def _day(moment: datetime) -> JalaliDay:
    return JalaliDay.of(moment.astimezone(TEHRAN).date())


def _told(error: Exception) -> str:
    match error:
        case NotAllowed(telegram_id=one, role=None):
            return f"{one} is not enrolled: hamyar staff add"
        case NotThatMuch(credit=there):
            return f"the credit is {there:,} rials"
        case NoSuchRefund():
            return "no refund of that number"
        case NotANationalId():
            return "NID: ten digits, the last one a check digit"
        case Empty():
            return "it says nothing: write a ground, or finance's number"
        case _:
            return str(error)
