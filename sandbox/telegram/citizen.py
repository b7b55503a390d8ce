"""People with the app in their hands: what a person can do in a chat, and what they then see.

phone = TelegramPhone(telegram, user, bot)
phone.opens("grant-12")               # t.me/<bot>?start=grant-12, then START
question = await phone.hears()        # the bot's next message
phone.presses("ثبت اعتراض")           # a button under it
phone.shares_contact()                # the keyboard's contact button
"""

import re
import secrets
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

from sandbox.telegram.core import Bot, Press, Telegram
from sandbox.telegram.formatting import found_entities
from sandbox.telegram.methods.topics import change_topic, delete_topic, open_topic
from sandbox.telegram.world import Chat, Json, Member, Message, Status, Topic, User

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


class NotPossible(Exception):
    """What the app would not let a person do."""


class Silence(TimeoutError):
    """Nothing came."""


class _InChat:
    """What one can do in any chat."""

    def __init__(self, telegram: Telegram, user: User, chat: Chat) -> None:
        self.telegram = telegram
        self.user = user
        self.chat = chat
        self._heard = max(chat.messages, default=0)

    def edits(self, message: Message, text: str) -> Message:
        if message.sender is not self.user or message.contact is not None:
            raise NotPossible("only what one wrote oneself")
        message.text, message.entities = text, found_entities(text)
        message.edited = self.telegram.world.now()
        self.telegram.person_wrote(message, "edited_message")
        return message

    def deletes(self, message: Message) -> None:
        """One's own message, for everybody; no bot is told."""
        if message.sender is not self.user or message.service:
            raise NotPossible("only what one wrote oneself")
        message.deleted = True
        self.telegram.show(message)

    def presses(self, label: str, on: Message | None = None) -> Press:
        """The button so labelled: under `on`, or under the latest message that has one."""
        candidates = [on] if on else reversed(self.chat.shown())
        for message in candidates:
            for button in (button for row in message.buttons for button in row):
                if button["text"] == label and "callback_data" in button:
                    return self.presses_data(message, button["callback_data"])
        raise NotPossible(f"no button «{label}»")

    def presses_data(self, message: Message, data: str) -> Press:
        """A press with any data: of a button no longer there, or a forged one."""
        return self.telegram.pressed(self.user, message, data)

    async def hears(self, seconds: float = 60.0) -> Message:
        """The next message of another, in the order they were sent.

        Raises Silence.
        """
        return await self.sees(lambda message: message.id > self._heard, seconds)

    async def sees(self, wanted: Callable[[Message], bool], seconds: float = 60.0) -> Message:
        """The first message of another that is, or becomes, as wanted (an edit counts).

        Raises Silence.
        """
        until = monotonic() + seconds
        while True:
            for message in self.chat.shown():
                if message.sender is not self.user and wanted(message):
                    self._heard = max(self._heard, message.id)
                    return message
            if monotonic() >= until:
                raise Silence(f"nothing in {seconds} s")
            await self.telegram.world.changed.wait(until - monotonic())

    def _sends_photo(self, data: bytes, caption: str, **content: Any) -> Message:
        photo = self.telegram.world.files.keep_photo(data)
        return self._writes(photo=photo, text=caption, entities=found_entities(caption), **content)

    def _sends_document(self, data: bytes, name: str, mime: str, caption: str, **content: Any) -> Message:
        document = self.telegram.world.files.keep(data, name, mime)
        return self._writes(document=document, text=caption, entities=found_entities(caption), **content)

    def _writes(self, **content: Any) -> Message:
        message = self.telegram.world.write(self.chat, self.user, **content)
        self.telegram.person_wrote(message)
        return message


