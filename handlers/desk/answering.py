"""What colleagues do in a ticket's topic: write, annotate, press, hand over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.desk import buttons, refusing
from handlers.desk.acting import Fetched, Hands
from handlers.desk.buttons import Press
from handlers.desk.commands import command_in
from handlers.desk.reading import Pressed, Said, Where
from handlers.desk.refusing import unsent
from handlers.desk.texts import TICKET
from handlers.floor import MakeDesk
from services.conversations import Place
from services.desk import (
    CANNED,
    Act,
    Author,
    Enrolment,
    Kind,
    NoPictures,
    NoSuchStaff,
    NotAllowed,
    NoteWithin,
    Replied,
    Staff,
    State,
    may,
)
from services.desk.notes import has_note, is_note, without_mark
from services.persian import fold

A_ROW = 2  # buttons beside one another


class TicketHears:
    """The sort of topic that shows a ticket."""

    sign = TICKET

    def __init__(self, desk: MakeDesk) -> None:
        self._desk = desk

    async def subject(self, connection: AsyncConnection, where: Where) -> int | None:
        if where.topic_id is None:
            return None
        return await self._desk(connection).by_topic(where.chat_id, where.topic_id)

    async def takes_pictures(self, connection: AsyncConnection, number: int, staff: int) -> Place | None:
        desk = self._desk(connection)
        who, ticket = await desk.staff(staff), await desk.ticket(number)
        open_to = who is not None and may(who.role, Act.REPLY) and ticket.state is State.TAKEN
        return ticket.place if open_to and ticket.place.channel != "sms" else None

    # ---- written ---------------------------------------------------------------------------------------------------

    async def said(self, hands: Hands, number: int, said: Said, pictures: Fetched) -> None:
        text = said.text.strip()
        if said.edited:
            await self._edited(hands, number, said, text)
        elif is_note(text):
            await hands.desk.note(number, said.staff, without_mark(text), key=said.key)
            if said.album:
                await hands.slips.remember(_of_album(said), hands.now)
        elif has_note(text):
            raise NoteWithin
        elif said.album and await hands.slips.remembers(_of_album(said)):
            return  # the other pictures of a note stay here, too
        elif command := command_in(text):
            await self._command(hands, number, said, *command)
        else:
            await self._reply(hands, number, said, text, pictures)

    async def _edited(self, hands: Hands, number: int, said: Said, text: str) -> None:
        """A reply stays a reply and a note a note: what left cannot be called back, and a note never leaves."""
        author = await hands.desk.author_of(number, said.key)
        if author is Author.STAFF and has_note(text):
            await hands.say(hands.word("staff-has-left"), answers=said.message_id)
            return
        replied = await hands.desk.edit(number, said.staff, said.key, without_mark(text))
        if replied is None:
            await self._without_effect(hands, "staff-edit-of-nothing", said)
        elif said.file_id and replied.again:
            await self._without_effect(hands, "staff-picture-stays", said)
        else:
            await self._tell_parts(hands, replied, said)

    async def _without_effect(self, hands: Hands, words: str, said: Said) -> None:
        """Said once a message: Telegram tells of changes that nobody made, too."""
        await hands.say(hands.word(words), answers=said.message_id, key=f"{words} {said.key}")

    async def _reply(self, hands: Hands, number: int, said: Said, text: str, pictures: Fetched) -> None:
        if said.other:
            await hands.say(hands.word("staff-only-text"), answers=said.message_id)
            return
        ticket = await hands.desk.ticket(number)
        if said.file_id and ticket.place.channel == "sms":
            raise NoPictures(number)
        if pictures.fault:
            key = f"picture {said.where.chat_id}.{said.album}" if said.album else None
            await hands.say(hands.word(pictures.fault), answers=said.message_id, key=key)
            return
        documents = pictures.documents
        replied = await hands.desk.reply(number, said.staff, text, key=said.key, pictures=documents, knowing=False)
        await self._tell_parts(hands, replied, said)

    async def _tell_parts(self, hands: Hands, replied: Replied, said: Said) -> None:
        if replied.parts and not replied.again:
            await hands.say(hands.word("staff-parts", parts=replied.parts), answers=said.message_id)

    async def _command(self, hands: Hands, number: int, said: Said, name: str, rest: str) -> None:
        if name == "give":
            await self._give(hands, number, said, rest)
        elif name == "r" and not rest:
            await self._offer_canned(hands, number, said)
        elif name == "r":
            await self._canned(hands, number, said.staff, rest, said)
        else:
            await hands.say(hands.word("staff-no-canned", name=name), answers=said.message_id)

    async def _give(self, hands: Hands, number: int, said: Said, rest: str) -> None:
        """`/give <name> note`: the longest name that the text begins with."""
        known = [one for one in await _colleagues(hands, said.staff) if _begins(rest, one.name)]
        to = max(known, key=lambda one: len(one.name), default=None)
        if to is None or sum(one.name == to.name for one in known) > 1:
            await hands.say(hands.word("staff-give-same" if to else "staff-give-how"), answers=said.message_id)
            return
        _, *note = rest.split(maxsplit=len(to.name.split()))[len(to.name.split()) - 1 :]
        await hands.desk.hand_to(number, said.staff, to.telegram_id, " ".join(note))
        await hands.say(hands.word("staff-done-give", to=to.name), answers=said.message_id)

    async def _offer_canned(self, hands: Hands, number: int, said: Said) -> None:
        await _enrolled(hands, said.staff, Act.REPLY)
        keys = [(hands.word(f"staff-canned-{name}"), buttons.data(TICKET, "say", number, name)) for name in CANNED]
        await hands.say(hands.word("staff-canned", number=number), buttons=_rows(keys), answers=said.message_id)

    async def _canned(self, hands: Hands, number: int, staff: int, name: str, said: Said | None = None) -> None:
        """Send one, by its name or its label. It has no message of a colleague, so the poster shows it."""
        named = {one.name: one.text for one in await hands.desk.canned(number)}
        wanted = next((one for one in CANNED if name in (one, hands.word(f"staff-canned-{one}"))), None)
        if wanted is None or wanted not in named:
            await hands.say(hands.word("staff-no-canned", name=name), answers=said.message_id if said else None)
            return
        await hands.desk.reply(number, staff, named[wanted])

    async def _press_canned(self, hands: Hands, press: Press, pressed: Pressed) -> None:
        """A second press of the same button sends nothing more."""
        key = f"canned {pressed.where.chat_id}.{pressed.message_id}.{press.more}"
        if not await hands.slips.remembers(key):
            await self._canned(hands, press.number, pressed.staff, press.more)
            await hands.slips.remember(key, hands.now)

    # ---- pressed ---------------------------------------------------------------------------------------------------

    async def pressed(self, hands: Hands, press: Press, pressed: Pressed) -> None:
        number, staff = press.number, pressed.staff
        match press.act:
            case "take":
                await hands.desk.take(number, staff)
                hands.toast = hands.word("staff-done-take")
            case "back":
                await hands.desk.hand_back(number, staff)
                hands.toast = hands.word("staff-done-back")
            case "close":
                await hands.desk.close(number, staff)
                hands.toast = hands.word("staff-done-close")
            case "give":
                await self._ask_colleague(hands, number, staff)
            case "group":
                await self._ask_group(hands, number, staff)
            case "to":
                await self._ask_note(hands, number, staff, {"act": "give", "to": int(press.more)})
            case "kind":
                await self._ask_note(hands, number, staff, {"act": "group", "to": Kind(press.more).value})
            case "say":
                await self._press_canned(hands, press, pressed)
                hands.toast = hands.word("staff-done-say")
            case "sms":
                await self._by_sms(hands, number, staff, int(press.more))
            case "late":
                await self._late(hands, number, staff, pressed.where, int(press.more))

    async def _by_sms(self, hands: Hands, number: int, staff: int, seq: int) -> None:
        """What did not arrive goes by SMS."""
        lines = await hands.desk.history(number)
        text = next((line.text for line in reversed(lines) if seq in (line.seq, line.edits)), "")
        replied = await hands.desk.reply(number, staff, text, key=f"sms of {seq}", sms=True)
        hands.toast = hands.word("staff-parts", parts=replied.parts)

    async def _late(self, hands: Hands, number: int, staff: int, where: Where, message_id: int) -> None:
        """What was written to somebody who had blocked the bot, or is many parts, goes by SMS."""
        text = await hands.slips.said(unsent(where, message_id)) or ""
        elsewhere = (await hands.desk.ticket(number)).place.channel != "sms"
        replied = await hands.desk.reply(number, staff, text, key=f"{where.chat_id}.{message_id}", sms=elsewhere)
        hands.toast = hands.word("staff-parts", parts=replied.parts)

    async def _ask_colleague(self, hands: Hands, number: int, staff: int) -> None:
        await hands.desk.may_hand(number, staff, Act.HAND_TO)
        people = await _colleagues(hands, staff)
        if not people:
            hands.toast = hands.word("staff-no-colleague")
            return
        named = Counter(one.name for one in people)
        labels = [f"{one.name} ({one.telegram_id})" if named[one.name] > 1 else one.name for one in people]
        keys = [
            (label, buttons.data(TICKET, "to", number, one.telegram_id))
            for label, one in zip(labels, people, strict=True)
        ]
        await hands.say(hands.word("staff-which-colleague", number=number), buttons=_rows(keys))
        hands.toast = hands.word("staff-asked")

    async def _ask_group(self, hands: Hands, number: int, staff: int) -> None:
        ticket = await hands.desk.may_hand(number, staff, Act.HAND_TO_GROUP)
        keys = [
            (hands.word(f"staff-kind-{kind.value}"), buttons.data(TICKET, "kind", number, kind.value))
            for kind in Kind
            if kind is not ticket.kind
        ]
        await hands.say(hands.word("staff-which-group", number=number), buttons=_rows(keys))
        hands.toast = hands.word("staff-asked")

    async def _ask_note(self, hands: Hands, number: int, staff: int, about: Mapping[str, Any]) -> None:
        """A hand-over carries a note: the question is a slip, and what its answer does is kept in it."""
        act = Act.HAND_TO if about["act"] == "give" else Act.HAND_TO_GROUP
        await hands.desk.may_hand(number, staff, act)
        asked = await _enrolled(hands, staff, act)
        if about["act"] == "give":
            to = await hands.desk.staff(about["to"])
            if to is None:
                raise NoSuchStaff(about["to"])
            name = to.name
        else:
            name = hands.word(f"staff-kind-{about['to']}")
        text = hands.word("staff-write-note", asked=asked.name, number=number, to=name)
        await hands.say(text, about={"sort": TICKET, "number": number, **about}, asked=asked)
        hands.toast = hands.word("staff-asked")

    async def answered(self, hands: Hands, about: Mapping[str, Any], said: Said) -> None:
        number, note = int(about["number"]), without_mark(said.text.strip())
        if about["act"] == "give":
            await hands.desk.hand_to(number, said.staff, int(about["to"]), note)
            to = await hands.desk.staff(int(about["to"]))
            await hands.say(hands.word("staff-done-give", to=to.name if to else ""), answers=said.message_id)
        else:
            await hands.desk.hand_to_group(number, said.staff, Kind(about["to"]), note)
            name = hands.word(f"staff-kind-{about['to']}")
            await hands.say(hands.word("staff-done-group", kind=name), answers=said.message_id)

    # ---- what could not be done ------------------------------------------------------------------------------------

    async def refused(self, hands: Hands, number: int | None, error: Exception, said: Said) -> None:
        await refusing.refused(hands, error, said)

    def told(self, hands: Hands, error: Exception) -> str:
        return refusing.told(hands.word, error, hands.now)


async def _enrolled(hands: Hands, staff: int, act: Act) -> Staff:
    """Raises NotAllowed."""
    who = await hands.desk.staff(staff)
    if who is None or not may(who.role, act):
        raise NotAllowed(staff, act, who.role if who else None)
    return who


async def _colleagues(hands: Hands, but: int) -> list[Staff]:
    """Everybody who takes tickets, but for one."""
    people = await Enrolment(hands.connection).everybody()
    return [one for one in people if may(one.role, Act.TAKE) and one.telegram_id != but]


def _of_album(said: Said) -> str:
    return f"note {said.where.chat_id}.{said.album}"


def _begins(text: str, name: str) -> bool:
    return fold(" ".join(text.split()[: len(name.split())])) == fold(name)


def _rows(keys: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    return [keys[first : first + A_ROW] for first in range(0, len(keys), A_ROW)]
