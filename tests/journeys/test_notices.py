"""A refused objection is heard of on Telegram and by SMS, over HTTP, and what came of both is known afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.app import make_notices
from bot.rehearsal import Rehearsal
from handlers.notices import settle
from handlers.wording import Wording
from services.calendar import TEHRAN
from services.messages import Messages, Report, State
from services.messages.rules import Outcome
from services.objections import RefusalReason, Subject, SubjectKind
from tests.clock import FrozenClock
from tests.rehearsal import PATIENCE, number, rehearsal, settled, stranger
from tests.services.messages.people import SARA, Town
from tests.services.objections.filing import objections_of

NOON = datetime(2026, 11, 22, 12, tzinfo=TEHRAN)
REVIEWER = "5402839557"
SUBJECT = Subject(SubjectKind.UNLISTED, NOON.date())


@pytest.fixture
async def running(database_url: str, tmp_path: Path) -> AsyncIterator[Rehearsal]:
    async with rehearsal(database_url, tmp_path, clock=FrozenClock(NOON)) as running:
        yield running


async def test_a_refused_objection_is_heard_on_telegram_and_by_sms(running: Rehearsal) -> None:
    engine, clock, town, mobile = running.parts.engine, running.parts.clock, Town(running.parts.engine), number()
    phone, handset = stranger(running), running.sandbox.kavenegar.handset(mobile)
    running.bot.started_by.add(phone.user.id)
    await town.born(mobile=mobile)
    await town.linked(str(phone.user.id), NOON)
    async with engine.begin() as connection:
        objections = objections_of(connection, clock, "telegram")
        filed = await objections.file(SARA, SUBJECT, "دلیل من", [], channel="telegram", address=str(phone.user.id))
    assert "ثبت شد" in (await handset.hears(PATIENCE)).text
    async with engine.begin() as connection:
        await objections_of(connection, clock).refuse(filed, REVIEWER, RefusalReason.NOT_REGISTERED, "دفتر آن را ندارد")
    told = await phone.hears(PATIENCE)
    assert "پذیرفته نشد" in told.text
    assert "دفتر آن را ندارد" in told.text
    assert "پذیرفته نشد" in (await handset.hears(PATIENCE)).text

    await settled(engine, mobile)
    async with engine.begin() as connection:  # the provider tells it once, and a busy machine may miss it
        for (one,) in await town.rows("SELECT provider_id FROM hamyar.outbox WHERE channel = 'sms'"):
            await Messages(connection).report("sms", [Report(one, State.DELIVERED)], clock.now())
    notices = make_notices(clock, Wording())
    await settle(engine, notices)
    async with engine.connect() as connection:
        came = [(one.channel, one.event, one.outcome) for one in await notices(connection).of(SARA)]
    assert sorted(came) == [
        ("sms", "objection-filed", Outcome.DELIVERED),
        ("sms", "objection-refused", Outcome.DELIVERED),
        ("telegram", "objection-filed", Outcome.SAID),
        ("telegram", "objection-refused", Outcome.SENT),
    ]
