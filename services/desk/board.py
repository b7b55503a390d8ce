"""Looking at the desk, and what whoever shows it has to know: posts that are due, headers, topics, figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from statistics import fmean, median
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services import mobile, national_id
from services.calendar import TEHRAN, Clock
from services.conversations import Place
from services.desk import records
from services.desk.enrolment import Enrolment
from services.desk.errors import NoSuchTicket
from services.desk.ticket import (
    Author,
    Exchange,
    Figures,
    Header,
    Kind,
    Line,
    Posting,
    Staff,
    State,
    Stats,
    Ticket,
    Topic,
)

ONE_POST = timedelta(seconds=5)  # what a citizen writes within this is one post
EXCHANGES = 6  # of what was said before, so many are shown


class Board:
    """The desk as it is looked at, inside one transaction."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def staff(self, telegram_id: int) -> Staff | None:
        """Whoever is enrolled under that Telegram id."""
        return await Enrolment(self._connection).find(telegram_id)

    async def ticket(self, number: int) -> Ticket:
        """Raises NoSuchTicket."""
        row = (await self._connection.execute(records.BY_NUMBER, {"number": number})).one_or_none()
        if row is None:
            raise NoSuchTicket(number)
        return ticket_of(row)

    async def queue(self, kind: Kind | None = None) -> tuple[Ticket, ...]:
        """Tickets that are not closed, the oldest first."""
        rows = await self._connection.execute(records.QUEUE, {"kind": kind.value if kind else None})
        return tuple(ticket_of(row) for row in rows)

    async def history(self, number: int) -> tuple[Line, ...]:
        """All lines of a ticket, in order. Raises NoSuchTicket."""
        keys = await self._keys(number)
        return tuple(line_of(row) for row in await self._connection.execute(records.LINES, keys))

    async def header(self, number: int) -> Header:
        """What stands at the head of a ticket. Raises NoSuchTicket."""
        ticket = await self.ticket(number)
        asked = {**_place(ticket.place), "number": number, "until": await self._talked_until(ticket), "most": EXCHANGES}
        said = (await self._connection.execute(records.EXCHANGES, asked)).all()
        return Header(
            ticket,
            _masked(ticket),
            await self.staff(ticket.taken_by) if ticket.taken_by else None,
            await self._place_in_queue(ticket),
            tuple(Exchange(row.by_citizen, row.said, row.at) for row in reversed(said)),
            await self.topic(number),
        )

    async def _talked_until(self, ticket: Ticket) -> datetime:
        """Until when the citizen talked with the bot: until a colleague took the ticket last, or until now."""
        if ticket.state in (State.TAKEN, State.CLOSED):
            keys = {**_place(ticket.place), "number": ticket.number}
            last: datetime | None = (await self._connection.execute(records.LAST_TAKEN, keys)).scalar_one()
            return last or ticket.closed_at or self._clock.now()
        return self._clock.now()

    async def stats(self, since: datetime, until: datetime) -> Stats:
        """Figures of the tickets opened between two moments."""
        asked = {"since": since, "until": until}
        rows = (await self._connection.execute(records.OPENED_BETWEEN, asked)).all()
        tickets = [(ticket_of(row[:-1]), row.who or "") for row in rows]
        days = [(ticket.opened_at.astimezone(TEHRAN).date().isoformat(), ticket) for ticket, _ in tickets]
        people = sorted(((who, ticket) for ticket, who in tickets if who), key=lambda pair: pair[0])
        return Stats(_figures(ticket for ticket, _ in tickets), _grouped(days), _grouped(people))

    # ---- what shows it --------------------------------------------------------------------------------------------

    async def unposted(
        self, now: datetime, older_than: timedelta = ONE_POST, *, chat_id: int | None = None
    ) -> tuple[Posting, ...]:
        """What topics have to show, in order within a ticket; a citizen's lines once the first of them is that old.

        With `chat_id` those of one group alone, where a header stands.
        """
        postings: list[Posting] = []
        rows = (await self._connection.execute(records.UNPOSTED, {"chat_id": chat_id})).all()
        for _, lines in groupby(rows, key=attrgetter("number")):
            postings += await self._postings(list(lines), now - older_than)
        return tuple(postings)

    async def posted(self, number: int, seqs: Sequence[int], key: str, topic: Topic | None = None) -> None:
        """Those lines stand in the topic, as the message of that key.

        In one that is the ticket's no longer they do not count as posted: the new one shows them.
        """
        where = {"chat_id": topic.chat_id, "topic_id": topic.topic_id} if topic else {"chat_id": None, "topic_id": None}
        asked = {**await self._keys(number), "seqs": list(seqs), "key": key, **where}
        await self._connection.execute(records.POSTED, asked)

    async def topic(self, number: int) -> Topic | None:
        """Where the ticket is shown."""
        row = (await self._connection.execute(records.TOPIC, await self._keys(number))).one_or_none()
        if row is None:
            return None
        return Topic(row.chat_id, row.topic_id, row.header_message_id, Kind(row.kind), row.version)

    async def by_topic(self, chat_id: int, topic_id: int) -> int | None:
        """The ticket of a topic."""
        asked = {"chat_id": chat_id, "topic_id": topic_id}
        number: int | None = (await self._connection.execute(records.BY_TOPIC, asked)).scalar_one_or_none()
        return number

    async def _keys(self, number: int) -> dict[str, Any]:
        row = (await self._connection.execute(records.PLACE_OF, {"number": number})).one_or_none()
        if row is None:
            raise NoSuchTicket(number)
        return {"channel": row.channel, "address": row.address, "number": number}

    async def _place_in_queue(self, ticket: Ticket) -> int:
        """From 1; 0 for a ticket that does not wait."""
        if ticket.state is not State.WAITING:
            return 0
        asked = {"kind": ticket.kind.value, "opened_at": ticket.opened_at, "number": ticket.number}
        place: int = (await self._connection.execute(records.PLACE_IN_QUEUE, asked)).scalar_one()
        return place

    async def _postings(self, rows: Sequence[Any], before: datetime) -> list[Posting]:
        """Posts of one ticket. What is not due yet holds up what came after it."""
        here = {row.seq for row in rows}
        newest = {row.edits: row for row in rows if row.edits in here}
        edits_here = {row.seq for row in rows if row.edits in here}
        postings: list[Posting] = []
        plain = [row for row in rows if row.seq not in edits_here]
        for (author, _), run in groupby(plain, key=_run):
            lines = list(run)
            if author == Author.CITIZEN and lines[0].edits is None:
                if lines[0].at > before:
                    break
                texts = [newest[line.seq].text if line.seq in newest else line.text for line in lines]
                seqs = [line.seq for line in lines]
                seqs += [row.seq for row in rows if row.edits in seqs]
                pictures = tuple(picture for line in lines for picture in line.pictures)
                postings.append(_posting(lines[0], "\n".join(filter(None, texts)), tuple(seqs), pictures))
            else:
                for line in lines:
                    seqs = [line.seq, *(row.seq for row in rows if row.edits == line.seq)]
                    text = newest[line.seq].text if line.seq in newest else line.text
                    postings.append(await self._edited(line, text, tuple(seqs)))
        return postings

    async def _edited(self, line: Any, text: str, seqs: tuple[int, ...]) -> Posting:
        if line.edits is None:
            return _posting(line, text, seqs, tuple(line.pictures))
        keys = {"channel": line.channel, "address": line.address, "number": line.number, "seq": line.edits}
        made = (await self._connection.execute(records.POST_OF, keys)).all()
        whole = "\n".join(row.text for row in made if row.text)
        return _posting(line, whole or text, seqs, (), edits=made[0].posted_as if made else None)


