"""Every answer of the FAQ as an SMS, with what it leads to: in the words of somebody who asks for it."""

from __future__ import annotations

import pytest

from bot.app import CATALOG
from dialogs.messages import Channel, Command, Message, Typed
from dialogs.topics import topic_in
from handlers import sms, telegram
from handlers.rendering import PARTS, parts
from handlers.wording import Wording
from services.understanding.faq import Then
from services.understanding.faq_entries import FAQ
from tests.dialogs.ears import model
from tests.dialogs.explorer import Explorer, Standpoint, Step
from tests.dialogs.worlds import worlds
from tests.services.understanding.unseen import examples

WORLD = next(world for world in worlds() if world.name == "a desk")  # free text is understood there
STARTING = [id for id, entry in FAQ.items() if entry.then is Then.START]


def asking(id: str) -> str:
    """How somebody asks for that entry, in words of which no topic says more."""
    return next(one.text for one in examples() if one.faq == id and _is_answered(one.text, id))


def _is_answered(text: str, id: str) -> bool:
    understood = model().understand(text)
    topic = topic_in(text, understood.service)
    return understood.faq == id and not (topic and topic.precise)


async def said(text: str, *before: Message, channel: Channel = sms.CHANNEL) -> Step:
    explorer, here = Explorer(CATALOG, Wording(), lambda *_: None), Standpoint(link=WORLD.link)
    for message in before:
        here = (await explorer.say(WORLD, channel, here, message)).after
    return await explorer.say(WORLD, channel, here, Typed(text))


@pytest.mark.parametrize("id", FAQ)
async def test_an_answer_with_what_it_leads_to_is_one_sms(id: str) -> None:
    at_the_menu: tuple[Message, ...] = (Command("menu"),)
    for before in ((), at_the_menu):
        step = await said(asking(id), *before)
        assert f"faq-{id}" in {words.id for words in step.turned.reply.said}
        (rendered,) = step.rendered
        assert parts(rendered.text) <= PARTS, rendered.text
        assert rendered.pages == (), rendered.text


@pytest.mark.parametrize("id", STARTING)
async def test_what_an_answer_leads_to_is_a_button_and_a_number(id: str) -> None:
    pressed = await said(asking(id), channel=telegram.CHANNEL)
    labels = [button.label for button in pressed.rendered[0].buttons]
    assert labels[1:] == ["فهرست"]
    text = (await said(asking(id))).rendered[0].text
    assert f"\n۱. {labels[0]}\n۲. فهرست\n" in text
