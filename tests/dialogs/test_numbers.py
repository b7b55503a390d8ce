"""Numbers are enough: each option by its number in any digits, on every channel, and each way out by noughts."""

from __future__ import annotations

from itertools import product

import pytest

from bot.app import CATALOG
from dialogs.commands import command_in
from dialogs.messages import Channel, Command, Pressed, Started, Typed
from handlers import sms, telegram
from handlers.wording import Wording
from tests.dialogs.explorer import Explorer, Standpoint
from tests.dialogs.worlds import worlds

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
