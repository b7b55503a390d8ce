"""Where does my dependency stand? A pensioner's daughter hears of her own share, why it ends, and what she can do."""

from __future__ import annotations

from typing import Any

from dialogs.identify import identify
from dialogs.messages import Option, Words
from dialogs.reading import Choice
from dialogs.talk import Go, Talk
from services.dependency import Dependency
from services.dependency.case import Act, Standing, State
from services.objections import SubjectKind
from services.people import People, Person

WORDS = (
    *("کفالت", "پایان کفالت", "خاتمهٔ کفالت", "قطع کفالت", "کفالت دختر", "کفالت فرزند دختر"),
    *("سهم مستمری", "مستمری دختر", "قطع مستمری", "مستمری پدرم", "مستمری مادرم", "kefalat"),
)
FOLLOW, DONE = "follow", "done"


async def dependency(talk: Talk, people: People, dependency: Dependency) -> Go | None:
    """Whatever it is about, she hears of her own, as it stands now."""
    person = await identify(talk, people)
    if person is None:
        return None
    found = await talk.seen("standing", tuple[Standing, ...], lambda: _standing(dependency, person))
    if not found or (found[0].case is None and not found[0].shares):
        await talk.say("none")
        return None
    told = found[0]
    await _tell(talk, told)
    offered = _offered(told)
    if not offered:
        return None
    match await talk.ask("next", Choice(*offered, DONE)):
        case Act.OBJECT.value:
            return Go("objection", SubjectKind.DEPENDENCY.value)
        case Act.ASK_AGAIN.value:
            return Go("objection", SubjectKind.REINSTATEMENT.value)
        case str() as chosen if chosen == FOLLOW:
            return Go("objection", told.asked.objection or told.asked.request or "")
    await talk.say("bye")
    return None


async def _standing(dependency: Dependency, person: Person) -> tuple[Standing, ...]:
    """None or one: the journal holds no empty standing."""
    found = await dependency.standing(person.national_id)
    return () if found is None else (found,)


def _offered(told: Standing) -> list[Option]:
    acts = [Option(act.value, Words(f"act-{act}".replace("_", "-"))) for act in told.can]
    waits = told.asked.objection or told.asked.request
    return [*acts, *([Option(FOLLOW, Words("act-follow"))] if waits else [])]


async def _tell(talk: Talk, told: Standing) -> None:
    case = told.case
    if case is None:
        await talk.say("drawing", since=told.shares[0].started)
        return
    facts: dict[str, Any] = {"kind": case.cause.kind, "on": case.cause.on}
    match told.state:
        case State.NOTIFIED if not told.shares:  # whoever pays it has ended it before that day
            await talk.say("stopped", **facts)
        case State.NOTIFIED | State.ENDED:
            again = _again(talk, told) if case.state is State.ENDED else ""
            await talk.say(told.state.value, **facts, effective_on=case.effective_on, again=again)
        case State.OBJECTED:
            await talk.say("objected", **facts, number=told.asked.objection, drawing=_drawing(talk, told))
        case State.REVIEW:
            await talk.say("review", **facts, reason=case.reasons[0], drawing=_drawing(talk, told))
        case _:
            await talk.say("restored" if told.shares else "over", **facts, ground=case.ground or "")


def _again(talk: Talk, told: Standing) -> Words:
    """What she has asked for, what the registry knows to have come since, or what stands in the way."""
    if told.asked.request:
        return talk.words("again-asked", number=told.asked.request)
    if told.undone:
        return talk.words("again-undone", since=told.undone.kind, since_on=told.undone.on)
    if told.at_work:
        return talk.words("again-at-work")
    return talk.words("again")


def _drawing(talk: Talk, told: Standing) -> Words:
    """Whether the share goes on while somebody looks at it."""
    ended = not told.shares or (told.case is not None and told.case.state is State.ENDED)
    return talk.words("not-drawing" if ended else "still-drawing")
