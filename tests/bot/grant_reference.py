"""The rules of the marriage grant once more, written apart from ours: from the CSV files, day by day, in plain loops.

It shares no code with `services.grants`, so that a mistake in one is not repeated in the other.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import jdatetime  # type: ignore[import-untyped]

CRITERIA = ("permanent", "official", "first", "employed", "days")
Row = dict[str, str]


def reference(folder: Path, month: str) -> list[dict[str, Any]]:
    """What `decide MONTH --json` has to print, in its order."""
    files = {path.stem: list(csv.DictReader(path.open(encoding="utf-8"))) for path in folder.glob("*.csv")}
    people = {row["national_id"]: row for row in files["people"]}
    work, wages = _by_person(files["employment"]), _by_person(files["wage_months"])
    found = []
    for marriage in sorted(files["marriages"], key=lambda row: row["marriage_id"].encode()):
        day = jdatetime.date.fromgregorian(date=date.fromisoformat(marriage["registered_on"]))
        if f"{day.year:04}-{day.month:02}" != month:
            continue
        found += [
            _decided(
                marriage, people[spouse], work[spouse], wages[spouse], _earlier(files["marriages"], spouse, marriage)
            )
            for spouse in (marriage["husband_id"], marriage["wife_id"])
            if spouse in people
        ]
    return found


def _by_person(rows: list[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["national_id"]].append(row)
    return grouped


def _earlier(marriages: list[Row], person: str, this: Row) -> bool:
    return any(
        person in (row["husband_id"], row["wife_id"])
        and row["kind"] == "permanent"
        and row["registered_on"] < this["registered_on"]
        for row in marriages
    )


def _decided(marriage: Row, person: Row, work: list[Row], wages: list[Row], earlier: bool) -> dict[str, Any]:
    day = marriage["registered_on"]
    days = _days(date.fromisoformat(day), wages)
    holds = (
        marriage["kind"] == "permanent",
        marriage["official"] == "true",
        not earlier,
        any(row["started"] <= day and (not row["ended"] or row["ended"] >= day) for row in work),
        days >= 720,
    )
    failed = [name for name, held in zip(CRITERIA, holds, strict=True) if not held]
    missing = [name for name, column in (("account", "sheba"), ("mobile", "mobile")) if not person[column]]
    if failed:
        outcome = "refused"
    elif person["marriage_history"] == "partial":
        outcome = "review"
    else:
        outcome = "waiting" if missing else "payable"
    return {
        "marriage_id": marriage["marriage_id"],
        "national_id": person["national_id"],
        "outcome": outcome,
        "amount": _amount(date.fromisoformat(day), wages) if outcome in ("payable", "waiting") else None,
        "failed": failed,
        "missing": missing if outcome == "waiting" else [],
        "days": days,
    }


def _days(registered_on: date, wages: list[Row]) -> int:
    recorded: dict[int, int] = defaultdict(int)
    for row in wages:
        if row["scheme"] == "compulsory":
            recorded[int(row["month"])] += int(row["days"])
    inside, lengths = _window(registered_on)
    return sum(min(recorded[number], lengths[number], within) for number, within in inside.items())


@cache
def _window(registered_on: date) -> tuple[dict[int, int], dict[int, int]]:
    end = jdatetime.date.fromgregorian(date=registered_on)
    try:
        start = jdatetime.date(end.year - 5, end.month, end.day)
    except ValueError:
        start = jdatetime.date(end.year - 5, 12, 29)
    inside: dict[int, int] = defaultdict(int)
    lengths: dict[int, int] = {}
    day = start
    while day < end:
        number = day.year * 100 + day.month
        inside[number] += 1
        lengths[number] = 31 if day.month < 7 else 30 if day.month < 12 or day.isleap() else 29
        day += timedelta(days=1)
    return inside, lengths


def _amount(registered_on: date, wages: list[Row]) -> int:
    end = jdatetime.date.fromgregorian(date=registered_on)
    period = set()
    year, month = end.year, end.month
    for _ in range(24):
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        period.add(year * 100 + month)
    total = sum(int(row["wage"]) for row in wages if row["scheme"] == "compulsory" and int(row["month"]) in period)
    return int((Decimal(total) / 24).quantize(Decimal(1), ROUND_HALF_UP))
