"""The SMS panel, spoken to through the `kavenegar` package's own methods over real HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from kavenegar import KavenegarAPI  # type: ignore[import-untyped]

from sandbox.app import Sandbox, running
from sandbox.faults import Fault, Kind
from sandbox.kavenegar.core import Handset, Travel
from sandbox.kavenegar.parts import parts
from sandbox.kavenegar.world import Reception, mobile
from sandbox.loopback import NotLoopback
from tests.sandbox.receiver import PATIENCE, Receiver, receiving

KEY = "k-1"
LINE = "90001234"
SARA = "09121234567"


class Refusal(Exception):
    def __init__(self, code: int, http: int) -> None:
        super().__init__(code)
        self.code = code
        self.http = http


class Client(KavenegarAPI):  # type: ignore[misc]
    """The package's names and shapes, on an async transport: what each method returns is awaited."""

    def __init__(self, url: str, key: str = KEY) -> None:
        super().__init__(key)
        self.http = httpx.AsyncClient(base_url=f"{url}/v1/{key}/", trust_env=False, timeout=PATIENCE)

    async def _request(self, action: str, method: str, params: dict[str, Any] | None = None) -> Any:
        answer = await self.http.post(f"{action}/{method}.json", data=params or {})
        body = answer.json()
        if body["return"]["status"] != 200:
            assert body["entries"] is None
            assert body["return"]["message"]
            raise Refusal(body["return"]["status"], answer.status_code)
        return body["entries"]


@pytest.fixture
async def far() -> AsyncIterator[tuple[Sandbox, Client, Handset]]:
    templates = {"code": "کد شما: %token\nتأمین اجتماعی"}
    sandbox = Sandbox(sms_key=KEY, templates=templates, travel=Travel(0.0, 0.0))
    sandbox.kavenegar.add_line(LINE)
    async with running(sandbox) as url:
        client = Client(url)
        yield sandbox, client, sandbox.kavenegar.handset(SARA)
        await client.http.aclose()


Far = tuple[Sandbox, Client, Handset]


async def test_a_message_travels_and_is_delivered(far: Far) -> None:
    _, client, phone = far
    text = "کمک‌هزینه ازدواج شما تأیید شد."
    (sent,) = await client.sms_send({"receptor": "+989121234567", "sender": LINE, "message": text, "localid": "7"})
    assert sent["receptor"] == SARA
    assert sent["status"] == 1
    assert set(sent) == {"messageid", "message", "status", "statustext", "sender", "receptor", "date", "cost"}
    assert (await phone.hears()).text == text
    assert (await client.sms_status({"messageid": sent["messageid"]}))[0]["status"] == 10
    assert (await client.sms_statuslocalmessageid({"localid": "7"}))[0] == {
        "messageid": sent["messageid"],
        "localid": "7",
        "status": 10,
        "statustext": "رسیده به گیرنده",
    }


async def test_a_repeated_localid_sends_nothing(far: Far) -> None:
    sandbox, client, phone = far
    asked = {
        "receptor": json.dumps([SARA, "09350000000"]),
        "sender": json.dumps([LINE, LINE]),
        "message": json.dumps(["یک", "دو"]),
        "localmessageids": json.dumps(["1", "2"]),
    }
    first = await client.sms_sendarray(asked)
    credit = sandbox.kavenegar.world.credit
    second = await client.sms_sendarray(asked)
    assert [entry["messageid"] for entry in first] == [entry["messageid"] for entry in second]
    assert sandbox.kavenegar.world.credit == credit
    await phone.hears()
    assert len(phone.inbox) == 1


async def test_parts_and_cost(far: Far) -> None:
    _, client, phone = far
    (sent,) = await client.sms_send({"receptor": SARA, "message": "ا" * 71})
    assert sent["cost"] == 2 * 1_200
    assert (await phone.hears()).parts == 2
    assert [parts("ا" * n) for n in (1, 70, 71, 134, 135)] == [1, 1, 2, 2, 3]
    assert [parts("a" * n) for n in (160, 161, 306, 307)] == [1, 2, 2, 3]
    assert parts("a" * 159 + "€") == 2
    assert parts("ا" * 69 + "\u200c") == 1
    assert parts("ا" * 69 + "😀") == 2


