"""What goes out to Telegram: no text can forge markup, and whatever befalls a send, the lane stays in order."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.rehearsal import TOKEN, Rehearsal
from dialogs.messages import Reply, Words
from handlers.rendering import render
from handlers.sending import Failed, Outcome, Uncertain
from handlers.telegram import CHANNEL
from handlers.telegram.sending import TelegramSender, as_html, budget, keyboard
from handlers.telegram.session import Session
from handlers.telegram.setup import make_bot
from handlers.wording import COPIED, COPY, STRONG, STRONG_END, Wording, without_marks
from sandbox.faults import Fault, Kind
from sandbox.telegram.citizen import TelegramPhone
from sandbox.telegram.formatting import found_entities
from sandbox.telegram.limits import Paces
from services.messages import Messages, Row
from tests.rehearsal import PATIENCE, closed_port, fetch, outbox, settled, stranger, until

AGAIN = "(شاید این پیام را دو بار ببینید.)"
MARKS = COPY + COPIED + STRONG + STRONG_END
NASTY = [
    "<b>علی</b>",
    "</b></code><i>",
    "علی & زهرا &amp; &lt;",
    "\"'`*_~[](x)",
    f"{COPY}علی",
    f"{STRONG_END}علی{COPIED}{STRONG}",
    '<a href="https://example.org">بزنید</a>',
    "<tg-spoiler>",
    "<",
    "a < b > c & d",
]


async def put(running: Rehearsal, phone: TelegramPhone, *texts: str, kind: Any = "reply", **more: Any) -> None:
    """Queue messages to somebody."""
    body = {"buttons": [], "footer": [], "contact": "", **more}
    async with running.parts.engine.begin() as connection:
        messages = Messages(connection)
        for said in texts:
            await messages.put("telegram", str(phone.user.id), kind, {**body, "text": said}, datetime.now(UTC))
        await messages.wake("telegram")


def seen(phone: TelegramPhone) -> list[str]:
    return [message.text for message in phone.chat.shown() if message.sender is not phone.user]


@pytest.fixture
def hasty(running: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that a fault is waiting for is given up soon; every other is given all the time that it needs."""
    faults = running.sandbox.faults
    monkeypatch.setattr(Session, "timeout", property(lambda _: 1.0 if faults.active() else PATIENCE), raising=False)


@pytest.fixture(autouse=True)
def sound(running: Rehearsal) -> Any:
    yield
    running.sandbox.faults.clear()
    running.sandbox.telegram.limits.paces = None


async def test_no_name_or_answer_can_forge_markup(running: Rehearsal, phone: TelegramPhone) -> None:
    wording = running.parts.wording
    for name in NASTY:
        (rendered,) = render(Reply((Words("conversation-cancelled", {"dialog": name}),)), CHANNEL, wording)
        await put(running, phone, rendered.text)
        heard = await phone.hears(PATIENCE)
        assert without_marks(name) in heard.text
        assert [entity for entity in heard.entities if entity not in found_entities(heard.text)] == []


@given(st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(f"<>&\"'{MARKS}")), max_size=60))
def test_html_is_always_balanced(said: str) -> None:
    written = as_html(said)
    for tag in ("b", "code"):
        assert written.count(f"<{tag}>") == written.count(f"</{tag}>")
    bare = written
    for tag in ("<b>", "</b>", "<code>", "</code>"):
        bare = bare.replace(tag, "")
    assert "<" not in bare
    assert ">" not in bare


async def test_a_long_text_is_split_at_paragraphs(running: Rehearsal, phone: TelegramPhone) -> None:
    paragraphs = [f"بند {number}: " + "واژه " * 150 for number in range(12)]
    said = "\n\n".join(paragraphs)

    class Saying(Wording):
        def __call__(self, words: Words, **_: Any) -> str:
            return said if words.id == "long" else super().__call__(words)

    pieces = render(Reply((Words("long"),)), CHANNEL, Saying())
    assert len(pieces) > 1
    await put(running, phone, *(piece.text for piece in pieces))
    await settled(running.parts.engine, phone.user.id)
    assert "\n\n".join(seen(phone)).split() == said.split()
    assert all(text.lstrip().startswith("بند") for text in seen(phone))


