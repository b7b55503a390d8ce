"""A conversation between two messages, and what a message makes of it.

One dialog is in front; one more may be parked behind it, to be offered again when the front one has ended. Everything
here is a pure function of the state, the message and the stage; the turn keeps the state and speaks the reply.
"""

from __future__ import annotations

from dataclasses import replace

from dialogs.commands import command_in
from dialogs.given import Given, given_in
from dialogs.hearing import (
    COMPLAINT,
    PERSON,
    AskBack,
    Begin,
    Call,
    Decision,
    Say,
    Where,
    aside_in,
    chosen,
    decide,
    halves_in,
    is_a_mere_number,
    wishes,
)
from dialogs.journal import Journal
from dialogs.kind import mentioned
from dialogs.messages import (
    Command,
    Edited,
    Issued,
    Message,
    Pressed,
    Question,
    Reply,
    Returned,
    Started,
    Typed,
    Words,
)
from dialogs.remarks import Remark, remark_in
from dialogs.stage import LIFE, Dialogs, Door, Preferences, Stage, Turned
from dialogs.state import Conversation, Running
from dialogs.talk import Dialog, Go, Played, Resume, Scene, ToPerson, play, play_back, shown
from dialogs.which import Meant, Neither
from dialogs.which import about as meanings
from services import persian
from services.calendar import TEHRAN
from services.desk import Opened

__all__ = ["LIFE", "MENU", "RESUME", "WHICH", "Dialogs", "Door", "Preferences", "Stage", "Turned", "called", "respond"]

MENU, RESUME, FORGET, WHICH, ONWARD = "menu", "resume", "forget", "which", "onward"
OURS = frozenset({MENU, RESUME, WHICH, ONWARD})  # of the conversation itself: whoever is there is in no dialog yet
INNER = frozenset({RESUME, WHICH, ONWARD})  # which nobody starts from outside
PASSING = frozenset({WHICH, ONWARD})  # of these, what goes by when something else is said
MISSED = frozenset({"refused", "not-understood", "not-now", "asked-back"})  # outcomes of what we could make nothing of
MOST_MISSES = 2  # in a row, after which a person is offered


async def respond(conversation: Conversation, message: Message, stage: Stage) -> Turned:
    """Answer one message."""
    turn = _Turn(conversation, stage)
    turn.sift()
    await turn.take(message)
    return turn.turned()


