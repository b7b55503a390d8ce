"""Who and where: getMe, getChat, members, the command list."""

import re

from sandbox.calls import Call
from sandbox.telegram.commands import audience
from sandbox.telegram.core import Bot, Telegram
from sandbox.telegram.errors import CHAT_NOT_FOUND, bad_request
from sandbox.telegram.wire import bot_wire, full_chat_wire, member_wire, message_wire
from sandbox.telegram.world import Chat, Json, Member

LONGEST_DESCRIPTION = 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


def chat_of(telegram: Telegram, bot: Bot, call: Call, name: str = "chat_id") -> Chat:
    """The chat the call names.

    Raises Refused when this bot does not know it.
    """
    if name not in call:
        raise bad_request(f"{name} is empty")
    number = call.text(name)
    chat = telegram.world.chat_as_seen(bot.user, int(number)) if number.lstrip("-").isdigit() else None
    if chat is None or bot.user.id not in chat.members:
        raise CHAT_NOT_FOUND
    return chat


async def get_me(telegram: Telegram, bot: Bot, call: Call) -> Json:
    return bot_wire(bot.user, reads_all=bot.reads_all)


async def get_chat(telegram: Telegram, bot: Bot, call: Call) -> Json:
    chat = chat_of(telegram, bot, call)
    shown = [message for message in chat.pinned if not message.deleted]
    pinned = {"pinned_message": message_wire(shown[-1], bot.user.id, telegram.world.files)} if shown else {}
    return full_chat_wire(chat) | pinned


async def get_chat_member(telegram: Telegram, bot: Bot, call: Call) -> Json:
    chat = chat_of(telegram, bot, call)
    user = telegram.world.users.get(call.whole("user_id"))
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return member_wire(chat.members.get(user.id) or Member(user, "left"))


async def get_chat_administrators(telegram: Telegram, bot: Bot, call: Call) -> list[Json]:
    chat = chat_of(telegram, bot, call)
    if chat.kind == "private":
        raise bad_request("there are no administrators in the private chat")
    return [member_wire(member) for member in chat.members.values() if member.status in ("creator", "administrator")]


async def get_chat_member_count(telegram: Telegram, bot: Bot, call: Call) -> int:
    members = chat_of(telegram, bot, call).members.values()
    return sum(member.status not in ("left", "kicked") for member in members)


async def set_my_commands(telegram: Telegram, bot: Bot, call: Call) -> bool:
    commands = call.json("commands") or []
    if not all(_COMMAND.fullmatch(command["command"].removeprefix("/")) for command in commands):
        raise bad_request("BOT_COMMAND_INVALID")
    if not all(1 <= len(command["description"]) <= LONGEST_DESCRIPTION for command in commands):
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    bot.commands[_audience(call)] = commands
    telegram.news.tell("telegram.commands", bot=bot.user.id)
    return True


async def get_my_commands(telegram: Telegram, bot: Bot, call: Call) -> list[Json]:
    return bot.commands.get(_audience(call), [])


async def delete_my_commands(telegram: Telegram, bot: Bot, call: Call) -> bool:
    bot.commands.pop(_audience(call), None)
    return True


def _audience(call: Call) -> str:
    return audience(call.json("scope"), call.text("language_code"))
