"""A sample registry, imported and decided, agrees line by line with the rules written apart."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.deciding import json_line
from bot.importing import import_registry
from sandbox.people import write_sample
from services.calendar import JalaliMonth
from services.grants import decisions
from tests.bot.grant_reference import reference
from tests.clock import FrozenClock

AS_OF = datetime(2026, 11, 22, 12, tzinfo=UTC)


async def test_every_month_of_a_sample_is_decided_as_the_reference_does(
    engine: AsyncEngine, database_url: str, tmp_path: Path
) -> None:
    write_sample(tmp_path, people=600, seed=20, today=AS_OF.date())
    import_registry(database_url, tmp_path, quarantine=False, clock=FrozenClock(AS_OF))
    met = set()
    async with engine.connect() as connection:
        for month in JalaliMonth(1399, 1).through(JalaliMonth(1405, 12)):
            ours = [json.loads(json_line(decision)) async for decision in decisions(connection, month)]
            assert ours == reference(tmp_path, str(month))
            met |= {(line["outcome"], *line["failed"], *line["missing"]) for line in ours}
    assert len(met) > 10
