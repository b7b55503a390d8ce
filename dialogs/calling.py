"""Calling a person, and what is said of it."""

from __future__ import annotations

from dialogs.hearing import COMPLAINT
from dialogs.messages import Words
from dialogs.names import MENU, PASSING
from dialogs.turn import Turn
from services.desk import Opened


async def call(turn: Turn, service: str = "") -> Words:
    """Ask for a person, about what is open unless something else is named; what there is to be said of it."""
    if turn.stage.desk is None:
        return Words("conversation-person")
    open_now = turn.front.dialog if turn.front and turn.front.dialog not in PASSING else MENU
    return _called(await turn.stage.desk.open(service or open_now), complaint=service == COMPLAINT)


def _called(opened: Opened, *, complaint: bool) -> Words:
    """The number of the wish, the place in the queue, and how long that takes."""
    facts: dict[str, object] = {"place": opened.place_in_queue, "minutes": opened.expected_minutes}
    facts |= {"opens": opened.opens_at, "late": opened.may_be_at}
    if opened.opens_at:
        wait = "desk-wait-until"
    elif opened.may_be_at:
        wait = "desk-wait-late"
    else:
        wait = "desk-wait-minutes" if opened.expected_minutes else "desk-wait-place"
    words = "desk-opened" if opened.new else "desk-still"
    return Words(words, {"number": opened.number, "complaint": complaint, "wait": Words(wait, facts)})
