"""The sandbox's bank over real HTTP: our own adapters, and a browser that clicks."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape

import httpx
import pytest

from handlers.bank.port import AmountDiffers, Bank, BankError, NotPaid, StillOpen
from handlers.bank.sep import Sep
from handlers.bank.zarinpal import Zarinpal
from sandbox.bank import sep, zarinpal
from sandbox.bank.book import Session, Standing
from sandbox.faults import Fault, Kind
from services.money import Rials
from services.payments import Charge, Payment, State
from tests.sandbox.conftest import World
from tests.sandbox.receiver import receiving

MERCHANT = "http://127.0.0.1:9/back?x=1"
PRICE = Rials(34_788_961)
GATEWAYS = ("zarinpal", "sep")
each_bank = pytest.mark.parametrize("gateway", GATEWAYS)


def payment(gateway: str, **facts: object) -> Payment:
    """A payment as an adapter sees it."""
    blank = dict.fromkeys(("reason", "token", "reference", "charged", "trace", "further_of"))
    times = {"created_at": datetime(2025, 9, 23, tzinfo=UTC), "redirected_at": None, "recorded_at": None, "looks": 0}
    person = {"id": "123456789012345", "national_id": "0012345679", "subject": "premium", "amount": PRICE, "code": "c"}
    return Payment(gateway=gateway, state=State.INTENT, **{**blank, **times, **person, **facts})  # type: ignore[arg-type]


@dataclass
class Shop:
    """A merchant before the bank, and the browser of who buys there."""

    world: World
    bank: Bank
    browser: httpx.AsyncClient

    async def visits(self, url: str = MERCHANT) -> Payment:
        """Somebody who is on the bank's page."""
        asked = payment(self.bank.name)
        return payment(self.bank.name, token=await self.bank.request(asked, url))

    def session(self, paying: Payment) -> Session:
        return self.world.sandbox.bank.book.sessions[paying.token or ""]

    async def page(self, paying: Payment) -> str:
        way = self.bank.way(paying.token or "")
        return (await self.browser.request(way.method, way.url, data=dict(way.fields) or None)).text

    async def presses(self, paying: Payment, act: str) -> httpx.Response:
        return await self.browser.post(f"{self.world.url}/bank-page/{paying.token}/{act}")


@pytest.fixture
async def shop(world: World) -> AsyncIterator[Callable[[str], Shop]]:
    banks: dict[str, Bank] = {
        "zarinpal": Zarinpal(zarinpal.MERCHANT, world.url, seconds=5.0),
        "sep": Sep(sep.TERMINAL, world.url, seconds=5.0),
    }
    async with httpx.AsyncClient(trust_env=False, timeout=60) as browser:
        yield lambda gateway: Shop(world, banks[gateway], browser)
    for bank in banks.values():
        await bank.close()


@each_bank
async def test_the_page_says_what_is_paid_and_offers_every_way(shop: Callable[[str], Shop], gateway: str) -> None:
    there = shop(gateway)
    paying = await there.visits()
    page = await there.page(paying)
    assert 'dir="rtl"' in page
    assert "۳۴٬۷۸۸٬۹۶۱ ریال" in page
    twice = ["twice"] if gateway == "sep" else []
    assert re.findall(rf'action="/bank-page/{paying.token}/(\w+)"', page) == ["pay", *twice, "cancel", "close"]


@each_bank
async def test_who_pays_is_sent_back_and_the_charge_is_confirmed(shop: Callable[[str], Shop], gateway: str) -> None:
    there = shop(gateway)
    paying = await there.visits()
    assert isinstance(await there.bank.inquire(paying), StillOpen)
    back = await there.presses(paying, "pay")
    fields = _fields(back)
    callback = there.bank.read_callback(fields)
    assert callback.claims_paid
    assert callback.token == paying.token
    charge = await there.bank.inquire(paying)
    assert isinstance(charge, Charge)
    paid = payment(gateway, token=paying.token, reference=charge.reference)
    for _ in range(2):  # as often as one asks
        confirmed = await there.bank.verify(paid)
        assert isinstance(confirmed, Charge)
        assert (confirmed.reference, confirmed.charged) == (charge.reference, PRICE)
    assert there.session(paying).charges[0].state is Standing.VERIFIED


