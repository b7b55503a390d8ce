"""Random edits of a dialog under a running conversation: it goes on, whatever was changed, and raises nothing."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.amounts import Amount
from dialogs.dates import Day
from dialogs.messages import Command, Contact, Message, Other, Pictures, Pressed, Started, Typed, Words
from dialogs.reading import Choice, NationalId, OneTimeCode, Text, YesNo
from dialogs.talk import Dialog, Go, Talk
from tests.dialogs.phone import Phone

KINDS: dict[str, Any] = {
    "text": Text(),
    "ab": Choice("a", "b"),
    "bc": Choice("b", "c"),
    "yes-no": YesNo(Words("act-yes"), Words("act-no")),
    "id": NationalId(),
    "amount": Amount(),
    "day": Day(),
    "code": OneTimeCode("again"),
}
KEYS = ("k1", "k2", "k3", "k4")


@dataclass(frozen=True)
class Step:
    sort: str
    key: str
    kind: str


def played(steps: list[Step], acted: list[str]) -> Dialog:
    """A dialog of these steps; a key met again is numbered, as in a loop."""

    async def dialog(talk: Talk) -> None:
        used: dict[str, int] = {}
        for step in steps:
            used[step.key] = used.get(step.key, 0) + 1
            key = f"{step.key}.{used[step.key]}"
            match step.sort:
                case "ask":
                    await talk.ask(key, KINDS[step.kind])
                case "say":
                    await talk.say(step.key)
                case "seen-int":
                    await talk.seen(key, int, _seven)
                case "seen-text":
                    await talk.seen(key, str, _text)
                case "once":
                    await talk.once(key, lambda: _act(acted, key))  # noqa: B023  awaited here

    return dialog


async def _seven() -> int:
    return 7


async def _text() -> str:
    return "text"


async def _act(acted: list[str], key: str) -> int:
    acted.append(key)
    return len(acted)


steps = st.lists(
    st.builds(
        Step,
        st.sampled_from(["ask", "ask", "ask", "say", "seen-int", "seen-text", "once"]),
        st.sampled_from(KEYS),
        st.sampled_from(sorted(KINDS)),
    ),
    max_size=6,
)
answers = st.sampled_from(["a", "1", "2", "بله", "0012345679", "123456", "1399/9/15", "انصراف", "دیگر", "x"]).map(Typed)
messages: st.SearchStrategy[Message] = st.one_of(
    answers,
    answers,
    st.builds(Command, st.sampled_from(["back", "back", "help", "person", "menu", "cancel", "more"])),
    st.builds(Pressed, st.sampled_from([f"n{number}" for number in range(1, 9)]), st.integers(0, 2)),
    st.sampled_from([Started("edited"), Started("edited", "2"), Started("grants"), Contact("0912", True), Other("x")]),
    st.just(Pictures(())),
)


async def _end(talk: Talk) -> Go | None:
    return Go("edited") if await talk.ask("on", KINDS["yes-no"]) else None


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(steps, st.lists(messages, min_size=1, max_size=6)), min_size=1, max_size=4))
def test_no_edit_of_a_dialog_trips_a_running_conversation(versions: list[tuple[list[Step], list[Message]]]) -> None:
    async def talk() -> None:
        phone = Phone(edited=played(versions[0][0], []), grants=_end)
        await phone.starts("edited")
        for version, sent in versions:
            phone.knows(edited=played(version, []))
            for message in sent:
                reply = await phone.sends(message)
                assert reply.said or reply.question
                assert (reply.question is None) == (reply.shown is None)

    asyncio.run(talk())


@settings(max_examples=60, deadline=None)
@given(steps, steps, st.lists(messages, max_size=8))
def test_an_action_happens_once_whatever_is_edited_around_it(
    before: list[Step], after: list[Step], sent: list[Message]
) -> None:
    """While the dialog is not left, that is: started anew, it acts anew."""
    stays = [message for message in sent if not isinstance(message, Started) and message != Typed("انصراف")]
    stays = [message for message in stays if not isinstance(message, Command) or message.name in ("back", "help")]
    action, asks = Step("once", "action", ""), [Step("ask", f"q{number}", "text") for number in range(9)]

    async def talk() -> None:
        acted: list[str] = []
        phone = Phone(edited=played([action, *before, *asks], acted))
        await phone.starts("edited")
        for message in stays:
            phone.knows(edited=played([*after, action, *asks], acted))
            await phone.sends(message)
            if not _in_front(phone):
                break
        assert acted.count("action.1") <= 1

    asyncio.run(talk())


def _in_front(phone: Phone) -> bool:
    front = phone.turned.conversation.front if phone.turned else None
    return front is not None and front.dialog == "edited"
