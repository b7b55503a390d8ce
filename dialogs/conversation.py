"""A conversation between two messages, and what a message makes of it.

Everything here is a pure function of the state, the message and the stage; the turn keeps the state and speaks the
reply.
"""

from __future__ import annotations

from dataclasses import replace

from dialogs.commands import command_in
from dialogs.ending import follow
from dialogs.hearing import aside_in
from dialogs.kind import mentioned
from dialogs.listening import hear, hear_aside, meant_otherwise
from dialogs.messages import Command, Edited, Message, Pressed, Returned, Started, Typed, Words
from dialogs.names import OURS, PASSING, RESUME, named
from dialogs.obeying import obey
from dialogs.stage import Stage, Turned
from dialogs.state import Conversation, Running
from dialogs.turn import Turn


async def respond(conversation: Conversation, message: Message, stage: Stage) -> Turned:
    """Answer one message."""
    turn = Turn(conversation, stage)
    _sift(turn)
    await _take(turn, message)
    while turn.ended:
        ended, turn.ended = turn.ended, None
        await follow(turn, ended)
    return turn.turned()


def _sift(turn: Turn) -> None:
    """Close what has been left for too long, and what is no more; the person hears of it now that they write."""
    turn.parked = _still_open(turn, turn.parked)
    turn.front = _still_open(turn, turn.front)
    if turn.front and turn.front.dialog == RESUME and not turn.parked:
        turn.front = None


def _still_open(turn: Turn, running: Running | None) -> Running | None:
    if running is None:
        return None
    if not turn.knows(running.dialog):
        turn.say("conversation-no-such")
        return None
    if running.touched >= turn.stage.now - turn.stage.life:
        return running
    if running.dialog not in OURS:
        turn.say("conversation-expired", dialog=named(running.dialog))
    return None


async def _take(turn: Turn, message: Message) -> None:
    if isinstance(message, Typed):
        message = _command_in(turn, message.text) or message
    match message:
        case Typed(text) if (asked := aside_in(text)) is not None:
            await hear_aside(turn, asked)
        case Command(name):
            await obey(turn, name)
        case Started(dialog, about):
            await turn.start(dialog, about)
        case Returned():
            turn.outcome = "returned"
            await turn.repeat(Words("desk-returned"))
        case Edited():
            turn.outcome = "edited"
            await turn.repeat(Words("conversation-edited"))
        case _ if turn.front:
            await _answer(turn, turn.front, message)
        case Typed(text):
            await hear(turn, text)
        case Pressed():
            await turn.menu("conversation-button-over")
        case _:
            await turn.menu("conversation-not-now")


def _command_in(turn: Turn, text: str) -> Message | None:
    """The command that words are; «ادامه» may be the name of an option instead."""
    command = command_in(text)
    open_now = turn.front.shown if turn.front else None
    return None if command == Command("more") and open_now and mentioned(text, open_now) else command


async def _answer(turn: Turn, front: Running, message: Message) -> None:
    """Take it as the answer to the open question; what is none may have been meant otherwise."""
    if isinstance(message, Pressed) and (front.shown is None or message.nonce != front.shown.nonce):
        turn.outcome = "stale"
        await turn.repeat(Words("conversation-old-button"))
        return
    played = await turn.play(front, fresh=message)
    turn.secret = played.secret
    if played.refused and isinstance(message, Typed):
        turn.front = front = replace(front, journal=played.journal)  # what was done on the way is not done again
        if await meant_otherwise(turn, front, message.text):
            return
        if front.dialog in PASSING:
            await turn.menu("conversation-not-understood")
            return
    if played.refused:
        turn.outcome = "refused"
    turn.keep(front, played)
