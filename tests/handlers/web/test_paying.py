"""The page of a payment: what it says at each moment, and that looking at it changes nothing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.bank.webhook import return_path
from sandbox.bank.server import way_back
from sandbox.faults import Fault, Kind
from services.payments import Payment, State
from services.payments.pages import AGAIN_WITHIN
from tests.clock import FrozenClock
from tests.handlers.bank.till import GATEWAYS, SARA, months
from tests.handlers.web.counter import Counter, counter

each_bank = pytest.mark.parametrize("gateway", GATEWAYS)


@pytest.fixture
async def here(engine: AsyncEngine, clock: FrozenClock) -> AsyncIterator[Counter]:
    async with counter(engine, clock) as here:
        yield here


async def goes_to_the_bank(here: Counter, payment: Payment) -> None:
    """By the page's button."""
    answer = await here.http.post(f"/p/{payment.code}")
    assert answer.status_code == 303, answer.text


async def comes_back(here: Counter, payment: Payment) -> str:
    """As the bank sends somebody back; the page on which that ends."""
    session = await here.session(payment)
    back = way_back(session, session.charge)
    if back.status_code == 303:
        answer = await here.http.get(back.headers["location"], follow_redirects=True)
    else:
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', bytes(back.body).decode()))
        answer = await here.http.post(session.return_url, data=fields, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.url.path == f"/p/{payment.code}"
    return answer.text


async def pays(here: Counter, payment: Payment) -> str:
    """From the button to the page after it."""
    await goes_to_the_bank(here, payment)
    here.sandbox.bank.book.pay(await here.session(payment))
    return await comes_back(here, payment)


def title(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page)
    assert found
    return found[1]


def buttons(page: str) -> list[str]:
    return re.findall(r"<button[^>]*>(.*?)</button>", page)


async def everything(here: Counter) -> list[str]:
    """All that the database holds of payments."""
    found: list[str] = []
    async with here.engine.connect() as connection:
        for table in ("payments", "payment_items", "payment_callbacks", "transfers", "payment_news"):
            found += (await connection.execute(text(f"SELECT t::text FROM hamyar.{table} t ORDER BY 1"))).scalars()
    return found


async def test_it_says_what_is_paid_for_whom_masked_and_until_when(here: Counter) -> None:
    items = months(SARA, 140407, 140408)
    payment = await here.opened("sep", items, until=here.clock.now() + timedelta(hours=2))
    page = await here.reads(payment)
    for told in ("سارا ا•••", "۰۰۱•••۶۷۹", "حق بیمهٔ اختیاری", "مهر ۱۴۰۴: ۳۴٬۷۸۸٬۹۶۱ ریال", "آبان ۱۴۰۴"):
        assert told in page
    assert "۶۹٬۵۷۷٬۹۲۲ ریال" in page
    assert "حدود ۶٬۹۵۷٬۷۹۲ تومان" in page
    assert "تا ساعت ۱۴:۰۰ روز ۱ مهر ۱۴۰۴" in page
    assert buttons(page) == ["پرداخت می‌کنم"]
    assert "احمدی" not in page
    assert SARA not in page


async def test_looking_changes_nothing(here: Counter) -> None:
    payment = await here.opened()
    before = await everything(here)
    for path in ("", "/bank"):
        await here.http.get(f"/p/{payment.code}{path}")
    assert await everything(here) == before
    assert here.sandbox.bank.book.sessions == {}


async def test_all_unknown_codes_get_the_same_answer(here: Counter) -> None:
    payment = await here.opened()
    wrong = ["x", "A" * 22, "A" * 3000, payment.code[:-1], payment.code.swapcase(), payment.id, "%00", "۱۲۳", "a'--"]
    answers = [await here.http.get(f"/p/{one}") for one in wrong]
    answers += [await here.http.post(f"/p/{one}{path}") for one in wrong for path in ("", "/again")]
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, answers[0].text)}
    assert await here.count() == 1


@each_bank
async def test_the_button_leads_to_the_bank_and_leaves_nothing_to_send_again(here: Counter, gateway: str) -> None:
    payment = await here.opened(gateway)
    answer = await here.http.post(f"/p/{payment.code}")
    token = (await here.now(payment)).token
    if gateway == "zarinpal":
        assert answer.headers["location"].endswith(f"/pg/StartPay/{token}")
    else:
        assert answer.headers["location"] == f"/p/{payment.code}/bank"
        form = (await here.http.get(f"/p/{payment.code}/bank")).text
        assert f'name="Token" value="{token}"' in form
        assert "/OnlinePG/OnlinePG" in form
    assert answer.headers["referrer-policy"] == "strict-origin"


