"""What could not be done in a ticket's topic: why, in a short word, and what can be done instead, as a button."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from handlers.desk import buttons
from handlers.desk.acting import Hands
from handlers.desk.calls import Buttons
from handlers.desk.reading import NOBODY, Said, Where
from handlers.desk.texts import TICKET
from services.desk import (
    AlreadyTaken,
    Empty,
    ManyParts,
    NoPictures,
    NoSuchStaff,
    NoSuchTicket,
    NotAllowed,
    NoteMissing,
    NoteWithin,
    NotTaken,
    OwnTicket,
    TicketClosed,
    TooLong,
    Unreachable,
)


async def refused(hands: Hands, error: Exception, said: Said) -> None:
    """Say it under what was written: to a stranger once, of an album once, and with the words that can go by SMS."""
    keys: Buttons = ()
    key = kept = None
    if isinstance(error, NotTaken):
        keys = [[(hands.word("staff-button-take"), buttons.data(TICKET, "take", error.number))]]
    if isinstance(error, AlreadyTaken) and error.by is None:
        keys = [[(hands.word("staff-button-take"), buttons.data(TICKET, "take", error.number))]]
    if isinstance(error, (Unreachable, ManyParts)) and error.by_sms and not said.file_id and not said.edited:
        label = hands.word("staff-button-sms", parts=hands.desk.parts("sms", said.text))
        keys = [[(label, buttons.data(TICKET, "late", error.number, said.message_id))]]
        key, kept = unsent(said.where, said.message_id), said.text
    if isinstance(error, NotAllowed) and error.role is None:
        key = f"stranger {said.where.chat_id}.{said.where.topic_id}.{said.staff}"
    elif said.album:
        key = f"refused {said.where.chat_id}.{said.album}"
    await hands.say(told(hands.word, error, hands.now), buttons=keys, answers=said.message_id, key=key, said=kept)


def unsent(where: Where, message_id: int) -> str:
    """The key of the slip that keeps a colleague's words, which go by SMS once its button is pressed."""
    return f"unsent {where.chat_id}.{message_id}"


def told(word: Callable[..., str], error: Exception, now: datetime) -> str:
    """Why something was not done, in a short word."""
    match error:
        case OwnTicket():
            return word("staff-own-ticket")
        case NotAllowed(telegram_id=one, role=None):
            return word("staff-anonymous") if one == NOBODY else word("staff-not-enrolled", id=str(one))
        case NotAllowed():
            return word("staff-not-allowed")
        case AlreadyTaken(by=None):
            return word("staff-left-behind")
        case AlreadyTaken(by=by) if by:
            return word("staff-taken-by", by=by.name)
        case NotTaken():
            return word("staff-not-taken")
        case TicketClosed(closed_at=at):
            return word("staff-closed", at=at or now)
        case TooLong(parts=parts, most=most):
            return word("staff-too-long", parts=parts, most=most)
        case ManyParts(parts=parts):
            return word("staff-many-parts", parts=parts)
        case Unreachable():
            return word("staff-blocked")
        case NoPictures():
            return word("staff-no-pictures")
        case Empty():
            return word("staff-empty")
        case NoteMissing():
            return word("staff-note-missing")
        case NoteWithin():
            return word("staff-note-within")
        case NoSuchStaff():
            return word("staff-no-such-staff")
        case NoSuchTicket():
            return word("staff-no-such-ticket")
    raise error
