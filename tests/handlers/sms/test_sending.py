"""SMS as they go out: in batches, by template, within a day's spending; and what is reported of them."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal import KEY, LINE
from handlers.metrics import ALARMS
from handlers.sending import Failed, Sent, Uncertain
from handlers.sms.allowance import SpendingCap
from handlers.sms.client import Kavenegar, KavenegarRefused, NoAnswer, NotReached, form
from handlers.sms.codes import BAD_INPUT, failure
from handlers.sms.reports import take_reports
from handlers.sms.sending import SmsSender, budget
from sandbox.faults import Fault, Kind
from services.messages import Kind as Sort
from services.messages import Messages, Settled, State
from tests.handlers.sms.conftest import Line
from tests.rehearsal import closed_port, fetch, number, until

PATIENT = timedelta(minutes=1)


async def put(line: Line, *texts: str, to: str = "", kind: Sort = "reply") -> str:
    """Queue messages to one number, or a code; the number."""
    address = to or number()
    async with line.engine.begin() as connection:
        for said in texts:
            body = {"code": said} if kind == "code" else {"text": said}
            await Messages(connection).put("sms", address, kind, body, line.clock.now())
    return address


async def got(line: Line, address: str, messages: int = 1) -> list[str]:
    """What has reached a phone, once it is so many."""
    phone = line.sandbox.kavenegar.handset(address)

    async def so_many() -> bool:
        return len(phone.inbox) >= messages

    await until(so_many)
    return [sms.text for sms in phone.inbox]


async def states(line: Line) -> list[tuple[Any, ...]]:
    return await fetch(line.engine, "SELECT state, fault FROM hamyar.outbox ORDER BY id")


def calls(line: Line) -> list[tuple[str, dict[str, Any]]]:
    """What the panel is asked from now on: method and fields."""
    found: list[tuple[str, dict[str, Any]]] = []
    really = line.sandbox.kavenegar.perform

    async def perform(method: str, call: Any) -> Any:
        found.append((method.lower(), dict(call.fields)))
        return await really(method, call)

    line.sandbox.kavenegar.perform = perform  # type: ignore[method-assign]
    return found


async def test_what_waits_goes_in_one_call_each_with_an_id_of_its_own(line: Line) -> None:
    seen = calls(line)
    numbers = [await put(line, f"پیام {place}") for place in range(5)]
    await line.courier.drain()
    ((method, fields),) = seen
    assert method == "sms/sendarray"
    assert json.loads(fields["receptor"]) == numbers
    ids = json.loads(fields["localmessageids"])
    assert len(set(ids)) == 5
    assert all(local.isdigit() and len(local) == 18 for local in ids)
    for place, address in enumerate(numbers):
        assert await got(line, address) == [f"پیام {place}"]
    assert {cost for (cost,) in await fetch(line.engine, "SELECT cost FROM hamyar.outbox")} == {1200}


async def test_one_bad_number_spoils_no_batch(line: Line) -> None:
    good = [await put(line, "سلام") for _ in range(3)]
    bad = await put(line, "سلام", to="12")
    more = [await put(line, "سلام") for _ in range(3)]
    await line.courier.drain()
    assert await fetch(line.engine, "SELECT address FROM hamyar.outbox WHERE state = 'failed'") == [(bad,)]
    for address in (*good, *more):
        await got(line, address)


async def test_a_code_goes_by_the_template_and_is_kept_nowhere(line: Line) -> None:
    seen = calls(line)
    address = await put(line, "123456", kind="code")
    await line.courier.drain()
    assert [method for method, _ in seen] == ["verify/lookup"]
    assert "123456" in (await got(line, address))[0]
    assert await fetch(line.engine, "SELECT state, body FROM hamyar.outbox") == [("sent", None)]


CONFIGURATION = {401, 403, 404, 405, 407, 412, 416, 420, 424, 426, 427, 429, 501}
LATER = {402, 409, 451}


@pytest.mark.parametrize("code", sorted(CONFIGURATION | LATER | BAD_INPUT | {418}))
async def test_every_code_means_something(line: Line, code: int) -> None:
    alarms = ALARMS.labels(failure(code).reason)._value.get()
    address = await put(line, "سلام")
    line.sandbox.faults.switch_on(Fault("kavenegar", Kind.REFUSED, method="sms/sendarray", times=1, code=code))
    await line.courier.drain()
    ((state, fault),) = await states(line)
    assert state == ("failed" if code in BAD_INPUT else "queued")
    assert fault
    alarmed = ALARMS.labels(failure(code).reason)._value.get() > alarms
    assert alarmed == (code in CONFIGURATION or code == 418)
    if code not in BAD_INPUT:
        line.clock.advance(minutes=6)
        await line.courier.drain()
        await got(line, address)


def test_a_code_nobody_knows_is_tried_later_and_alarms() -> None:
    assert failure(499) == Failed("unknown code 499", retryable=True, after=300, alarm=True, stops="all")
    assert failure(503).retryable


async def test_out_of_credit_keeps_everything_until_there_is_some(line: Line) -> None:
    world = line.sandbox.kavenegar.world
    credit, world.credit = world.credit, 0
    numbers = [await put(line, "یک", "دو") for _ in range(2)]
    await line.courier.drain()
    assert {state for state, _ in await states(line)} == {"queued"}
    world.credit = credit
    line.clock.advance(minutes=6)
    await line.courier.drain()
    for address in numbers:
        assert await got(line, address, 2) == ["یک", "دو"]


async def test_a_days_spending_is_held_and_alarms_and_the_next_day_goes_on(line: Line) -> None:
    line.clock.advance(hours=11)
    cap = SpendingCap(line.engine, line.clock, 3 * 1200)
    sender = SmsSender(line.client, LINE, budget(limited=False), code_template="hamyar", cap=cap)
    line.courier._sender = sender
    alarms = ALARMS.labels("the day's spending cap is reached")._value.get()
    address = await put(line, *map(str, range(8)))
    await line.courier.drain()
    assert [state for state, _ in await states(line)] == ["sent"] * 3 + ["queued"] * 5
    assert ALARMS.labels("the day's spending cap is reached")._value.get() > alarms
    cap._read_at = float("-inf")
    line.clock.advance(minutes=30)
    await line.courier.drain()
    assert [state for state, _ in await states(line)].count("sent") == 3
    line.clock.advance(hours=1)
    cap._read_at = float("-inf")
    await line.courier.drain()
    assert [state for state, _ in await states(line)].count("sent") == 6
    assert [sms.text for sms in line.sandbox.kavenegar.world.outbox.values()] == [*map(str, range(6))]
    assert address


@pytest.mark.parametrize("kind", [Kind.TIMEOUT_BEFORE, Kind.TIMEOUT_AFTER, Kind.RESET_BEFORE, Kind.RESET_AFTER])
async def test_an_unknown_outcome_is_asked_about_and_nothing_is_sent_twice(line: Line, hasty: None, kind: Kind) -> None:
    address = await put(line, "یک", "دو")
    line.sandbox.faults.switch_on(Fault("kavenegar", kind, method="sms/sendarray", times=1))
    for _ in range(4):
        await line.courier.drain()
        line.clock.advance(seconds=5)
    assert [state for state, _ in await states(line)] == ["sent"] * 2
    assert await got(line, address, 2) == ["یک", "دو"]
    assert len(line.sandbox.kavenegar.world.outbox) == 2


async def test_even_asked_wrongly_the_same_id_sends_nothing_twice(line: Line) -> None:
    """The panel acted, answered nothing, and then says that it knows nothing: our own id still holds."""
    await put(line, "یک")
    line.sandbox.faults.switch_on(Fault("kavenegar", Kind.RESET_AFTER, method="sms/sendarray", times=1))
    await line.courier.drain()
    really, line.sandbox.kavenegar._methods = line.sandbox.kavenegar._methods, {}

    async def unknown(_: Any, call: Any) -> Any:
        return [{"messageid": 0, "status": 100, "localid": call.text("localid")}]

    line.sandbox.kavenegar._methods = {**really, "sms/statuslocalmessageid": unknown}
    for _ in range(3):
        line.clock.advance(seconds=5)
        await line.courier.drain()
    assert [state for state, _ in await states(line)] == ["sent"]
    assert len(line.sandbox.kavenegar.world.outbox) == 1


async def test_what_the_panel_has_forgotten_is_not_sent_again(line: Line) -> None:
    """It took it, we died over its answer and came back the next morning: by then it knows no id of ours."""
    await put(line, "یک")
    line.sandbox.faults.switch_on(Fault("kavenegar", Kind.RESET_AFTER, method="sms/sendarray", times=1))
    await line.courier.drain()
    line.clock.advance(hours=13)
    for _ in range(3):
        await line.courier.drain()
        line.clock.advance(seconds=5)
    assert await states(line) == [("failed", "outcome never learnt")]
    assert len(line.sandbox.kavenegar.world.outbox) == 1


async def test_what_waited_long_and_was_cut_off_just_now_is_sent(line: Line) -> None:
    """What counts is when it was handed to the panel, not how old it is."""
    await put(line, "یک")
    line.clock.advance(hours=13)
    line.sandbox.faults.switch_on(Fault("kavenegar", Kind.RESET_BEFORE, method="sms/sendarray", times=1))
    for _ in range(3):
        await line.courier.drain()
        line.clock.advance(seconds=5)
    assert [state for state, _ in await states(line)] == ["sent"]
    assert len(line.sandbox.kavenegar.world.outbox) == 1


async def test_a_code_of_unknown_outcome_is_given_up(line: Line) -> None:
    await put(line, "123456", kind="code")
    line.sandbox.faults.switch_on(Fault("kavenegar", Kind.RESET_AFTER, method="verify/lookup", times=1))
    await line.courier.drain()
    line.clock.advance(seconds=5)
    await line.courier.drain()
    assert await states(line) == [("failed", "outcome never learnt")]


# Reports


async def final_state(line: Line) -> str:
    return str((await states(line))[0][0])


async def test_reports_move_only_forward_in_any_order_and_around_our_own_mark(line: Line) -> None:
    """Every order of reports, repeated ones too, and of our mark of the send among them."""
    told = {10: "delivered", 11: "failed", 6: "failed", 14: "failed", 13: "failed"}
    marks: list[int | str] = ["mark", 10, 11, 4, 1]
    for order in itertools.permutations(marks):
        async with line.engine.begin() as connection:
            messages = Messages(connection)
            await messages.put("sms", "09120000001", "reply", {"text": "x"}, line.clock.now())
            (row,) = await messages.claim("sms", line.clock.now(), lease=PATIENT)
        provider_id = str(10_000 + row.id)
        seen: list[str] = []
        for event in order:
            if event == "mark":
                async with line.engine.begin() as connection:
                    done = Settled(row, State.SENT, provider_id)
                    await Messages(connection).settle("sms", [done], line.clock.now())
            else:
                await take_reports(line.engine, [(provider_id, event)], line.clock.now())
            ((state,),) = await fetch(line.engine, "SELECT state FROM hamyar.outbox WHERE id = :id", id=row.id)
            seen.append(state)
        first = next(told[event] for event in order if event in told)  # type: ignore[index]
        assert seen[-1] == first
        ranks = [{"sending": 0, "sent": 1, "delivered": 2, "failed": 2}[state] for state in seen]
        assert ranks == sorted(ranks)
        assert len({state for state in seen if state in ("delivered", "failed")}) <= 1


async def test_lost_reports_are_asked_for(line: Line) -> None:
    addresses = [await put(line, "سلام") for _ in range(3)]
    await line.courier.drain()
    for address in addresses:
        await got(line, address)
    assert await line.poller.ask_statuses() == 0, "a report is given time to come by itself"
    line.clock.advance(minutes=3)
    assert await line.poller.ask_statuses() == 3
    assert await line.poller.ask_statuses() == 0
    assert {state for state, _ in await states(line)} == {"delivered"}


async def test_all_are_asked_about_however_many_stay_silent(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.sms.polling.MOST_IDS", 2)
    seen = calls(line)
    for _ in range(5):
        await put(line, "سلام")
    await line.courier.drain()
    line.clock.advance(minutes=3)
    await line.poller.ask_statuses()
    asked = [fields["messageid"] for method, fields in seen if method == "sms/status"]
    assert sorted(len(ids.split(",")) for ids in asked) == [1, 2, 2]
    assert len({one for ids in asked for one in ids.split(",")}) == 5


async def test_a_low_credit_alarms(line: Line) -> None:
    line.sandbox.kavenegar.world.credit = 10
    alarms = ALARMS.labels("sms credit is low")._value.get()
    assert await line.poller.look_at_credit() == 10
    assert ALARMS.labels("sms credit is low")._value.get() == alarms + 1


# The key


@asynccontextmanager
async def panel(answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    """A panel of the test's own making."""
    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


