"""The pool: a connection that the server has hung up on is not handed out."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.store import connect

PID = text("SELECT pg_backend_pid()")


async def test_an_idle_connection_that_the_server_ended_is_replaced_unseen(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        before = (await connection.execute(PID)).scalar_one()
    with connect(engine.url.render_as_string(hide_password=False), autocommit=True) as other:
        ended = other.execute("SELECT pg_terminate_backend(%s, 5000)", (before,)).fetchone()
        assert ended == (True,)
    async with engine.connect() as connection:
        assert (await connection.execute(PID)).scalar_one() != before


async def test_a_connection_that_lives_is_used_again(engine: AsyncEngine) -> None:
    pids = set()
    for _ in range(3):
        async with engine.connect() as connection:
            pids.add((await connection.execute(PID)).scalar_one())
    assert len(pids) == 1
