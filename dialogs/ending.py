"""What follows a dialog that has ended."""

from __future__ import annotations

from dialogs.calling import call
from dialogs.hearing import chosen
from dialogs.listening import act, standing
from dialogs.messages import Command
from dialogs.names import RESUME
from dialogs.obeying import obey
from dialogs.talk import Go, Resume, ToPerson
from dialogs.turn import Ended, Turn
from dialogs.which import Meant, Neither


async def follow(turn: Turn, ended: Ended) -> None:
    """Go on with what the dialog returned, or with what is parked."""
    match ended.result:
        case Go(dialog, about) if turn.knows(dialog):
            await turn.follow_up(dialog, about, ended.running.given)
        case Command(name):
            await obey(turn, name)
            if turn.front is None and turn.ended is None:
                await turn.offer_parked()
        case Meant() as meant:
            if not await act(turn, chosen(meant, standing(turn)), ended.running.given):
                await turn.menu("conversation-not-understood")
            turn.chose = str(meant.service) if turn.began else ""
        case Neither():
            await turn.menu("conversation-not-understood")
        case Resume() if turn.parked:
            front, turn.parked = turn.parked, None
            await turn.run(front)
        case other:
            if isinstance(other, Go):
                turn.say("conversation-no-such")
            if isinstance(other, ToPerson):
                turn.outcome = "person"
                turn.tell(await call(turn))
            await _back_to_parked(turn, ended)


async def _back_to_parked(turn: Turn, ended: Ended) -> None:
    """Offer what was left half-way; of that offer itself it is the end."""
    if ended.running.dialog == RESUME:
        turn.parked = None
    else:
        await turn.offer_parked()
