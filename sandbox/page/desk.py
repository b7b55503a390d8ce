"""The staff's groups as the page sees them: who is in them, their topics, and what is said there.

A colleague's private chat with a bot of the groups stands beside the topics, and is seen by that colleague alone. Its
number there is theirs, below zero.
"""

from collections.abc import Iterator

from sandbox.page.showing import Json, full_name, group_message_wire, topic_wire
from sandbox.telegram.citizen import GroupMember, TelegramPhone
from sandbox.telegram.commands import offered
from sandbox.telegram.core import Telegram
from sandbox.telegram.world import Chat, Member, Message


class Desk:
    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    def groups(self) -> list[Json]:
        """Every forum, now."""
        return [self._group(chat) for chat in self._telegram.world.groups.values() if chat.is_forum]

    def member(self, chat_id: int, user_id: int) -> GroupMember:
        """Raises KeyError for a group there is not and for somebody who is not in it."""
        chat = self._telegram.world.groups[chat_id]
        return GroupMember(self._telegram, chat.members[user_id].user, chat)

    def private(self, member: GroupMember, username: str = "") -> TelegramPhone:
        """A colleague's own chat with the bot of that name, or with the group's. Raises KeyError if there is none."""
        for bot in self._telegram.bots.values():
            if bot.user.id in member.chat.members and username in ("", bot.user.username):
                return TelegramPhone(self._telegram, member.user, bot)
        raise KeyError(username)

    def told(self, kind: str, facts: Json) -> tuple[str, Json] | None:
        """A piece of news of a group, as the page gets it; None when it is of no forum."""
        key = str(facts.get("chat", ""))
        if kind == "telegram.message" and (message := self._said_in_private(key, facts["message"])):
            return "desk-private", {"colleague": message.chat.id, "message": _private_wire(message)}
        chat = self._telegram.world.groups.get(int(key)) if key.startswith("-") else None
        if chat is None or not chat.is_forum:
            return None
        if kind in ("telegram.group", "telegram.membership"):
            return "desk-group", self._group(chat) | {"messages": None}
        if kind == "telegram.message":
            message = chat.messages[facts["message"]]
            topic = topic_wire(message.topic) if message.topic and message.topic.id in chat.topics else None
            return "desk-message", {"group": key, "message": group_message_wire(message), "topic": topic}
        return "desk-" + kind.removeprefix("telegram."), facts | {"group": key}

    def _said_in_private(self, key: str, number: int) -> Message | None:
        bot_id, _, person = key.partition(":")
        for chat in self._telegram.world.groups.values():
            if person and chat.is_forum and {int(bot_id), int(person)} <= chat.members.keys():
                bot, user = chat.members[int(bot_id)].user, chat.members[int(person)].user
                return self._telegram.world.private_chat(bot, user).messages[number]
        return None

    def _group(self, chat: Chat) -> Json:
        people = [member for member in chat.members.values() if _works_there(member)]
        return {
            "id": str(chat.id),
            "title": chat.title,
            "members": [self._colleague(chat, member) for member in people],
            "topics": [topic_wire(topic) for topic in chat.topics.values()],
            "messages": [group_message_wire(message) for message in chat.shown()]
            + [_private_wire(message) for member in people for message in self._private_messages(chat, member)],
        }

    def _private_messages(self, chat: Chat, member: Member) -> Iterator[Message]:
        for bot in self._telegram.bots.values():
            if bot.user.id in chat.members:
                yield from self._telegram.world.private_chat(bot.user, member.user).shown()

    def _colleague(self, chat: Chat, member: Member) -> Json:
        bots = [bot for bot in self._telegram.bots.values() if bot.user.id in chat.members]
        return {
            "id": member.user.id,
            "name": full_name(member.user),
            "title": member.custom_title,
            "manages": member.can_manage_topics,
            "commands": [command for bot in bots for command in offered(bot, chat, member.user)],
        }


def _private_wire(message: Message) -> Json:
    return group_message_wire(message) | {"topic": -message.chat.id}


def _works_there(member: Member) -> bool:
    return not member.user.is_bot and member.status not in ("left", "kicked")
