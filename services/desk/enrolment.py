"""Who works at the desk. Only people enrolled here act, whatever Telegram says of the group."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.desk import audit
from services.desk.errors import NoSuchStaff
from services.desk.roles import Role
from services.desk.ticket import Staff

_COLUMNS = "telegram_id, role, national_id, name, since, removed_at"

_ADD = text(
    """
    INSERT INTO hamyar.staff (telegram_id, since, role, national_id, name)
    VALUES (:telegram_id, :now, :role, :national_id, :name)
    """
)

_REMOVE = text(
    "UPDATE hamyar.staff SET removed_at = :now WHERE telegram_id = :telegram_id AND removed_at IS NULL RETURNING role"
)

_FIND = text(f"SELECT {_COLUMNS} FROM hamyar.staff WHERE telegram_id = :telegram_id AND removed_at IS NULL")  # noqa: S608

_ALL = text(f"SELECT {_COLUMNS} FROM hamyar.staff WHERE removed_at IS NULL ORDER BY role, since")  # noqa: S608


class Enrolment:
    """The staff, inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, telegram_id: int, role: Role, national_id: str, name: str, now: datetime) -> Staff:
        """Enrol somebody, or give them another role or name; who they were before stays on record."""
        await self._connection.execute(_REMOVE, {"telegram_id": telegram_id, "now": now})
        facts = {"role": role.value, "national_id": national_id, "name": name}
        await self._connection.execute(_ADD, {"telegram_id": telegram_id, "now": now, **facts})
        await audit.record(self._connection, now, "operator", "enrol", f"staff {telegram_id}", facts)
        return Staff(telegram_id, role, national_id, name, now)

    async def remove(self, telegram_id: int, now: datetime) -> None:
        """Raises NoSuchStaff."""
        removed = await self._connection.execute(_REMOVE, {"telegram_id": telegram_id, "now": now})
        if removed.rowcount == 0:
            raise NoSuchStaff(telegram_id)
        await audit.record(self._connection, now, "operator", "remove", f"staff {telegram_id}", {})

    async def find(self, telegram_id: int) -> Staff | None:
        """Somebody enrolled now."""
        row = (await self._connection.execute(_FIND, {"telegram_id": telegram_id})).one_or_none()
        return _staff(row) if row else None

    async def everybody(self) -> tuple[Staff, ...]:
        """All who are enrolled now."""
        return tuple(_staff(row) for row in await self._connection.execute(_ALL))


def _staff(row: tuple[int, str, str, str, datetime, datetime | None]) -> Staff:
    telegram_id, role, national_id, name, since, removed_at = row
    return Staff(telegram_id, Role(role), national_id, name, since, removed_at)