async def test_refusals_by_code(far: Far) -> None:
    sandbox, client, phone = far
    for code, asked in (
        (400, {"receptor": SARA}),
        (411, {"receptor": "12", "message": "x"}),
        (412, {"receptor": SARA, "message": "x", "sender": "1"}),
        (413, {"receptor": SARA, "message": " "}),
        (413, {"receptor": SARA, "message": "x" * 901}),
        (414, {"receptor": ",".join([SARA] * 201), "message": "x"}),
        (417, {"receptor": SARA, "message": "x", "date": "1"}),
        (419, {"receptor": SARA, "message": "x", "localid": "1,2"}),
    ):
        with pytest.raises(Refusal) as refusal:
            await client.sms_send(asked)
        assert (refusal.value.code, refusal.value.http) == (code, code)
    sandbox.kavenegar.world.credit = 1_000
    with pytest.raises(Refusal, match="418"):
        await client.sms_send({"receptor": SARA, "message": "x"})
    assert phone.inbox == []
    with pytest.raises(Refusal, match="404"):
        await client._request("sms", "horse")
    stranger = Client(str(client.http.base_url).split("/v1/")[0], "other")
    with pytest.raises(Refusal, match="403"):
        await stranger.account_info()
    await stranger.http.aclose()


async def test_codes_by_template(far: Far) -> None:
    _, client, phone = far
    sent = await client.verify_lookup({"receptor": SARA, "template": "code", "token": "482913"})
    assert sent["message"] == "کد شما: 482913\nتأمین اجتماعی"
    assert (await phone.hears()).text == sent["message"]
    for code, changed in ((424, {"template": "none"}), (431, {"token": "4 8"}), (432, {"token2": "x"})):
        with pytest.raises(Refusal, match=str(code)):
            await client.verify_lookup({"receptor": SARA, "template": "code", "token": "1"} | changed)


async def test_receiving_marks_as_read(far: Far) -> None:
    _, client, phone = far
    phone.texts("ازدواج")
    phone.texts("بیشتر")
    received = await client.sms_receive({"linenumber": LINE, "isread": 0})
    assert [(one["message"], one["sender"], one["receptor"]) for one in received] == [
        ("ازدواج", SARA, LINE),
        ("بیشتر", SARA, LINE),
    ]
    assert await client.sms_receive({"linenumber": LINE, "isread": 0}) == []
    assert len(await client._request("sms", "inboxpaged", {"linenumber": LINE, "isread": 1})) == 2
    with pytest.raises(Refusal, match="412"):
        await client.sms_receive({"linenumber": "1", "isread": 0})


async def test_what_becomes_of_a_message(far: Far) -> None:
    sandbox, client, phone = far

    async def becomes(status: int, line: str = LINE) -> None:
        (sent,) = await client.sms_send({"receptor": SARA, "message": "x", "sender": line})
        async with asyncio.timeout(PATIENCE):
            while (await client.sms_status({"messageid": sent["messageid"]}))[0]["status"] != status:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    phone.switches(Reception.UNREACHABLE)
    await becomes(11)
    phone.switches(Reception.FAILING)
    await becomes(6)
    phone.switches(Reception.OFF)
    await becomes(4)
    phone.switches(Reception.ON)
    await phone.hears()
    sandbox.kavenegar.add_line("20001", is_service=False)
    await becomes(10, "20001")
    phone.texts("لغو۱۱", "20001")
    await becomes(14, "20001")
    await becomes(10)
    assert (await client.sms_status({"messageid": "1"}))[0]["status"] == 100


