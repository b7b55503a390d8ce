"""The tour runs, and leaves nobody's numbers, words or pictures and no secret in any log."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from bot.colleagues import EVERYBODY
from bot.rehearsal import DESK_TOKEN, KEY, TOKEN
from bot.sample_registry import loaded
from bot.settings import Settings
from bot.tour import SCENES, in_office_hours, objections, play
from bot.tour.handoffs import NOTE
from services import persian
from services.calendar import today
from services.store.engine import connect
from tests.logs import production
from tests.rehearsal import CLOCK, hasty_sandbox

LINKS = re.compile(r"/(?:papers|u|p)/([\w-]{20,})")
OF_A_PICTURE = ("JFIF", "Exif", "\\xff\\xd8", "\\u00ff\\u00d8", "/9j/", "\\x89PNG")


async def test_the_tour_runs_and_no_log_holds_a_number_a_word_or_a_secret(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = in_office_hours(CLOCK)
    people = loaded(database_url, tmp_path / "sample", today(clock))
    shown: list[str] = []
    with production(logging.DEBUG) as logs:
        settings = Settings(data_dir=tmp_path, rate_limits=False)
        await play(settings, database_url, people, shown.append, clock, sandbox=hasty_sandbox(people))
    told = persian.latin_digits(logs.getvalue())
    assert f"{len(SCENES)} conversations" in shown[-1]
    assert '"event": "turn"' in told
    assert re.search(r'"turn": "[0-9a-f]{8}"', told)
    links = LINKS.findall("\n".join(shown))
    assert len(links) == 7
    assert [secret for secret in (TOKEN, TOKEN[11:], DESK_TOKEN, DESK_TOKEN[11:], KEY, *links) if secret in told] == []
    assert [words for words in (objections.REASON, objections.GROUND, NOTE, *OF_A_PICTURE) if words in told] == []
    assert numbers_in(told, database_url) == set()


def numbers_in(told: str, url: str) -> set[str]:
    """What a log holds of the registry's numbers and the colleagues'. A mobile counts without its zero, too."""
    with connect(url) as connection:
        rows = connection.execute("SELECT national_id, mobile, sheba, insurance_number FROM registry.people").fetchall()
    numbers = {value for row in rows for value in row if value} | {one.national_id for one in EVERYBODY}
    numbers |= {mobile[1:] for _, mobile, *_ in rows if mobile}
    assert len(numbers) > len(rows)
    return {number for number in numbers if number in told or number.lstrip("0") in told}