class _Turn:
    def __init__(self, conversation: Conversation, stage: Stage) -> None:
        self._front = conversation.front
        self._parked = conversation.parked
        self._misses = conversation.misses
        self._simple = conversation.simple
        self._stage = stage
        self._said: list[Words] = []
        self._papers: list[Issued] = []
        self._question: Question | None = None
        self._back = False
        self._dialog = conversation.front.dialog if conversation.front else "none"
        self._outcome = "answered"
        self._secret = False
        self._offers = False  # whether a person is offered, whatever was understood
        self._began = ""  # the dialog that free text began, or a choice of what it may have meant
        self._chose = ""  # the service of that choice

    def turned(self) -> Turned:
        if not self._said and self._question is None:
            self._said.append(Words("talk-nothing"))
        offered = self._offer_person()
        open_now = self._front.shown if self._front and self._question else None
        leave = self._front is not None and self._front.dialog not in OURS
        over = self._question is None
        said, papers = tuple(self._said), tuple(self._papers)
        reply = Reply(said, self._question, open_now, self._back, leave, menu=over, person=offered, papers=papers)
        kept = Conversation(self._front, self._parked, self._misses, self._simple)
        return Turned(kept, reply, self._dialog, self._outcome, self._secret, self._began, self._chose)

    def _offer_person(self) -> bool:
        """Whether we have misunderstood so often that a person is offered; it is counted anew afterwards."""
        if self._outcome not in MISSED or (self._stage.desk is None and self._stage.ear is None):
            self._misses = 0
            return self._offers and self._stage.desk is not None
        self._misses = (self._misses + 1) % MOST_MISSES
        if self._misses or self._stage.desk is None:
            return False
        self._say("desk-offer")
        return True

    def sift(self) -> None:
        """Close what has been left for too long, and what is no more; the person hears of it now that they write."""
        self._parked = self._kept(self._parked)
        self._front = self._kept(self._front)
        if self._front and self._front.dialog == RESUME and not self._parked:
            self._front = None

    def _kept(self, running: Running | None) -> Running | None:
        if running is None:
            return None
        if self._stage.dialogs.named(running.dialog) is None:
            self._say("conversation-no-such")
            return None
        if running.touched >= self._stage.now - self._stage.life:
            return running
        if running.dialog not in OURS:
            self._say("conversation-expired", dialog=_named(running.dialog))
        return None

    async def take(self, message: Message) -> None:
        if isinstance(message, Typed):
            message = self._command_in(message.text) or message
        match message:
            case Typed(text) if (asked := aside_in(text)) is not None:
                await self._aside(asked)
            case Command(name):
                await self._command(name)
            case Started(dialog, about):
                await self._start(dialog, about)
            case Returned():
                self._outcome = "returned"
                await self._repeat(Words("desk-returned"))
            case Edited():
                self._outcome = "edited"
                await self._repeat(Words("conversation-edited"))
            case _ if self._front:
                await self._answer(self._front, message)
            case Typed(text):
                await self._hear(text)
            case Pressed():
                await self._menu("conversation-button-over")
            case _:
                await self._menu("conversation-not-now")

    def _command_in(self, text: str) -> Message | None:
        """The command that words are; «ادامه» may be the name of an option instead."""
        command = command_in(text)
        open_now = self._front.shown if self._front else None
        return None if command == Command("more") and open_now and mentioned(text, open_now) else command

    async def _hear(self, text: str) -> None:
        """Something typed outside a question."""
        wanted = self._stage.dialogs.wanted(text, exactly=self._stage.ear is not None)
        if wanted:
            await self._start(wanted.dialog, wanted.about)
        elif not await self._listen(text):
            await self._menu("conversation-not-understood")

    async def _aside(self, asked: str) -> None:
        """Something else is asked first: what is open is set aside, and offered again afterwards."""
        front = self._front
        if front and front.dialog not in OURS:
            if self._parked:
                await self._aside_in_place(front, asked)
                return
            self._set_aside(front)
        self._front = None
        if asked:
            await self._hear(asked)
        else:
            self._outcome = "aside"
            self._say("hearing-what")

    async def _aside_in_place(self, front: Running, asked: str) -> None:
        """Where something is set aside already, what is open stays."""
        if not asked or not await self._meant_otherwise(front, asked):
            self._outcome = "aside"
            await self._repeat(Words("hearing-first-this"))

    async def _listen(self, text: str, *, strictly: bool = False) -> bool:
        """Do what free text asks for; whether anything was done. `strictly` is that of `Where`."""
        remark = remark_in(text)
        if remark and remark is not Remark.INSULT:
            await self._remark(remark)
            return True
        ear = self._stage.ear
        if ear is None or not persian.spoken(text):
            return False
        understood = ear.understand(text)
        if is_a_mere_number(text, understood):
            return False
        at = self._standing(text, strictly=strictly)
        decision = wishes(tuple(map(ear.understand, halves_in(text))), at) or decide(text, understood, at)
        if remark and not decision.is_a_wish:
            await self._remark(remark)
            return True
        if not self._secret:
            await ear.heard(text, understood, decision.came)
        if remark:
            self._say("remark-insult-and-wish")
        return await self._act(decision, given_in(text))

    def _standing(self, text: str = "", *, strictly: bool = False) -> Where:
        """Where the conversation stands, for whoever decides what to do with free text."""
        front = self._front
        wanted = self._stage.dialogs.wanted(text, exactly=False)
        return Where(
            knows=lambda name: self._stage.dialogs.named(name) is not None,
            today=self._stage.now.astimezone(TEHRAN).date(),
            wanted=None if wanted is None or wanted.dialog == MENU else wanted,
            open=front.dialog if front and front.dialog not in OURS else "",
            strictly=strictly,
            missed=self._misses == MOST_MISSES - 1,
        )

    async def _act(self, decision: Decision, given: Given) -> bool:
        """Whether anything was done."""
        match decision:
            case Say():
                await self._tell(decision, given)
            case Begin(Started(dialog, about)):
                self._began = dialog
                await self._start(dialog, about, given)
            case AskBack(meant, came, several):
                about = meanings(*meant, several=several)
                await self._run(Running(WHICH, about, Journal(), None, self._stage.now, given))
                self._outcome = str(came)
            case Call(service, came):
                self._said.append(await self._person(service))
                await self._go_on(came)
            case _:
                return False
        return True

    async def _tell(self, told: Say, given: Given) -> None:
        """Say it, and offer what follows where nothing else is open."""
        self._said.extend(told.words)
        in_a_dialog = self._parked is not None or (self._front is not None and self._front.dialog not in OURS)
        if told.then and not in_a_dialog:
            await self._run(Running(ONWARD, meanings(told.then), Journal(), None, self._stage.now, given))
        else:
            self._said.extend([told.beside] if told.beside else [])
            self._offers = told.then == PERSON
            await self._go_on(told.came)
        self._outcome = str(told.came)

    async def _remark(self, remark: Remark) -> None:
        self._say(f"remark-{remark}")
        self._offers = remark is Remark.INSULT
        await self._go_on(remark)

    async def _go_on(self, outcome: str) -> None:
        """Something was said in between: ask again what was open, or offer what is parked."""
        if self._front and self._front.dialog in PASSING:
            self._front = None
        if self._front is None and self._parked:
            self._front = Running(RESUME, self._parked.dialog, Journal(), None, self._stage.now)
        if self._front and self._front.dialog != MENU:  # which stays open; nobody needs to hear all of it again
            await self._repeat(None)
        self._outcome = str(outcome)

    async def _command(self, name: str) -> None:
        front = self._front
        match name:
            case "menu":
                await self._start(MENU, "")
            case "forget":
                self._front = self._parked = None
                await self._start(FORGET, "")
            case "help":
                self._outcome = "help"
                await self._explain(front)
            case "person":
                self._outcome = "person"
                await self._repeat(await self._person())
            case "complaint":
                self._outcome = "person"
                await self._repeat(await self._person(COMPLAINT))
            case "more":
                await self._repeat(Words("conversation-no-more"))
            case "simple" | "plain":
                self._outcome = name
                await self._repeat(await self._speak(simple=name == "simple"))
            case "back" if front:
                await self._go_back(front)
            case "cancel" if front and front.dialog not in (MENU, *PASSING):
                await self._cancel(front)
            case _:
                await self._menu("conversation-nothing-open")

    async def _person(self, service: str = "") -> Words:
        """Ask for a person, about what is open unless something else is named; what there is to be said of it."""
        if self._stage.desk is None:
            return Words("conversation-person")
        open_now = self._front.dialog if self._front and self._front.dialog not in PASSING else MENU
        return called(await self._stage.desk.open(service or open_now))

    async def _speak(self, *, simple: bool) -> Words:
        """Speak in simple words from now on, or in plain ones; what there is to be said of it."""
        if self._stage.preferences:
            await self._stage.preferences.speak_simply(simple)
        self._simple = simple
        return Words("conversation-simple" if simple else "conversation-plain")

    async def _cancel(self, front: Running) -> None:
        """Close what is open. Of the offer to come back to a dialog, it closes that dialog."""
        self._outcome = "cancelled"
        left = self._parked if self._parked and front.dialog == RESUME else front
        self._say("conversation-cancelled", dialog=_named(left.dialog))
        await self._ended(front, None)

    async def _start(self, dialog: str, about: str, given: Given | None = None) -> None:
        """A dialog that was asked for; what is under way is set aside. `given`: what need not be asked any more."""
        front = self._front
        if dialog in INNER or self._stage.dialogs.named(dialog) is None:
            await self._repeat(Words("conversation-no-such"))
            return
        self._outcome = "started"
        if front and front.is_about(dialog, about) and front.journal.has_answers():
            await self._repeat(Words("conversation-resumed"), whole=True)
            return
        again = self._unparked(dialog, about)
        if front and front.journal.has_answers():
            self._set_aside(front)
        await self._begin(dialog, about, again, given)

    def _unparked(self, dialog: str, about: str) -> Running | None:
        """What is parked, taken back, if it is this very thing."""
        again = self._parked if self._parked and self._parked.is_about(dialog, about) else None
        self._parked = None if again else self._parked
        return again

    async def _begin(self, dialog: str, about: str, again: Running | None, given: Given | None = None) -> None:
        if again:
            self._say("conversation-resumed")
        await self._run(again or Running(dialog, about, Journal(), None, self._stage.now, given or {}))

    def _set_aside(self, front: Running) -> None:
        if self._parked:
            self._say("conversation-closed", dialog=_named(front.dialog))
        else:
            self._parked = front
            self._say("conversation-parked", dialog=_named(front.dialog))

    async def _menu(self, why: str) -> None:
        self._say(why)
        self._outcome = why.removeprefix("conversation-")
        if self._front and self._front.dialog == MENU:
            await self._repeat(None)
        else:
            await self._run(Running(MENU, "", Journal(), None, self._stage.now))

    async def _repeat(self, words: Words | None, *, whole: bool = False) -> None:
        """Say something without touching what is open, and ask the open question again."""
        if words:
            self._said.append(words)
        if self._front:
            await self._run(self._front, quiet=not whole)

    async def _explain(self, front: Running | None) -> None:
        if front is None:
            self._say("help")
            return
        played = await self._play(front, quiet=True)
        if played.question:
            asked = played.question.words
            self._said.append(Words(f"{asked.id}.help", asked.facts, otherwise=f"help-{played.question.kind}"))
        await self._went(front, played)

    async def _answer(self, front: Running, message: Message) -> None:
        if isinstance(message, Pressed) and (front.shown is None or message.nonce != front.shown.nonce):
            self._outcome = "stale"
            await self._repeat(Words("conversation-old-button"))
            return
        played = await self._play(front, fresh=message)
        self._secret = played.secret
        if played.refused and isinstance(message, Typed):
            self._front = front = replace(front, journal=played.journal)  # what was done on the way is not done again
            if await self._meant_otherwise(front, message.text):
                return
            if front.dialog in PASSING:
                await self._menu("conversation-not-understood")
                return
        if played.refused:
            self._outcome = "refused"
        await self._went(front, played)

    async def _meant_otherwise(self, front: Running, text: str) -> bool:
        """Whether what was no answer has been understood as something else, and done."""
        strictly = front.journal.has_answers()
        wanted = self._stage.dialogs.wanted(text, exactly=strictly or self._stage.ear is not None)
        if wanted is None:
            return await self._listen(text, strictly=strictly)
        if front.is_about(wanted.dialog, wanted.about):
            return False
        await self._start(wanted.dialog, wanted.about)
        return True

    async def _go_back(self, front: Running) -> None:
        self._outcome = "back"
        front = self._front = replace(front, given={})  # or it would be given again
        journal = Journal(front.journal.entries)
        await self._went(front, await play_back(self._known(front), front.dialog, await self._scene(front), journal))

    async def _run(self, running: Running, *, quiet: bool = False) -> None:
        self._front = running
        await self._went(running, await self._play(running, quiet=quiet))

    async def _play(self, running: Running, *, fresh: Message | None = None, quiet: bool = False) -> Played:
        self._dialog = running.dialog
        return await play(
            self._known(running),
            running.dialog,
            await self._scene(running),
            Journal(running.journal.entries),
            opened=running.shown,
            fresh=fresh,
            quiet=quiet,
        )

    def _known(self, running: Running) -> Dialog:
        dialog = self._stage.dialogs.named(running.dialog)
        if dialog is None:
            raise LookupError(f"no dialog {running.dialog!r}")
        return dialog

    async def _scene(self, running: Running) -> Scene:
        who = await self._stage.person()
        return Scene(self._stage.channel, self._stage.address, running.about, who, running.given)

    async def _went(self, running: Running, played: Played) -> None:
        self._said.extend(played.said)
        self._papers.extend(played.papers)
        if played.question is None:
            if played.broken:
                self._outcome = "broken"
            await self._ended(replace(running, given=played.given), played.result)
            return
        self._question = played.question
        self._back = not played.at_start
        open_now = shown(played.question, running.shown, self._stage.label, self._stage.nonce)
        given = played.given
        self._front = replace(running, journal=played.journal, shown=open_now, touched=self._stage.now, given=given)

    async def _ended(self, running: Running, result: object) -> None:
        self._front = None
        if isinstance(result, Go) and self._stage.dialogs.named(result.dialog) is None:
            self._say("conversation-no-such")
            result = None
        if isinstance(result, ToPerson):
            self._outcome = "person"
            self._said.append(await self._person())
        match result:
            case Go(following, about):
                await self._begin(following, about, self._unparked(following, about), running.given)
            case Command(name):
                await self._command(name)
                if self._front is None and self._parked:
                    await self._run(Running(RESUME, self._parked.dialog, Journal(), None, self._stage.now))
            case Meant():
                if not await self._act(chosen(result, self._standing()), running.given):
                    await self._menu("conversation-not-understood")
                self._chose = str(result.service) if self._began else ""
            case Neither():
                await self._menu("conversation-not-understood")
            case Resume() if self._parked:
                front, self._parked = self._parked, None
                await self._run(front)
            case _ if running.dialog == RESUME:
                self._parked = None
            case _ if self._parked:
                await self._run(Running(RESUME, self._parked.dialog, Journal(), None, self._stage.now))

    def _say(self, words: str, **facts: object) -> None:
        self._said.append(Words(words, facts))


def called(opened: Opened) -> Words:
    """What is said of a wish for a person: its number, the place in the queue, and how long that takes."""
    facts: dict[str, object] = {"place": opened.place_in_queue, "minutes": opened.expected_minutes}
    facts |= {"opens": opened.opens_at, "late": opened.may_be_at}
    if opened.opens_at:
        wait = "desk-wait-until"
    elif opened.may_be_at:
        wait = "desk-wait-late"
    else:
        wait = "desk-wait-minutes" if opened.expected_minutes else "desk-wait-place"
    words = "desk-opened" if opened.new else "desk-still"
    return Words(words, {"number": opened.number, "wait": Words(wait, facts)})


def _named(dialog: str) -> Words:
    return Words(f"dialog-{dialog}".replace("_", "-"))