async def test_callbacks_in_and_of_delivery(far: Far) -> None:
    sandbox, client, phone = far
    async with receiving() as receiver:
        line = sandbox.kavenegar.world.lines[LINE]
        line.inbound_url, line.delivery_url = receiver.url + "/inbound", receiver.url + "/delivery"
        incoming = phone.texts("ازدواج")
        call = (await receiver.got(1))[0]
        assert (call.method, call.path) == ("POST", "/hook/inbound")
        assert call.body == {"messageid": str(incoming.id), "from": SARA, "to": LINE, "message": "ازدواج"}
        (sent,) = await client.sms_send({"receptor": SARA, "message": "x"})
        calls = await receiver.got(3)
        assert sorted(call.body["status"] for call in calls[1:]) == ["10", "4"]
        assert {call.body["messageid"] for call in calls[1:]} == {str(sent["messageid"])}
        line.as_ = "query"
        phone.texts("دوباره")
        assert (await receiver.got(4))[3].method == "GET"
        await _faulty_callbacks(sandbox, phone, receiver)
    with pytest.raises(NotLoopback):
        sandbox.kavenegar.add_line("1", inbound_url="https://hamyar.example/sms")


async def _faulty_callbacks(sandbox: Sandbox, phone: Handset, receiver: Receiver) -> None:
    faults = sandbox.faults
    receiver.calls.clear()
    faults.switch_on(Fault("kavenegar", Kind.DUPLICATE, method="inbound", times=1))
    phone.texts("twice")
    await receiver.got(2)
    faults.switch_on(Fault("kavenegar", Kind.WRONG_ORDER, method="inbound", times=1))
    phone.texts("second")
    phone.texts("first")
    await receiver.got(4)
    faults.switch_on(Fault("kavenegar", Kind.LOST, method="inbound", times=1))
    phone.texts("never")
    phone.texts("last")
    await receiver.got(5)
    said = [call.body["message"] for call in receiver.calls]
    assert said == ["twice", "twice", "first", "second", "last"]


async def test_an_answer_is_lost_after_the_act(far: Far) -> None:
    sandbox, client, phone = far
    sandbox.faults.switch_on(Fault("kavenegar", Kind.TIMEOUT_AFTER, method="sms/send", times=1))
    patient, client.http.timeout = client.http.timeout, httpx.Timeout(PATIENCE, read=1)
    with pytest.raises(httpx.ReadTimeout):
        await client.sms_send({"receptor": SARA, "message": "x", "localid": "9"})
    client.http.timeout = patient
    assert (await phone.hears()).local_id == "9"
    (again,) = await client.sms_send({"receptor": SARA, "message": "x", "localid": "9"})
    assert again["status"] == 10
    assert len(phone.inbox) == 1
    sandbox.faults.switch_on(Fault("kavenegar", Kind.RESET_BEFORE, times=1))
    with pytest.raises(httpx.NetworkError):
        await client.account_info()
    sandbox.faults.switch_on(Fault("kavenegar", Kind.REFUSED, code=418, times=1))
    with pytest.raises(Refusal, match="418"):
        await client.sms_send({"receptor": SARA, "message": "x"})
    sandbox.faults.switch_on(Fault("kavenegar", Kind.SERVER_ERROR, times=1))
    with pytest.raises(ValueError, match="Expecting value"):
        await client.account_info()


async def test_scheduled_and_cancelled(far: Far) -> None:
    sandbox, client, _ = far
    at = sandbox.kavenegar.world.now() + 3600
    (sent,) = await client.sms_send({"receptor": SARA, "message": "x", "date": at})
    assert sent["status"] == 2
    assert (await client.sms_cancel({"messageid": sent["messageid"]}))[0]["status"] == 13
    assert (await client.sms_select({"messageid": sent["messageid"]}))[0]["status"] == 13
    assert (await client.sms_latestoutbox({"pagesize": 1}))[0]["messageid"] == sent["messageid"]


async def test_account(far: Far) -> None:
    sandbox, client, phone = far
    assert (await client.account_info())["remaincredit"] == sandbox.kavenegar.world.credit
    assert (await client.account_config({"debugmode": "enabled"}))["debugmode"] == "enabled"
    await client.sms_send({"receptor": SARA, "message": "x"})
    await asyncio.sleep(0.05)
    assert phone.inbox == []


def test_mobiles_however_written() -> None:
    for written in ("09121234567", "9121234567", "989121234567", "+989121234567", "00989121234567"):
        assert mobile(written) == SARA
    assert mobile("02112345678") is None