ANSWERS: list[tuple[int, str, type[Exception]]] = [
    (200, "<html>", NoAnswer),
    (502, "<html>bad gateway</html>", NoAnswer),
    (200, "[]", NoAnswer),
    (200, '{"return": {}}', NoAnswer),
    (200, '{"return": {"status": "x"}}', NoAnswer),
    (200, "[" * 100_000, NoAnswer),
    (418, '{"return": {"status": 418, "message": "x"}}', KavenegarRefused),
    (200, '{"return": {"status": 418, "message": "x"}}', KavenegarRefused),
]


@pytest.mark.parametrize(("status", "said", "kind"), ANSWERS, ids=range(len(ANSWERS)))
async def test_every_answer_has_a_name_and_no_error_shows_the_key(
    status: int, said: str, kind: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text=said)

    caplog.set_level(logging.DEBUG)
    async with panel(answer) as url:
        client = Kavenegar(KEY, url, seconds=5)
        with pytest.raises(kind) as caught:
            await client.sms_send({"receptor": "09121111111", "message": "x"})
        await client.close()
    assert_no_key(caught.value, client, caplog)


def assert_no_key(error: BaseException, client: Kavenegar, caplog: pytest.LogCaptureFixture) -> None:
    assert error.__cause__ is None
    for shown in (str(error), repr(error), repr(error.args), str(client), repr(client), caplog.text):
        assert KEY not in shown