class TelegramPhone(_InChat):
    """A person's private chat with a bot."""

    def __init__(self, telegram: Telegram, user: User, bot: Bot) -> None:
        super().__init__(telegram, user, telegram.world.private_chat(bot.user, user))
        self.bot = bot

    def opens(self, payload: str = "") -> Message:
        """Follows `t.me/<bot>?start=<payload>` and presses START."""
        if not _PAYLOAD.fullmatch(payload):
            raise NotPossible("a start payload is up to 64 letters, digits, _ and -")
        return self.says(f"/start {payload}".strip())

    def says(self, text: str, reply_to: Message | None = None) -> Message:
        text = text.strip()
        if not text:
            raise NotPossible("an empty message")
        return self._writes(text=text, entities=found_entities(text), reply_to=reply_to)

    def shares_contact(self, of: User | None = None) -> Message:
        """One's own contact (from the keyboard's button when there is one), or somebody else's."""
        person = of or self.user
        return self.shares_number(person.phone, person.first_name, person.last_name, person.id)

    def shares_number(self, phone: str, first_name: str, last_name: str = "", user_id: int = 0) -> Message:
        """A card from the address book; without `user_id`, of someone who is not on Telegram."""
        contact: Json = {"phone_number": phone, "first_name": first_name}
        contact |= {name: value for name, value in (("last_name", last_name), ("user_id", user_id)) if value}
        asked = user_id == self.user.id and self.chat.keyboard is not None
        source = next((m for m in reversed(self.chat.shown()) if m.keyboard), None) if asked else None
        return self._writes(contact=contact, reply_to=source)

    def taps(self, label: str) -> Message:
        """A button of the keyboard that stands in place of the letters."""
        for button in (button for row in (self.chat.keyboard or {}).get("rows", []) for button in row):
            if button["text"] == label:
                return self.shares_contact() if button.get("request_contact") else self.says(label)
        raise NotPossible(f"no key «{label}»")

    def sends_photo(self, data: bytes, caption: str = "", album: str = "") -> Message:
        """JPEG or PNG; `album` is another message's, to come after it as a straggler."""
        return self._sends_photo(data, caption, album=album)

    def sends_document(self, data: bytes, name: str, mime: str, caption: str = "", album: str = "") -> Message:
        return self._sends_document(data, name, mime, caption, album=album)

    def sends_album(self, pictures: Sequence[bytes], caption: str = "") -> list[Message]:
        """Each picture is a message and an update of its own; the caption is the first one's."""
        album = new_album()
        captions = [caption] + [""] * len(pictures)
        return [self.sends_photo(data, text, album) for data, text in zip(pictures, captions, strict=False)]

    def blocks(self) -> None:
        self._set_blocked(blocked=True)

    def unblocks(self) -> None:
        self._set_blocked(blocked=False)

    @property
    def has_blocked(self) -> bool:
        return self.user.id in self.bot.blocked_by

    def _set_blocked(self, *, blocked: bool) -> None:
        if blocked == self.has_blocked:
            return
        (self.bot.blocked_by.add if blocked else self.bot.blocked_by.remove)(self.user.id)
        member, kicked = Member(self.bot.user, "member"), Member(self.bot.user, "kicked")
        old, new = (member, kicked) if blocked else (kicked, member)
        self.telegram.membership_changed(self.bot, self.chat, self.user, old, new)

    def _writes(self, **content: Any) -> Message:
        if self.has_blocked:
            raise NotPossible("unblock the bot first")
        self.bot.started_by.add(self.user.id)
        if (self.chat.keyboard or {}).get("one_time"):
            self.chat.keyboard = None
        return super()._writes(**content)


class GroupMember(_InChat):
    """A person in a group, such as a colleague in the staff's forum; `topic` of None is General."""

    def __init__(self, telegram: Telegram, user: User, chat: Chat, status: Status = "member") -> None:
        super().__init__(telegram, user, chat)
        chat.members.setdefault(user.id, Member(user, status, can_manage_topics=status != "member"))

    @property
    def manages_topics(self) -> bool:
        return self.chat.members[self.user.id].can_manage_topics

    def says(self, text: str, topic: Topic | None = None, reply_to: Message | None = None) -> Message:
        return self._writes(text=text, entities=found_entities(text), topic=topic, reply_to=reply_to)

    def sends_photo(
        self,
        data: bytes,
        caption: str = "",
        topic: Topic | None = None,
        reply_to: Message | None = None,
        album: str = "",
    ) -> Message:
        return self._sends_photo(data, caption, topic=topic, reply_to=reply_to, album=album)

    def sends_document(
        self,
        data: bytes,
        name: str,
        mime: str,
        topic: Topic | None = None,
        caption: str = "",
        reply_to: Message | None = None,
        album: str = "",
    ) -> Message:
        return self._sends_document(data, name, mime, caption, topic=topic, reply_to=reply_to, album=album)

    def opens_topic(self, name: str) -> Topic:
        return open_topic(self.telegram, self.chat, self.user, name)

    def closes_topic(self, topic: Topic) -> None:
        topic.closed = True
        change_topic(self.telegram, self.chat, self.user, topic, "forum_topic_closed", {})

    def reopens_topic(self, topic: Topic) -> None:
        topic.closed = False
        change_topic(self.telegram, self.chat, self.user, topic, "forum_topic_reopened", {})

    def deletes_topic(self, topic: Topic) -> None:
        delete_topic(self.telegram, self.chat, topic)

    def adds_bot(self, bot: Bot, *, administrator: bool = True, can_manage_topics: bool = True) -> None:
        new = Member(bot.user, "administrator" if administrator else "member", can_manage_topics)
        self._set_membership(bot, new)

    def removes_bot(self, bot: Bot) -> None:
        self._set_membership(bot, Member(bot.user, "kicked"))

    def _writes(self, **content: Any) -> Message:
        """In the topic, or where the message replied to stands; a closed topic takes only its managers' words."""
        reply_to = content.get("reply_to")
        topic = content["topic"] = content.get("topic") or (reply_to.topic if reply_to else None)
        if topic is not None and topic.id not in self.chat.topics:
            raise NotPossible("the topic is gone")
        if topic is not None and topic.closed and not self.manages_topics:
            raise NotPossible("the topic is closed")
        return super()._writes(**content)

    def _set_membership(self, bot: Bot, new: Member) -> None:
        old = self.chat.members.get(bot.user.id) or Member(bot.user, "left")
        self.chat.members[bot.user.id] = new
        self.telegram.membership_changed(bot, self.chat, self.user, old, new)


def new_album() -> str:
    """What the messages of one album have in common."""
    return str(secrets.randbits(53))
