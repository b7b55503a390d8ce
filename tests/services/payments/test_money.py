"""The ledger, and the checks that find what is wrong with it and with refunds."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.payments import Item, NoSuchPayment, Payments
from services.payments.ledger import Money
from tests.handlers.bank.till import OMID, PRICE, SARA, Till, months
from tests.invariants import MONEY, offences
from tests.services.payments.supervising import asked, supervisors, with_credit


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE hamyar.transfers SET amount = amount + 1",
        "DELETE FROM hamyar.transfers",
        "TRUNCATE hamyar.transfers CASCADE",
    ],
)
async def test_the_ledger_is_append_only(till: Till, change: str) -> None:
    await till.paid()
    with pytest.raises(DBAPIError, match="append-only"):
        async with till.engine.begin() as connection:
            await connection.execute(text(change))
    assert await till.entitled() == [140407]


async def test_the_ledger_balances(till: Till) -> None:
    await with_credit(till)
    async with till.engine.connect() as connection:
        money = Money(connection)
        assert await money.balance("bank zarinpal") == -2 * PRICE
        assert await money.balance(months()[0].account) == PRICE
        assert await money.credit(SARA) == PRICE
        assert await money.already_paid(months(SARA, 140407, 140408)) == months(SARA, 140407)
        assert await money.paid(SARA, "partial") == ()


async def test_a_payment_is_for_something(till: Till) -> None:
    async with till.engine.begin() as connection:
        payments = Payments(connection, till.clock)
        for items in ((), months() * 2):
            with pytest.raises(ValueError, match="different items"):
                await payments.open(SARA, "premium", items, "sep")
        with pytest.raises(NoSuchPayment):
            await payments.one("1")


async def test_what_is_paid_for_may_be_others_and_what_is_left_is_the_one_it_was_for(till: Till) -> None:
    other = Item(OMID, "voluntary", "V2", 140407, PRICE)
    await till.paid(items=[other])
    await till.paid(items=[*months(), other])
    assert await till.entitled(OMID) == [140407]
    assert await till.entitled(SARA) == [140407]
    assert (await till.credit(SARA), await till.credit(OMID)) == (PRICE, 0)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ("DELETE FROM hamyar.transfers WHERE cause = 'charge'", "a recorded payment has its charge"),
        ("UPDATE hamyar.transfers SET amount = amount - 1 WHERE cause = 'charge'", "a recorded payment has its charge"),
        (
            "UPDATE hamyar.transfers SET amount = amount + 1 WHERE cause = 'item'",
            "what a charge pays for is its payment's own",
        ),
        ("DELETE FROM hamyar.transfers WHERE cause = 'charge'", "nobody has less than nothing"),
        ("UPDATE hamyar.payment_items SET month = month + 1", "entitlement is what the ledger has paid"),
        ("UPDATE hamyar.payment_items SET amount = amount + 1", "what a charge pays for is its payment's own"),
        ("UPDATE hamyar.payments SET amount = amount + 1", "another amount than was asked for pays for nothing"),
        ("DELETE FROM hamyar.payment_news", "who paid was told, once"),
        ("UPDATE hamyar.payment_news SET facts = facts || '{\"credit\": 5}'", "who paid was told, once"),
        ("UPDATE hamyar.refunds SET state = 'paid-back'", "a refund is in the ledger as far as it has come"),
        ("UPDATE hamyar.refunds SET national_id = asked_by, state = 'confirmed'", "money goes back on the word of two"),
        (
            "UPDATE hamyar.payments SET state = 'unknown', recorded_at = NULL",
            "a payment is asked about until it is done",
        ),
    ],
)
async def test_what_is_wrong_with_the_money_is_found(till: Till, wrong: str, named: str) -> None:
    await with_credit(till)
    await supervisors(till)
    await asked(till, 5)
    url = till.engine.url.render_as_string(hide_password=False)
    assert offences(url, MONEY) == {}
    async with till.engine.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        await connection.execute(text(wrong.replace(":", "\\:")))
    found = offences(url, MONEY)
    assert [name for name in found if name.startswith(named)]
    async with till.engine.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in ("payment_news", "transfers", "payment_items", "refunds", "payment_callbacks", "payments"):
            await connection.execute(text(f"DELETE FROM hamyar.{table}"))
