"""Everything that can go wrong with a ticket has its word, for colleagues; nothing is left to the apology."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dialogs.messages import Words
from handlers.desk.reading import NOBODY
from handlers.desk.refusing import told
from handlers.wording import Wording
from services.desk import ticket
from services.desk.roles import Act
from services.desk.ticket import DeskError

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
WORDING = Wording()
FAULTS: list[DeskError] = [
    ticket.AlreadyTaken(7, None),
    ticket.Empty(),
    ticket.ManyParts(7, 4),
    ticket.NoPictures(7),
    ticket.NoSuchStaff(501),
    ticket.NoSuchTicket(7),
    ticket.NotAllowed(501, Act.TAKE),
    ticket.NoteMissing(),
    ticket.NoteWithin(),
    ticket.NotTaken(7),
    ticket.OwnTicket(501, Act.TAKE),
    ticket.TicketClosed(7, None),
    ticket.TooLong(8, 6),
    ticket.Unreachable(7, by_sms=True),
]


def word(words: str, **facts: object) -> str:
    return WORDING(Words(words, facts))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_it_is_told(fault: DeskError) -> None:
    assert told(word, fault, NOW).strip()


def test_whoever_writes_as_the_group_is_told_how_not_to() -> None:
    assert "ناشناس" in told(word, ticket.NotAllowed(NOBODY, Act.REPLY), NOW)
    assert "501" in told(word, ticket.NotAllowed(501, Act.REPLY), NOW)


def test_none_is_forgotten() -> None:
    named = {one for one in vars(ticket).values() if isinstance(one, type) and issubclass(one, DeskError)}
    assert named - {DeskError} == {type(fault) for fault in FAULTS}
