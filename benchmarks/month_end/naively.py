"""The same month through the ORM, person by person, each with queries and a commit of their own."""

from __future__ import annotations

import time
from datetime import date

from sqlalchemy import BigInteger, MetaData, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from benchmarks.month_end.registry import MONTH
from services.calendar import JalaliMonth
from services.grants import rules
from services.grants.facts import Employment, Facts, MarriageKind, OtherMarriage, WageMonth
from services.money import Rials
from services.store.engine import make_engine


class Base(DeclarativeBase):
    """Tables as a program would have them that asks for one person at a time."""

    metadata = MetaData(schema="registry")


class Person(Base):
    __tablename__ = "people"
    national_id: Mapped[str] = mapped_column(primary_key=True)
    mobile: Mapped[str | None]
    sheba: Mapped[str | None]
    marriage_history: Mapped[str]


class Marriage(Base):
    __tablename__ = "marriages"
    national_id: Mapped[str] = mapped_column(primary_key=True)
    marriage_id: Mapped[str] = mapped_column(primary_key=True)
    registered_on: Mapped[date]
    kind: Mapped[str]
    official: Mapped[bool]


class Work(Base):
    __tablename__ = "employment"
    national_id: Mapped[str] = mapped_column(primary_key=True)
    workshop_id: Mapped[str] = mapped_column(primary_key=True)
    started: Mapped[date] = mapped_column(primary_key=True)
    ended: Mapped[date | None]


class Wage(Base):
    __tablename__ = "wage_months"
    national_id: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[str] = mapped_column(primary_key=True)
    scheme: Mapped[str] = mapped_column(primary_key=True)
    days: Mapped[int]
    wage: Mapped[int] = mapped_column(BigInteger)


class Naive(Base):
    __tablename__ = "naive"
    national_id: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(String)
    amount: Mapped[int | None] = mapped_column(BigInteger)


async def naively(url: str, people: int) -> float:
    """Seconds for so many people, each by queries of their own and a commit of their own."""
    engine = make_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: Base.metadata.tables["registry.naive"].drop(sync, checkfirst=True))
        await connection.run_sync(lambda sync: Base.metadata.tables["registry.naive"].create(sync))
    async with AsyncSession(engine) as session:
        asked = select(Marriage).where(Marriage.registered_on.between(MONTH.first_day, MONTH.last_day)).limit(people)
        marriages = [(one.national_id, one.marriage_id) for one in await session.scalars(asked)]
    began = time.perf_counter()
    for key in marriages:
        async with AsyncSession(engine) as session, session.begin():
            await _decide_naively(session, *key)
    took = time.perf_counter() - began
    await engine.dispose()
    return took


async def _decide_naively(session: AsyncSession, national_id: str, marriage_id: str) -> None:
    person = await session.get_one(Person, national_id)
    weddings = (await session.scalars(select(Marriage).where(Marriage.national_id == national_id))).all()
    work = (await session.scalars(select(Work).where(Work.national_id == national_id))).all()
    wages = (await session.scalars(select(Wage).where(Wage.national_id == national_id))).all()
    [wedding] = [one for one in weddings if one.marriage_id == marriage_id]
    decision = rules.decide(
        Facts(
            marriage_id,
            national_id,
            wedding.registered_on,
            MarriageKind(wedding.kind),
            wedding.official,
            tuple(OtherMarriage(one.registered_on, MarriageKind(one.kind)) for one in weddings if one is not wedding),
            tuple(Employment(one.started, one.ended) for one in work),
            tuple(WageMonth(JalaliMonth.of_number(one.month), one.days, Rials(one.wage)) for one in wages),
            bool(person.sheba),
            bool(person.mobile),
            person.marriage_history == "complete",
            quarantined=False,
        )
    )
    session.add(Naive(national_id=national_id, outcome=decision.outcome, amount=decision.amount))
