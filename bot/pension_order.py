"""`hamyar pension-order`: what the pension department is given of daughters' shares that ended or are drawn again."""

from __future__ import annotations

import asyncio
import getpass
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import OperatorError
from bot.order_files import make_folder, press, whole
from bot.settings import Settings
from bot.signing import signing_keys
from services.calendar import Clock, SystemClock
from services.dependency import ordering
from services.dependency.order import Lines, told
from services.dependency.ordering import MadeOrder
from services.issued import SigningKeys
from services.store.engine import make_engine

POINTS = ("made", "line", "whole", "kept")  # the checkpoints of an order

Checkpoint = Callable[[str], None]


class NoSuchOrder(OperatorError):
    """No order of that number was made."""

    def __init__(self, number: int) -> None:
        super().__init__(f"there is no pension order {number}")


def write_orders(
    settings: Settings,
    url: str,
    folder: Path,
    number: int | None = None,
    *,
    clock: Clock | None = None,
    checkpoint: Checkpoint = lambda _: None,
) -> str:
    """Hand over what has changed since the last order, or write that one again; what is in it. Raises OperatorError.

    An order whose files were never finished is finished first.
    """
    keys, clock = signing_keys(settings), clock or SystemClock()

    async def work() -> str:
        engine = make_engine(url, pool_size=1)
        try:
            orders = await _orders(engine, clock, number)
            checkpoint("made")
            said = [await _write(engine, clock, keys, order, folder, checkpoint) for order in orders]
            return "\n".join(said) or "nothing is to be handed over"
        finally:
            await engine.dispose()

    make_folder(folder)
    return asyncio.run(work())


async def _orders(engine: AsyncEngine, clock: Clock, number: int | None) -> tuple[MadeOrder, ...]:
    async with engine.begin() as connection:
        if number is None:
            await ordering.open_next(connection, clock.now(), getpass.getuser())
            return await ordering.unwritten(connection)
        try:
            return (await ordering.one(connection, number),)
        except ordering.NoSuchOrder:
            raise NoSuchOrder(number) from None


async def _write(
    engine: AsyncEngine, clock: Clock, keys: SigningKeys, order: MadeOrder, folder: Path, checkpoint: Checkpoint
) -> str:
    path, lines = folder / f"pension-order-{order.number}.csv", Lines(order.number)
    with whole(path) as target:
        target.write(lines.header())
        async with engine.connect() as connection:
            async for change in ordering.changes(connection, order):
                target.write(lines.line(change))
                checkpoint("line")
        paper, last = lines.signed(order.made_at, keys)
        target.write(last)
    checkpoint("whole")
    async with press(keys) as draws:
        drawn = await draws.pension_order(paper, lines.sorts)
    with whole(path.with_suffix(".pdf")) as target:
        target.write(drawn.pdf)
    async with engine.begin() as connection:
        await ordering.written(connection, order, clock.now())
    checkpoint("kept")
    return f"{path}: {told(lines.changes)}, signed with the key {keys.id}; PDF beside it"
