"""The ways to PostgreSQL: a pool for conversations, one plain connection for COPY and migrations."""

import select
from typing import Any

import psycopg
from sqlalchemy import event, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

POOL_SIZE = 10
POOL_OVERFLOW = 10
POOL_WAIT_SECONDS = 10
CONNECT_SECONDS = 10
# Dropped before the idle limits of usual firewalls and poolers.
RECYCLE_SECONDS = 1800
# A machine that has died says nothing. The server asks after it, and within half a minute lets go of what it held:
# rows, and the lines of couriers and pollers. By itself it would do so after two hours.
LET_GO = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"


def make_engine(url: str, *, pool_size: int = POOL_SIZE, pool_wait: float = POOL_WAIT_SECONDS) -> AsyncEngine:
    """An engine for a `postgresql+psycopg://…` URL; it connects on first use. `pool_wait` is in seconds."""
    given = make_url(url).query.get("options", "")
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=POOL_OVERFLOW,
        pool_timeout=pool_wait,
        pool_recycle=RECYCLE_SECONDS,
        hide_parameters=True,  # errors are logged, and parameters hold what people wrote
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "application_name": "hamyar",
            "options": f"{LET_GO} {given}".rstrip(),  # what the URL says comes last, and counts
        },
    )
    event.listen(engine.sync_engine, "checkout", _still_there)
    return engine


def _still_there(connection: Any, _record: object, _fairy: object) -> None:
    """Let no connection out of the pool that the server has hung up on.

    The kernel knows it: an idle connection has something to read only when it has ended. A ping would ask the server,
    and each turn would wait for one more answer. DisconnectionError makes the pool connect anew.
    """
    driver = connection.driver_connection
    idle = select.poll()
    if not driver.closed:
        idle.register(driver.fileno(), select.POLLIN)
    if driver.closed or idle.poll(0):
        raise DisconnectionError


def connection_parameters(url: str) -> dict[str, Any]:
    """What psycopg connects with, for the same URL, in UTF-8 whatever the environment says."""
    parsed = make_url(url)
    return {
        "connect_timeout": CONNECT_SECONDS,
        "application_name": "hamyar",
        "client_encoding": "utf8",
        **parsed.translate_connect_args(username="user", database="dbname"),
        **parsed.query,
    }


def connect(url: str, *, autocommit: bool = False) -> psycopg.Connection[tuple[Any, ...]]:
    """One plain psycopg connection to the same URL."""
    return psycopg.connect(autocommit=autocommit, **connection_parameters(url))
