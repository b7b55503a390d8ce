"""What the rules of dependency leave in doubt, at the staff's bot: a reviewer presses, and she is told once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.dependency import match_now
from sandbox.telegram.citizen import TelegramPhone
from sandbox.telegram.world import Topic
from services.calendar import today
from tests.handlers.desk.bench import Bench, Case, a_national_id, labels
from tests.handlers.desk.office import Office
from tests.rehearsal import fetch, number, outbox, until
from tests.services.dependency.daughters import EVENT, HUSBAND, MARRIAGE, PENSION, SINCE, do
from tests.services.grants.registry import Registry

KEPT, OVER = "برقرار می‌ماند", "پایان می‌یابد"


@pytest.fixture(scope="module")
async def bench(at: Office) -> Bench:
    """Two reviewers, and the rest of the office."""
    bench = Bench(at)
    await bench.enrol(bench.kaveh.user.id, "0055555555")
    return bench


@dataclass(frozen=True)
class Doubt:
    """A daughter whose marriage may be a temporary one, and the case that nobody has filed."""

    case: Case
    topic: Topic

    @property
    def phone(self) -> TelegramPhone:
        return self.case.phone


async def doubted(bench: Bench) -> Doubt:
    """The civil registry tells of a marriage, the registry of marriages of a temporary one; they are matched."""
    she, mobile, phone = a_national_id(), number(), bench.at.citizen()
    day = today(bench.clock) - timedelta(days=5)
    rows = Registry()
    rows.person(she, mobile=mobile)
    async with bench.engine.begin() as connection:
        await rows.load(connection)
    await bench.link(phone, she)
    share = {"pension_id": "P1", "deceased_id": HUSBAND, "relation": "daughter", "started": SINCE, "ended": None}
    await do(bench.engine, PENSION, national_id=she, **share)
    event = {"event_id": f"E{she}", "role": "person", "kind": "marriage", "on": day, "spouse_id": None}
    await do(bench.engine, EVENT, national_id=she, **event)
    marriage = {"marriage_id": f"M{she}", "on": day, "kind": "temporary", "spouse_id": None}
    await do(bench.engine, MARRIAGE, national_id=she, **marriage)
    await match_now(bench.engine, bench.clock, quiet_hours=False)
    filed = await bench.at.one("SELECT number FROM hamyar.objections WHERE national_id = :she", she=she)
    case = Case(filed, she, phone, bench.at.running.sandbox.kavenegar.handset(mobile))
    await phone.sees(lambda message: "یک کارشناس بررسی می‌کند" in message.text)
    return Doubt(case, await bench.shown(case))


async def told(bench: Bench, doubt: Doubt, channel: str) -> list[str]:
    """The notices of her dependency on that channel, in order."""
    query = """
        SELECT event FROM hamyar.notices WHERE national_id = :she AND channel = :channel ORDER BY at, event
    """
    return [event for (event,) in await fetch(bench.engine, query, she=doubt.case.national_id, channel=channel)]


async def stands(bench: Bench, doubt: Doubt) -> str:
    query = "SELECT state FROM hamyar.dependency_cases WHERE national_id = :she"
    return str(await bench.at.one(query, she=doubt.case.national_id))


async def written(bench: Bench, address: str, words: str) -> int:
    """How many messages with these words went to that address, once each has."""

    async def gone() -> bool:
        found = [state for said, state, *_ in await outbox(bench.engine, address) if words in said]
        return bool(found) and set(found) <= {"sent", "delivered"}

    await until(gone)
    return sum(words in row[0] for row in await outbox(bench.engine, address))


async def test_a_doubt_comes_up_as_a_topic_with_its_reason_and_two_buttons(bench: Bench) -> None:
    doubt = await doubted(bench)
    head = bench.at.head(doubt.topic)
    for words in ("تردید", "در انتظار بازبین", "شاید عقد موقت است", "شهروند چیزی نخواسته است", "منتظر بازبین"):
        assert words in head.text, words
    assert labels(head) == [KEPT, OVER]


async def test_that_it_goes_on_she_hears_once_on_both_channels(bench: Bench) -> None:
    doubt = await doubted(bench)
    await bench.upholds(bench.mina, doubt.topic, "عقد ثبت نشده است", KEPT)
    await doubt.phone.sees(lambda message: "مانند پیش برقرار است" in message.text)
    await bench.shown(doubt.case)
    assert await stands(bench, doubt) == "restored"
    assert doubt.topic.closed
    assert "وضع: برقرار ماند: مینا" in bench.at.head(doubt.topic).text
    assert "نظر مینا: برقرار می‌ماند. مبنا: «عقد ثبت نشده است»" in bench.at.shown(doubt.topic)[-1].text
    for address in (str(doubt.phone.user.id), doubt.case.handset.phone.number):
        assert await written(bench, address, "مانند پیش برقرار است") == 1
    for channel in ("telegram", "sms"):
        assert await told(bench, doubt, channel) == ["dependency-review", "dependency-restored"]


async def test_that_it_ends_she_hears_as_the_notice_she_has_not_had(bench: Bench) -> None:
    doubt = await doubted(bench)
    question = await bench.asked(bench.mina, OVER, doubt.topic, "مبنای پایان کفالت")
    assert await stands(bench, doubt) == "review"
    bench.mina.says("ثبت احوال عقد دائم را تأیید کرد", doubt.topic, question)
    notice = await doubt.phone.sees(lambda message: "پایان می‌یابد" in message.text)
    assert "ثبت احوال عقد دائم" not in notice.text  # the ground stays between colleagues
    assert [one["text"] for row in notice.buttons for one in row] == ["وضعیت را ببینم"]
    await bench.shown(doubt.case)
    assert await stands(bench, doubt) == "notified"
    assert "وضع: پایان می‌یابد: مینا، «ثبت احوال عقد دائم را تأیید کرد»" in bench.at.head(doubt.topic).text
    assert await written(bench, doubt.case.handset.phone.number, "پایان می‌یابد") == 1
    for channel in ("telegram", "sms"):
        assert await told(bench, doubt, channel) == ["dependency-review", "dependency-notice"]


async def test_of_two_reviewers_at_once_one_decides_and_she_hears_one_thing(bench: Bench) -> None:
    doubt = await doubted(bench)
    ground = await bench.asked(bench.mina, KEPT, doubt.topic, "مینا: مبنای تأیید")
    end = await bench.asked(bench.kaveh, OVER, doubt.topic, "کاوه: مبنای پایان کفالت")
    bench.mina.says("عقد ثبت نشده است", doubt.topic, ground)
    bench.kaveh.says("عقد دائم است", doubt.topic, end)
    await bench.at.stands(doubt.topic, "وضع اکنون")
    await bench.shown(doubt.case)
    done = [act for act in await bench.audited(doubt.case) if act in ("uphold", "refuse")]
    outcome = await stands(bench, doubt)
    assert done == [{"restored": "uphold", "notified": "refuse"}[outcome]]
    event = {"restored": "dependency-restored", "notified": "dependency-notice"}[outcome]
    for channel in ("telegram", "sms"):
        assert await told(bench, doubt, channel) == ["dependency-review", event]


async def test_a_button_that_is_pressed_late_says_what_is_so(bench: Bench) -> None:
    doubt = await doubted(bench)
    head = bench.at.head(doubt.topic)
    data = {str(one["text"]): str(one["callback_data"]) for row in head.buttons for one in row}
    await bench.upholds(bench.mina, doubt.topic, "عقد ثبت نشده است", KEPT)
    await bench.becomes(doubt.case, "upheld")
    for label in (KEPT, OVER):
        answer = await bench.at.answered(bench.kaveh.presses_data(head, data[label]))
        assert "انجام نشد. وضع اکنون: به سود شهروند تصمیم گرفته شده است" in answer
    assert await bench.audited(doubt.case) == ["uphold"]
    assert await stands(bench, doubt) == "restored"
