"""The tour runs, and leaves nobody's numbers and no secret in any log."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from bot.rehearsal import KEY, TOKEN
from bot.sample_registry import loaded
from bot.settings import Settings
from bot.tour import SCENES, play
from services import persian
from services.calendar import SystemClock, today
from services.store.engine import connect
from tests.logs import production


async def test_the_tour_runs_and_no_log_holds_a_number_or_a_secret(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = loaded(database_url, tmp_path / "sample", today(SystemClock()))
    shown: list[str] = []
    with production(logging.DEBUG) as logs:
        await play(Settings(data_dir=tmp_path), database_url, people, shown.append)
    told = persian.latin_digits(logs.getvalue())
    assert f"{len(SCENES)} conversations" in shown[-1]
    assert '"event": "turn"' in told
    assert re.search(r'"turn": "[0-9a-f]{8}"', told)
    for secret in (TOKEN, TOKEN.partition(":")[2], KEY):
        assert secret not in told
    with connect(database_url) as connection:
        found = connection.execute(
            "SELECT national_id, mobile, sheba, insurance_number FROM registry.people"
        ).fetchall()
    numbers = {value for row in found for value in row if value}
    assert numbers
    assert {number for number in numbers if number in told or number.lstrip("0") in told} == set()
    assert {mobile for _, mobile, *_ in found if mobile and mobile[1:] in told} == set()
