"""Telegram's far side without its wire: bots, what reaches them, and the methods they call."""

import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sandbox.calls import Call, Unreadable
from sandbox.faults import Faults
from sandbox.news import News
from sandbox.telegram import errors
from sandbox.telegram.delivery import PAUSES, Delivery
from sandbox.telegram.errors import Refused
from sandbox.telegram.limits import Limits, Paces
from sandbox.telegram.updates import Updates
from sandbox.telegram.wire import chat_instance, chat_wire, deleted_wire, member_wire, message_wire, user_wire
from sandbox.telegram.world import Chat, Json, Member, Message, User, World

_STANDARD_PACES = Paces()
CALLBACK_SECONDS = 60.0


@dataclass(eq=False)
class Press:
    """A pressed button, waiting for its answer."""

    id: str
    user: User
    message: Message
    data: str
    since: float
    answer: Json | None = None


@dataclass(eq=False)
class Bot:
    token: str
    user: User
    updates: Updates
    delivery: Delivery
    reads_all: bool
    commands: dict[str, list[Json]] = field(default_factory=dict)
    started_by: set[int] = field(default_factory=set)
    blocked_by: set[int] = field(default_factory=set)
    presses: dict[str, Press] = field(default_factory=dict)
    poll: int = 0
    closing: bool = False


Method = Callable[["Telegram", Bot, Call], Awaitable[Any]]


class Telegram:
    def __init__(
        self,
        methods: Mapping[str, Method],
        faults: Faults,
        news: News,
        *,
        clock: Callable[[], float] = time.time,
        paces: Paces | None = _STANDARD_PACES,
        pauses: tuple[float, ...] = PAUSES,
        callback_seconds: float = CALLBACK_SECONDS,
    ) -> None:
        """`methods` by their names in lower case; `pauses` are those between deliveries that failed, in seconds."""
        self.world = World(clock)
        self._methods = methods
        self.faults = faults
        self.news = news
        self.clock = clock
        self.limits = Limits(clock, paces)
        self.callback_seconds = callback_seconds
        self.bots: dict[str, Bot] = {}
        self._pauses = pauses
        self._press_numbers = count(secrets.randbits(40))

    def add_bot(self, token: str, username: str, name: str, *, reads_all: bool = False) -> Bot:
        """A bot known by its token; `reads_all` switches its privacy mode off.

        The same token again is the same bot.
        """
        if (known := self.bots.get(token)) is not None:
            return known
        user = self.world.add_user(name, username=username, user_id=int(token.partition(":")[0]), is_bot=True)
        updates = Updates(self.faults, self.clock)

        async def act(method: str, asked: dict[str, Any]) -> None:
            with suppress(Refused):
                await self.perform(bot, method, Call(asked))

        delivery = Delivery(updates, self.faults, self.clock, act, self._pauses)
        bot = Bot(token, user, updates, delivery, reads_all)
        self.bots[token] = bot
        return bot

    async def close(self) -> None:
        for bot in self.bots.values():
            bot.closing = True
            bot.updates.arrived.ring()
            await bot.delivery.stop()

    async def perform(self, bot: Bot, method: str, call: Call) -> Any:
        """The method's result.

        Raises Refused.
        """
        act = self._methods.get(method.lower())
        if act is None:
            raise errors.NOT_FOUND
        try:
            return await act(self, bot, call)
        except Unreadable as error:
            raise errors.bad_request(f"can't parse {error}") from error

    # What happens in the world, told to bots and onlookers.

    def person_wrote(self, message: Message, kind: str = "message") -> None:
        """Every bot that may read it gets an update; so does the page."""
        for bot in self._readers(message):
            body = message_wire(message, bot.user.id, self.world.files)
            bot.updates.put(kind, body, str(message.chat.id))
        self.show(message)

    def show(self, message: Message) -> None:
        self.news.tell("telegram.message", chat=chat_key(message.chat), message=message.id)
        self.world.changed.ring()

    def _readers(self, message: Message) -> list[Bot]:
        if message.sender.is_bot:
            return []
        chat = message.chat
        bots = [bot for bot in self.bots.values() if bot.user.id in chat.members]
        if chat.kind == "private":
            return bots
        return [bot for bot in bots if _may_read(bot, chat.members[bot.user.id], message)]

    def pressed(self, user: User, message: Message, data: str) -> Press:
        bot = next(bot for bot in self.bots.values() if bot.user is message.sender)
        press = Press(str(next(self._press_numbers) << 20), user, message, data, self.clock())
        bot.presses[press.id] = press
        chat = message.chat
        body: Json = {
            "id": press.id,
            "from": user_wire(user),
            "message": deleted_wire(chat, message.id)
            if message.deleted
            else message_wire(message, bot.user.id, self.world.files),
            "chat_instance": chat_instance(chat, bot.user.id),
            "data": data,
        }
        bot.updates.put("callback_query", body, str(chat.id))
        self.news.tell("telegram.press", chat=chat_key(chat), message=message.id, data=data, press=press.id)
        return press

    def membership_changed(self, bot: Bot, chat: Chat, by: User, old: Member, new: Member) -> None:
        body = {
            "chat": chat_wire(chat),
            "from": user_wire(by),
            "date": self.world.now(),
            "old_chat_member": member_wire(old),
            "new_chat_member": member_wire(new),
        }
        bot.updates.put("my_chat_member", body, str(chat.id))
        self.news.tell("telegram.membership", chat=chat_key(chat), status=new.status)


def chat_key(chat: Chat) -> str:
    """One chat's name on the page: a private chat is one of a bot and a person."""
    if chat.kind == "supergroup":
        return str(chat.id)
    bot = next(member.user.id for member in chat.members.values() if member.user.is_bot)
    return f"{bot}:{chat.id}"


def _may_read(bot: Bot, member: Member, message: Message) -> bool:
    """Privacy mode: a plain member sees commands and replies to itself, an administrator everything."""
    if member.status in ("left", "kicked"):
        return False
    if bot.reads_all or member.status == "administrator" or message.text.startswith("/"):
        return True
    return message.reply_to is not None and message.reply_to.sender is bot.user
