"""A database that goes away in the middle of a command is told in two lines, and how to go on; other faults are not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.database import DatabaseLost, lasting
from services.store.engine import connect, make_engine

GOES_AWAY = "SELECT pg_terminate_backend(pg_backend_pid())"


def by_the_engine(url: str, statement: str) -> None:
    async def ask() -> None:
        engine = make_engine(url, pool_size=1)
        try:
            async with engine.begin() as connection:
                await connection.execute(text(statement))
        finally:
            await engine.dispose()

    asyncio.run(ask())


def by_the_driver(url: str, statement: str) -> None:
    with connect(url) as connection:
        connection.execute(statement)


def by_the_jobs(url: str, statement: str) -> None:
    try:
        by_the_driver(url, statement)
    except psycopg.Error as error:
        raise ConnectorException from error


@pytest.mark.parametrize("ask", [by_the_engine, by_the_driver, by_the_jobs])
def test_a_connection_that_breaks_is_told_with_the_way_on(ask: Callable[[str, str], None], database_url: str) -> None:
    with pytest.raises(DatabaseLost) as told, lasting():
        ask(database_url, GOES_AWAY)
    first, second = str(told.value).splitlines()
    assert first == "the database went away: terminating connection due to administrator command"
    assert "Give the same command again" in second


def test_one_that_is_gone_before_is_told_the_same(database_url: str) -> None:
    with pytest.raises(DatabaseLost, match="went away"), lasting():
        by_the_driver("postgresql://hamyar@127.0.0.1:1/hamyar", GOES_AWAY)


def test_any_other_fault_stays_what_it_is(database_url: str) -> None:
    with pytest.raises(DBAPIError, match="division by zero"), lasting():
        by_the_engine(database_url, "SELECT 1/0")
    with pytest.raises(psycopg.errors.QueryCanceled), lasting():
        by_the_driver(database_url, "SET statement_timeout = 1; SELECT pg_sleep(10)")
