"""`hamyar import` and `hamyar sample` as an operator meets them."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.errors import OperatorError
from bot.importing import WORDS, import_registry, listing, summary, told
from bot.sampling import parse_day, sample
from services.registry import Fault, FaultCode
from tests.clock import FrozenClock

CLOCK = FrozenClock(datetime(2025, 9, 23, 8, 30, tzinfo=UTC))


def test_a_sample_is_imported_and_told_file_by_file(database_url: str, tmp_path: Path) -> None:
    sample(tmp_path, people=80, seed=1, as_of=None, clock=CLOCK)
    imported = import_registry(database_url, tmp_path, quarantine=False, clock=CLOCK)
    assert summary(imported).startswith("people.csv: 80 rows\nemployment.csv: ")


def test_a_refused_folder_is_told_line_by_line(database_url: str, tmp_path: Path) -> None:
    sample(tmp_path, people=80, seed=1, as_of=None, clock=CLOCK)
    people = tmp_path / "people.csv"
    people.write_text(people.read_text(encoding="utf-8").replace(",M,", ",X,", 1), encoding="utf-8")
    (tmp_path / "payments.csv").unlink()
    with pytest.raises(OperatorError) as refused:
        import_registry(database_url, tmp_path, quarantine=False, clock=CLOCK)
    assert str(refused.value) == (
        "nothing was loaded, 1 fault\npeople.csv:2: [unknown-word] sex has an unknown value: X"
    )
    told = summary(import_registry(database_url, tmp_path, quarantine=True, clock=CLOCK))
    assert "people.csv: 79 rows\n" in told
    assert "people.csv:2: [unknown-word] sex has an unknown value: X\n" in told


def test_a_folder_that_is_not_there(database_url: str, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="no such folder"):
        import_registry(database_url, tmp_path / "nowhere", quarantine=False, clock=CLOCK)


@pytest.mark.parametrize("code", FaultCode)
def test_every_fault_has_words(code: FaultCode) -> None:
    line = told(Fault("people.csv", 7, code, "sex", "X"))
    assert line.startswith(f"people.csv:7: [{code}] ")
    assert "None" not in line
    assert set(WORDS) == set(FaultCode)


def test_what_is_not_listed_is_counted() -> None:
    faults = (Fault("people.csv", None, FaultCode.MISSING_FILE),)
    assert listing(faults, 1200) == "people.csv: [missing-file] the file is missing\n… and 1,199 more"


@pytest.mark.parametrize("text", ["1404-07-01", "1404/7/1", "۱۴۰۴-۰۷-۰۱", "2025-09-23"])
def test_a_day_jalali_or_iso(text: str) -> None:
    assert parse_day(text) == date(2025, 9, 23)


@pytest.mark.parametrize("text", ["", "1404-07", "1404-13-01", "1404-12-30", "2025-02-29", "tomorrow", "1354-01-01"])
def test_no_day(text: str) -> None:
    with pytest.raises(OperatorError, match="not a day"):
        parse_day(text)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OperatorError, match="cannot write"):
        sample(tmp_path / "file", people=1, seed=1, as_of=None, clock=CLOCK)