@each_bank
async def test_presses_at_the_same_moment_lead_to_one_session(here: Counter, gateway: str) -> None:
    payment = await here.opened(gateway)
    answers = await asyncio.gather(*(here.http.post(f"/p/{payment.code}") for _ in range(5)))
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert {answer.status_code for answer in answers} == {303}
    assert len(here.sandbox.bank.book.sessions) == 1


@each_bank
async def test_who_pays_reads_that_it_is_confirmed_on_reload_too(here: Counter, gateway: str) -> None:
    payment = await here.opened(gateway)
    page = await pays(here, payment)
    assert title(page) == "✅ پرداخت شما تأیید شد"
    trace = (await here.now(payment)).trace
    for told in ("مهر ۱۴۰۴", "۳۴٬۷۸۸٬۹۶۱ ریال", f"\u2068{trace}\u2069", "پوشش درمان", "140408-00012345"):
        assert told in page
    assert await here.reads(payment) == page
    assert await comes_back(here, payment) == page
    link = re.search(r'href="(/v/[^"]+)"', page)
    assert link
    assert "این برگه اصل است" in (await here.http.get(link[1])).text


async def test_a_second_tab_that_is_behind_is_shown_how_it_stands(here: Counter) -> None:
    payment = await here.opened()
    page = await pays(here, payment)
    for path in ("", "/again"):
        answer = await here.http.post(f"/p/{payment.code}{path}", follow_redirects=True)
        assert answer.text == page
    assert len(here.sandbox.bank.book.sessions) == 1
    assert await here.count() == 1


@each_bank
async def test_who_goes_back_can_go_on_at_the_bank(here: Counter, gateway: str) -> None:
    payment = await here.opened(gateway)
    await goes_to_the_bank(here, payment)
    page = await here.reads(payment)
    assert buttons(page) == ["ادامه در بانک"]
    assert f'<meta http-equiv="refresh" content="3;url=/p/{payment.code}">' in page
    first = await here.http.post(f"/p/{payment.code}")
    assert first.status_code == 303
    assert len(here.sandbox.bank.book.sessions) == 1


async def test_a_page_that_waits_looks_less_often_and_then_no_more(here: Counter) -> None:
    payment = await here.opened()
    await goes_to_the_bank(here, payment)
    here.sandbox.faults.switch_on(Fault("bank", Kind.OUTAGE))
    paces = []
    for minutes in (0, 5, 30, 100):
        here.clock.advance(minutes=minutes)
        await here.cashier.sweep()
        paces += re.findall(r'http-equiv="refresh" content="(\d+)', await here.reads(payment)) or ["-"]
    assert paces == ["3", "10", "60", "-"]


@each_bank
async def test_who_never_comes_back_is_found_and_reads_it_later(here: Counter, gateway: str) -> None:
    payment = await here.opened(gateway)
    await goes_to_the_bank(here, payment)
    here.sandbox.bank.book.pay(await here.session(payment))
    assert title(await here.reads(payment)) == "پرداخت شما در بانک باز است"
    await here.time_passes(1)
    assert title(await here.reads(payment)) == "✅ پرداخت شما تأیید شد"


@each_bank
async def test_while_the_bank_says_nothing_nobody_is_asked_to_pay_again(here: Counter, gateway: str) -> None:
    payment = await here.opened(gateway)
    await goes_to_the_bank(here, payment)
    here.sandbox.bank.book.pay(await here.session(payment))
    outage = here.sandbox.faults.switch_on(Fault("bank", Kind.OUTAGE))
    page = await comes_back(here, payment)
    assert title(page) == "⏳ از بانک می‌پرسیم"
    assert buttons(page) == []
    assert (await here.http.post(f"/p/{payment.code}/again")).headers["location"] == f"/p/{payment.code}"
    here.sandbox.faults.switch_off(outage)
    await here.time_passes(3)
    assert title(await here.reads(payment)) == "✅ پرداخت شما تأیید شد"


@each_bank
async def test_who_cancels_can_pay_again_by_another_payment_which_two_presses_share(
    here: Counter, gateway: str
) -> None:
    payment = await here.opened(gateway)
    await goes_to_the_bank(here, payment)
    here.sandbox.bank.book.cancel(await here.session(payment))
    page = await comes_back(here, payment)
    assert title(page) == "❌ پرداخت انجام نشد"
    other = {"sep": "زرین‌پال", "zarinpal": "سامان"}[gateway]
    assert buttons(page) == ["دوباره می‌پردازم", f"پرداخت از درگاه {other}"]
    [path] = re.findall(rf'action="(/p/{payment.code}/again\?bank={gateway})"', page)
    first, second = await asyncio.gather(here.http.post(path), here.http.post(path))
    assert first.headers["location"] == second.headers["location"] != f"/p/{payment.code}"
    assert await here.count() == 2
    code = first.headers["location"].removeprefix("/p/")
    async with here.engine.connect() as connection:
        follower = await here.cashier.payments(connection).by_page(code)
    assert follower
    assert title(await pays(here, follower)) == "✅ پرداخت شما تأیید شد"
    assert title(await here.reads(payment)) == "این ماه‌ها پرداخت شده است"