@each_bank
async def test_who_cancels_is_sent_back_too(shop: Callable[[str], Shop], gateway: str) -> None:
    there = shop(gateway)
    paying = await there.visits()
    fields = _fields(await there.presses(paying, "cancel"))
    assert not there.bank.read_callback(fields).claims_paid
    assert isinstance(await there.bank.inquire(paying), NotPaid)
    assert "باز نیست" in await there.page(paying)


@each_bank
async def test_who_closes_the_window_is_sent_nowhere(shop: Callable[[str], Shop], gateway: str) -> None:
    there = shop(gateway)
    paying = await there.visits()
    page = await there.presses(paying, "close")
    assert (page.status_code, "location" in page.headers, MERCHANT in page.text) == (200, False, False)
    assert isinstance(await there.bank.inquire(paying), StillOpen)


async def test_twice_is_two_charges_at_sep_and_one_at_zarinpal(shop: Callable[[str], Shop]) -> None:
    for gateway, charges in (("sep", 2), ("zarinpal", 1)):
        there = shop(gateway)
        paying = await there.visits()
        await there.presses(paying, "twice")
        assert len(there.session(paying).charges) == charges


@each_bank
async def test_back_and_the_button_again_is_one_charge(shop: Callable[[str], Shop], gateway: str) -> None:
    there = shop(gateway)
    paying = await there.visits()
    first = _fields(await there.presses(paying, "pay"))
    assert _fields(await there.presses(paying, "pay")) == first
    assert len(there.session(paying).charges) == 1


@each_bank
async def test_a_way_back_that_is_lost_still_took_the_money(shop: Callable[[str], Shop], gateway: str) -> None:
    there = shop(gateway)
    there.world.sandbox.faults.switch_on(Fault("bank", Kind.LOST, "callback", times=1))
    paying = await there.visits()
    page = await there.presses(paying, "pay")
    assert (page.status_code, MERCHANT in page.text) == (200, False)
    assert isinstance(await there.bank.inquire(paying), Charge)


@each_bank
async def test_a_way_back_may_be_taken_twice(shop: Callable[[str], Shop], gateway: str) -> None:
    there = shop(gateway)
    there.world.sandbox.faults.switch_on(Fault("bank", Kind.DUPLICATE, "callback", times=1))
    async with receiving() as merchant:
        paying = await there.visits(merchant.url)
        own = _fields(await there.presses(paying, "pay"), merchant.url)
        [other] = await merchant.got(1)
    assert other.body == own


@each_bank
@pytest.mark.parametrize("kind", [Kind.TIMEOUT_AFTER, Kind.RESET_BEFORE, Kind.SERVER_ERROR, Kind.OUTAGE, Kind.REFUSED])
async def test_trouble_is_a_typed_error_that_says_nothing_of_the_merchant(
    shop: Callable[[str], Shop], gateway: str, kind: Kind
) -> None:
    there = shop(gateway)
    paying = await there.visits()
    there.world.sandbox.faults.switch_on(Fault("bank", kind))
    url = there.world.url
    hasty = (
        Zarinpal(zarinpal.MERCHANT, url, seconds=0.2) if gateway == "zarinpal" else Sep(sep.TERMINAL, url, seconds=0.2)
    )
    with pytest.raises(BankError) as error:
        await hasty.inquire(paying)
    await hasty.close()
    assert zarinpal.MERCHANT not in str(error.value)
    assert error.value.__cause__ is None


async def test_a_bank_that_charges_and_hangs_has_charged(shop: Callable[[str], Shop]) -> None:
    there = shop("sep")
    paying = await there.visits()
    there.world.sandbox.faults.switch_on(Fault("bank", Kind.RESET_AFTER, "pay", times=1))
    with pytest.raises(httpx.HTTPError):
        await there.presses(paying, "pay")
    assert isinstance(await there.bank.inquire(paying), Charge)


