"""Supervisors, and somebody who has paid twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.desk import Enrolment, Role
from services.money import Rials
from services.payments.refunds import Refunds
from tests.handlers.bank.till import PRICE, SARA, Till, heard

LEYLA, REZA, REZA_AGAIN, AGENT, SARA_AT_WORK, STRANGER = 701, 702, 703, 704, 705, 799
IDS = {LEYLA: "0034567891", REZA: "0045678906", REZA_AGAIN: "0045678906", AGENT: "0056789013", SARA_AT_WORK: SARA}


async def supervisors(till: Till) -> None:
    """Leyla and Reza, who has two telephones; an agent; and Sara, who works there as well."""
    async with till.engine.begin() as connection:
        for who, national_id in IDS.items():
            role = Role.AGENT if who == AGENT else Role.SUPERVISOR
            await Enrolment(connection).add(who, role, national_id, f"همکار {who}", till.clock.now())


@asynccontextmanager
async def refunds(till: Till) -> AsyncIterator[Refunds]:
    async with till.engine.begin() as connection:
        yield Refunds(connection, till.clock, told=heard)


async def with_credit(till: Till) -> None:
    """Sara has paid Mehr twice."""
    await till.paid()
    await till.paid()


async def asked(till: Till, amount: int = PRICE, by: int = LEYLA) -> str:
    """A refund that is asked for: its number."""
    async with refunds(till) as these:
        return (await these.ask(SARA, Rials(amount), by, "دو بار پرداخت")).id
