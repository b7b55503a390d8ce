"""Playing a dialog: what one play, or one step back, comes to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from dialogs.given import Given
from dialogs.journal import Journal
from dialogs.messages import Issued, Message, Question, Shown, Words
from dialogs.talk import Cut, Dialog, Paused, Scene, Talk


@dataclass(frozen=True)
class Played:
    """What one play came to. With no `question` the dialog has ended, giving `result`.

    `secret`: the message must not be kept. `broken`: the dialog could not go on, for an answer before its last `once`
    no longer reads. `refused`: the message was no answer to the open question. `at_start`: there is nothing to go back
    to. `given`: what the scene gave and no question has taken.
    """

    journal: Journal
    said: tuple[Words, ...]
    question: Question | None = None
    result: Any = None
    secret: bool = False
    broken: bool = False
    refused: bool = False
    at_start: bool = False
    papers: tuple[Issued, ...] = ()
    given: Given = field(default_factory=dict)


async def play(
    dialog: Dialog,
    name: str,
    scene: Scene,
    journal: Journal,
    *,
    opened: Shown | None = None,
    fresh: Message | None = None,
    quiet: bool = False,
) -> Played:
    """Play `dialog` once; the journal grows by what the play records.

    `fresh` is read as the answer to `opened`. `quiet` repeats the open question alone, without what led to it.
    Whatever the dialog or its services raise comes through: the caller rolls back and keeps the old journal.
    """
    changed = secret = False
    while True:
        talk = Talk(name, scene, journal, opened, fresh)
        try:
            result = await dialog(talk)
        except Cut as cut:
            secret = secret or talk.secret
            if cut.place < journal.frozen:
                return Played(journal, (Words("talk-broken"),), broken=True, secret=secret)
            journal.cut(cut.place)
            changed = True
            fresh = talk.unread  # a message that was read, and perhaps checked, is not read twice
        except Paused as paused:
            return _paused(talk, journal, paused, changed=changed, quiet=quiet, secret=secret or talk.secret)
        else:
            secret = secret or talk.secret
            return Played(journal, talk.unspoken, result=result, secret=secret, papers=talk.papers, given=talk.given)


def _paused(talk: Talk, journal: Journal, paused: Paused, *, changed: bool, quiet: bool, secret: bool) -> Played:
    if paused.fault:
        said: tuple[Words, ...] = (paused.fault,)
    elif paused.misplaced or changed:
        said = (Words("talk-question-changed"), *talk.unspoken)
    else:
        said = () if quiet else talk.unspoken
    return Played(
        journal,
        said,
        paused.question,
        secret=secret,
        refused=paused.fault is not None,
        at_start=_at_start(talk, journal),
        papers=() if quiet or paused.fault else talk.papers,
        given=talk.given,
    )


def _at_start(talk: Talk, journal: Journal) -> bool:
    return talk.newest is None or talk.newest < journal.frozen


async def play_back(dialog: Dialog, name: str, scene: Scene, journal: Journal) -> Played:
    """Take back the newest answer that the dialog still meets, and play on from there.

    At the first question, or right after something that was done for good, nothing is taken back: `at_start` is true
    and the open question is repeated.
    """
    talk = Talk(name, scene, journal, None, None)
    try:
        await dialog(talk)
    except Paused:
        pass
    except Cut:
        return await play(dialog, name, scene, journal)
    if talk.newest is None or _at_start(talk, journal):
        repeated = await play(dialog, name, scene, journal, quiet=True)
        return replace(repeated, said=(Words("talk-no-way-back"), *repeated.said), at_start=True)
    journal.cut(talk.newest)
    return await play(dialog, name, scene, journal)


def shown(question: Question, opened: Shown | None, label: Callable[[Words], str], nonce: Callable[[], str]) -> Shown:
    """The question as it goes out. A repeated one keeps its nonce, so that its older buttons go on working."""
    options = tuple((option.value, label(option.label)) for option in question.options)
    synonyms = tuple(option.synonyms for option in question.options)
    same = opened is not None and (opened.key, opened.options) == (question.key, options)
    return Shown(question.key, opened.nonce if opened and same else nonce(), options, synonyms, question.wants)
