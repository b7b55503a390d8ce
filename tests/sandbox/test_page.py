"""The page's web interface: acting for a person, hearing what happens, switching faults."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from sandbox.app import Sandbox, running
from sandbox.kavenegar.core import Travel
from tests.sandbox.conftest import TOKEN, png

SARA = {
    "national_id": "0012345679",
    "name": "سارا رضایی",
    "mobile": "09121234567",
    "case": "همه چیز کامل است",
    "code": "payable",
}
ZAHRA = SARA | {"national_id": "0056789012", "name": "زهرا احمدی", "mobile": "", "code": "no-mobile"}
PHONE = "/page/phones/09121234567"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(people=[SARA, ZAHRA], travel=Travel(0, 0))
    sandbox.telegram.add_bot(TOKEN, "hamyar_bot", "همیار")
    sandbox.kavenegar.add_line("90001234")
    yield sandbox
    await sandbox.close()


@pytest.fixture
async def http(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with running(sandbox) as url, httpx.AsyncClient(trust_env=False, base_url=url, timeout=60) as http:
        yield http


async def updates(http: httpx.AsyncClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await http.get(f"/bot{TOKEN}/getUpdates")).json()["result"]
    return found


async def test_people_and_their_phones(http: httpx.AsyncClient) -> None:
    setup = (await http.get("/page/setup")).json()
    assert [person["phone"] for person in setup["people"]] == ["09121234567", "09996789012"]
    assert setup["bot"] == {"name": "همیار", "username": "hamyar_bot"}
    phones = (await http.get(PHONE)).json()
    assert phones["telegram"]["started"] is False
    assert phones["sms"] == {"messages": [], "reception": "on"}
    assert (await http.get("/page/phones/horse")).status_code == 404


async def test_an_account_keeps_its_id_over_restarts(http: httpx.AsyncClient) -> None:
    await http.post(f"{PHONE}/telegram/start", json={"payload": "grant-1"})
    (update,) = await updates(http)
    assert update["message"]["from"]["id"] == 9121234567
    assert update["message"]["text"] == "/start grant-1"


async def test_everything_a_person_can_do(http: httpx.AsyncClient, sandbox: Sandbox) -> None:
    markup = {"inline_keyboard": [[{"text": "بله", "callback_data": "q:1"}]]}
    await http.post(f"{PHONE}/telegram/start")
    asking = {"chat_id": 9121234567, "text": "؟", "reply_markup": markup}
    asked = (await http.post(f"/bot{TOKEN}/sendMessage", json=asking)).json()["result"]["message_id"]
    pressed = await http.post(f"{PHONE}/telegram/press", json={"message": asked, "data": "q:1"})
    assert pressed.json()["press"]
    await http.post(f"{PHONE}/telegram/text", json={"text": "سلام"})
    await http.post(f"{PHONE}/telegram/edit", json={"message": asked + 1, "text": "درود"})
    await http.post(f"{PHONE}/telegram/contact")
    await http.post(f"{PHONE}/telegram/contact", json={"of": "09996789012"})
    await http.post(f"{PHONE}/telegram/photos", files={"a": ("a.png", png()), "b": ("b.png", png())})
    await http.post(f"{PHONE}/telegram/document", files={"d": ("d.pdf", b"%PDF", "application/pdf")})
    await http.post(f"{PHONE}/telegram/block")
    refused = await http.post(f"{PHONE}/telegram/text", json={"text": "x"})
    assert refused.status_code == 400
    await http.post(f"{PHONE}/telegram/unblock")
    got = await updates(http)
    assert [next(key for key in update if key != "update_id") for update in got] == [
        "message",
        "callback_query",
        "message",
        "edited_message",
        *["message"] * 5,
        "my_chat_member",
        "my_chat_member",
    ]
    contacts = [update["message"]["contact"] for update in got[4:6]]
    assert [contact["user_id"] for contact in contacts] == [9121234567, 9996789012]
    assert got[8]["message"]["document"]["file_name"] == "d.pdf"
    shown = (await http.get(PHONE)).json()["telegram"]["messages"]
    assert (await http.get(shown[5]["photo"]["url"])).content == png()
    document = await http.get(shown[7]["document"]["url"])
    assert document.headers["content-disposition"] == "attachment"


async def test_news_is_heard_once_and_after_a_lost_connection(http: httpx.AsyncClient) -> None:
    heard = asyncio.create_task(_hear(http, f"{PHONE}/events?after=0", 3))
    await asyncio.sleep(0.1)
    await http.post("/page/phones/09350000000/telegram/start")
    await http.post(f"{PHONE}/telegram/start")
    await http.post(f"{PHONE}/sms/text", json={"text": "ازدواج"})
    await http.post("/page/faults/telegram-outage")
    events = await heard
    assert [kind for _, kind, _ in events] == ["message", "sms", "faults"]
    assert events[0][2]["message"]["text"] == "/start"
    assert (events[1][2]["text"], events[1][2]["parts"]) == ("ازدواج", 1)
    again = await _hear(http, f"{PHONE}/events?after=0", 2, {"Last-Event-ID": str(events[0][0])})
    assert [kind for _, kind, _ in again] == ["sms", "faults"]
    anew = await _hear(http, f"{PHONE}/events?after=99999", 1)
    assert anew[0][1] == "begin-anew"


async def _hear(
    http: httpx.AsyncClient, url: str, number: int, headers: dict[str, str] | None = None
) -> list[tuple[int, str, Any]]:
    events: list[tuple[int, str, Any]] = []
    async with http.stream("GET", url, headers=headers) as stream:
        event: dict[str, str] = {}
        async for line in stream.aiter_lines():
            name, _, value = line.partition(": ")
            if line:
                event[name] = value
            elif "event" in event:
                events.append((int(event.get("id", 0)), event["event"], json.loads(event["data"])))
                event = {}
            if len(events) == number:
                return events
    return events


async def test_faults_by_preset_and_by_field(http: httpx.AsyncClient, sandbox: Sandbox) -> None:
    on = (await http.post("/page/faults/duplicate")).json()
    assert [preset["name"] for preset in on["presets"] if preset["on"]] == ["duplicate"]
    await http.delete("/page/faults/duplicate")
    assert sandbox.faults.active() == {}
    asked = {"provider": "kavenegar", "kind": "refused", "method": "sms/send", "code": 418, "times": 2}
    assert (await http.post("/page/faults", json=asked)).json()["number"]
    ((fault, left),) = sandbox.faults.active().values()
    assert (fault.code, left) == (418, 2)
    assert (await http.post("/page/faults", json={"provider": "telegram", "kind": "horse"})).status_code == 400
    assert (await http.post("/page/faults/horse")).status_code == 404
    assert (await http.delete("/page/faults")).json()["active"] == {}


async def test_an_sms_is_shown_when_it_arrives(http: httpx.AsyncClient, sandbox: Sandbox) -> None:
    handset = sandbox.kavenegar.handset("09121234567")
    await http.post(f"{PHONE}/sms/reception", json={"reception": "off"})
    await http.post("/v1/sandbox/sms/send.json", data={"receptor": "09121234567", "message": "ا" * 71})
    await asyncio.sleep(0.05)
    assert (await http.get(PHONE)).json()["sms"] == {"messages": [], "reception": "off"}
    await http.post(f"{PHONE}/sms/reception", json={"reception": "on"})
    await handset.hears()
    (sms,) = (await http.get(PHONE)).json()["sms"]["messages"]
    assert (sms["parts"], sms["units"], sms["mine"]) == (2, 71, False)


async def test_the_page_brings_everything_itself(http: httpx.AsyncClient) -> None:
    page = await http.get("/")
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert (await http.get("/static/fonts/vazirmatn.woff2")).content[:4] == b"wOF2"
    assert "SIL OPEN FONT LICENSE" in (await http.get("/static/fonts/OFL.txt")).text
    assert "https://" not in page.text
