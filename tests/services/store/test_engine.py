"""The pool: a connection that the server has hung up on is not handed out, and the server lets go of the dead."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database import embedded, remove
from services.store import connect
from services.store.engine import make_engine
from tests.conftest import HASTE
from tests.rehearsal import closed_port

PID = text("SELECT pg_backend_pid()")


@pytest.fixture
def port() -> Iterator[int]:
    """For the server alone."""
    with closed_port() as port:
        yield port


async def test_an_idle_connection_that_the_server_ended_is_replaced_unseen(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        before = (await connection.execute(PID)).scalar_one()
    with connect(engine.url.render_as_string(hide_password=False), autocommit=True) as other:
        ended = other.execute("SELECT pg_terminate_backend(%s, 60000)", (before,)).fetchone()
        assert ended == (True,)
    async with engine.connect() as connection:
        assert (await connection.execute(PID)).scalar_one() != before


async def test_a_connection_that_lives_is_used_again(engine: AsyncEngine) -> None:
    pids = set()
    for _ in range(3):
        async with engine.connect() as connection:
            pids.add((await connection.execute(PID)).scalar_one())
    assert len(pids) == 1


@pytest.mark.parametrize(("more", "count"), [({}, "3"), ({"options": "-c tcp_keepalives_count=7"}, "7")])
async def test_the_server_asks_after_who_says_nothing(
    port: int, tmp_path: Path, more: dict[str, str], count: str
) -> None:
    over_tcp = {**HASTE, "listen_addresses": "127.0.0.1", "port": str(port)}
    with embedded(tmp_path / "db", over_tcp) as url:
        address = make_url(url).set(host="127.0.0.1", port=port, query=more)
        engine = make_engine(address.render_as_string(hide_password=False))
        async with engine.connect() as connection:
            names = ("idle", "interval", "count")
            settings = [await connection.scalar(text(f"SHOW tcp_keepalives_{name}")) for name in names]
        await engine.dispose()
    remove(tmp_path / "db")
    assert settings == ["10", "5", count]
