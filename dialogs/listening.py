"""What people type in their own words: heard, decided upon (`dialogs.hearing`), and done."""

from __future__ import annotations

from dialogs.calling import call
from dialogs.given import Given, given_in
from dialogs.hearing import (
    PERSON,
    AskBack,
    Begin,
    Call,
    Came,
    Decision,
    GiveUp,
    Say,
    Where,
    decide,
    halves_in,
    is_a_mere_number,
    wishes,
)
from dialogs.messages import Words
from dialogs.names import MENU, ONWARD, WHICH
from dialogs.remarks import Remark, remark_in
from dialogs.short_questions import LATELY, told
from dialogs.state import Running
from dialogs.topics import DIALOGS, SERVICES, served_by
from dialogs.turn import Turn
from dialogs.which import about as meanings
from services import persian
from services.calendar import TEHRAN
from services.understanding import Sureness, Understood


async def hear(turn: Turn, text: str) -> None:
    """Something typed outside a question."""
    wanted = turn.stage.dialogs.wanted(text, exactly=turn.stage.ear is not None)
    if wanted:
        await turn.start(wanted.dialog, wanted.about)
    elif not await _listen(turn, text):
        await turn.menu("conversation-not-understood")


async def hear_aside(turn: Turn, asked: str) -> None:
    """Something else is asked first: what is open is set aside, and offered again afterwards."""
    front = turn.in_dialog
    if front and turn.parked:
        await _hear_in_place(turn, front, asked)
        return
    if front:
        turn.set_aside(front)
    turn.front = None
    if asked:
        await hear(turn, asked)
    else:
        turn.outcome = "aside"
        turn.say("hearing-what")


async def _hear_in_place(turn: Turn, front: Running, asked: str) -> None:
    """Where something is set aside already, what is open stays."""
    if not asked or not await meant_otherwise(turn, front, asked):
        turn.outcome = "aside"
        await turn.repeat(Words("hearing-first-this"))


async def meant_otherwise(turn: Turn, front: Running, text: str) -> bool:
    """Whether what was no answer has been understood as something else, and done."""
    strictly = front.journal.has_answers()
    wanted = turn.stage.dialogs.wanted(text, exactly=strictly or turn.stage.ear is not None)
    if wanted is None:
        return await _listen(turn, text, strictly=strictly)
    if front.is_about(wanted.dialog, wanted.about):
        return await _once_more(turn)
    await turn.start(wanted.dialog, wanted.about)
    return True


async def _listen(turn: Turn, text: str, *, strictly: bool = False) -> bool:
    """Do what free text asks for; whether anything was done. `strictly` is that of `Where`."""
    remark = remark_in(text)
    if remark and remark is not Remark.INSULT:
        await _tell_remark(turn, remark)
        return True
    ear = turn.stage.ear
    if ear is None or not persian.spoken(text):
        return False
    understood = told(ear.understand(text), _lately(turn))
    if is_a_mere_number(text, understood):
        return await _keep_for_later(turn, given_in(text))
    at = standing(turn, text, strictly=strictly)
    decision = wishes(tuple(map(ear.understand, halves_in(text))), at) or decide(text, understood, at)
    if remark and not decision.is_a_wish:
        await _tell_remark(turn, remark)
        return True
    if not turn.secret:
        await ear.heard(text, understood, decision.came)
    if understood.service in SERVICES and decision.came in (Came.ANSWERED, Came.NOT_HERE):
        turn.talks_of(understood.service)
    if remark:
        turn.say("remark-insult-and-wish")
    if isinstance(decision, GiveUp) and _serves_open(turn, understood):
        return await _once_more(turn)
    return await act(turn, decision, given_in(text))


def _serves_open(turn: Turn, understood: Understood) -> bool:
    """Whether the text is surely about the dialog that is open."""
    dialogs = DIALOGS.get(understood.service, ())
    return understood.sureness is Sureness.SURE and turn.in_dialog is not None and turn.in_dialog.dialog in dialogs


async def _once_more(turn: Turn) -> bool:
    """Tell anew what is open to somebody who asks for it once more, where it is a choice; else the answer failed."""
    if turn.front is None or turn.front.shown is None or not turn.front.shown.options:
        return False
    await turn.repeat(None, whole=True)
    turn.outcome = "refused"
    return True


def _lately(turn: Turn) -> str:
    """The service that was talked of a short while ago, or just now."""
    subject = turn.subject
    return subject.service if subject and turn.stage.now - subject.since <= LATELY else ""


async def _keep_for_later(turn: Turn, given: Given) -> bool:
    """A national ID without a wish: it is kept for whatever is chosen next."""
    if turn.in_dialog or "national-id" not in given:
        return False
    turn.say("hearing-national-id")
    await turn.open(MENU, given=given)
    turn.outcome = "started"
    return True


def standing(turn: Turn, text: str = "", *, strictly: bool = False) -> Where:
    """Where the conversation stands, for whoever decides what to do with free text."""
    wanted = turn.stage.dialogs.wanted(text, exactly=False)
    return Where(
        knows=turn.knows,
        today=turn.stage.now.astimezone(TEHRAN).date(),
        wanted=None if wanted is None or wanted.dialog == MENU else wanted,
        open=turn.in_dialog.dialog if turn.in_dialog else "",
        strictly=strictly,
        missed=turn.missed_once_more,
    )


async def act(turn: Turn, decision: Decision, given: Given) -> bool:
    """Do what was decided; whether that was anything."""
    match decision:
        case Say():
            await _tell(turn, decision, given)
        case Begin(started):
            turn.began = started.dialog
            await turn.start(started.dialog, started.about, given)
        case AskBack(meant, came, several):
            await turn.open(WHICH, meanings(*meant, several=several), given)
            turn.outcome = str(came)
        case Call(service, came):
            turn.tell(await call(turn, service))
            await turn.go_on()
            turn.outcome = str(came)
        case _:
            return False
    return True


async def _tell(turn: Turn, told: Say, given: Given) -> None:
    """Say it, and offer what follows where nothing else is open."""
    turn.tell(*told.words)
    if told.then and turn.parked is None and turn.in_dialog is None:
        await turn.open(ONWARD, meanings(told.then), given)
    else:
        if told.beside and not _is_offered_next(turn, told):
            turn.tell(told.beside)
        turn.offers_person = told.then == PERSON
        await turn.go_on()
    turn.outcome = str(told.came)


def _is_offered_next(turn: Turn, told: Say) -> bool:
    """Whether what it leads to is what is parked, and will be offered anyway."""
    parked = turn.parked if turn.in_dialog is None else None
    return parked is not None and told.then is not None and served_by(parked.dialog) is told.then.service


async def _tell_remark(turn: Turn, remark: Remark) -> None:
    all_said = remark in (Remark.ALL_RIGHT, Remark.NO)
    turn.say("remark-still-open" if all_said and turn.in_dialog else f"remark-{remark}")
    turn.offers_person = remark is Remark.INSULT
    await turn.go_on()
    turn.outcome = str(remark)
