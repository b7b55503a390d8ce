"""What is said in a ticket's topic, as jobs for the poster: each post once, in its order, the most urgent first.

Over the group's limit a citizen who is talking with a colleague goes before what can wait. Within one ticket nothing is
overtaken: what stands before a citizen's words is as urgent as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import groupby
from operator import attrgetter

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handlers.desk import texts
from handlers.desk.calls import ALBUM, LONGEST_CAPTION, Buttons, Calls, MessageGone, Unchanged, onward
from handlers.desk.poster import Job
from handlers.desk.texts import TicketTexts
from handlers.floor import MakeDesk
from handlers.markup import as_html
from handlers.rendering import units
from services.calendar import Clock
from services.desk import Author, Desk, Enrolment, Posting, Role, Topic
from services.desk.slips import Slips
from services.documents import Documents
from services.documents.files import NoSuchPage
from services.documents.vault import Vault

CAPTION, SEVERAL = "c", "s"  # end the key of a post whose text stands under a picture, and of one in several messages
LOOKED_AT = 50  # posts that one look considers
EVENT_WAITS = timedelta(seconds=60)  # by so much what happened to a ticket yields to what its citizen says
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def by_urgency(postings: Sequence[Posting]) -> list[tuple[datetime, Posting]]:
    """Posts with when they are due, the first due first; those of one ticket in their order."""
    found: list[tuple[datetime, Posting]] = []
    for _, of_ticket in groupby(postings, key=attrgetter("number")):
        latest = datetime.max.replace(tzinfo=UTC)
        due: list[tuple[datetime, Posting]] = []
        for posting in reversed(list(of_ticket)):
            latest = min(latest, _due(posting))
            due.append((latest, posting))
        found += reversed(due)
    return sorted(found, key=lambda pair: pair[0])


def _due(posting: Posting) -> datetime:
    came = posting.at or LONG_AGO
    return came + EVENT_WAITS if posting.author is Author.EVENT else came


class TicketPosts:
    """Lines of tickets as posts in their topics."""

    def __init__(
        self,
        engine: AsyncEngine,
        desk: MakeDesk,
        calls: Calls,
        vault: Vault,
        words: TicketTexts,
        clock: Clock,
        *,
        gather: timedelta,
        checkpoint: Callable[[str], None],
    ) -> None:
        self._engine = engine
        self._desk = desk
        self._calls = calls
        self._vault = vault
        self._texts = words
        self._clock = clock
        self._gather = gather
        self._at = checkpoint

    async def next(self, connection: AsyncConnection, chat_id: int) -> list[Job]:
        """What is due in a group, in order; an edit of what stands there costs nothing."""
        desk = self._desk(connection)
        postings = await desk.unposted(self._clock.now(), self._gather, chat_id=chat_id)
        return [await self._job(desk, posting, due) for due, posting in by_urgency(postings)[:LOOKED_AT]]

    async def _job(self, desk: Desk, posting: Posting, due: datetime) -> Job:
        topic = await desk.topic(posting.number)
        assert topic is not None
        shown = posting.author is not Author.EVENT or posting.event in {*texts.SHOWN_EVENTS, "not-delivered"}
        here = _stands(posting, topic) and units(posting.text) <= LONGEST_CAPTION

        async def post(repeated: bool) -> None:
            key = await self._posted(posting, topic, repeated) if shown else ""
            self._at("called")
            await self._record(posting, key, topic)

        async def drop() -> None:
            await self._in_plain_words(posting, topic)

        messages = self._messages(posting) if shown and not here else 0
        return Job(f"post {posting.number} {posting.seqs[0]}", due, messages, post, drop, topic.topic_id)

    def _messages(self, posting: Posting) -> int:
        """How many it will be, as far as can be told before its pictures are read."""
        pictures = len(posting.pictures)
        return pictures + (0 if pictures and units(posting.text) < LONGEST_CAPTION else len(texts.pieces(posting.text)))

    async def _record(self, posting: Posting, key: str, topic: Topic) -> None:
        async with self._engine.begin() as connection:
            await self._desk(connection).posted(posting.number, posting.seqs, key, topic)

    async def _in_plain_words(self, posting: Posting, topic: Topic) -> None:
        """Telegram refuses the post for good, as it does a picture of odd shape: its words alone are tried."""
        said = self._texts.posting(posting, self._texts.say("staff-colleague"))
        body = {"text": f"{said}\n{self._texts.say('staff-not-shown')}"}
        async with self._engine.begin() as connection:
            await self._desk(connection).posted(posting.number, posting.seqs, "", topic)
            await Slips(connection).say(topic.chat_id, topic.topic_id, body, self._clock.now())

    async def _posted(self, posting: Posting, topic: Topic, repeated: bool) -> str:
        """Post it, or put it in place of what it edits; the key by which it is known."""
        async with self._engine.connect() as connection:
            desk = self._desk(connection)
            staff = await desk.staff(posting.staff) if posting.staff else None
            supervisors = await self._supervisors(connection) if posting.event == "escalated" else ""
            pictures, lacking = await self._pictures(connection, posting)
        who = staff.name if staff else self._texts.say("staff-colleague")
        edited = posting.edits is not None
        said = self._texts.posting(posting, who, edited=edited, lacking=lacking)
        if supervisors:
            said = f"{said}\n{self._texts.say('staff-supervisors', names=supervisors)}"
        if posting.edits and _stands(posting, topic) and _fits(posting.edits, said):
            with suppress(MessageGone):
                return await self._put_in_place(posting.edits, said)
        if repeated:
            said = f"{said}\n{self._texts.say('staff-repeated')}"
        keys: Buttons = ()
        if posting.event == "not-delivered" and posting.facts.get("sms"):
            keys = self._texts.undelivered(posting.number, int(posting.facts["line"]))
        return await self._send(topic, said, pictures, keys)

    async def _put_in_place(self, key: str, said: str) -> str:
        chat, _, message = key.partition(".")
        with suppress(Unchanged):
            if message.endswith(CAPTION):
                await self._calls.edit_caption(int(chat), int(message.removesuffix(CAPTION)), as_html(said))
            else:
                await self._calls.edit(int(chat), int(message), as_html(said))
        return key

    async def _send(self, topic: Topic, said: str, pictures: Sequence[bytes], keys: Buttons) -> str:
        captioned = bool(pictures) and units(said) <= LONGEST_CAPTION
        here = topic.chat_id, topic.topic_id
        sent: list[int] = []
        for piece in [] if captioned else texts.pieces(said):
            call = partial(self._calls.text, *here, as_html(piece), buttons=keys)
            sent.append(await (onward(call) if sent else call()))
        for start in range(0, len(pictures), ALBUM):
            caption = as_html(said) if captioned and start == 0 else ""
            call = partial(self._calls.pictures, *here, pictures[start : start + ALBUM], caption)
            sent.append(await (onward(call) if sent else call()))
        how = CAPTION if captioned else SEVERAL if len(sent) > 1 + bool(pictures) else ""
        return f"{topic.chat_id}.{sent[0]}{how}"

    async def _pictures(self, connection: AsyncConnection, posting: Posting) -> tuple[list[bytes], int]:
        """The pages of its pictures, and how many pictures are not there any more."""
        pages: list[bytes] = []
        lacking = 0
        for picture in posting.pictures:
            facts = await Documents(connection, self._clock).facts(picture)
            try:
                pages += await self._vault.pages(picture, facts.pages) if facts else ()
            except NoSuchPage:
                facts = None
            lacking += facts is None
        return pages, lacking

    async def _supervisors(self, connection: AsyncConnection) -> str:
        people = await Enrolment(connection).everybody()
        return "، ".join(one.name for one in people if one.role is Role.SUPERVISOR)


def _stands(posting: Posting, topic: Topic) -> bool:
    """Whether what it edits stands in that group as one message."""
    key = posting.edits or ""
    return key.startswith(f"{topic.chat_id}.") and not key.endswith(SEVERAL)


def _fits(key: str, said: str) -> bool:
    return units(said) <= (LONGEST_CAPTION if key.endswith(CAPTION) else texts.LONGEST)
