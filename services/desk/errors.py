"""What can go wrong at the desk, as errors that carry facts."""

from __future__ import annotations

from datetime import datetime

from services.desk.roles import Act, Role
from services.desk.ticket import Staff


class DeskError(Exception):
    """Something at the desk that cannot be done now."""


class NoSuchTicket(DeskError):
    """There is no ticket of that number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"no ticket {number}")
        self.number = number


class AlreadyTaken(DeskError):
    """A colleague has the ticket; `by` is None for one who works here no more, from whom it can be taken."""

    def __init__(self, number: int, by: Staff | None) -> None:
        super().__init__(f"ticket {number} is taken")
        self.number = number
        self.by = by


class NotTaken(DeskError):
    """Nobody has the ticket: take it first."""

    def __init__(self, number: int) -> None:
        super().__init__(f"ticket {number} is not taken")
        self.number = number


class TicketClosed(DeskError):
    """The ticket has been closed."""

    def __init__(self, number: int, closed_at: datetime | None) -> None:
        super().__init__(f"ticket {number} is closed")
        self.number = number
        self.closed_at = closed_at


class NotAllowed(DeskError):
    """Whoever this is may not do that; `role` is None for somebody not enrolled."""

    def __init__(self, telegram_id: int, act: Act, role: Role | None = None) -> None:
        super().__init__(f"{telegram_id} may not {act}")
        self.telegram_id = telegram_id
        self.act = act
        self.role = role


class OwnTicket(NotAllowed):
    """It is their own ticket."""


class NoteMissing(DeskError):
    """A hand-over carries a note, and this one has none."""


class NoteWithin(DeskError):
    """A line of what would leave is a note between colleagues."""

    def __init__(self) -> None:
        super().__init__("a line that begins with // is a note and never leaves")


class NoSuchStaff(DeskError):
    """Nobody is enrolled under that Telegram id, or their role takes no tickets."""

    def __init__(self, telegram_id: int) -> None:
        super().__init__(f"{telegram_id} is not enrolled")
        self.telegram_id = telegram_id


class Empty(DeskError):
    """There is nothing in the message."""


class TooLong(DeskError):
    """A reply by SMS would be more parts than one is worth."""

    def __init__(self, parts: int, most: int) -> None:
        super().__init__(f"{parts} parts, at most {most}")
        self.parts = parts
        self.most = most


class ManyParts(DeskError):
    """A reply by SMS would be so many parts that whoever writes it is to know before it goes."""

    def __init__(self, number: int, parts: int) -> None:
        super().__init__(f"a reply to ticket {number} would be {parts} parts")
        self.number = number
        self.parts = parts
        self.by_sms = True


class NoPictures(DeskError):
    """Pictures do not go by SMS."""

    def __init__(self, number: int) -> None:
        super().__init__(f"ticket {number} is answered by SMS")
        self.number = number


class Unreachable(DeskError):
    """The citizen has blocked the bot; `by_sms`: they have a mobile to which an SMS can go instead."""

    def __init__(self, number: int, *, by_sms: bool) -> None:
        super().__init__(f"the citizen of ticket {number} has blocked the bot")
        self.number = number
        self.by_sms = by_sms
