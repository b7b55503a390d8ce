"""Everything that can go wrong with a ticket has its word, for colleagues; nothing is left to the apology."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dialogs.messages import Words
from handlers.desk.reading import NOBODY
from handlers.desk.refusing import told
from handlers.wording import Wording
from services.desk import errors
from services.desk.errors import DeskError
from services.desk.roles import Act

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
WORDING = Wording()
FAULTS: list[DeskError] = [
    errors.AlreadyTaken(7, None),
    errors.Empty(),
    errors.ManyParts(7, 4),
    errors.NoPictures(7),
    errors.NoSuchStaff(501),
    errors.NoSuchTicket(7),
    errors.NotAllowed(501, Act.TAKE),
    errors.NoteMissing(),
    errors.NoteWithin(),
    errors.NotTaken(7),
    errors.OwnTicket(501, Act.TAKE),
    errors.TicketClosed(7, None),
    errors.TooLong(8, 6),
    errors.Unreachable(7, by_sms=True),
]


def word(words: str, **facts: object) -> str:
    return WORDING(Words(words, facts))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_it_is_told(fault: DeskError) -> None:
    assert told(word, fault, NOW).strip()


def test_whoever_writes_as_the_group_is_told_how_not_to() -> None:
    assert "ناشناس" in told(word, errors.NotAllowed(NOBODY, Act.REPLY), NOW)
    assert "501" in told(word, errors.NotAllowed(501, Act.REPLY), NOW)


def test_none_is_forgotten() -> None:
    named = {one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, DeskError)}
    assert named - {DeskError} == {type(fault) for fault in FAULTS}
