"""Several lines: their shares, what happens when the provider refuses one, and what is blocked as advertising."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import text

from bot.rehearsal import CODE_TEMPLATE, LINE
from handlers.courier import Courier
from handlers.metrics import ALARMS, SENDING_STOPPED
from handlers.sms.intake import Intake
from handlers.sms.reading import read
from handlers.sms.reports import take_reports
from handlers.sms.sending import SmsSender, budget
from sandbox.faults import Fault, Kind
from sandbox.kavenegar.world import Reception
from services.messages.lines import Line as Number
from services.messages.lines import Lines
from services.messages.notices import Notices
from services.messages.rules import Event
from tests.handlers.sms.conftest import Line
from tests.handlers.sms.test_sending import calls, put, states
from tests.handlers.test_courier import PACE
from tests.rehearsal import fetch, number
from tests.services.messages.people import MOBILE, SARA, PlainVoice, Town

SECOND, SERVICE = "20001420", "90001420"
TWO = Lines.of(LINE, [Number(LINE, 3), Number(SECOND, 1)])


def couriers(line: Line, lines: Lines) -> list[Courier]:
    """A courier a line, as a worker has them; every line is known to the panel."""
    for one in lines.numbers:
        if one not in line.sandbox.kavenegar.world.lines:
            line.sandbox.kavenegar.add_line(one)
    return [
        Courier(
            line.engine,
            SmsSender(line.client, one, budget(limited=False), code_template=CODE_TEMPLATE, cap=line.cap),
            line.clock,
            lines=lines,
            pace=PACE,
        )
        for one in lines.numbers
    ]


async def drain(all_: Sequence[Courier]) -> None:
    while sum([await courier.drain() for courier in all_]):
        pass


async def crowd(line: Line, many: int, *, to: str = "") -> None:
    async with line.engine.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO hamyar.outbox (channel, address, kind, body, created_at, due_at, yields, parts)"
                " SELECT 'sms', coalesce(nullif(:to, ''), '0935' || lpad(n::text, 7, '0')), 'notice',"
                """ '{"text": "خبر"}', :now, :now, true, 1 FROM generate_series(1, :many) AS n"""
            ),
            {"now": line.clock.now(), "many": many, "to": to},
        )


async def sent_from(line: Line) -> Counter[str]:
    return Counter(sms.line for sms in line.sandbox.kavenegar.world.outbox.values())


async def test_notices_are_shared_by_weight_and_each_goes_once(line: Line) -> None:
    await crowd(line, 400)
    await drain(couriers(line, TWO))
    assert await sent_from(line) == {LINE: 300, SECOND: 100}
    assert Counter(sms.to for sms in line.sandbox.kavenegar.world.outbox.values()).most_common(1)[0][1] == 1
    assert Counter(await fetch(line.engine, "SELECT line FROM hamyar.outbox")) == {(LINE,): 300, (SECOND,): 100}


async def test_two_hundred_go_in_one_call(line: Line) -> None:
    await crowd(line, 450)
    seen = calls(line)
    await drain(couriers(line, Lines.of(LINE)))
    assert sorted(len(json.loads(fields["receptor"])) for _, fields in seen) == [50, 200, 200]


async def test_a_wrong_line_rests_and_alarms_and_the_other_carries_its_share(line: Line) -> None:
    all_, world = couriers(line, TWO), line.sandbox.kavenegar.world
    gone = world.lines.pop(SECOND)
    seen, alarms = calls(line), ALARMS.labels("sms is misconfigured: code 412")._value.get()
    await crowd(line, 400)
    await drain(all_)
    assert await sent_from(line) == {LINE: 400}
    assert len([one for one, fields in seen if json.loads(fields["sender"])[0] == SECOND]) == 1
    assert ALARMS.labels("sms is misconfigured: code 412")._value.get() == alarms + 1
    assert SENDING_STOPPED.labels("sms", SECOND)._value.get() == 1
    world.lines[SECOND] = gone
    line.clock.advance(minutes=6)
    await crowd(line, 400, to="")
    await drain(all_)
    assert (await sent_from(line))[SECOND] == 100
    assert SENDING_STOPPED.labels("sms", SECOND)._value.get() == 0


async def written(line: Line, lines: Lines, to: str, said: str = "سلام", sender: str = "") -> str:
    fields = {"messageid": str(len(said) + int(to) + hash(sender) % 1000), "from": sender or number(), "message": said}
    received = read({**fields, "to": to}, lines)
    assert received
    await Intake(line.turn, line.engine, line.clock, lines).take(received)
    return received.note.place.address


async def test_people_are_answered_from_the_line_that_they_wrote_to(line: Line) -> None:
    all_ = couriers(line, TWO)
    first, second = [await written(line, TWO, to) for to in (LINE, f"+98{SECOND}")]
    await drain(all_)
    answered = {sms.to: sms.line for sms in line.sandbox.kavenegar.world.outbox.values()}
    assert answered == {first: LINE, second: SECOND}


async def test_the_main_line_answers_for_one_that_is_refused(line: Line) -> None:
    all_ = couriers(line, TWO)
    del line.sandbox.kavenegar.world.lines[SECOND]
    await written(line, TWO, SECOND)
    await drain(all_)
    line.clock.advance(minutes=6)
    await crowd(line, 4)
    await drain(all_)
    assert set(await sent_from(line)) == {LINE}
    assert {state for state, _ in await states(line)} == {"sent"}


async def test_out_of_credit_notices_rest_until_there_is_some(line: Line) -> None:
    world, (courier,) = line.sandbox.kavenegar.world, couriers(line, Lines.of(LINE))
    credit, world.credit = world.credit, 5_000
    alarms = ALARMS.labels("sms credit is used up")._value.get()
    await crowd(line, 1000)
    seen = calls(line)
    await drain([courier])
    assert 1 <= len(seen) <= PACE.notices
    assert ALARMS.labels("sms credit is used up")._value.get() > alarms
    await put(line, "جواب")
    await drain([courier])
    assert [sms.text for sms in world.outbox.values()] == ["جواب"], "what is left of the credit is for replies"
    await line.poller.await_credit()
    assert await courier.drain() == 0
    world.credit = credit
    await line.poller.await_credit()
    await drain([courier])
    assert len(world.outbox) == 1001


async def test_of_a_batch_that_is_half_refused_the_others_go(line: Line) -> None:
    (courier,) = couriers(line, Lines.of(LINE))
    await crowd(line, 20)
    for place in range(1, 11):
        line.sandbox.kavenegar.handset(f"0935{place:07}").switches(Reception.BARRED)
    seen = calls(line)
    await drain([courier])
    assert len(seen) == 1
    assert Counter(await states(line)) == {("sent", None): 10, ("failed", "the operator refused it"): 10}


@pytest.mark.parametrize("kind", [Kind.TIMEOUT_AFTER, Kind.RESET_AFTER, Kind.RESET_BEFORE])
async def test_a_batch_without_an_answer_is_asked_about_and_not_repeated(line: Line, hasty: None, kind: Kind) -> None:
    (courier,) = couriers(line, Lines.of(LINE))
    await crowd(line, 200)
    line.sandbox.faults.switch_on(Fault("kavenegar", kind, method="sms/sendarray", times=1))
    seen = calls(line)
    for _ in range(4):
        await drain([courier])
        line.clock.advance(seconds=5)
    assert {state for state, _ in await states(line)} == {"sent"}
    assert len(line.sandbox.kavenegar.world.outbox) == 200
    asked = [fields for method, fields in seen if method == "sms/statuslocalmessageid"]
    assert [len(fields["localid"].split(",")) for fields in asked] == [200]


# ---- blocked as advertising ------------------------------------------------------------------------------------------


async def blocked(line: Line, *, service: str | None = SERVICE) -> None:
    """All that was sent and has no report is reported as blocked."""
    sent = await fetch(line.engine, "SELECT provider_id FROM hamyar.outbox WHERE state = 'sent'")
    assert sent
    told = [(provider_id, 14) for (provider_id,) in sent]
    await take_reports(line.engine, [*told, *told], line.clock.now(), service_line=service)


async def test_what_is_blocked_as_advertising_goes_once_more_from_the_service_line(line: Line) -> None:
    all_ = couriers(line, Lines.of(LINE, (), SERVICE))
    await crowd(line, 3)
    await drain(all_)
    await blocked(line)
    await drain(all_)
    assert await sent_from(line) == {LINE: 3, SERVICE: 3}
    await blocked(line)
    await drain(all_)
    assert await sent_from(line) == {LINE: 3, SERVICE: 3}
    assert set(await states(line)) == {("failed", "blocked as advertising")}


async def test_a_report_that_comes_before_our_own_mark_counts_as_well(line: Line) -> None:
    all_, world = couriers(line, Lines.of(LINE, (), SERVICE)), line.sandbox.kavenegar.world
    really = all_[0]._sender.send  # type: ignore[method-assign]

    async def overtaken(rows: Any) -> Any:
        outcomes = await really(rows)
        told = [(sms.id, 14) for sms in world.outbox.values()]
        await take_reports(line.engine, told, line.clock.now(), service_line=SERVICE)
        return outcomes

    all_[0]._sender.send = overtaken  # type: ignore[method-assign]
    await crowd(line, 2)
    await drain(all_)
    assert await sent_from(line) == {LINE: 2, SERVICE: 2}


async def told_sara(line: Line, *, linked: bool, said_on: str | None) -> Town:
    town = Town(line.engine)
    await town.born()
    if linked:
        await town.linked("7", line.clock.now())
    async with line.engine.begin() as connection:
        notices = Notices(connection, line.clock, PlainVoice())
        await notices.tell(SARA, Event.GRANT_REFUSED, {}, key="k", said_on=said_on)
    return town


async def settle(line: Line) -> None:
    async with line.engine.begin() as connection:
        await Notices(connection, line.clock, PlainVoice()).settle()


async def test_blocked_on_the_service_line_too_it_goes_to_telegram_where_that_is_linked(line: Line) -> None:
    all_ = couriers(line, Lines.of(LINE, (), SERVICE))
    town = await told_sara(line, linked=False, said_on=None)
    await drain(all_)
    await blocked(line)
    await settle(line)
    assert await town.rows("SELECT outcome FROM hamyar.notices") == [("queued",)], "it is on its way once more"
    await drain(all_)
    await town.linked("7", line.clock.now())
    await blocked(line)
    await settle(line)
    await settle(line)
    told = await town.rows("SELECT channel, outcome, fault, parts, cost FROM hamyar.notices ORDER BY channel")
    assert told == [
        ("sms", "failed", "blocked as advertising", 4, 2400),
        ("telegram", "queued", None, None, None),
    ]
    assert [(channel, address) for channel, address, _ in await town.sent()] == [
        ("sms", MOBILE),
        ("sms", MOBILE),
        ("telegram", "7"),
    ]


async def test_without_a_service_line_and_a_chat_it_ends_with_its_reason(line: Line) -> None:
    (courier,) = couriers(line, Lines.of(LINE))
    town = await told_sara(line, linked=False, said_on=None)
    await drain([courier])
    await blocked(line, service=None)
    await settle(line)
    told = await town.rows("SELECT channel, outcome, fault FROM hamyar.notices")
    assert told == [("sms", "failed", "blocked as advertising")]
