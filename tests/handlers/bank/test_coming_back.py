"""What browsers bring to the way back, honest or not, over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from handlers.bank.webhook import return_path, router
from services.payments import MOST_CALLBACKS, Payment, State
from services.store.engine import POOL_OVERFLOW, POOL_SIZE
from tests.handlers.bank.till import GATEWAYS, OMID, PRICE, SARA, Till, months
from tests.logs import production

each_bank = pytest.mark.parametrize("gateway", GATEWAYS)


@pytest.fixture
async def browser(till: Till) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(router(till.cashier(), lambda payment: f"/p/{payment.code}"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hamyar") as browser:
        yield browser


async def goes_back(browser: httpx.AsyncClient, payment: Payment, fields: Mapping[str, str]) -> httpx.Response:
    """As that bank sends people back."""
    path = return_path(payment.gateway, payment.code)
    if payment.gateway == "sep":
        return await browser.post(path, data=dict(fields))
    return await browser.get(path, params=dict(fields))


async def everything(till: Till) -> list[tuple[object, ...]]:
    """What the database holds of money."""
    found = []
    for table in ("payments", "payment_callbacks", "transfers", "payment_news"):
        found += [tuple(row) for row in await till.rows(f"SELECT t::text FROM hamyar.{table} t ORDER BY 1")]
    return found


@each_bank
async def test_the_way_back_ends_on_the_page_of_the_payment(
    till: Till, browser: httpx.AsyncClient, gateway: str
) -> None:
    payment = await till.sent(gateway)
    till.pays(payment)
    for _ in range(2):
        answer = await goes_back(browser, payment, till.brings(payment))
        assert (answer.status_code, answer.headers["location"]) == (303, f"/p/{payment.code}")
    assert await till.heard() == [("recorded", 0)]


@each_bank
async def test_a_hundred_at_the_same_moment_are_one(till: Till, browser: httpx.AsyncClient, gateway: str) -> None:
    payment = await till.sent(gateway)
    till.pays(payment)
    till.wire.calls.clear()
    came = await asyncio.gather(*(goes_back(browser, payment, till.brings(payment)) for _ in range(100)))
    assert {answer.status_code for answer in came} == {303}
    assert await till.state(payment) is State.RECORDED
    assert await till.heard() == [("recorded", 0)]
    assert len(till.wire.calls) == 2  # asked once, verified once
    assert len(await till.rows("SELECT 1 FROM hamyar.payment_callbacks")) == 1


@each_bank
async def test_a_hundred_that_all_differ_are_one(till: Till, browser: httpx.AsyncClient, gateway: str) -> None:
    payment = await till.sent(gateway)
    till.pays(payment)
    fields = [{**till.brings(payment), "n": str(n)} for n in range(100)]
    await asyncio.gather(*(goes_back(browser, payment, one) for one in fields))
    await till.time_passes(1)
    assert await till.state(payment) is State.RECORDED
    assert await till.heard() == [("recorded", 0)]
    kept = len(await till.rows("SELECT 1 FROM hamyar.payment_callbacks"))
    assert kept <= MOST_CALLBACKS + POOL_SIZE + POOL_OVERFLOW  # so many may be under way when the last one fits


@each_bank
async def test_workers_side_by_side_verify_a_payment_once(till: Till, gateway: str) -> None:
    payment = await till.sent(gateway)
    till.pays(payment)
    till.clock.advance(minutes=1)
    till.wire.calls.clear()
    await asyncio.gather(*(till.cashier().sweep() for _ in range(5)))
    assert await till.state(payment) is State.RECORDED
    assert len(till.wire.calls) == 2
    assert await till.heard() == [("recorded", 0)]


@each_bank
async def test_an_invented_way_back_changes_nothing(till: Till, browser: httpx.AsyncClient, gateway: str) -> None:
    payment = await till.sent(gateway)
    before = await everything(till)
    honest = till.brings(payment)
    for code in ("x", "0" * 22, "%00", "' OR 1=1 --", payment.id, payment.token or ""):
        answer = await browser.post(return_path(gateway, code), data=honest)
        assert answer.status_code == 404
    other = "sep" if gateway == "zarinpal" else "zarinpal"
    for bank in (other, "nobank"):
        assert (await browser.get(return_path(bank, payment.code), params=honest)).status_code == 404
    assert await everything(till) == before


@each_bank
async def test_who_says_paid_and_has_not_is_not_believed(till: Till, browser: httpx.AsyncClient, gateway: str) -> None:
    payment = await till.sent(gateway)
    forged = {"Status": "OK", "Authority": payment.token or ""}
    if gateway == "sep":
        forged = {"State": "OK", "RefNum": "REFforged", "ResNum": payment.id, "Amount": str(PRICE)}
    await goes_back(browser, payment, forged)
    assert await till.state(payment) is State.REDIRECTED
    till.pays(payment)
    await goes_back(browser, payment, till.brings(payment))
    assert await till.state(payment) is State.RECORDED
    assert await till.heard() == [("recorded", 0)]


@each_bank
async def test_who_says_cancelled_of_a_paid_one_is_not_believed(
    till: Till, browser: httpx.AsyncClient, gateway: str
) -> None:
    payment = await till.sent(gateway)
    till.pays(payment)
    forged = {"Status": "NOK", "Authority": payment.token or ""}
    if gateway == "sep":
        forged = {"State": "CanceledByUser", "ResNum": payment.id}
    await goes_back(browser, payment, forged)
    assert await till.state(payment) is State.RECORDED


@each_bank
async def test_what_names_another_payment_changes_nothing(till: Till, browser: httpx.AsyncClient, gateway: str) -> None:
    hers, his = await till.sent(gateway), await till.sent(gateway, months(OMID))
    till.pays(hers)
    before = await everything(till)
    await goes_back(browser, his, till.brings(hers))
    assert await everything(till) == before


async def test_somebody_elses_reference_pays_for_nobody(till: Till, browser: httpx.AsyncClient) -> None:
    hers, his = await till.sent("sep"), await till.sent("sep", months(OMID))
    charge = till.pays(hers)
    stolen = {"State": "OK", "RefNum": charge.reference, "ResNum": his.id, "Token": his.token or ""}
    await goes_back(browser, his, stolen)
    await goes_back(browser, hers, till.brings(hers))
    await goes_back(browser, his, {**stolen, "again": "1"})
    await till.time_passes(50)
    assert await till.entitled(SARA) == [140407]
    assert await till.entitled(OMID) == []
    assert await till.heard() == [("recorded", 0)]


@each_bank
async def test_an_old_success_played_again_does_nothing(till: Till, browser: httpx.AsyncClient, gateway: str) -> None:
    payment = await till.paid(gateway)
    old = till.brings(payment)
    before = await everything(till)
    till.clock.advance(days=40)
    for again in (old, {**old, "again": "1"}):
        assert (await goes_back(browser, payment, again)).status_code == 303
    later = await till.paid(gateway, months(SARA, 140408))
    assert (await goes_back(browser, later, old)).status_code == 303
    assert await till.entitled() == [140407, 140408]
    assert await till.credit() == 0
    assert next(row for row in before if "recorded" in str(row)) in await everything(till)


@pytest.mark.parametrize("amount", [-34_788_961, 0, 10**20, "34788961.0", "۱۲۳", True, None, {"$gt": 0}])
async def test_an_amount_that_cannot_be_is_never_recorded(
    till: Till, browser: httpx.AsyncClient, amount: object
) -> None:
    payment = await till.sent("sep")
    till.pays(payment).amount = amount  # type: ignore[assignment]
    await goes_back(browser, payment, till.session(payment) and {"State": "OK", "RefNum": "R", "ResNum": payment.id})
    assert await till.state(payment) is State.UNKNOWN
    assert await till.rows("SELECT 1 FROM hamyar.transfers") == []
    assert await till.heard() == []


@pytest.mark.parametrize("amount", [-10_000, 0, 10**20, "free"])
async def test_a_list_of_unverified_charges_is_not_believed_either(till: Till, amount: object) -> None:
    payment = await till.sent("zarinpal")
    till.pays(payment).amount = amount  # type: ignore[assignment]
    await till.returns(payment)
    assert await till.state(payment) is State.UNKNOWN
    assert await till.rows("SELECT 1 FROM hamyar.transfers") == []


@pytest.mark.parametrize("fields", [{"x": "y" * 20_000}, {f"f{n}": "1" for n in range(200)}])
async def test_more_than_any_bank_sends_is_refused(
    till: Till, browser: httpx.AsyncClient, fields: dict[str, str]
) -> None:
    payment = await till.sent("sep")
    before = await everything(till)
    assert (await goes_back(browser, payment, fields)).status_code == 400
    assert await everything(till) == before


async def test_without_a_database_people_are_asked_to_come_again(
    till: Till, browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = await till.sent()
    till.pays(payment)
    fields = till.brings(payment)
    async with till.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE hamyar.payments RENAME TO gone"))
    assert (await goes_back(browser, payment, fields)).status_code == 503
    async with till.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE hamyar.gone RENAME TO payments"))
    assert (await goes_back(browser, payment, fields)).status_code == 303
    assert await till.heard() == [("recorded", 0)]


@each_bank
async def test_no_log_has_a_card_a_token_or_the_way_back_in_it(
    till: Till, browser: httpx.AsyncClient, gateway: str
) -> None:
    payment = await till.sent(gateway)
    charge = till.pays(payment)
    with production(level=10) as log:
        till.wire.trouble.append("nonsense")
        await goes_back(browser, payment, till.brings(payment))
        await goes_back(browser, payment, {"Authority": "else", "ResNum": "else", "SecurePan": "502229******5995"})
        await till.time_passes(3)
    said = log.getvalue()
    assert '"event": "bank not understood"' in said
    assert '"event": "callback of another payment"' in said
    for secret in (payment.code, payment.token or "", charge.reference, "502229", "5995", SARA):
        assert secret not in said
    kept = str(await everything(till))
    assert "502229" not in kept
