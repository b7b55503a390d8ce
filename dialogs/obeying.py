"""The commands that work everywhere: what each does to the conversation."""

from __future__ import annotations

from dialogs.calling import call
from dialogs.hearing import COMPLAINT
from dialogs.messages import Words
from dialogs.names import FORGET, MENU, PASSING, RESUME, named
from dialogs.state import Running
from dialogs.turn import Turn


async def obey(turn: Turn, name: str) -> None:
    """Do what a command asks for."""
    front = turn.front
    match name:
        case "menu":
            await turn.start(MENU, "")
        case "forget":
            turn.front = turn.parked = None
            await turn.start(FORGET, "")
        case "help":
            turn.outcome = "help"
            await _explain(turn)
        case "person":
            await _call(turn)
        case "complaint":
            await _call(turn, COMPLAINT)
        case "more":
            await turn.repeat(Words("conversation-no-more"))
        case "simple" | "plain":
            turn.outcome = name
            await turn.repeat(await _speak(turn, simple=name == "simple"))
        case "back" if front and front.dialog != MENU:
            turn.outcome = "back"
            await turn.play_back(front)
        case "cancel" if front and front.dialog not in (MENU, *PASSING):
            _cancel(turn, front)
        case _:
            await turn.menu("conversation-nothing-open")


async def _call(turn: Turn, service: str = "") -> None:
    turn.tell(await call(turn, service))
    await turn.go_on()
    turn.outcome = "person"


async def _explain(turn: Turn) -> None:
    """Explain the open question, or what we are where none is open."""
    front = turn.front
    if front is None:
        turn.say("help")
        return
    played = await turn.play(front, quiet=True)
    if played.question:
        asked = played.question.words
        turn.tell(Words(f"{asked.id}.help", asked.facts, otherwise=f"help-{played.question.kind}"))
    turn.keep(front, played)


async def _speak(turn: Turn, *, simple: bool) -> Words:
    """Speak in simple words from now on, or in plain ones; what there is to be said of it."""
    if turn.stage.preferences:
        await turn.stage.preferences.speak_simply(simple)
    turn.simple = simple
    return Words("conversation-simple" if simple else "conversation-plain")


def _cancel(turn: Turn, front: Running) -> None:
    """Close what is open. Of the offer to come back to a dialog, it closes that dialog."""
    turn.outcome = "cancelled"
    left = turn.parked if turn.parked and front.dialog == RESUME else front
    turn.say("conversation-cancelled", dialog=named(left.dialog))
    turn.end(front)
