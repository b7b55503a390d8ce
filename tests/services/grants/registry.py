"""Rows for the registry of a test's database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

PERSON = {
    "first_name": "مریم",
    "last_name": "احمدی",
    "sex": "F",
    "birth_date": date(1995, 1, 1),
    "insurance_number": "12345678",
    "mobile": "09121234567",
    "sheba": "IR062960000000100324200001",
    "marriage_history": "complete",
}


@dataclass
class Registry:
    """Collects rows and puts them in."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def person(self, national_id: str, **changes: Any) -> None:
        self._add("people", {"national_id": national_id, **PERSON, **changes})

    def marriage(
        self,
        marriage_id: str,
        registered_on: date,
        husband: str | None,
        wife: str | None,
        kind: str = "permanent",
        official: bool = True,
    ) -> None:
        for role, national_id, spouse_id in (("husband", husband, wife), ("wife", wife, husband)):
            if national_id:
                self._add(
                    "marriages",
                    {
                        "national_id": national_id,
                        "marriage_id": marriage_id,
                        "role": role,
                        "registered_on": registered_on,
                        "kind": kind,
                        "official": official,
                        "spouse_id": spouse_id,
                    },
                )

    def work(self, national_id: str, started: date, ended: date | None, workshop_id: str = "w1") -> None:
        self._add(
            "employment",
            {"national_id": national_id, "workshop_id": workshop_id, "started": started, "ended": ended},
        )

    def wage(
        self, national_id: str, month: int, days: int, wage: int, workshop_id: str = "w1", scheme: str = "compulsory"
    ) -> None:
        row = {"national_id": national_id, "month": month, "workshop_id": workshop_id, "scheme": scheme}
        self._add("wage_months", {**row, "days": days, "wage": wage})

    def payment(self, marriage_id: str, national_id: str, amount: int, state: str, on: date) -> None:
        row = {"marriage_id": marriage_id, "national_id": national_id, "amount": amount, "state": state, "on": on}
        self._add("payments", row)

    def quarantined(self, national_id: str | None) -> None:
        row = {"national_id": national_id, "file": "wage_months.csv", "key": None, "line": 2, "fault": "x", "raw": ""}
        self._add("quarantine", row)

    async def load(self, connection: AsyncConnection) -> None:
        for table, rows in self.rows.items():
            await connection.execute(_insert(table, rows[0]), rows)

    def _add(self, table: str, row: dict[str, Any]) -> None:
        self.rows.setdefault(table, []).append(row)


def _insert(table: str, columns: Iterable[str]) -> Any:
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(f":{column}" for column in columns)
    return text(f"INSERT INTO registry.{table} ({names}) VALUES ({values})")
