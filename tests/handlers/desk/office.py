"""A staff's forum in the sandbox, with colleagues in it, before the whole system over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.rehearsal import Rehearsal, add_desk_bot
from handlers.desk.poster import Pace
from sandbox.app import Sandbox
from sandbox.telegram.citizen import GroupMember, TelegramPhone
from sandbox.telegram.staff import Colleague, StaffGroup
from sandbox.telegram.world import Message, Topic
from services.calendar import SystemClock
from services.desk import Enrolment, Role
from services.desk.groups import Group
from services.store.engine import make_engine
from tests.rehearsal import fetch, hasty_sandbox, rehearsal, stranger, until

CHAT, OTHER_CHAT = -1001000000001, -1001000000002
SARA, OMID, BAHRAM, MINA, PASSER_BY = 501, 502, 503, 504, 599
PEOPLE = {
    SARA: ("سارا", Role.AGENT, "0011111111"),
    OMID: ("امید", Role.AGENT, "0022222222"),
    BAHRAM: ("بهرام", Role.SUPERVISOR, "0044444444"),
    MINA: ("مینا", Role.REVIEWER, "0033333333"),
}
PACE = Pace(gather=timedelta(), look=0.05, pause=0.05, away=0.3)

_users = count(1)


class Office:
    """The forum and who works there."""

    def __init__(self, running: Rehearsal, groups: dict[int, StaffGroup]) -> None:
        self.running = running
        self.groups = groups
        self.engine = running.parts.engine

    def colleague(self, who: int, chat_id: int = CHAT) -> GroupMember:
        return self.groups[chat_id].members[who]

    @property
    def sara(self) -> GroupMember:
        return self.colleague(SARA)

    @property
    def omid(self) -> GroupMember:
        return self.colleague(OMID)

    def topics(self, chat_id: int = CHAT) -> dict[int, Topic]:
        return self.groups[chat_id].chat.topics

    async def opened(self, phone: TelegramPhone) -> tuple[int, Topic]:
        """A citizen asks for a person; the ticket and its topic, once the head stands there."""
        phone.says("کارشناس")
        number = await self.ticket_of(phone)
        return number, await self.topic_of(number)

    async def ticket_of(self, phone: TelegramPhone) -> int:
        async def found() -> list[tuple[Any, ...]]:
            return await fetch(
                self.engine,
                "SELECT number FROM hamyar.tickets WHERE address = :address AND state <> 'closed'",
                address=str(phone.user.id),
            )

        await until(found)
        number: int = (await found())[0][0]
        return number

    async def topic_of(self, number: int, *, but: Topic | None = None) -> Topic:
        """The ticket's topic, once its head stands."""
        query = "SELECT chat_id, topic_id FROM hamyar.ticket_topics WHERE number = :number AND header_message_id <> 0"

        async def there() -> Topic | None:
            rows = await fetch(self.engine, query, number=number)
            topic = self.topics(rows[0][0]).get(rows[0][1]) if rows else None
            return topic if topic is not but else None

        await until(there)
        topic = await there()
        assert topic
        return topic

    async def taken(self, phone: TelegramPhone, by: GroupMember | None = None) -> tuple[int, Topic]:
        """The same, and a colleague has taken it."""
        number, topic = await self.opened(phone)
        press = (by or self.sara).presses("برداشتن", self.head(topic))
        await self.answered(press)
        await self.stands(topic, f"پیش {(by or self.sara).user.first_name}")
        return number, topic

    async def state_is(self, number: int, state: str) -> bool:
        return await self.one("SELECT state FROM hamyar.tickets WHERE number = :number", number=number) == state

    async def one(self, query: str, **facts: Any) -> Any:
        rows = await fetch(self.engine, query, **facts)
        return rows[0][0] if rows else None

    def head(self, topic: Topic) -> Message:
        """The first message of a topic with words in it."""
        return next(one for one in self.shown(topic) if one.text)

    def shown(self, topic: Topic) -> list[Message]:
        """What stands in a topic, but for the announcements of Telegram itself."""
        chat = next(group.chat for group in self.groups.values() if topic in group.chat.topics.values())
        return [message for message in chat.shown() if message.topic is topic and not message.service]

    async def stands(self, topic: Topic, words: str) -> Message:
        """A message of the bot in the topic that has these words, once it stands there."""
        found: list[Message] = []

        async def there() -> bool:
            found[:] = [m for m in self.shown(topic) if m.sender.is_bot and words in m.text]
            return bool(found)

        try:
            await until(there)
        except TimeoutError:
            raise AssertionError(f"no «{words}» among {[one.text for one in self.shown(topic)]}") from None
        return found[-1]

    async def answered(self, press: Any) -> str:
        """What a press is answered."""

        async def there() -> bool:
            return press.answer is not None

        await until(there)
        return str(press.answer["text"])

    async def quiet(self) -> None:
        """Until every slip and line has been posted."""

        async def nothing_left() -> bool:
            slips = await self.one("SELECT count(*) FROM hamyar.desk_slips WHERE NOT posted")
            lines = await self.one("SELECT count(*) FROM hamyar.ticket_lines WHERE NOT posted")
            return slips == 0 and lines == 0

        await until(nothing_left)

    def citizen(self, name: str = "رهگذر") -> TelegramPhone:
        phone = stranger(self.running, name)
        self.running.bot.started_by.add(phone.user.id)
        return phone


def with_staff(sandbox: Sandbox, chats: Sequence[int] = (CHAT,)) -> dict[int, StaffGroup]:
    """The forums, with the staff's bot and everybody in them; one of them is not enrolled."""
    bot = add_desk_bot(sandbox)
    everybody = [Colleague(one, PEOPLE[one][0]) for one in PEOPLE] + [Colleague(PASSER_BY, "غریبه", status="member")]
    return {chat: sandbox.add_staff_group(chat, f"میز {chat}", everybody, [bot]) for chat in chats}


async def enrol(url: str) -> None:
    engine = make_engine(url, pool_size=1)
    async with engine.begin() as connection:
        for telegram_id, (name, role, national_id) in PEOPLE.items():
            await Enrolment(connection).add(telegram_id, role, national_id, name, SystemClock().now())
    await engine.dispose()


@asynccontextmanager
async def office(
    url: str,
    folder: Path,
    *,
    chats: Sequence[Group] = (Group(CHAT),),
    sandbox: Sandbox | None = None,
    pace: Pace = PACE,
    **more: Any,
) -> AsyncIterator[Office]:
    """The system with a desk, up."""
    sandbox = sandbox or hasty_sandbox()
    groups = with_staff(sandbox, [group.chat_id for group in chats])
    await enrol(url)
    async with rehearsal(url, folder, sandbox=sandbox, desk_chats=chats, desk_pace=pace, **more) as running:
        yield Office(running, groups)


async def clean(office: Office) -> None:
    """As if no ticket had ever been, for the next test of the file."""
    async with office.engine.begin() as connection:
        await connection.execute(text("TRUNCATE hamyar.tickets, hamyar.ticket_lines, hamyar.ticket_topics"))


Act = Callable[[], Any]
