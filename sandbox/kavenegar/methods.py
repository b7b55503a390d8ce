"""Kavenegar's methods, by `scope/method`: what each takes, checks and returns as `entries`."""

import re
from collections.abc import Mapping
from typing import Any

from sandbox.calls import Call, Unreadable
from sandbox.kavenegar.core import Kavenegar, Method, Page
from sandbox.kavenegar.statuses import STATE_TEXTS, Refused, State
from sandbox.kavenegar.world import LOCAL_ID_SECONDS, STATUS_SECONDS, Incoming, Reception, Sms, World, mobile

Json = dict[str, Any]

MOST_RECEPTORS = 200
MOST_IDS = 500
LONGEST_TEXT = 900
RECEIVED_AT_ONCE = 100
PAGE_SIZE = 200
_TOKENS = {"token": 0, "token2": 0, "token3": 0, "token10": 5, "token20": 8}


async def send(kavenegar: Kavenegar, call: Call) -> list[Json]:
    _need(call, "receptor", "message")
    receptors = call.text("receptor").split(",")
    local_ids = call.text("localid").split(",") if "localid" in call else [""] * len(receptors)
    if len(local_ids) != len(receptors):
        raise Refused(419)
    senders = [call.text("sender")] * len(receptors)
    return _send_all(kavenegar, receptors, senders, [call.text("message")] * len(receptors), local_ids, call)


async def send_array(kavenegar: Kavenegar, call: Call) -> list[Json]:
    _need(call, "receptor", "sender", "message")
    receptors, senders, messages = (_array(call, name) for name in ("receptor", "sender", "message"))
    local_ids = _array(call, "localmessageids") if "localmessageids" in call else [""] * len(receptors)
    if len({len(receptors), len(senders), len(messages), len(local_ids)}) != 1:
        raise Refused(419)
    return _send_all(kavenegar, receptors, senders, messages, local_ids, call)


def _send_all(
    kavenegar: Kavenegar, receptors: list[str], senders: list[str], texts: list[str], local_ids: list[str], call: Call
) -> list[Json]:
    """All or nothing: what is wrong with one refuses the call. A `localid` met before returns the message it named."""
    world = kavenegar.world
    if len(receptors) > MOST_RECEPTORS:
        raise Refused(414)
    numbers = [_receptor(receptor) for receptor in receptors]
    lines = [_line(world, sender) for sender in senders]
    if any(not text.strip() or len(text) > LONGEST_TEXT for text in texts):
        raise Refused(413)
    known = [world.known(local_id) for local_id in local_ids]
    new = [text for text, sms in zip(texts, known, strict=True) if sms is None]
    _pay(world, new)
    at = _date(world, call)
    entries = []
    for line, number, text, local_id, earlier in zip(lines, numbers, texts, local_ids, known, strict=True):
        sms = earlier or world.known(local_id)
        if sms is None:
            sms = world.write(line, number, text, local_id, at)
            if world.phone(number).reception is Reception.BARRED:
                world.refuse(sms)
            else:
                kavenegar.send(sms)
        entries.append(_entry(sms))
    return entries


async def lookup(kavenegar: Kavenegar, call: Call) -> Json:
    """Sends a template with the tokens put in; it takes no localid, so asking twice sends twice."""
    _need(call, "receptor", "template", "token")
    world = kavenegar.world
    number = _receptor(call.text("receptor"))
    text = world.templates.get(call.text("template"))
    if text is None:
        raise Refused(424)
    for name, blanks in _TOKENS.items():
        value = call.text(name)
        if len(value) > 100 or len(re.findall(r"\s", value)) > blanks:
            raise Refused(431)
        if value and not re.search(rf"%{name}(?!\d)", text):
            raise Refused(432)
        text = re.sub(rf"%{name}(?!\d)", lambda _, value=value: value, text)  # type: ignore[misc]
    _pay(world, [text])
    sms = world.write(_line(world, ""), number, text)
    kavenegar.send(sms)
    return _entry(sms)


async def status(kavenegar: Kavenegar, call: Call) -> list[Json]:
    world = kavenegar.world
    return [
        _state(world, number, world.outbox.get(int(number) if number.isdigit() else 0))
        for number in _ids(call, "messageid")
    ]


async def status_by_local_id(kavenegar: Kavenegar, call: Call) -> list[Json]:
    world = kavenegar.world
    return [
        _state(world, "0", world.known(local_id), LOCAL_ID_SECONDS) | {"localid": local_id}
        for local_id in _ids(call, "localid")
    ]


async def select(kavenegar: Kavenegar, call: Call) -> list[Json]:
    outbox = kavenegar.world.outbox
    numbers = [int(number) for number in _ids(call, "messageid") if number.isdigit()]
    return [_entry(outbox[number]) for number in numbers if number in outbox]


async def latest_outbox(kavenegar: Kavenegar, call: Call) -> list[Json]:
    size = min(max(call.whole("pagesize", MOST_IDS), 1), MOST_IDS)
    sender = call.text("sender")
    sent = [sms for sms in kavenegar.world.outbox.values() if not sender or sms.line == sender]
    return [_entry(sms) for sms in reversed(sent[-size:])]


