"""Telegram's own memory: who there is, which chats they share, what was said there.

A bot meets a person in a private chat of its own, numbered by the person's id; a group is one chat for all. Message
numbers rise within a bot's private chats together and within each group alone, as they do at Telegram; they go on
after a restart of the sandbox, which has forgotten the messages but whose bots have not.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal

from sandbox.bell import Bell
from sandbox.numbers import first_number
from sandbox.telegram.files import Files, StoredFile
from sandbox.telegram.formatting import Entity

Json = dict[str, Any]
Buttons = list[list[Json]]
Status = Literal["creator", "administrator", "member", "left", "kicked"]


@dataclass(eq=False)
class User:
    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    phone: str = ""
    is_bot: bool = False


@dataclass(eq=False)
class Member:
    user: User
    status: Status
    can_manage_topics: bool = False
    custom_title: str = ""


@dataclass(eq=False)
class Topic:
    """A thread of a forum; its id is the number of the message that announced it."""

    id: int
    name: str
    icon_color: int = 0x6FB9F0
    icon_emoji: str = ""
    closed: bool = False


@dataclass(eq=False)
class Message:
    id: int
    chat: "Chat"
    sender: User
    date: int
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    photo: list[StoredFile] = field(default_factory=list)
    document: StoredFile | None = None
    contact: Json | None = None
    album: str = ""
    reply_to: "Message | None" = None
    topic: Topic | None = None
    buttons: Buttons = field(default_factory=list)
    keyboard: Json | None = None
    service: Json = field(default_factory=dict)
    forwarded_from: "Message | None" = None
    edited: int = 0
    deleted: bool = False

    @property
    def has_media(self) -> bool:
        return bool(self.photo) or self.document is not None


@dataclass(eq=False)
class Chat:
    id: int
    kind: Literal["private", "supergroup"]
    title: str = ""
    is_forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    keyboard: Json | None = None
    pinned: list[Message] = field(default_factory=list)

    @property
    def person(self) -> User:
        """The person of a private chat."""
        return next(member.user for member in self.members.values() if not member.user.is_bot)

    def shown(self) -> list[Message]:
        return [message for message in self.messages.values() if not message.deleted]


class World:
    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.files = Files(clock)
        self.users: dict[int, User] = {}
        self.groups: dict[int, Chat] = {}
        self.changed = Bell()
        self._private: dict[tuple[int, int], Chat] = {}
        self._private_numbers: dict[int, Iterator[int]] = {}
        self._user_numbers = count(100_000_001)
        self._group_numbers = count(-1_001_000_000_001, -1)

    def now(self) -> int:
        """Telegram's dates are whole seconds."""
        return int(self.clock())

    def _numbers(self) -> Iterator[int]:
        return count(first_number(self.clock))

    def add_user(
        self,
        first_name: str,
        last_name: str = "",
        *,
        phone: str = "",
        username: str = "",
        user_id: int = 0,
        is_bot: bool = False,
    ) -> User:
        user = User(user_id or next(self._user_numbers), first_name, last_name, username, phone, is_bot)
        self.users[user.id] = user
        return user

    def private_chat(self, bot: User, person: User) -> Chat:
        """Their chat, begun by the first call."""
        chat = self._private.get((bot.id, person.id))
        if chat is None:
            numbers = self._private_numbers.setdefault(bot.id, self._numbers())
            chat = Chat(person.id, "private", numbers=numbers)
            chat.members = {bot.id: Member(bot, "member"), person.id: Member(person, "member")}
            self._private[bot.id, person.id] = chat
        return chat

    def add_group(self, title: str, *, is_forum: bool = False, chat_id: int = 0) -> Chat:
        """A new group, of that number or the next one that is free."""
        free = (number for number in self._group_numbers if number not in self.groups)
        chat = Chat(chat_id or next(free), "supergroup", title, is_forum)
        chat.numbers = self._numbers()
        self.groups[chat.id] = chat
        return chat

    def chat_as_seen(self, bot: User, chat_id: int) -> Chat | None:
        return self._private.get((bot.id, chat_id)) or self.groups.get(chat_id)

    def write(self, chat: Chat, sender: User, **content: Any) -> Message:
        """A new message in the chat, numbered and dated; `content` is Message's fields."""
        message = Message(next(chat.numbers), chat, sender, self.now(), **content)
        chat.messages[message.id] = message
        return message
