"""Credit and its refunds in the staff's group, over real HTTP: shown, asked for, confirmed by a second, paid back."""

from __future__ import annotations

from itertools import count

import pytest

from sandbox.telegram.citizen import TelegramPhone
from sandbox.telegram.world import Message, Topic
from services.desk import Role
from services.money import Rials
from services.national_id import check_digit
from services.payments import Charge, Item, Money, Payments
from tests.handlers.desk.bench import KAVEH, Bench, labels
from tests.handlers.desk.office import SARA, Office
from tests.rehearsal import fetch, outbox, until
from tests.services.grants.registry import Registry

SUM = 34_788_961
SHOWN = "۳۴٬۷۸۸٬۹۶۱ ریال"
_people = count(1)


@pytest.fixture(scope="module")
async def bench(at: Office) -> Bench:
    """Two supervisors, and the rest of the office."""
    bench = Bench(at)
    await bench.enrol(KAVEH, "0055555555", Role.SUPERVISOR)
    return bench


async def overpaid(bench: Bench) -> str:
    """Somebody whose bank took another amount than was asked for, so that all of it is credit."""
    head = f"28{next(_people):07}"
    person = f"{head}{check_digit(head)}"
    rows = Registry()
    rows.person(person)
    async with bench.engine.begin() as connection:
        await rows.load(connection)
        payments = Payments(connection, bench.clock)
        opened = await payments.open(person, "x", [Item(person, "voluntary", "V", 140407, Rials(SUM + 1))], "sep")
        charge = Charge(f"REF{person}", Rials(SUM), f"9{person}")
        sent = await payments.redirected(opened, f"T{person}")
        took = await payments.paid(sent, charge)
        await payments.record(took, charge)
    return person


async def topic_of(bench: Bench, person: str, phone: TelegramPhone | None = None) -> Topic:
    """Their ticket's topic."""
    phone = phone or bench.at.citizen()
    await bench.link(phone, person)
    _, topic = await bench.at.opened(phone)
    return topic


async def stands(bench: Bench, topic: Topic, words: str, after: Message) -> Message:
    """A message of the bot that is newer than that one."""
    found: list[Message] = []

    async def there() -> bool:
        found[:] = [m for m in bench.at.shown(topic) if m.sender.is_bot and m.id > after.id and words in m.text]
        return bool(found)

    await until(there)
    return found[-1]


async def asked(bench: Bench, topic: Topic, ground: str = "دو بار پرداخته است") -> Message:
    """Bahram asks for a refund of what is there: what stands there then."""
    command = bench.bahram.says("/credit", topic)
    shown = await stands(bench, topic, "بستانکاری", command)
    bench.bahram.presses("بازپرداخت", shown)
    question = await stands(bench, topic, f"بهرام: دلیل بازپرداخت {SHOWN}", shown)
    return await stands(bench, topic, "در انتظار تأیید سرپرست دوم", bench.bahram.says(ground, topic, question))


async def credit(bench: Bench, person: str) -> int:
    async with bench.engine.connect() as connection:
        return await Money(connection).credit(person)


async def acts(bench: Bench, person: str) -> list[str]:
    """What is on record of a person's money, but for looking at it."""
    query = "SELECT act FROM hamyar.audit WHERE act LIKE 'refund-%' AND facts->>'national_id' = :person ORDER BY seq"
    return [row[0] for row in await fetch(bench.engine, query, person=person)]


async def test_in_a_ticket_s_topic_its_citizen_s_credit_is_shown_masked(bench: Bench) -> None:
    person = await overpaid(bench)
    topic = await topic_of(bench, person)
    shown = await stands(bench, topic, "بستانکاری", bench.bahram.says("/credit", topic))
    for words in (SHOWN, "مریم احمدی", "شبای پایگاه، …۰۰۰۱", f"9{person}", "درگاه \u2068sep"):
        assert words in shown.text, shown.text
    assert labels(shown) == ["بازپرداخت"]
    assert person not in shown.text.replace(f"9{person}", "")
    assert person not in str(shown.buttons)
    looked = await fetch(bench.engine, "SELECT actor FROM hamyar.audit WHERE subject = :who", who=f"person {person}")
    assert looked == [(f"staff:{bench.bahram.user.id}",)]