async def cancel(kavenegar: Kavenegar, call: Call) -> list[Json]:
    entries = []
    for number in _ids(call, "messageid"):
        sms = kavenegar.world.outbox.get(int(number) if number.isdigit() else 0)
        if sms is not None:
            kavenegar.cancel(sms)
        entries.append(_state(kavenegar.world, number, sms))
    return entries


async def receive(kavenegar: Kavenegar, call: Call) -> list[Json]:
    """The oldest unread ones, which thereby become read; or the latest read ones."""
    of_line, is_read = _inbox(kavenegar.world, call)
    if is_read:
        return [_received(incoming) for incoming in of_line if incoming.is_read][-RECEIVED_AT_ONCE:]
    unread = [incoming for incoming in of_line if not incoming.is_read][:RECEIVED_AT_ONCE]
    for incoming in unread:
        incoming.is_read = True
    return [_received(incoming) for incoming in unread]


async def inbox_paged(kavenegar: Kavenegar, call: Call) -> Page:
    """Those received between two dates (UNIX seconds), 200 a page; nothing is marked."""
    of_line, is_read = _inbox(kavenegar.world, call)
    start, end = call.whole("startdate"), call.whole("enddate", kavenegar.world.now() + 1)
    found = [one for one in of_line if one.is_read == is_read and start <= one.date <= end]
    number = max(call.whole("pagenumber", 1), 1)
    metadata = {
        "totalcount": len(found),
        "currentpage": number,
        "totalpages": -(-len(found) // PAGE_SIZE),
        "pagesize": PAGE_SIZE,
    }
    return Page([_received(one) for one in found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]], metadata)


async def count_inbox(kavenegar: Kavenegar, call: Call) -> list[Json]:
    of_line, is_read = _inbox(kavenegar.world, call)
    start, end = call.whole("startdate"), call.whole("enddate", kavenegar.world.now() + 1)
    found = sum(one.is_read == is_read and start <= one.date <= end for one in of_line)
    return [{"startdate": start, "enddate": end, "sumcount": found}]


async def account_info(kavenegar: Kavenegar, call: Call) -> Json:
    return {
        "remaincredit": kavenegar.world.credit,
        "expiredate": kavenegar.world.now() + 365 * 24 * 3600,
        "type": "master",
    }


async def account_config(kavenegar: Kavenegar, call: Call) -> Json:
    settings = kavenegar.world.settings
    settings.update({name: call.text(name) for name in settings if name in call})
    return dict(settings)


METHODS: Mapping[str, Method] = {
    "sms/send": send,
    "sms/sendarray": send_array,
    "sms/status": status,
    "sms/statuslocalmessageid": status_by_local_id,
    "sms/select": select,
    "sms/latestoutbox": latest_outbox,
    "sms/cancel": cancel,
    "sms/receive": receive,
    "sms/inboxpaged": inbox_paged,
    "sms/countinbox": count_inbox,
    "verify/lookup": lookup,
    "account/info": account_info,
    "account/config": account_config,
}


def _need(call: Call, *names: str) -> None:
    if any(name not in call.fields for name in names):
        raise Refused(400)
    if any(name not in call for name in names):
        raise Refused(413 if not call.text("message", "x") else 406)


def _array(call: Call, name: str) -> list[str]:
    values = call.json(name)
    if not isinstance(values, list):
        raise Unreadable(name)
    return [str(value) for value in values]


def _receptor(written: str) -> str:
    number = mobile(written)
    if number is None:
        raise Refused(411)
    return number


def _line(world: World, sender: str) -> str:
    number = sender or world.settings["defaultsender"]
    if number not in world.lines:
        raise Refused(412)
    return number


def _pay(world: World, texts: list[str]) -> None:
    if world.cost(texts) > world.credit:
        raise Refused(418)


def _date(world: World, call: Call) -> int:
    at = call.whole("date")
    if at and at < world.now() - 60:
        raise Refused(417)
    return at


def _ids(call: Call, name: str) -> list[str]:
    _need(call, name)
    numbers = call.text(name).split(",")
    if len(numbers) > MOST_IDS:
        raise Refused(414)
    return numbers


def _inbox(world: World, call: Call) -> tuple[list[Incoming], bool]:
    number = call.text("linenumber") or world.settings["defaultsender"]
    if number not in world.lines:
        raise Refused(412)
    return [incoming for incoming in world.inbox if incoming.line == number], call.flag("isread")


def _entry(sms: Sms) -> Json:
    return {
        "messageid": sms.id,
        "message": sms.text,
        "status": int(sms.state),
        "statustext": STATE_TEXTS[sms.state],
        "sender": sms.line,
        "receptor": sms.to,
        "date": sms.date,
        "cost": sms.cost,
    }


def _state(world: World, number: str, sms: Sms | None, kept_seconds: int = STATUS_SECONDS) -> Json:
    known = sms is not None and world.now() - sms.date < kept_seconds
    state = sms.state if sms and known else State.UNKNOWN
    identity = sms.id if sms and known else int(number) if number.isdigit() else 0
    return {"messageid": identity, "status": int(state), "statustext": STATE_TEXTS[state]}


def _received(incoming: Incoming) -> Json:
    return {
        "messageid": incoming.id,
        "message": incoming.text,
        "sender": incoming.sender,
        "receptor": incoming.line,
        "date": incoming.date,
    }
