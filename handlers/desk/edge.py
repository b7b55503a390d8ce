"""An update of the staff's group from its arrival to its commit, whichever way it came.

It is seen once, by Telegram's own number for it, in the transaction in which what it asks for is done; a repeated one
changes nothing. What the bot has to say to it is a slip of the same transaction; only the answer to a press goes to
Telegram straight away, since it is worth nothing later. A picture is fetched and looked at before the transaction.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from telegram import Update

from handlers.desk import buttons, commands
from handlers.desk.acting import Fetched, Hands, Hears
from handlers.desk.calls import Calls, Trouble
from handlers.desk.commands import Command
from handlers.desk.pictures import StaffPictures
from handlers.desk.private import PrivateChats
from handlers.desk.reading import Heard, Pressed, Said, read
from handlers.floor import DeskActs
from handlers.wording import Wording, without_marks
from services.calendar import Clock
from services.desk import Act, Desk, DeskError, NotAllowed, NotTaken
from services.desk.notes import is_note
from services.desk.slips import Slips

log = structlog.get_logger(__name__)


class DeskEdge:
    """Takes updates of one bot, for the sorts of topics there are; the first sort also answers for what is none's."""

    def __init__(
        self,
        engine: AsyncEngine,
        acts: DeskActs,
        calls: Calls,
        pictures: StaffPictures,
        sorts: Sequence[Hears],
        wording: Wording,
        clock: Clock,
        *,
        bot: int,
        chats: frozenset[int],
        private: PrivateChats | None = None,
        asked: Mapping[str, Command] = commands.ANYWHERE,
    ) -> None:
        self._engine = engine
        self._acts = acts
        self._calls = calls
        self._pictures = pictures
        self._sorts = sorts
        self._wording = wording
        self._clock = clock
        self._bot = bot
        self._chats = chats
        self._private = private
        self._commands = asked
        self._aside: set[asyncio.Task[None]] = set()

    async def take(self, update: Update) -> None:
        """Take one update; on return it is committed. Database trouble comes through."""
        if self._private is not None and await self._private.take(update):
            return
        heard = read(update, self._bot)
        if heard is None or heard.where.chat_id not in self._chats:
            return
        pictures = await self._fetched(heard)
        hands = await self._acts.within(
            lambda desk, connection: self._taken(update.update_id, heard, pictures, desk, connection)
        )
        if hands is not None and isinstance(heard, Pressed):
            self._toast(heard.query_id, without_marks(hands.toast))

    async def close(self) -> None:
        """Let go of what is sent aside."""
        for task in self._aside:
            task.cancel()
        await asyncio.gather(*self._aside, return_exceptions=True)

    async def _taken(
        self, update_id: int, heard: Heard, pictures: Fetched, desk: Desk, connection: AsyncConnection
    ) -> Hands | None:
        now = self._clock.now()
        if not await Slips(connection).take(self._bot, update_id, now):
            return None
        hands = Hands(connection, desk, now, heard.where, self._wording)
        number, sort = await self._sort(connection, heard)
        savepoint = await connection.begin_nested()
        try:
            await self._done(hands, heard, number, sort, pictures)
            await savepoint.commit()
        except DeskError as error:
            await savepoint.rollback()
            log.info("refused at the desk", reason=type(error).__name__)
            if isinstance(heard, Pressed):
                hands.toast = sort.told(hands, error)
            else:
                await sort.refused(hands, number, error, heard)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001  one update's fault holds up no other, and is told with a reference
            await savepoint.rollback()
            await self._apologised(hands, heard, error)
        return hands

    async def _apologised(self, hands: Hands, heard: Heard, error: Exception) -> None:
        reference = secrets.token_hex(4)
        log.error("act at the desk failed", reference=reference, exc_info=error)
        said = hands.word("staff-our-fault", reference=reference)
        if isinstance(heard, Pressed):
            hands.toast = said
        else:
            await hands.say(said, answers=heard.message_id)

    async def _sort(self, connection: AsyncConnection, heard: Heard) -> tuple[int | None, Hears]:
        """Whose it is: a press says so itself, a message is its topic's."""
        if isinstance(heard, Pressed):
            press = buttons.press(heard.data)
            sort = next((one for one in self._sorts if press and one.sign == press.sort), self._sorts[0])
            return (press.number if press else None), sort
        for sort in self._sorts:
            if (number := await sort.subject(connection, heard.where)) is not None:
                return number, sort
        return None, self._sorts[0]

    async def _done(self, hands: Hands, heard: Heard, number: int | None, sort: Hears, pictures: Fetched) -> None:
        if isinstance(heard, Pressed):
            press = buttons.press(heard.data)
            if press is not None and press.sort == sort.sign:
                if await hands.desk.staff(heard.staff) is None:  # whatever they made of a button's data
                    raise NotAllowed(heard.staff, Act.SHOW)
                await sort.pressed(hands, press, heard)
            return
        command = commands.command_in(heard.text.strip())
        if command and command[0] in self._commands and not heard.edited:
            await self._commands[command[0]](hands, heard, command[1])
        elif not heard.edited and await self._answered(hands, heard):
            return
        elif number is not None:
            await sort.said(hands, number, heard, pictures)
        elif not heard.edited:
            await self._nowhere(hands, heard)

    async def _answered(self, hands: Hands, said: Said) -> bool:
        """Whether it is an answer to one of our questions: then it never goes to a citizen.

        The question's number stands in it. A copy that is not the message we know of is no longer valid.
        """
        asked = await hands.slips.about(said.where.chat_id, said.prompt) if said.prompt is not None else None
        if asked is None:
            return False
        about, message_id = asked
        sort = next((one for one in self._sorts if one.sign == about["sort"]), None)
        try:
            if sort is None or message_id not in (None, said.answers):
                raise NotTaken(0)
            await sort.answered(hands, about, said)
        except NotTaken:
            await hands.say(hands.word("staff-prompt-unknown"), answers=said.message_id)
        return True

    async def _nowhere(self, hands: Hands, said: Said) -> None:
        """Written in the general topic, or in one that shows nothing of ours: told once an hour to each."""
        if await hands.desk.staff(said.staff) is None:
            raise NotAllowed(said.staff, Act.REPLY)
        words = "staff-general" if said.where.topic_id is None else "staff-no-ticket-here"
        key = f"nowhere {said.where.chat_id}.{said.where.topic_id}.{said.staff} {hands.now:%Y-%m-%d %H}"
        await hands.say(hands.word(words), answers=said.message_id, key=key)

    async def _fetched(self, heard: Heard) -> Fetched:
        """The picture of a message, where it would be sent to somebody."""
        if isinstance(heard, Pressed) or heard.file_id is None or heard.edited or is_note(heard.text):
            return Fetched()
        async with self._engine.connect() as connection:
            number, sort = await self._sort(connection, heard)
            place = await sort.takes_pictures(connection, number, heard.staff) if number is not None else None
        return await self._pictures.fetch(heard.file_id, place) if place else Fetched()

    def _toast(self, query_id: str, text: str) -> None:
        async def toast() -> None:
            with suppress(Trouble):
                await self._calls.toast(query_id, text)

        task = asyncio.create_task(toast())
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)
