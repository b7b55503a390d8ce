"""A bot's lists of commands, each for an audience: everybody, a kind of chat, one chat, one person in it.

A person is offered the list of the narrowest audience they belong to, in Persian before the one without a language.
"""

import json

from sandbox.telegram.core import Bot
from sandbox.telegram.world import Chat, Json, User

_LANGUAGES = ("fa", "")


def audience(scope: Json | None, language: str) -> str:
    """The key of a list in `Bot.commands`."""
    named = {name: int(value) if name.endswith("_id") else value for name, value in (scope or {}).items()}
    return json.dumps([named or {"type": "default"}, language], sort_keys=True)


def offered(bot: Bot, chat: Chat, user: User) -> list[Json]:
    """What the person sees in the chat's menu of commands."""
    keys = (audience(scope, language) for scope in _scopes(chat, user) for language in _LANGUAGES)
    return next((bot.commands[key] for key in keys if key in bot.commands), [])


def _scopes(chat: Chat, user: User) -> list[Json]:
    here = {"chat_id": chat.id}
    if chat.kind == "private":
        return [{"type": "chat"} | here, {"type": "all_private_chats"}, {"type": "default"}]
    administers = chat.members[user.id].status in ("creator", "administrator")
    return [
        {"type": "chat_member", "user_id": user.id} | here,
        *([{"type": "chat_administrators"} | here] if administers else []),
        {"type": "chat"} | here,
        *([{"type": "all_chat_administrators"}] if administers else []),
        {"type": "all_group_chats"},
        {"type": "default"},
    ]
