"""Numbers are enough: each option in any digits, each way out by noughts, every dialog from the menu to its ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import pytest

from bot.app import CATALOG
from dialogs.commands import command_in
from dialogs.messages import Channel, Command, Message, Pictures, Pressed, Started, Typed
from handlers import sms, telegram
from handlers.wording import Wording
from tests.dialogs.explorer import Explorer, Standpoint, Step, shape
from tests.dialogs.worlds import CODES, NOBODY, SHE, World, worlds

WORDING = Wording()
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
WORLDS = [world for world in worlds() if world.link and world.name in ("three marriages", "payable", "no marriage")]
WORLDS += [next(world for world in worlds() if world.opens == name) for name in ("contract", "premium", "receipts")]


@pytest.mark.parametrize("channel", [telegram.CHANNEL, sms.CHANNEL], ids=lambda channel: channel.name)
async def test_a_number_in_any_digits_is_as_good_as_the_button(channel: Channel) -> None:
    explorer = Explorer(CATALOG, WORDING, lambda *_: None)
    asked = 0
    for world in WORLDS:
        for dialog in (world.opens,) if world.opens else ("menu", "grant_status", "objection"):
            here = (await explorer.say(world, channel, Standpoint(link=world.link), Started(dialog))).after
            front = here.conversation.front
            options = front.shown.options if front and front.shown else ()
            for place, digits in product(range(len(options)), ({}, ARABIC, PERSIAN)):
                assert front
                assert front.shown
                pressed = await explorer.say(world, channel, here, Pressed(front.shown.nonce, place))
                typed = await explorer.say(world, channel, here, Typed(str(place + 1).translate(digits)))
                assert typed.turned.reply.said == pressed.turned.reply.said
                assert typed.turned.reply.question == pressed.turned.reply.question
                asked += 1
    assert asked > 50


# What a keypad can type to each kind of question, besides the numbers of its options. Pictures are sent, not written.
KEYED: Mapping[str, tuple[Message, ...]] = {
    "choice": (),
    "yes-no": (),
    "contact": (),
    "text": (),
    "national-id": (Typed(SHE.national_id), Typed(NOBODY)),
    "code": tuple(map(Typed, CODES)),
    "day": (Typed("14000920"),),
    "base": (Typed("300000000"),),
    "picture": (Pictures(("clear",)), Pictures(("clear",), complete=True)),
}
REFUSED = ("refused", "not-understood", "asked-back")
# Worlds in which a dialog is played as in another one, with other figures.
LIKE_ANOTHER = (
    *("finance: ", "longest", "refused: ", "waiting", "review", "payable, ", "a desk ", "reinstatement: "),
    *("objection: refused", "objection: upheld by one", "objection: unlisted", "dependency: in doubt"),
    *("dependency: objected after", "dependency: record", "dependency: not-the", "dependency: not-reg"),
)
# Started by what a notice or an answer says, by nobody's choice in the menu.
NOT_IN_THE_MENU = {"resume", "which", "onward", "marking"}
NOT_ON = {"telegram": {"opt_out", "opt_in"}, "sms": {"forget"}}  # the menu leaves these out there
ENDS = {
    *("grant-status-payable", "grant-status-refused", "grant-status-provisional", "grant-status-none"),
    *("objection-filed", "objection-following-added", "objection-following-state-withdrawn"),
    *("contract-signed", "contract-refused", "contract-review", "standing-changed", "standing-ended"),
    *("paying-link", "paying-elsewhere", "premium-all-paid", "partial-months-requested", "receipts-one-voluntary"),
    *("dependency-drawing", "dependency-restored", "dependency-none", "identify-code-locked", "desk-opened"),
    *("conversation-simple", "conversation-plain"),
}
ENDS_ON = {"telegram": {"forget-done", "objection-dropped"}, "sms": {"opt-in-done", "opt-out-done"}}


class Keypad:
    """What the keys of a telephone lead to from the menu, on one channel."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._explorer = Explorer(CATALOG, WORDING, self._saw)
        self.said: set[str] = set()
        self.dialogs: set[str] = set()
        self.unread: list[str] = []

    async def play(self, world: World) -> None:
        """Every number at every question, to every end."""
        start = Standpoint(link=None if self._channel.short else world.link)
        here = (await self._explorer.say(world, self._channel, start, Typed("000"))).after
        waiting, known = [here], {shape(here)}
        while waiting:
            here = waiting.pop()
            for message in self._keys(here, world):
                after = (await self._explorer.say(world, self._channel, here, message)).after
                if (at := shape(after)) not in known:
                    known.add(at)
                    waiting.append(after)

    def _keys(self, here: Standpoint, world: World) -> Iterator[Message]:
        """The numbers of the options, or what else a number can answer; in the menu, only what the world is about."""
        front = here.conversation.front
        if front is None or front.shown is None:
            return
        if not front.shown.options and not KEYED[here.kind]:
            self.unread.append(f"{front.dialog} {front.shown.key} takes no number")
        for place, (value, _) in enumerate(front.shown.options, 1):
            if front.dialog != "menu" or world.opens in ("", str(value).replace("-", "_")):
                yield Typed(str(place))
        yield from KEYED[here.kind]

    def _saw(self, _world: World, _channel: Channel, step: Step) -> None:
        asked = step.turned.reply.question
        self.said |= {words.id for words in step.turned.reply.said} | ({asked.words.id} if asked else set())
        self.dialogs.add(step.turned.dialog)
        front = step.before.conversation.front
        if front and front.shown and isinstance(step.message, Typed) and step.turned.outcome in REFUSED:
            options = range(1, len(front.shown.options) + 1)
            if step.message.text in map(str, options):
                self.unread.append(f"{front.dialog} {front.shown.key}: {step.message.text} is not read")


@pytest.mark.parametrize("channel", [telegram.CHANNEL, sms.CHANNEL], ids=lambda channel: channel.name)
async def test_every_dialog_is_played_from_the_menu_to_its_ends_with_numbers_alone(channel: Channel) -> None:
    keypad = Keypad(channel)
    for world in worlds():
        if not world.name.startswith(LIKE_ANOTHER):
            await keypad.play(world)
    assert keypad.unread == []
    assert CATALOG.entries.keys() - keypad.dialogs == NOT_IN_THE_MENU | NOT_ON[channel.name]
    assert (ENDS | ENDS_ON[channel.name]) - keypad.said == set()


async def test_a_mark_that_a_message_of_ours_asks_for_is_a_number() -> None:
    explorer = Explorer(CATALOG, WORDING, lambda *_: None)
    world = next(world for world in worlds() if world.name == "a desk")
    for channel in (telegram.CHANNEL, sms.CHANNEL):
        asked = await explorer.say(world, channel, Standpoint(), Started("marking", "1"))
        marked = await explorer.say(world, channel, asked.after, Typed("5"))
        assert {words.id for words in marked.turned.reply.said} <= {"marking-thanks", "marking-none"}


@pytest.mark.parametrize(
    ("typed", "name"),
    [("0", "back"), ("00", "cancel"), ("000", "menu"), ("0000", "person"), ("#", "more"), ("*", "help")],
)
def test_a_keypad_is_enough_for_the_ways_out(typed: str, name: str) -> None:
    for digits in ({}, ARABIC, PERSIAN):
        assert command_in(typed.translate(digits)) == Command(name)  # type: ignore[arg-type]


@pytest.mark.parametrize("typed", ["1", "01", "10", "00000", "*1"])
def test_nothing_else_of_a_keypad_is_a_way_out(typed: str) -> None:
    assert command_in(typed) is None
