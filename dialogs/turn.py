"""One turn in the making: which dialogs are under way, what is said, and how it will be counted.

One dialog is in front; one more may be parked behind it, to be offered again when the front one has ended. Here stand
the moves; which of them a message makes is decided in `conversation`, `obeying` and `listening`. A dialog that ends
leaves what it came to in `ended`, and `ending` goes on from there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialogs.given import Given
from dialogs.journal import Journal
from dialogs.messages import Issued, Message, Question, Reply, Words
from dialogs.names import INNER, MENU, OURS, PASSING, RESUME, named
from dialogs.play import Played, play, play_back, shown
from dialogs.stage import Stage, Turned
from dialogs.state import Conversation, Running, Subject
from dialogs.talk import Dialog, Scene
from dialogs.topics import served_by

MISSED = frozenset({"refused", "not-understood", "not-now", "asked-back"})  # outcomes of what we could make nothing of
PARKED = "conversation-parked"
MOST_MISSES = 2  # in a row, after which a person is offered


@dataclass(frozen=True)
class Ended:
    """A dialog that has ended, and what it returned."""

    running: Running
    result: object


class Turn:
    """The conversation while a message is being answered.

    `outcome` and `began` are for the figures, as in `Turned`; `offers_person` has one offered whatever was understood.
    """

    def __init__(self, conversation: Conversation, stage: Stage) -> None:
        self.stage = stage
        self.front = conversation.front
        self.parked = conversation.parked
        self.ended: Ended | None = None
        self.simple = conversation.simple
        self.subject = conversation.subject
        self.outcome = "answered"
        self.secret = False
        self.offers_person = False
        self.began = ""
        self.chose = ""
        self._misses = conversation.misses
        self._said: list[Words] = []
        self._papers: list[Issued] = []
        self._question: Question | None = None
        self._back = False
        self._dialog = conversation.front.dialog if conversation.front else "none"

    # ---- what is known --------------------------------------------------------------------------------------------

    @property
    def in_dialog(self) -> Running | None:
        """The dialog in front, unless it is one of the conversation itself."""
        return self.front if self.front and self.front.dialog not in OURS else None

    @property
    def missed_once_more(self) -> bool:
        """Whether one more message that is not understood has a person offered."""
        return self._misses == MOST_MISSES - 1

    def knows(self, dialog: str) -> bool:
        return self.stage.dialogs.named(dialog) is not None

    def talks_of(self, service: str) -> None:
        """Remember it: a short question after it is about this service."""
        self.subject = Subject(service, self.stage.now)

    # ---- what is said ---------------------------------------------------------------------------------------------

    def say(self, words: str, **facts: object) -> None:
        self.tell(Words(words, facts))

    def tell(self, *words: Words) -> None:
        self._said.extend(words)

    def turned(self) -> Turned:
        """What the turn came to."""
        if not self._said and self._question is None:
            self.say("talk-nothing")
        offered = self._offer_person()
        open_now = self.front.shown if self.front and self._question else None
        leave = self.front is not None and self.front.dialog not in OURS
        over = self._question is None
        said, papers = tuple(self._said), tuple(self._papers)
        reply = Reply(said, self._question, open_now, self._back, leave, menu=over, person=offered, papers=papers)
        kept = Conversation(self.front, self.parked, self._misses, self.simple, self.subject)
        return Turned(kept, reply, self._dialog, self.outcome, self.secret, self.began, self.chose)

    def _offer_person(self) -> bool:
        """Whether we have misunderstood so often that a person is offered; it is counted anew afterwards."""
        if self.outcome not in MISSED or (self.stage.desk is None and self.stage.ear is None):
            self._misses = 0
            return self.offers_person and self.stage.desk is not None
        self._misses = (self._misses + 1) % MOST_MISSES
        if self._misses or self.stage.desk is None:
            return False
        self.say("desk-offer")
        return True

    # ---- which dialog is under way --------------------------------------------------------------------------------

    async def start(self, dialog: str, about: str, given: Given | None = None) -> None:
        """A dialog that was asked for; what is under way is set aside. `given`: what need not be asked any more."""
        front = self.front
        if dialog in INNER or not self.knows(dialog):
            await self.repeat(Words("conversation-no-such"))
            return
        self.outcome = "started"
        if front and front.is_about(dialog, about) and front.journal.has_answers():
            await self.repeat(Words("conversation-resumed"), whole=True)
            return
        again = self._unparked(dialog, about)
        if front and front.journal.has_answers():
            self.set_aside(front)
        await self._begin(dialog, about, again, given)

    async def follow_up(self, dialog: str, about: str, given: Given) -> None:
        """A dialog in the place of the one that has ended."""
        await self._begin(dialog, about, self._unparked(dialog, about), given)

    async def open(self, dialog: str, about: str = "", given: Given | None = None) -> None:
        """A dialog from its first question."""
        await self.run(Running(dialog, about, Journal(), None, self.stage.now, given or {}))

    async def menu(self, why: str) -> None:
        """Say why there is nothing better, and show the menu."""
        self.say(why)
        self.outcome = why.removeprefix("conversation-")
        if self.front and self.front.dialog == MENU:
            await self.repeat(None)
        else:
            await self.open(MENU)

    def set_aside(self, front: Running) -> None:
        if self.parked:
            self.say("conversation-closed", dialog=named(front.dialog))
        else:
            self.parked = front
            self.say(PARKED, dialog=named(front.dialog))

    async def offer_parked(self) -> None:
        """Offer what was left half-way, if anything was; that it is kept need not be said besides."""
        if self.parked:
            self._said = [words for words in self._said if words.id != PARKED]
            await self.open(RESUME, self.parked.dialog)

    async def go_on(self) -> None:
        """Something was said in between: ask again what was open, or offer what is parked."""
        if self.front and self.front.dialog in PASSING:
            self.front = None
        if self.front is None:
            await self.offer_parked()
        elif self.front.dialog != MENU:  # which stays open; nobody needs to hear all of it again
            await self.repeat(None)

    async def _begin(self, dialog: str, about: str, again: Running | None, given: Given | None) -> None:
        if again:
            self.say("conversation-resumed")
            await self.run(again)
        else:
            await self.open(dialog, about, given)

    def _unparked(self, dialog: str, about: str) -> Running | None:
        """What is parked, taken back, if it is this very thing."""
        again = self.parked if self.parked and self.parked.is_about(dialog, about) else None
        self.parked = None if again else self.parked
        return again

    # ---- playing it -----------------------------------------------------------------------------------------------

    async def run(self, running: Running, *, quiet: bool = False) -> None:
        """Play it in front."""
        self.front = running
        self.keep(running, await self.play(running, quiet=quiet))

    async def repeat(self, words: Words | None, *, whole: bool = False) -> None:
        """Say something without touching what is open, and ask the open question again."""
        if words:
            self.tell(words)
        if self.front:
            await self.run(self.front, quiet=not whole)

    async def play(self, running: Running, *, fresh: Message | None = None, quiet: bool = False) -> Played:
        self._dialog = running.dialog
        if service := served_by(running.dialog):
            self.talks_of(service)
        return await play(
            self._known(running),
            running.dialog,
            await self._scene(running),
            Journal(running.journal.entries),
            opened=running.shown,
            fresh=fresh,
            quiet=quiet,
        )

    async def play_back(self, running: Running) -> None:
        """Take its newest answer back."""
        running = self.front = replace(running, given={})  # or it would be given again
        journal = Journal(running.journal.entries)
        self.keep(running, await play_back(self._known(running), running.dialog, await self._scene(running), journal))

    def keep(self, running: Running, played: Played) -> None:
        """Keep what a play came to: its open question, or its end."""
        self.tell(*played.said)
        self._papers.extend(played.papers)
        if played.question is None:
            if played.broken:
                self.outcome = "broken"
            self.end(replace(running, given=played.given), played.result)
            return
        self._question = played.question
        self._back = not played.at_start
        open_now = shown(played.question, running.shown, self.stage.label, self.stage.nonce)
        given = played.given
        self.front = replace(running, journal=played.journal, shown=open_now, touched=self.stage.now, given=given)

    def end(self, running: Running, result: object = None) -> None:
        self.front, self.ended = None, Ended(running, result)

    def _known(self, running: Running) -> Dialog:
        dialog = self.stage.dialogs.named(running.dialog)
        if dialog is None:
            raise LookupError(f"no dialog {running.dialog!r}")
        return dialog

    async def _scene(self, running: Running) -> Scene:
        who = await self.stage.person()
        return Scene(self.stage.channel, self.stage.address, running.about, who, running.given)
