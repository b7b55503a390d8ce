"""SMS as they come in: by callback in any dress, in parts, and fetched."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from bot.rehearsal import LINE, Rehearsal
from handlers.sms.polling import SmsPoller
from handlers.turn import Turn
from sandbox.faults import Fault, Kind
from sandbox.kavenegar.core import Handset
from services.messages.lines import Lines
from tests.handlers.sms.conftest import Callbacks
from tests.handlers.sms.conftest import Line as Parts
from tests.rehearsal import PATIENCE, fetch, inbox, number, outbox, settled
from tests.services.people.phone import register

FULL = ("ازدواج " + "الف " * 20)[:70]


def handset(system: Rehearsal) -> Handset:
    return system.sandbox.kavenegar.handset(number())


async def test_a_wrong_secret_finds_nothing(system: Rehearsal, panel: Callbacks) -> None:
    sender = number()
    for wrong in ("", "x", panel.secret[:-1], panel.secret.swapcase(), "é", "%00"):
        for what in ("inbound", "delivery"):
            fields = {"messageid": "1", "from": sender, "to": LINE, "message": "سلام"}
            answer = await panel.http.post(f"/sms/{wrong}/{what}", data=fields)
            assert answer.status_code == 404
    assert await inbox(system.parts.engine, sender) == []


@pytest.mark.parametrize("dress", ["form", "json", "get", "query"])
async def test_callbacks_come_in_any_dress(system: Rehearsal, panel: Callbacks, dress: str) -> None:
    sender, path = number(), f"/sms/{panel.secret}/inbound"
    fields = {"messageid": str(next(panel.numbers)), "from": sender, "to": LINE, "message": "سلام"}
    for _ in range(3):
        match dress:
            case "form":
                answer = await panel.http.post(path, data=fields)
            case "json":
                answer = await panel.http.post(path, json={**fields, "messageid": int(fields["messageid"])})
            case "get":
                answer = await panel.http.get(path, params=fields)
            case _:
                answer = await panel.http.post(path, params=fields)
        assert answer.status_code == 200
    await settled(system.parts.engine, sender)
    assert len(await inbox(system.parts.engine, sender)) == 1
    assert len(await outbox(system.parts.engine, sender)) == 1


@pytest.mark.parametrize("written", ["{}", "+98{9}", "98{9}", "0098{9}", "{9}"])
async def test_a_sender_is_known_however_it_is_written(system: Rehearsal, panel: Callbacks, written: str) -> None:
    sender = number()
    given = written.replace("{9}", sender[1:]).replace("{}", sender)
    assert await panel.inbound(given, "سلام") == 200
    await settled(system.parts.engine, sender)
    assert len(await outbox(system.parts.engine, sender)) == 1


async def test_another_line_and_who_cannot_be_answered_are_left_alone(system: Rehearsal, panel: Callbacks) -> None:
    before = await fetch(system.parts.engine, "SELECT count(*) FROM hamyar.inbox")
    assert await panel.inbound(number(), "سلام", to="3000999") == 200
    for sender in ("", "MCI", "20001234", "02112345678", "+4915112345678", "9"):
        assert await panel.inbound(sender, "سلام") == 200
    assert await fetch(system.parts.engine, "SELECT count(*) FROM hamyar.inbox") == before


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[" * 60_000, b'{"a":' * 10_000, b"\xff\xfe", b"x" * (1 << 17), b'{"message": {"a": 1}}'],
    ids=range(8),
)
async def test_what_is_no_message_is_taken_and_forgotten(panel: Callbacks, body: bytes) -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        for what in ("inbound", "delivery"):
            path = f"/sms/{panel.secret}/{what}"
            answer = await panel.http.post(path, content=body, headers={"content-type": kind})
            assert answer.status_code == 200


async def test_odd_text_is_taken_as_it_can_be_kept(system: Rehearsal, panel: Callbacks) -> None:
    sender = number()
    raw = json.dumps({"messageid": "901", "from": sender, "to": LINE, "message": "HERE"}).replace(
        "HERE", "\\ud800\\u0000"
    )
    headers = {"content-type": "application/json"}
    assert (await panel.http.post(f"/sms/{panel.secret}/inbound", content=raw, headers=headers)).status_code == 200
    await settled(system.parts.engine, sender)
    assert len(await outbox(system.parts.engine, sender)) == 1


async def test_odd_reports_are_taken_and_forgotten(panel: Callbacks) -> None:
    for message_id, status in (("²", "10"), ("1", "²"), ("9" * 5000, "10"), ("1", "9" * 5000), ("", ""), ("x", "10")):
        data = {"messageid": message_id, "status": status}
        assert (await panel.http.post(f"/sms/{panel.secret}/delivery", data=data)).status_code == 200


async def test_two_parts_of_a_long_text_are_one_message(system: Rehearsal, panel: Callbacks) -> None:
    sender = number()
    assert await panel.inbound(sender, FULL) == 200
    assert [state for _, state in await inbox(system.parts.engine, sender)] == ["waiting"]
    assert await panel.inbound(sender, "و باقی") == 200
    await settled(system.parts.engine, sender)
    assert len(await inbox(system.parts.engine, sender)) == 2
    assert len(await outbox(system.parts.engine, sender)) == 1


async def test_a_first_part_alone_is_played_when_due(line: Parts) -> None:
    sender = line.sandbox.kavenegar.handset(number())
    sender.texts(FULL)
    await line.poller.receive()
    address = sender.phone.number
    await line.turn.sweep()
    assert [state for _, state in await inbox(line.engine, address)] == ["waiting"]
    line.clock.advance(seconds=3)
    await line.turn.sweep()
    assert [state for _, state in await inbox(line.engine, address)] == ["played"]


async def test_opting_out_and_in(system: Rehearsal) -> None:
    for word in ("لغو", "لغو۱۱", "لغو11", " لغو ۱۱"):
        phone = handset(system)
        silenced = "SELECT why FROM hamyar.silences WHERE address = :address"
        phone.texts(word)
        await phone.hears(PATIENCE)
        assert await fetch(system.parts.engine, silenced, address=phone.phone.number) == [("opted-out",)]
        phone.texts("شروع")
        await phone.hears(PATIENCE)
        assert await fetch(system.parts.engine, silenced, address=phone.phone.number) == []


@pytest.mark.parametrize("answer", ["1", "۱", "١", "۱.", " 1 "])
async def test_an_option_is_chosen_by_its_number_in_any_digits(system: Rehearsal, answer: str) -> None:
    phone = handset(system)
    phone.texts("سلام")
    menu = await phone.hears(PATIENCE)
    assert "۱. " in menu.text
    phone.texts(answer)
    assert (await phone.hears(PATIENCE)).text != menu.text


async def test_an_option_is_chosen_by_its_words(system: Rehearsal) -> None:
    phone = handset(system)
    phone.texts("سلام")
    menu = await phone.hears(PATIENCE)
    words = next(line.partition(". ")[2] for line in menu.text.split("\n") if line.startswith("۱. "))
    phone.texts(words)
    assert (await phone.hears(PATIENCE)).text != menu.text


async def test_what_is_fetched_is_answered_once(line: Parts) -> None:
    phone = line.sandbox.kavenegar.handset(number())
    phone.texts("سلام")
    assert await line.poller.receive() == 1
    assert await line.poller.receive() == 0
    await line.poller.find_missed()
    assert [state for _, state in await inbox(line.engine, phone.phone.number)] == ["played"]
    await line.courier.drain()
    await phone.hears(PATIENCE)


class Crash(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("hours", [0, 5])
async def test_what_was_marked_read_and_lost_in_a_crash_is_found(
    line: Parts, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    """However long nobody worked before and after."""
    await line.poller._begin()
    phone = line.sandbox.kavenegar.handset(number())
    line.clock.advance(minutes=1)
    phone.texts("سلام")
    line.clock.advance(hours=hours)

    async def dies(*_: object) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(Turn, "receive", dies)
        with pytest.raises(Crash):
            await line.poller.receive()
    line.clock.advance(hours=hours)
    assert await line.poller.receive() == 0
    await line.poller.find_missed()
    assert [state for _, state in await inbox(line.engine, phone.phone.number)] == ["played"]


async def test_a_lost_answer_of_receive_is_found(line: Parts) -> None:
    await line.poller._begin()
    line.clock.advance(minutes=1)
    phone = line.sandbox.kavenegar.handset(number())
    phone.texts("سلام")
    line.sandbox.faults.switch_on(Fault("kavenegar", Kind.RESET_AFTER, method="sms/receive", times=1))
    with pytest.raises(Exception, match="not answered"):
        await line.poller.receive()
    await line.poller.find_missed()
    assert len(await inbox(line.engine, phone.phone.number)) == 1


async def test_more_than_a_page_is_fetched(line: Parts) -> None:
    await line.poller._begin()
    line.clock.advance(minutes=1)
    for _ in range(230):
        line.sandbox.kavenegar.handset(number()).texts("سلام")
    assert await line.poller.receive() == 230
    await line.poller.find_missed()
    assert await fetch(line.engine, "SELECT count(*) FROM hamyar.inbox WHERE state = 'played'") == [(230,)]


async def test_lost_callbacks_are_made_good_by_polling(system: Rehearsal) -> None:
    phone = handset(system)
    system.sandbox.faults.switch_on(Fault("kavenegar", Kind.LOST, method="inbound", times=1))
    phone.texts("سلام")
    assert system.parts.sms
    parts = system.parts
    poller = SmsPoller(system.parts.sms.client, parts.turn, parts.engine, parts.clock, lines=Lines.of(LINE))
    assert await poller.receive() >= 1
    await phone.hears(PATIENCE)


async def replies(line: Parts, address: str) -> list[str]:
    return [said for said, *_ in await outbox(line.engine, address)]


@pytest.mark.parametrize(("known", "most"), [(False, 10), (True, 60)])
async def test_so_many_replies_a_day_and_the_last_says_until_when(line: Parts, known: bool, most: int) -> None:
    phone = line.sandbox.kavenegar.handset(number())
    address = phone.phone.number
    if known:
        await register(line.engine, n1=address)
    for place in range(most + 3):
        phone.texts("راهنما" if place % 2 else "سلام")
        await line.poller.receive()
        line.clock.advance(seconds=1)
    said = await replies(line, address)
    assert len(said) == most
    assert "تمام شد" in said[-1]
    assert not any("تمام شد" in one for one in said[:-1])
    phone.texts("لغو")
    await line.poller.receive()
    silenced = "SELECT why FROM hamyar.silences WHERE address = :address"
    assert await fetch(line.engine, silenced, address=address) == [("opted-out",)]
    assert len(await replies(line, address)) == most
    line.clock.advance(days=1)
    phone.texts("سلام")
    await line.poller.receive()
    assert len(await replies(line, address)) == most + 1


async def test_slowing_a_flood_costs_nothing_beyond_the_day(line: Parts) -> None:
    phone = line.sandbox.kavenegar.handset(number())
    address = phone.phone.number
    phone.texts("سلام")
    await line.poller.receive()
    for _ in range(20):
        async with line.engine.connect() as connection:
            await connection.execute(text("SELECT FROM hamyar.conversations FOR UPDATE"))
            for _ in range(8):
                phone.texts("سلام")
            await line.poller.receive()
            await connection.rollback()
        await line.turn.sweep()
        line.clock.advance(minutes=2)
    assert len(await replies(line, address)) == 10