async def test_credit_goes_back_on_the_word_of_two_and_the_number_of_finance(bench: Bench) -> None:
    person, phone = await overpaid(bench), bench.at.citizen()
    topic = await topic_of(bench, person, phone)
    refund = await asked(bench, topic)
    assert "خواستهٔ بهرام: «دو بار پرداخته است»" in refund.text
    assert labels(refund) == ["تأیید دوم", "رد"]
    assert await credit(bench, person) == 0
    assert "با سرپرست دیگری است" in await bench.press(bench.bahram, "تأیید دوم", refund)
    assert "نقش شما" in await bench.press(bench.sara, "تأیید دوم", refund)
    bench.kaveh.presses("تأیید دوم", refund)
    confirmed = await stands(bench, topic, "در انتظار واریز مالی", refund)
    assert labels(confirmed) == ["واریز شد", "رد"]
    bench.kaveh.presses("واریز شد", confirmed)
    question = await stands(bench, topic, "شمارهٔ پیگیری واریز", confirmed)
    await stands(bench, topic, "وضع: واریز شد", bench.kaveh.says("14040701-77", topic, question))
    assert SHOWN in (await phone.sees(lambda message: "پس داده شد" in message.text)).text
    assert await acts(bench, person) == ["refund-ask", "refund-confirm", "refund-paid-back"]
    assert "وضع اکنون: واریز شد" in await bench.press(bench.kaveh, "رد", confirmed)
    again = bench.kaveh.says("14040701-77", topic, question)
    await stands(bench, topic, "وضع اکنون: واریز شد", again)
    assert await acts(bench, person) == ["refund-ask", "refund-confirm", "refund-paid-back"]
    assert sum("پس داده شد" in row[0] for row in await outbox(bench.engine, phone.user.id)) == 1


async def test_refused_with_a_reason_it_is_credit_again(bench: Bench) -> None:
    person = await overpaid(bench)
    topic = await topic_of(bench, person)
    refund = await asked(bench, topic)
    bench.kaveh.presses("رد", refund)
    question = await stands(bench, topic, "کاوه: دلیل رد", refund)
    refused = await stands(bench, topic, "رد شد", bench.kaveh.says("به ماه بعد می‌رود", topic, question))
    assert labels(refused) == []
    assert await credit(bench, person) == SUM
    assert await acts(bench, person) == ["refund-ask", "refund-refuse"]


async def test_anywhere_a_national_id_names_whose(bench: Bench) -> None:
    person = await overpaid(bench)
    other = await topic_of(bench, await overpaid(bench))
    shown = await stands(bench, other, SHOWN, bench.bahram.says(f"/credit {person}", other))
    bench.bahram.presses("بازپرداخت", shown)
    question = await stands(bench, other, "دلیل بازپرداخت", shown)
    refund = await stands(bench, other, "در انتظار", bench.bahram.says("دو بار", other, question))
    assert await credit(bench, person) == 0
    listed = await stands(bench, other, "بازپرداخت باز", bench.kaveh.says("/refunds", other))
    number = next(label for label in labels(listed) if label in refund.text)
    bench.kaveh.presses(number, listed)
    assert "در انتظار تأیید سرپرست دوم" in (await stands(bench, other, number, listed)).text


async def test_what_cannot_be_is_told(bench: Bench) -> None:
    person = await overpaid(bench)
    topic = await topic_of(bench, person)
    for said, told in (("/credit 0012345670", "کد ملی درست نیست"), ("/credit سلام", "کد ملی درست نیست")):
        assert await stands(bench, topic, told, bench.bahram.says(said, topic))
    shown = await stands(bench, topic, SHOWN, bench.bahram.says("/credit", topic))
    bench.bahram.presses("بازپرداخت", shown)
    question = await stands(bench, topic, "دلیل بازپرداخت", shown)
    assert await stands(bench, topic, "حداکثر ۵۰۰ حرف", bench.bahram.says("ا" * 501, topic, question))
    assert await credit(bench, person) == SUM
    await stands(bench, topic, "در انتظار", bench.bahram.says("یکم", topic, question))
    assert await stands(bench, topic, "بستانکاری ندارد", bench.bahram.says("دوم", topic, question))
    assert "بستانکاری ندارد" in await bench.press(bench.bahram, "بازپرداخت", shown)
    nobody = await topic_of_nobody(bench)
    assert await stands(bench, nobody, "از آنِ که", bench.bahram.says("/credit", nobody))


async def test_agents_and_strangers_see_and_do_nothing(bench: Bench) -> None:
    person = await overpaid(bench)
    topic = await topic_of(bench, person)
    refund = await asked(bench, topic)
    before = await acts(bench, person)
    for said in ("/credit", f"/credit {person}", "/refunds"):
        answered = await stands(bench, topic, "نقش شما", bench.sara.says(said, topic))
        assert SHOWN not in answered.text
    for act in ("confirm", "refuse", "paid", "show", "ask"):
        data = f"r:{act}:{refund.id}"
        assert "نقش شما" in await bench.at.answered(bench.sara.presses_data(refund, data))
    for data in ("r:confirm:1", "r:show:999999999999", "r:ask:1", "r:nonsense:1"):
        await bench.at.answered(bench.bahram.presses_data(refund, data))
    assert await acts(bench, person) == before
    assert bench.sara.user.id == SARA


async def topic_of_nobody(bench: Bench) -> Topic:
    """A ticket of somebody who has not said who they are."""
    _, topic = await bench.at.opened(bench.at.citizen())
    return topic
