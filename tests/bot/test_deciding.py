"""`hamyar decide`: one line a decision, for programs and for people."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.deciding import (
    MalformedMonth,
    MalformedNationalId,
    json_line,
    plain_line,
    read_month,
    read_person,
)
from services.calendar import JalaliMonth
from services.grants.rules import decide
from tests.services.grants.cases import PAYABLE, REGISTERED, facts, jalali
from tests.services.grants.registry import Registry

HER, HIM = "0012345679", "0499370899"


@pytest.fixture
async def filled_url(engine: AsyncEngine, database_url: str) -> str:
    """A registry of one marriage, hers owed the grant, his refused, and a marriage to someone unknown."""
    rows = Registry()
    rows.person(HER, mobile=None)
    rows.person(HIM)
    rows.marriage("M1", REGISTERED, HIM, HER)
    rows.marriage("M2", REGISTERED, HIM, "9999999999", official=False)
    rows.work(HER, jalali(1398, 1, 1), None)
    for month in PAYABLE.months:
        rows.wage(HER, month.month.number, month.days, month.wage)
    async with engine.begin() as connection:
        await rows.load(connection)
    return database_url


def decided(*arguments: str, url: str = "postgresql://127.0.0.1:1/none") -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HAMYAR_DATABASE_URL": url}
    command = [sys.executable, "-m", "bot.cli", "decide", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_a_month_is_one_object_a_line(filled_url: str) -> None:
    done = decided("1404-09", "--json", url=filled_url)
    assert (done.returncode, done.stderr) == (0, "")
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {
            "marriage_id": "M1",
            "national_id": HIM,
            "outcome": "refused",
            "amount": None,
            "failed": ["employed", "days"],
            "missing": [],
            "days": 0,
        },
        {
            "marriage_id": "M1",
            "national_id": HER,
            "outcome": "waiting",
            "amount": 100_000_000,
            "failed": [],
            "missing": ["mobile"],
            "days": 1827,
        },
        {
            "marriage_id": "M2",
            "national_id": HIM,
            "outcome": "refused",
            "amount": None,
            "failed": ["official", "employed", "days"],
            "missing": [],
            "days": 0,
        },
    ]


def test_one_person_is_that_persons_lines(filled_url: str) -> None:
    done = decided("۱۴۰۴-۰۹", "--person", "۰۰۱ ۲۳۴۵۶۷۹", "--json", url=filled_url)
    assert [json.loads(line)["national_id"] for line in done.stdout.splitlines()] == [HER]


def test_a_month_without_marriages_prints_nothing(filled_url: str) -> None:
    done = decided("1404-08", url=filled_url)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_an_absent_person_is_an_error(filled_url: str) -> None:
    done = decided("1404-09", "--person", "0067749828", "--json", url=filled_url)
    assert (done.returncode, done.stdout) == (2, "")
    assert "nobody in the registry" in done.stderr


async def test_it_changes_nothing(filled_url: str, engine: AsyncEngine) -> None:
    assert decided("1404-09", url=filled_url).returncode == 0
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM hamyar.decisions")) == 0


@pytest.mark.parametrize("month", ["1404-13", "1404", "آذر", "0003-01"])
def test_a_malformed_month_is_told_before_anything_starts(month: str) -> None:
    done = decided(month)
    assert (done.returncode, done.stdout) == (2, "")
    assert "not a Jalali month" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("person", ["1111111111", "123", "0012345678"])
def test_a_malformed_national_id_is_told_and_not_repeated(person: str) -> None:
    with pytest.raises(MalformedNationalId) as caught:
        read_person(person)
    assert person not in str(caught.value)


def test_arguments_are_read_as_typed() -> None:
    assert read_month("۱۴۰۴-۰۹") == JalaliMonth(1404, 9)
    assert read_person("12345679") == HER
    assert read_person(None) is None
    with pytest.raises(MalformedMonth):
        read_month("1404/09/01")


def test_the_keys_stand_in_the_order_of_the_format() -> None:
    keys = ["marriage_id", "national_id", "outcome", "amount", "failed", "missing", "days"]
    assert list(json.loads(json_line(decide(PAYABLE)))) == keys


def test_the_line_for_people() -> None:
    assert plain_line(decide(PAYABLE)) == "M1  0012345679  payable   1827 days  100,000,000 rials"
    refused = facts(official=False, employments=())
    assert plain_line(decide(refused)) == "M1  0012345679  refused   1827 days  fails: official, employed"
    waiting = facts(account_known=False, mobile_known=False)
    assert plain_line(decide(waiting)).endswith("waiting   1827 days  100,000,000 rials  missing: account, mobile")
    assert plain_line(decide(replace(PAYABLE, history_complete=False))).endswith("1827 days  partial history")