async def test_a_mark_around_what_is_split_breaks_no_piece(running: Rehearsal, phone: TelegramPhone) -> None:
    said = STRONG + "واژه " * 2000 + STRONG_END
    pieces = [said[:4000], said[4000:8000], said[8000:]]
    await put(running, phone, *pieces)
    await settled(running.parts.engine, phone.user.id)
    assert [state for _, state, *_ in await outbox(running.parts.engine, phone.user.id)] == ["sent"] * 3


def test_short_labels_stand_beside_each_other_and_long_ones_alone() -> None:
    labels = ["بله", "نه", "این برچسب دراز است و تنها می‌ایستد", "یک", "دو", "سه"]
    board = keyboard({"buttons": [[label, "q:n:1"] for label in labels], "footer": [["برگشت", "c:back"]]})
    assert board
    assert [len(row) for row in board.inline_keyboard] == [2, 1, 2, 1, 1]  # type: ignore[union-attr]


async def test_429_is_obeyed_and_order_kept(running: Rehearsal, phone: TelegramPhone) -> None:
    running.sandbox.faults.switch_on(
        Fault("telegram", Kind.TOO_MANY, method="sendMessage", to=str(phone.user.id), times=2, pause=1)
    )
    await put(running, phone, "یک", "دو", "سه")
    await settled(running.parts.engine, phone.user.id)
    assert seen(phone) == ["یک", "دو", "سه"]
    attempts = "SELECT attempts FROM hamyar.outbox WHERE address = :address ORDER BY id"
    assert await fetch(running.parts.engine, attempts, address=str(phone.user.id)) == [(3,), (1,), (1,)]


async def test_telegrams_own_limits_lose_nothing(running: Rehearsal, phone: TelegramPhone) -> None:
    """Our budget is off here: the far side refuses, and says for how long."""
    running.sandbox.telegram.limits.paces = Paces()
    await put(running, phone, *map(str, range(6)))
    await settled(running.parts.engine, phone.user.id)
    assert seen(phone) == [*map(str, range(6))]


@pytest.mark.parametrize("kind", [Kind.TIMEOUT_BEFORE, Kind.RESET_BEFORE])
async def test_a_send_of_unknown_outcome_is_repeated_once_and_marked(
    running: Rehearsal, phone: TelegramPhone, hasty: None, kind: Kind
) -> None:
    running.sandbox.faults.switch_on(Fault("telegram", kind, method="sendMessage", to=str(phone.user.id), times=1))
    await put(running, phone, "یک", "دو")
    await settled(running.parts.engine, phone.user.id)
    assert seen(phone) == [f"یک\n\n{AGAIN}", "دو"]
    assert [(state, again) for _, state, _, again in await outbox(running.parts.engine, phone.user.id)] == [
        ("sent", True),
        ("sent", False),
    ]


@pytest.mark.parametrize("kind", [Kind.TIMEOUT_AFTER, Kind.RESET_AFTER])
async def test_one_that_had_arrived_comes_again_marked_and_no_third_time(
    running: Rehearsal, phone: TelegramPhone, hasty: None, kind: Kind
) -> None:
    running.sandbox.faults.switch_on(Fault("telegram", kind, method="sendMessage", to=str(phone.user.id), times=2))
    await put(running, phone, "یک", "دو")
    await settled(running.parts.engine, phone.user.id)
    assert seen(phone) == ["یک", f"یک\n\n{AGAIN}", "دو"]
    assert [(state, fault) for _, state, fault, _ in await outbox(running.parts.engine, phone.user.id)] == [
        ("failed", "outcome never learnt"),
        ("sent", None),
    ]


async def test_a_notice_of_unknown_outcome_is_not_repeated(
    running: Rehearsal, phone: TelegramPhone, hasty: None
) -> None:
    running.sandbox.faults.switch_on(
        Fault("telegram", Kind.RESET_AFTER, method="sendMessage", to=str(phone.user.id), times=1)
    )
    await put(running, phone, "خبر", kind="notice")
    await settled(running.parts.engine, phone.user.id)
    assert seen(phone) == ["خبر"]


