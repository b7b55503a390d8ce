"""The ledger, refunds, and the checks that find what is wrong with them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.money import Rials
from services.payments import Item, NoSuchPayment, Payments
from services.payments.ledger import Money
from services.payments.refunds import NoSuchRefund, NotThatMuch, Refunds
from services.payments.rules import IllegalRefund, MayNotRefund, RefundState
from tests.handlers.bank.till import PRICE, SARA, Till, heard, months
from tests.invariants import MONEY, offences

LEYLA, REZA = "0034567891", "0045678906"


@asynccontextmanager
async def refunds(till: Till) -> AsyncIterator[Refunds]:
    async with till.engine.begin() as connection:
        yield Refunds(connection, till.clock, told=heard)


async def with_credit(till: Till) -> None:
    """Sara has paid Mehr twice."""
    await till.paid()
    await till.paid()


async def asked(till: Till, amount: int = PRICE) -> str:
    async with refunds(till) as these:
        return await these.ask(SARA, Rials(amount), LEYLA, "دو بار پرداخت")


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
    other = Item(LEYLA, "voluntary", "V2", 140407, PRICE)
    await till.paid(items=[other])
    await till.paid(items=[*months(), other])
    assert await till.entitled(LEYLA) == [140407]
    assert await till.entitled(SARA) == [140407]
    assert (await till.credit(SARA), await till.credit(LEYLA)) == (PRICE, 0)


async def test_credit_goes_back_on_the_word_of_two(till: Till) -> None:
    await with_credit(till)
    number = await asked(till)
    assert await till.credit() == 0
    async with refunds(till) as these:
        with pytest.raises(MayNotRefund):
            await these.confirm(number, LEYLA)
        with pytest.raises(IllegalRefund):
            await these.paid_back(number, REZA)
        await these.confirm(number, REZA)
        await these.paid_back(number, LEYLA)
        with pytest.raises(IllegalRefund):
            await these.paid_back(number, LEYLA)
    assert await till.heard() == [("recorded", 0), ("recorded", PRICE), ("paid-back", 0)]
    acts = await till.rows("SELECT act, actor FROM hamyar.audit ORDER BY seq")
    assert [row.act for row in acts] == ["refund-ask", "refund-confirm", "refund-paid-back"]
    async with till.engine.connect() as connection:
        assert await Money(connection).balance("paid-back") == PRICE


async def test_a_refused_refund_is_credit_again(till: Till) -> None:
    await with_credit(till)
    number = await asked(till)
    async with refunds(till) as these:
        assert [one.state for one in await these.waiting()] == [RefundState.ASKED]
        await these.confirm(number, REZA)
        await these.refuse(number, REZA)
        assert await these.waiting() == ()
    assert await till.credit() == PRICE


@pytest.mark.parametrize("amount", [PRICE + 1, 10**15])
async def test_no_more_goes_back_than_there_is(till: Till, amount: int) -> None:
    await with_credit(till)
    with pytest.raises(NotThatMuch) as refused:
        await asked(till, amount)
    assert refused.value.credit == PRICE


@pytest.mark.parametrize("amount", [0, -1])
async def test_a_refund_is_of_something(till: Till, amount: int) -> None:
    with pytest.raises(ValueError, match="one rial"):
        await asked(till, amount)
    async with refunds(till) as these:
        with pytest.raises(NoSuchRefund):
            await these.confirm("R1", REZA)


async def test_ten_who_ask_at_once_do_not_get_more_than_there_is(till: Till) -> None:
    await with_credit(till)
    came = await asyncio.gather(*(asked(till) for _ in range(10)), return_exceptions=True)
    assert sum(isinstance(one, str) for one in came) == 1
    assert sum(isinstance(one, NotThatMuch) for one in came) == 9


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
