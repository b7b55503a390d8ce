"""A colleague in the staff's groups: what they press, write and read, as a scene prints it."""

from __future__ import annotations

from collections.abc import Callable

from bot.tour.telling import PATIENCE, PICTURE, Strayed, Teller, labels, shown
from sandbox.papers import gallery
from sandbox.telegram.citizen import GroupMember, Silence
from sandbox.telegram.world import Message, Topic


class AtDesk:
    """Somebody of the staff, in one topic at a time."""

    def __init__(self, name: str, member: GroupMember, teller: Teller) -> None:
        self.name = name
        self.member = member
        self._teller = teller
        self._topic: Topic | None = None
        self._printed: dict[int, set[str]] = {}

    async def opens(self, *named: str) -> Message:
        """The newest topic whose name has these words, once its head stands there."""
        head = await self._wait(
            lambda message: bool(
                message.topic
                and message.buttons
                and message.topic.id in self.member.chat.topics
                and not message.topic.closed
                and all(words in message.topic.name for words in named)
            ),
            " ".join(named),
        )
        assert head.topic
        self._topic = head.topic
        self._teller.topic(f"«{head.topic.name}»")
        self._print(head)
        return head

    def joins(self, other: AtDesk) -> None:
        """Look at the topic that a colleague looks at, of which both have read the same."""
        self._topic = other._topic
        self._printed = other._printed

    def says(self, text: str) -> None:
        self._teller.colleague(self.name, text)
        self.member.says(text, self._topic)

    def shows(self, name: str) -> None:
        """Sends a sample paper as a photo."""
        self._teller.colleague(self.name, f"{PICTURE} {name}")
        self.member.sends_photo(gallery.as_photo(name), topic=self._topic)

    async def presses(self, label: str) -> None:
        """A button of the topic, once it is there."""
        under = await self._wait(
            lambda message: message.topic is self._topic and label in labels(message), f"[{label}]"
        )
        self._teller.colleague(self.name, f"[{label}]")
        self.member.presses(label, under)

    def answers(self, question: Message, text: str) -> None:
        self._teller.colleague(self.name, text)
        self.member.says(text, self._topic, reply_to=question)

    async def sees(self, *expected: str) -> Message:
        """A message of the bot's in the topic that has, or comes to have, these words; what is new of it is printed."""
        message = await self._wait(
            lambda message: message.topic is self._topic and all(words in shown(message) for words in expected),
            " … ".join(expected),
        )
        self._print(message)
        return message

    async def _wait(self, wanted: Callable[[Message], bool], expected: str) -> Message:
        try:
            return await self.member.sees(lambda message: message.sender.is_bot and wanted(message), PATIENCE)
        except Silence:
            read = [shown(one) for one in self.member.chat.shown() if one.topic is self._topic]
            raise Strayed(self._teller.scene, f"{self.name} reads: {expected}", "\n".join(read[-3:])) from None

    def _print(self, message: Message) -> None:
        printed = self._printed.setdefault(message.id, set())
        new = [line for line in shown(message).split("\n") if line not in printed]
        printed.update(new)
        if new:
            self._teller.topic("\n".join(new), labels(message))