async def test_an_outage_of_any_length_loses_nothing(running: Rehearsal, phone: TelegramPhone) -> None:
    """Every call breaks for a while: the one repetition is kept until Telegram is back."""
    outage = running.sandbox.faults.switch_on(Fault("telegram", Kind.OUTAGE, to=str(phone.user.id)))
    await put(running, phone, "یک", "دو", "سه")
    attempts = "SELECT max(attempts) FROM hamyar.outbox WHERE address = :address"

    async def tried_often() -> bool:
        return bool((await fetch(running.parts.engine, attempts, address=str(phone.user.id)))[0][0] >= 6)

    await until(tried_often)
    running.sandbox.faults.switch_off(outage)
    await settled(running.parts.engine, phone.user.id)
    assert seen(phone) == [f"یک\n\n{AGAIN}", "دو", "سه"]


async def test_server_errors_are_tried_again_unmarked(running: Rehearsal, phone: TelegramPhone) -> None:
    running.sandbox.faults.switch_on(
        Fault("telegram", Kind.SERVER_ERROR, method="sendMessage", to=str(phone.user.id), times=3)
    )
    await put(running, phone, "یک", "دو")
    await settled(running.parts.engine, phone.user.id)
    assert seen(phone) == ["یک", "دو"]


async def test_what_telegram_refuses_holds_up_nothing(running: Rehearsal, phone: TelegramPhone) -> None:
    running.sandbox.faults.switch_on(
        Fault("telegram", Kind.REFUSED, method="sendMessage", to=str(phone.user.id), times=1, code=400)
    )
    await put(running, phone, "یک", "دو")
    await settled(running.parts.engine, phone.user.id)
    assert seen(phone) == ["دو"]


async def test_one_hanging_chat_holds_up_no_other(running: Rehearsal, phone: TelegramPhone, hasty: None) -> None:
    others = [stranger(running) for _ in range(5)]
    running.bot.started_by.update(other.user.id for other in others)
    running.sandbox.faults.switch_on(
        Fault("telegram", Kind.TIMEOUT_BEFORE, method="sendMessage", to=str(phone.user.id), times=1)
    )
    await put(running, phone, "یک")

    async def hangs() -> bool:
        return not running.sandbox.faults.active()

    await until(hangs)
    await asyncio.gather(*(put(running, other, "سلام") for other in others))
    await asyncio.gather(*(settled(running.parts.engine, other.user.id) for other in others))
    assert all(seen(other) == ["سلام"] for other in others)
    await settled(running.parts.engine, phone.user.id)


def row() -> Row:
    body = {"text": "سلام", "buttons": [], "footer": [], "contact": ""}
    return Row("telegram", "12", 1, "reply", body, 1, False, datetime.now(UTC))


async def outcome_at(api: str) -> Outcome:
    """What comes of one send at that address."""
    bot = make_bot(TOKEN, api)
    try:
        (outcome,) = await TelegramSender(bot, budget(limited=False), Wording()).send([row()])
    finally:
        await bot.session.close()
    return outcome


async def test_a_refused_connection_is_known_not_to_have_sent() -> None:
    with closed_port() as port:
        assert await outcome_at(f"http://127.0.0.1:{port}") == Failed("no connection", retryable=True)


PAGES: list[tuple[int, str, type[Outcome] | Failed]] = [
    (502, "<html>Bad Gateway</html>", Uncertain),
    (200, "<html>login to the network</html>", Uncertain),
    (200, "{}", Uncertain),
    (200, '{"ok": true, "result": "odd"}', Uncertain),
    (401, '{"ok": false, "error_code": 401, "description": "Unauthorized"}', Failed),
    (404, '{"ok": false, "error_code": 404, "description": "Not Found"}', Failed),
    (500, '{"ok": false, "error_code": 500, "description": "Internal"}', Failed),
]


@pytest.mark.parametrize(("status", "said", "kind"), PAGES)
async def test_every_answer_is_an_outcome(status: int, said: str, kind: Any) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text=said)

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        outcome = await outcome_at(f"http://127.0.0.1:{runner.addresses[0][1]}")
    finally:
        await runner.cleanup()
    assert isinstance(outcome, kind)
    assert not isinstance(outcome, Failed) or outcome.retryable


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text("ا ب\n", min_size=1, max_size=3000), min_size=1, max_size=6))
def test_splitting_loses_no_word(texts: list[str]) -> None:
    said = "".join(texts)

    class Saying(Wording):
        def __call__(self, words: Words, **_: Any) -> str:
            return said

    pieces = render(Reply((Words("long"),)), CHANNEL, Saying())
    assert all(len(piece.text) <= 4000 for piece in pieces)
    assert "".join("".join(piece.text for piece in pieces).split()) == "".join(said.split())
