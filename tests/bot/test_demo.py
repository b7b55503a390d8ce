"""Demos side by side: none answers what is written to another."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.demo import DemoRuns, by_itself
from bot.postgres import PostgresFailed
from bot.settings import Settings


def test_a_second_demo_of_a_folder_has_a_data_directory_of_its_own(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    with by_itself(settings) as first, by_itself(settings) as second:
        assert first.data_dir == tmp_path / "data"
        assert second.data_dir == tmp_path / "data" / "demo-2"


def test_a_demo_that_follows_another_finds_its_data(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    for _ in range(2):
        with by_itself(settings) as own:
            assert own.data_dir == tmp_path


def test_a_second_demo_on_the_operators_own_database_does_not_start(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url=SecretStr("postgresql+psycopg://localhost/hamyar"))
    with by_itself(settings), pytest.raises(DemoRuns, match="HAMYAR_DATABASE_URL"), by_itself(settings):
        pass


def test_a_data_directory_that_cannot_be_is_told() -> None:
    with pytest.raises(PostgresFailed, match="/proc/no"), by_itself(Settings(data_dir=Path("/proc/no/such"))):
        pass
