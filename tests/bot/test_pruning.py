"""Pruning: what is past its time goes, what is not, or is not finished, stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.pruning import ALL, prune, told
from services.conversations.pruning import CONVERSATIONS, INBOX, PREFERENCES
from services.desk.pruning import SLIPS, TICKETS, UPDATES
from services.messages.pruning import NOTICES, OUTBOX, REPORTS, SENDING_STOPS, WRITTEN_TO
from services.payments.pruning import CALLBACKS
from services.people.pruning import CODE_LOCKS, CODES
from services.store.pruning import PastItsTime
from services.store.pruning import prune as prune_table
from services.understanding.records import UNSURE_TEXTS
from services.uploads.pruning import PAPERS_LINKS, UPLOAD_PICTURES, UPLOADS
from tests.bot.test_cli import hamyar
from tests.clock import FrozenClock

ROWS = {
    INBOX: """INSERT INTO hamyar.inbox (channel, address, key, state, received_at, due_at)
              VALUES ('sms', :name, :name, 'played', :at, :at)""",
    OUTBOX: """INSERT INTO hamyar.outbox (channel, address, kind, state, created_at, due_at, sent_at)
               VALUES ('sms', :name, 'reply', 'sent', :at, :at, :at)""",
    REPORTS: "INSERT INTO hamyar.reports (channel, provider_id, state, at) VALUES ('sms', :name, 'delivered', :at)",
    NOTICES: """INSERT INTO hamyar.notices (national_id, key, channel, address, event, facts, outcome, at, settled_at)
                VALUES ('0012345679', :name, 'sms', :name, 'objection-filed', '{}', 'sent', :at, :at)""",
    SENDING_STOPS: "INSERT INTO hamyar.sending_stops VALUES ('sms', :name, 'refused', :at, :at)",
    WRITTEN_TO: "INSERT INTO hamyar.written_to VALUES ('sms', :name, '10001420', :at)",
    CONVERSATIONS: "INSERT INTO hamyar.conversations (channel, address, updated_at) VALUES ('sms', :name, :at)",
    PREFERENCES: "INSERT INTO hamyar.preferences (channel, address, since) VALUES ('sms', :name, :at)",
    CODES: """INSERT INTO hamyar.codes (channel, address, asked_at, national_id, hash)
              VALUES ('sms', :name, :at, '0012345679', '')""",
    CODE_LOCKS: "INSERT INTO hamyar.code_locks (channel, address, strikes, until) VALUES ('sms', :name, 1, :at)",
    UPLOADS: "INSERT INTO hamyar.uploads (id, channel, address, made_at, expires_at) VALUES (:name, '', '', :at, :at)",
    UPLOAD_PICTURES: """INSERT INTO hamyar.upload_pictures (upload, number, document_id, paper, given_at)
                        VALUES (:name, 1, '', '', :at)""",
    PAPERS_LINKS: """INSERT INTO hamyar.papers_links (id, number, telegram_id, session, opened_at, ends_at)
                     VALUES (:name, '', 1, '', :at, :at)""",
    TICKETS: """INSERT INTO hamyar.tickets (channel, address, kind, state, service, opened_at, in_hours, closed_at)
                VALUES ('sms', :name, 'insured', 'closed', 'menu', :at, true, :at)""",
    UPDATES: """INSERT INTO hamyar.desk_updates (bot, update_id, at)
                VALUES (CASE :name WHEN 'past' THEN 1 ELSE 2 END, 1, :at)""",
    SLIPS: "INSERT INTO hamyar.desk_slips (chat_id, key, body, at, posted) VALUES (1, :name, '{}', :at, true)",
    CALLBACKS: """WITH p AS (
                      INSERT INTO hamyar.payments (id, gateway, national_id, subject, amount, code, state, created_at)
                      VALUES (:name, 'sep', '0012345679', 'voluntary', 1000, :name, 'failed', :at) RETURNING id)
                  INSERT INTO hamyar.payment_callbacks (payment, key, at, claims_paid)
                  SELECT id, '', :at, true FROM p""",
    UNSURE_TEXTS: """INSERT INTO hamyar.unsure_texts (at, channel, masked, guess, confidence, sureness, came)
                     VALUES (:at, 'sms', :name, 'OUT', 0.5, 'unsure', '')""",
}
NAMES = {
    UPDATES: "CASE bot WHEN 1 THEN 'past' ELSE 'present' END",
    SLIPS: "key",
    CALLBACKS: "payment",
    REPORTS: "provider_id",
    SENDING_STOPS: "line",
    UPLOADS: "id",
    UPLOAD_PICTURES: "upload",
    PAPERS_LINKS: "id",
    UNSURE_TEXTS: "masked",
}
MOMENT = timedelta(seconds=1)


async def put(engine: AsyncEngine, statement: str, **facts: Any) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(statement), facts)


async def names(engine: AsyncEngine, past: PastItsTime) -> list[str]:
    column = NAMES.get(past, "address")
    async with engine.connect() as connection:
        return sorted((await connection.execute(text(f"SELECT {column} FROM {past.table}"))).scalars())


def test_every_table_that_is_pruned_is_tried() -> None:
    assert set(ROWS) == set(ALL)


@pytest.mark.parametrize("past", ALL, ids=lambda past: past.table)
async def test_what_is_past_its_time_goes_and_the_rest_stays(
    past: PastItsTime, engine: AsyncEngine, clock: FrozenClock
) -> None:
    await put(engine, ROWS[past], name="past", at=clock.now() - past.kept - MOMENT)
    await put(engine, ROWS[past], name="present", at=clock.now() - past.kept)
    removed = await prune(engine, clock)
    assert {one: rows for one, rows in removed.items() if rows} == {past: 1}
    assert await names(engine, past) == ["present"]


@pytest.mark.parametrize(
    ("past", "state"), [(INBOX, "waiting"), (OUTBOX, "queued"), (OUTBOX, "sending"), (OUTBOX, "ambiguous")]
)
async def test_what_is_not_finished_stays_however_old(
    past: PastItsTime, state: str, engine: AsyncEngine, clock: FrozenClock
) -> None:
    await put(engine, ROWS[past], name="old", at=datetime.fromisoformat("2020-01-01T00:00:00Z"))
    await put(engine, f"UPDATE {past.table} SET state = :state", state=state)
    await prune(engine, clock)
    assert await names(engine, past) == ["old"]


async def test_a_notice_that_is_not_settled_stays_however_old(engine: AsyncEngine, clock: FrozenClock) -> None:
    await put(engine, ROWS[NOTICES], name="old", at=datetime.fromisoformat("2020-01-01T00:00:00Z"))
    await put(engine, "UPDATE hamyar.notices SET settled_at = NULL")
    await prune(engine, clock)
    assert await names(engine, NOTICES) == ["old"]


async def test_what_a_bank_is_still_asked_about_stays_however_old(engine: AsyncEngine, clock: FrozenClock) -> None:
    await put(engine, ROWS[CALLBACKS], name="old", at=datetime.fromisoformat("2020-01-01T00:00:00Z"))
    await put(engine, "UPDATE hamyar.payments SET due_at = now()")
    await prune(engine, clock)
    assert await names(engine, CALLBACKS) == ["old"]


async def test_batches_go_through_the_whole_table(engine: AsyncEngine, clock: FrozenClock) -> None:
    for number in range(25):
        age = timedelta(days=100 if number % 2 else 10)
        await put(engine, ROWS[INBOX], name=f"{number:02}", at=clock.now() - age)
    assert await prune_table(engine, INBOX, clock.now(), batch=5) == 12
    assert await names(engine, INBOX) == [f"{number:02}" for number in range(0, 25, 2)]


async def test_a_row_that_is_held_is_left_for_the_next_time(engine: AsyncEngine, clock: FrozenClock) -> None:
    for name in ("held", "free"):
        await put(engine, ROWS[CONVERSATIONS], name=name, at=clock.now() - timedelta(days=200))
    async with engine.connect() as connection:
        await connection.execute(text("SELECT FROM hamyar.conversations WHERE address = 'held' FOR UPDATE"))
        assert await prune_table(engine, CONVERSATIONS, clock.now()) == 1
    assert await names(engine, CONVERSATIONS) == ["held"]
    assert await prune_table(engine, CONVERSATIONS, clock.now()) == 1


def test_the_removed_is_told_a_line_a_table() -> None:
    lines = told(dict.fromkeys(ALL, 1234)).splitlines()
    assert lines[0] == "hamyar.inbox: 1,234 rows past their 90 days"
    assert lines[-1] == "hamyar.code_locks: 1,234 rows past their day"


def test_the_command_prunes(database_url: str, tmp_path: Path) -> None:
    done = hamyar("prune", DATABASE_URL=database_url, DATA_DIR=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("hamyar.inbox: 0 rows")
    assert done.stdout.splitlines()[-1].startswith("hamyar.documents: 0 never filed")