async def test_who_cancels_can_pay_at_the_other_bank(here: Counter) -> None:
    payment = await here.opened("sep")
    await goes_to_the_bank(here, payment)
    here.sandbox.bank.book.cancel(await here.session(payment))
    await comes_back(here, payment)
    for bank, gateway in (("zarinpal", "zarinpal"), ("nobank", "sep")):
        code = (await here.http.post(f"/p/{payment.code}/again?bank={bank}")).headers["location"].removeprefix("/p/")
        async with here.engine.connect() as connection:
            follower = await here.cashier.payments(connection).by_page(code)
        assert follower
        assert follower.gateway == gateway


async def test_a_day_later_a_new_link_is_asked_for_in_the_chat(here: Counter) -> None:
    payment = await here.opened()
    await goes_to_the_bank(here, payment)
    here.sandbox.bank.book.cancel(await here.session(payment))
    await comes_back(here, payment)
    here.clock.advance(seconds=AGAIN_WITHIN.total_seconds())
    page = await here.reads(payment)
    assert buttons(page) == []
    assert "«حق بیمه»" in page
    partial = await here.opened(items=[replace(months()[0], kind="partial", about="P1")], until=here.clock.now())
    assert "«تکمیل ماه»" in await here.reads(partial)
    await here.http.post(f"/p/{payment.code}/again")
    assert await here.count() == 2


async def test_a_link_past_its_time_leads_to_no_bank(here: Counter) -> None:
    payment = await here.opened(until=here.clock.now() + timedelta(minutes=30))
    here.clock.advance(minutes=30)
    for _ in ("before the sweep", "after it"):
        page = await here.reads(payment)
        assert title(page) == "زمان این پیوند گذشته است"
        assert buttons(page) == []
        assert (await here.http.post(f"/p/{payment.code}")).headers["location"] == f"/p/{payment.code}"
        await here.cashier.sweep()
    assert (await here.now(payment)).state is State.FAILED
    assert here.sandbox.bank.book.sessions == {}


async def test_what_was_paid_otherwise_is_not_to_be_paid_again(here: Counter) -> None:
    both, mehr = await here.opened(items=months(SARA, 140407, 140408)), await here.opened()
    late = await here.opened()
    await goes_to_the_bank(here, late)
    await pays(here, mehr)
    assert title(await here.reads(late)) == "این ماه‌ها پرداخت شده است"
    assert buttons(await here.reads(late)) == []
    page = await here.reads(both)
    assert title(page) == "مبلغ پرداخت عوض شده است"
    assert "مهر" not in re.sub(r"<p>.*?</p>", "", page)
    assert buttons(page) == ["مانده را می‌پردازم"]
    assert (await here.http.post(f"/p/{both.code}")).headers["location"] == f"/p/{both.code}"
    rest = await here.http.post(f"/p/{both.code}/again", follow_redirects=True)
    assert title(rest.text) == "پرداخت حق بیمه"
    assert "آبان ۱۴۰۴" in rest.text


async def test_what_is_paid_twice_is_told_as_credit(here: Counter) -> None:
    first, second = await here.opened("sep"), await here.opened("zarinpal")
    await goes_to_the_bank(here, second)
    await pays(here, first)
    here.sandbox.bank.book.pay(await here.session(second))
    page = await comes_back(here, second)
    assert title(page) == "پول شما رسید و نگه داشته شد"
    assert "این ماه‌ها پیش‌تر با پرداخت دیگری" in page
    assert "۳۴٬۷۸۸٬۹۶۱ ریال نزد ما به نام بیمه‌شده" in page


async def test_what_sep_takes_twice_is_told_with_the_confirmation(here: Counter) -> None:
    payment = await here.opened("sep")
    await pays(here, payment)
    session = await here.session(payment)
    charge = here.sandbox.bank.book.blunder(session)
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', bytes(way_back(session, charge).body).decode()))
    page = (await here.http.post(session.return_url, data=fields, follow_redirects=True)).text
    assert title(page) == "✅ پرداخت شما تأیید شد"
    assert "از پول شما ۳۴٬۷۸۸٬۹۶۱ ریال بیش" in page


async def test_another_amount_is_told_as_credit(here: Counter) -> None:
    here.sandbox.bank.book.tempers["sep"].takes_more = -10_000
    page = await pays(here, await here.opened("sep"))
    assert title(page) == "پول شما رسید و نگه داشته شد"
    assert "۳۴٬۷۷۸٬۹۶۱ ریال برداشت" in page


