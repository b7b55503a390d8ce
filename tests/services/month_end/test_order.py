"""Payment orders: what one comes to, and that it holds what its run ordered."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine

from services.month_end.order import Lines
from services.month_end.ordering import payments
from tests.clock import FrozenClock
from tests.services.issued.orders import AT, KEYS, KINDS, MONTH, payment_body
from tests.services.month_end.town import AZAR, DEY, crowd, do, month_end, noon, whole


def test_an_order_says_what_it_comes_to() -> None:
    body, lines = payment_body()
    paper, end = lines.signed(MONTH, AT, KEYS)
    found, _ = KINDS[0].looked_at(body + end)
    assert found.statement
    assert found.statement.paper == paper
    assert (lines.count, lines.total) == (3, 195_842_121)
    assert lines.banks == {"296": (2, 195_842_120), "054": (1, 1)}


async def test_an_order_holds_what_its_run_ordered_whatever_came_of_it(engine: AsyncEngine) -> None:
    clock = FrozenClock(noon(DEY.first_day))
    await crowd(40).built(engine)
    run = await whole(month_end(engine, clock))
    await do(engine, "UPDATE hamyar.month_decisions SET payment = 'returned' WHERE payment = 'ordered'")
    lines = Lines(run.label)
    async with engine.connect() as connection:
        people = [one async for one in payments(connection, run)]
        for one in people:
            lines.line(one)
    assert [one.national_id for one in people] == sorted(one.national_id for one in people)
    assert (lines.count, lines.total) == (
        sum(tally.ordered for tally in run.tallies),
        sum(tally.ordered_amount for tally in run.tallies),
    )
    assert all(one.amount > 0 for one in people)
    assert run.month == AZAR
