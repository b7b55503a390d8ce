"""The sample registry in a database: there once, and replaced when it is another one."""

from datetime import date
from pathlib import Path

import pytest

from bot.sample_registry import MARK, OtherRegistry, loaded
from services.store.engine import connect

DAY = date(2026, 11, 22)


def test_a_sample_of_the_day_by_another_version_is_replaced(database_url: str, tmp_path: Path) -> None:
    people = loaded(database_url, tmp_path, DAY)
    with connect(database_url) as connection:
        connection.execute("DELETE FROM registry.people WHERE national_id = %s", [people[0].national_id])
        connection.execute(f"COMMENT ON SCHEMA registry IS '{MARK}{DAY}'")
    assert loaded(database_url, tmp_path, DAY) == people


def test_the_sample_that_is_there_stays(database_url: str, tmp_path: Path) -> None:
    people = loaded(database_url, tmp_path, DAY)
    with connect(database_url) as connection:
        connection.execute("UPDATE registry.people SET mobile = '' WHERE national_id = %s", [people[0].national_id])
    assert loaded(database_url, tmp_path, DAY)[0].mobile == ""


def test_a_registry_of_ones_own_is_not_replaced(database_url: str, tmp_path: Path) -> None:
    people = loaded(database_url, tmp_path, DAY)
    with connect(database_url) as connection:
        connection.execute("COMMENT ON SCHEMA registry IS NULL")
    with pytest.raises(OtherRegistry):
        loaded(database_url, tmp_path, DAY)
    with connect(database_url) as connection:
        (count,) = connection.execute("SELECT count(*) FROM registry.people").fetchone() or (0,)
    assert count >= len(people)