async def test_months_that_are_owed_no_more_are_not_paid(here: Counter) -> None:
    payment, at_bank = await here.opened(), await here.opened()
    await goes_to_the_bank(here, at_bank)
    here.owed = ()
    page = await here.reads(payment)
    assert title(page) == "این مبلغ دیگر پرداختنی نیست"
    assert buttons(page) == []
    here.sandbox.bank.book.pay(await here.session(at_bank))
    assert "دیگر پرداختنی نبود" in await comes_back(here, at_bank)


async def test_money_that_the_bank_gave_back_is_told_and_can_be_paid_again(here: Counter) -> None:
    payment = await here.opened("sep")
    await goes_to_the_bank(here, payment)
    session = await here.session(payment)
    here.sandbox.bank.book.give_back(here.sandbox.bank.book.pay(session))
    page = await comes_back(here, payment)
    assert title(page) == "بانک پول را برگرداند"
    assert buttons(page) == ["دوباره می‌پردازم"]


@each_bank
async def test_a_bank_that_gives_no_session_is_said_and_the_other_one_offered(here: Counter, gateway: str) -> None:
    payment = await here.opened(gateway)
    here.sandbox.faults.switch_on(Fault("bank", Kind.OUTAGE, method=f"{gateway}/*"))
    page = (await here.http.post(f"/p/{payment.code}", follow_redirects=True)).text
    assert "بانک اکنون پاسخ نمی‌دهد" in page
    assert "چیزی از کارت شما برداشته نشده" in page
    [other] = re.findall(r'action="(/p/[\w-]+/again\?bank=\w+)"', page)
    followed = await here.http.post(other, follow_redirects=True)
    assert title(followed.text) == "پرداخت حق بیمه"
    assert (await here.http.post(followed.url.path)).status_code == 303
    assert len(here.sandbox.bank.book.sessions) == 1


async def test_what_a_browser_claims_of_a_failed_payment_is_asked_before_it_may_be_paid_again(here: Counter) -> None:
    payment = await here.opened("zarinpal")
    await goes_to_the_bank(here, payment)
    session = await here.session(payment)
    here.sandbox.bank.book.cancel(session)
    await comes_back(here, payment)
    session.state = session.state.OPEN  # after Back, the bank lets them pay all the same
    here.sandbox.bank.book.pay(session)
    here.sandbox.faults.switch_on(Fault("bank", Kind.OUTAGE, times=1))
    page = await comes_back(here, payment)
    assert title(page) == "⏳ از بانک می‌پرسیم"
    assert buttons(page) == []
    await here.time_passes(3)
    assert title(await here.reads(payment)) == "✅ پرداخت شما تأیید شد"


async def test_a_way_back_that_cannot_be_looked_up_says_so_in_words(here: Counter) -> None:
    payment = await here.opened("sep")
    async with here.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE hamyar.payments RENAME TO gone"))
    path = return_path("sep", payment.code)
    answers = [await here.http.get(f"/p/{payment.code}"), await here.http.post(path, data={"State": "OK"})]
    async with here.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE hamyar.gone RENAME TO payments"))
    for answer in answers:
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "پول شما گم نشده است" in answer.text
    assert f'href="/p/{payment.code}"' in answers[1].text
    unknown = await here.http.get(return_path("sep", "nobody"))
    assert (unknown.status_code, title(unknown.text)) == (404, "این پیوند کار نمی‌کند")


async def test_the_chat_is_led_back_to_only_where_there_is_one(here: Counter) -> None:
    payment = await here.opened()
    page = await pays(here, payment)
    assert "برگشت به گفت‌وگو</a>" not in page
    async with here.engine.begin() as connection:
        facts = {"id": SARA, "now": here.clock.now()}
        link = "INSERT INTO hamyar.links VALUES ('telegram', '1', :id, 'contact', :now)"
        await connection.execute(text(link), facts)
    assert re.search(r'href="http://127[^"]+/chat">برگشت به گفت‌وگو</a>', await here.reads(payment))


async def test_the_page_is_kept_nowhere_and_tells_a_bank_no_more_than_our_name(here: Counter) -> None:
    payment = await here.opened("sep")
    first = await here.http.get(f"/p/{payment.code}")
    await goes_to_the_bank(here, payment)
    for answer in (first, await here.http.get(f"/p/{payment.code}/bank"), await here.http.get(f"/p/{payment.code}")):
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-robots-tag"] == "noindex"
        assert answer.headers["referrer-policy"] == "strict-origin"
        assert "form-action 'self' https: http://127.0.0.1:" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