async def test_zarinpal_lists_what_nobody_confirmed_and_tells_another_amount(shop: Callable[[str], Shop]) -> None:
    there = shop("zarinpal")
    there.world.sandbox.bank.book.tempers["zarinpal"].takes_more = 500
    paying = await there.visits()
    await there.presses(paying, "pay")
    assert [(one.token, one.charged) for one in await there.bank.unverified()] == [(paying.token, PRICE + 500)]
    with pytest.raises(AmountDiffers) as differs:
        await there.bank.verify(paying)
    assert differs.value.charged == PRICE + 500


async def test_sep_gives_back_after_half_an_hour_what_nobody_confirmed(shop: Callable[[str], Shop]) -> None:
    there = shop("sep")
    paying = await there.visits()
    await there.presses(paying, "pay")
    there.world.clock.moves(1801)
    answer = await there.bank.inquire(paying)
    assert isinstance(answer, NotPaid)
    assert answer.returned
    reference = there.session(paying).charges[0].reference
    late = await there.bank.verify(payment("sep", token=paying.token, reference=reference))
    assert isinstance(late, NotPaid)
    assert late.returned
    assert list(there.world.sandbox.bank.book.kept()) == []


@each_bank
async def test_another_amount_is_taken_when_a_fault_says_so(shop: Callable[[str], Shop], gateway: str) -> None:
    there = shop(gateway)
    there.world.sandbox.faults.switch_on(Fault("bank", Kind.WRONG_AMOUNT, "pay", times=1, code=-10_000))
    for taken in (PRICE - 10_000, PRICE):
        paying = await there.visits()
        await there.presses(paying, "pay")
        assert there.session(paying).charges[0].amount == taken


@each_bank
async def test_already_is_said_when_a_fault_says_so(shop: Callable[[str], Shop], gateway: str) -> None:
    there = shop(gateway)
    there.world.sandbox.faults.switch_on(Fault("bank", Kind.ALREADY, "*/verify"))
    paying = await there.visits()
    await there.presses(paying, "pay")
    bare: dict[str, object] = {"merchant_id": zarinpal.MERCHANT, "authority": paying.token, "amount": PRICE}
    path = "/pg/v4/payment/verify.json"
    if gateway == "sep":
        reference = there.session(paying).charges[0].reference
        bare = {"RefNum": reference, "TerminalNumber": int(sep.TERMINAL)}
        path = "/verifyTxnRandomSessionkey/ipg/VerifyTransaction"
    answer = (await there.browser.post(f"{there.world.url}{path}", json=bare)).json()
    assert answer.get("ResultCode") == 2 or answer["data"]["code"] == 101


@each_bank
async def test_money_is_given_back_when_a_fault_says_so(shop: Callable[[str], Shop], gateway: str) -> None:
    there = shop(gateway)
    there.world.sandbox.faults.switch_on(Fault("bank", Kind.GIVEN_BACK, "pay", times=1))
    paying = await there.visits()
    await there.presses(paying, "pay")
    answer = await there.bank.inquire(paying)
    assert isinstance(answer, NotPaid)
    assert answer.returned


@each_bank
async def test_a_session_ends_after_a_while(shop: Callable[[str], Shop], gateway: str) -> None:
    there = shop(gateway)
    paying = await there.visits()
    there.world.clock.moves(1201)
    assert "باز نیست" in await there.page(paying)
    assert isinstance(await there.bank.inquire(paying), NotPaid)


@each_bank
async def test_the_sandbox_sends_nobody_outside_this_machine(shop: Callable[[str], Shop], gateway: str) -> None:
    with pytest.raises(BankError):
        await shop(gateway).visits("https://example.com/back")


@each_bank
async def test_a_merchant_it_does_not_know_gets_nothing(world: World, gateway: str) -> None:
    bank: Bank = Zarinpal("nobody", world.url) if gateway == "zarinpal" else Sep("1", world.url)
    with pytest.raises(BankError) as refused:
        await bank.request(payment(gateway), MERCHANT)
    assert not refused.value.retryable
    await bank.close()


def _fields(back: httpx.Response, url: str = MERCHANT) -> dict[str, str]:
    """What a browser would bring back."""
    if back.status_code == 303:
        assert back.headers["location"].startswith(url)
        return dict(httpx.URL(back.headers["location"]).params)
    assert f'action="{url}"' in unescape(back.text)
    return {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', back.text)}