async def test_a_panel_that_trickles_is_not_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(300):
            await response.write(b" ")
            await asyncio.sleep(0.1)
        return response

    async with panel(answer) as url:
        client = Kavenegar(KEY, url, seconds=1)
        with pytest.raises(NoAnswer) as caught:
            await client.sms_send({"receptor": "09121111111", "message": "x"})
        await client.close()
    assert_no_key(caught.value, client, caplog)


async def test_a_refused_connection_is_known_not_to_have_sent(caplog: pytest.LogCaptureFixture) -> None:
    with closed_port() as port:
        client = Kavenegar(KEY, f"http://127.0.0.1:{port}")
        with pytest.raises(NotReached) as caught:
            await client.account_info()
    await client.close()
    assert_no_key(caught.value, client, caplog)


@pytest.mark.parametrize("entries", ["null", "{}", "[]", '[{"messageid": 1}, {"messageid": 2}]', '[{"cost": 5}]'])
async def test_entries_that_do_not_fit_are_an_unknown_outcome(line: Line, entries: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=f'{{"return": {{"status": 200}}, "entries": {entries}}}')

    async with panel(answer) as url:
        client = Kavenegar(KEY, url)
        sender = SmsSender(client, LINE, budget(limited=False), code_template="hamyar", cap=line.cap)
        await put(line, "سلام")
        async with line.engine.begin() as connection:
            rows = await Messages(connection).claim("sms", line.clock.now(), lease=PATIENT)
        (outcome,) = await sender.send(rows)
        (told,) = await sender.ask(rows)
        await client.close()
    assert isinstance(outcome, Uncertain)
    assert not isinstance(told, Sent)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,9}", fullmatch=True), st.text(st.characters(codec="utf-8"))))
def test_a_form_is_read_as_it_was_given(fields: dict[str, str]) -> None:
    assert dict(parse_qsl(form(fields).decode("ascii"), keep_blank_values=True)) == fields
