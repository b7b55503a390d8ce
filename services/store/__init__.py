"""PostgreSQL: how it is reached, and how its schema grows."""

from services.store.engine import connect, make_engine

__all__ = ["connect", "make_engine"]