def _run(row: Any) -> tuple[str, object]:
    """Lines that follow one another and are one post: a citizen's; all others stand alone."""
    together = row.author == Author.CITIZEN and row.edits is None
    return row.author, None if together else row.seq


def _posting(
    line: Any, text: str, seqs: tuple[int, ...], pictures: tuple[str, ...], *, edits: str | None = None
) -> Posting:
    return Posting(
        number=line.number,
        kind=Kind(line.kind),
        channel=line.channel,
        author=Author(line.author),
        text=text,
        pictures=pictures,
        seqs=seqs,
        staff=line.staff,
        event=line.event,
        facts=line.facts,
        edits=edits,
        at=line.at,
    )


def ticket_of(row: Sequence[Any]) -> Ticket:
    """A ticket of the columns of `records.TICKET`."""
    channel, address, number, kind, state, *rest = row
    return Ticket(number, Place(channel, address), Kind(kind), State(state), *rest[:10])


def line_of(row: Any) -> Line:
    """A line of the columns of `records.LINE`."""
    pictures = tuple(row.pictures)
    return Line(row.seq, Author(row.author), row.staff, row.at, row.text, pictures, row.event, row.facts, row.edits)


def _place(place: Place) -> Mapping[str, Any]:
    return {"channel": place.channel, "address": place.address}


def _masked(ticket: Ticket) -> str:
    if ticket.national_id:
        return national_id.mask(ticket.national_id)
    return mobile.mask(ticket.place.address) if ticket.place.channel == "sms" else ""


def _grouped(named: Iterable[tuple[str, Ticket]]) -> tuple[tuple[str, Figures], ...]:
    groups = groupby(named, key=lambda pair: pair[0])
    return tuple((name, _figures(ticket for _, ticket in pairs)) for name, pairs in groups)


def _figures(tickets: Iterable[Ticket]) -> Figures:
    found = list(tickets)
    answers = [(one.first_answer_at - one.opened_at).total_seconds() for one in found if one.first_answer_at]
    closings = [(one.closed_at - one.opened_at).total_seconds() for one in found if one.closed_at]
    marks = [one.mark for one in found if one.mark]
    return Figures(
        tickets=len(found),
        closed=len(closings),
        first_answer_seconds=round(median(answers)) if answers else None,
        resolution_seconds=round(median(closings)) if closings else None,
        marks=len(marks),
        mean_mark=fmean(marks) if marks else None,
    )
