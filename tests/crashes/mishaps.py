"""What may befall a process at a named point, short of being killed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.store.engine import connect


class Crashed(Exception):
    """What a process may die of."""


def raising(_: AsyncEngine) -> None:
    raise Crashed


def cancelled(_: AsyncEngine) -> None:
    task = asyncio.current_task()
    assert task
    task.cancel()


def cut_off(engine: AsyncEngine) -> None:
    """Every connection of this database goes, the turn's own among them, and is gone on return."""
    others = (
        "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
    )
    with connect(engine.url.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(others, (engine.url.database,))


Mishap = Callable[[AsyncEngine], None]
MISHAPS = pytest.mark.parametrize("mishap", [raising, cancelled, cut_off])


def once_at(point: str, mishap: Mishap, engine: AsyncEngine) -> Callable[[str], None]:
    """A checkpoint where the mishap happens, the first time it is passed."""
    left = [point]

    def pass_by(here: str) -> None:
        if here in left:
            left.remove(here)
            mishap(engine)

    return pass_by
