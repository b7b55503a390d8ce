"""What the checks of money find wrong with contracts, receipts and notices."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.handlers.bank.till import Till
from tests.invariants import MONEY, wrong_money
from tests.services.contracts.office import Office


@pytest.fixture
async def office(till: Till) -> Office:
    """Sara has paid the first two months of her contract, and one of them twice."""
    office = Office(till.engine, till.clock, till)
    await office.born()
    await office.signed()
    both, one = await office.ordered(most=2), await office.ordered()
    await office.pays(both)
    await office.pays(one)
    return office


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ("DELETE FROM hamyar.receipts", "what paid for a contract"),
        ("UPDATE hamyar.receipts SET facts = jsonb_set(facts, '{amount}', '5')", "a receipt says"),
        ("UPDATE hamyar.receipts SET facts = jsonb_set(facts, '{months}', '[]')", "a receipt says"),
        ("UPDATE hamyar.receipts SET national_id = '1994825677'", "a receipt says"),
        ("UPDATE hamyar.contracts SET first_month = first_month - 1", "the months of a contract"),
        ("DELETE FROM hamyar.notices WHERE event = 'premium-paid'", "whoever paid for a contract was told"),
        ("DELETE FROM hamyar.notices WHERE event = 'credit-kept'", "whoever paid for a contract was told"),
        (
            "UPDATE hamyar.notices SET event = 'credit-kept' WHERE event = 'premium-paid'",
            "whoever paid for a contract was told",
        ),
    ],
)
async def test_what_is_wrong_beside_the_ledger_is_found(office: Office, wrong: str, named: str) -> None:
    url = office.engine.url.render_as_string(hide_password=False)
    assert wrong_money(url) == {}
    connection = await office.engine.connect()
    await connection.execute(text("SET LOCAL session_replication_role = replica"))
    await connection.execute(text(wrong))
    found = [name for name, query in MONEY.items() if (await connection.execute(text(query))).all()]
    await connection.rollback()
    await connection.close()
    assert [name for name in found if name.startswith(named)]
