"""Follow an objection: where it stands, what happened to it; add pictures, take it back."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.evidence import Means, as_images, looked_over, upload_link
from dialogs.identify import prove
from dialogs.messages import Option, Words
from dialogs.reading import Choice
from dialogs.talk import Go, Talk
from services import persian
from services.documents import DocumentsGone
from services.objections import TO_GIVE, IllegalMove, NoSuchObjection, State, SubjectKind
from services.objections.followed import Followed, Happened, followed, history
from services.objections.number import LENGTH, NotANumber, normalise
from services.objections.subject import GROUNDS
from services.people import Person

ROUNDS = 20  # how many things one may do with one objection in one conversation; ours
ADDED, CLOSED, GONE = "added", "closed", "gone"  # what came of adding pictures


async def follow(talk: Talk, person: Person, typed: str, means: Means) -> Go | None:
    """Where the objection of this number stands, and what can be done with it. Another person's is unknown.

    With `TO_GIVE` before the number, the picture that is wanted is asked for at once: the wish has told the rest.
    """
    giving, typed = typed.startswith(TO_GIVE), typed.removeprefix(TO_GIVE)
    with talk.within("objection-following"):
        try:
            number = normalise(typed)
        except NotANumber:
            await talk.say("no-number", digits=len(persian.bare(typed)), needed=LENGTH)
            return None
        if not await talk.seen("found", bool, lambda: _is_theirs(means, person, number)):
            await talk.say("unknown")
            return None
        for round_ in range(1, ROUNDS + 1):
            one = await talk.seen(
                f"state.{round_}",
                Followed,
                lambda: _state(means, person, number),
            )
            if giving and round_ == 1 and one.wanted:
                await _add_pictures(talk, person, one, means, round_)
                continue
            await _tell(talk, one)
            chosen = await talk.ask(f"next.{round_}", Choice(*_offered(one)))
            match chosen:
                case "add-pictures":
                    await _add_pictures(talk, person, one, means, round_)
                case "history":
                    await _tell_history(talk, person, one, means, round_)
                case "withdraw":
                    await _withdraw(talk, person, one, means, round_)
                case "grant-status":
                    return Go("grant_status", one.marriage_id or "")
                case "dependency":
                    return Go("dependency")
                case _:
                    await talk.say("bye")
                    return None
        return None


def state_words(one: Followed) -> Words:
    """An objection's state in two or three words."""
    return Words(f"objection-state-{_told_as(one)}")


def _told_as(one: Followed) -> State:
    return State.FILED if one.state is State.TO_CONFIRM else one.state


async def _is_theirs(means: Means, person: Person, number: str) -> bool:
    try:
        await means.objections.one(person.national_id, number)
    except NoSuchObjection:
        return False
    return True


async def _state(means: Means, person: Person, number: str) -> Followed:
    return followed(await means.objections.one(person.national_id, number))


async def _tell(talk: Talk, one: Followed) -> None:
    await talk.say(
        f"state-{_told_as(one)}",
        number=one.number,
        about=Words(f"objection-about-{one.kind}", {"on": one.registered_on}),
        filed_on=one.filed_on,
        answer_by=one.answer_by,
        images=one.images,
        paper=Words(f"paper-{one.wanted}") if one.wanted else "",
        reason=one.refusal_reason or "",
        noted=one.note is not None,
        note=one.note or "",
        matter=one.kind,
    )


def _offered(one: Followed) -> Sequence[str | Option]:
    if one.is_open:
        request = one.kind is SubjectKind.REINSTATEMENT
        withdraw = Option("withdraw", Words("act-withdraw-request" if request else "act-withdraw"))
        return ("add-pictures", "history", withdraw, "done")
    if one.state not in (State.UPHELD, State.REFUSED):
        return ("history", "done")
    if one.kind in GROUNDS:
        return ("history", Option("dependency", Words("act-standing")), "done")
    return ("history", "grant-status", "done") if one.marriage_id is not None else ("history", "done")


async def _add_pictures(talk: Talk, person: Person, one: Followed, means: Means, round_: int) -> None:
    link = await upload_link(talk, means, f"{round_}.link")
    if link is None:
        return
    wanted = (one.wanted,) if one.wanted else ()
    given = await talk.seen(f"given.{round_}", tuple[str, ...], lambda: _given(means, person, one.number))
    images = await talk.ask_images(f"papers.{round_}", wanted=wanted, look=means.papers.look, given=given, link=link)
    if talk.channel.pictures:
        papers = await looked_over(talk, means, images, wanted, f"looked-over.{round_}")
        if not await talk.confirm(f"add-them.{round_}", number=one.number, papers=papers, matter=one.kind):
            await talk.say("not-added")
            return
    came = await talk.once(f"added.{round_}", lambda: _added(means, person, one.number, images, wanted))
    await talk.say(came, count=len(images), matter=one.kind)


async def _given(means: Means, person: Person, number: str) -> tuple[str, ...]:
    return tuple(image.document_id for image in await means.objections.images(person.national_id, number))


async def _added(means: Means, person: Person, number: str, images: Sequence[str], wanted: Sequence[str]) -> str:
    try:
        named = await as_images(means.papers, images, wanted)
        await means.objections.add_images(person.national_id, number, named)
    except DocumentsGone:
        return GONE
    except IllegalMove:
        return CLOSED
    await means.papers.file(images, person.national_id)
    return ADDED


async def _tell_history(talk: Talk, person: Person, one: Followed, means: Means, round_: int) -> None:
    steps = await talk.seen(f"history.{round_}", tuple[Happened, ...], lambda: _history(means, person, one.number))
    await talk.say("history", number=one.number, matter=one.kind, steps=[_step(talk, step) for step in steps])


async def _history(means: Means, person: Person, number: str) -> tuple[Happened, ...]:
    return history(await means.objections.events(person.national_id, number))


def _step(talk: Talk, step: Happened) -> Words:
    paper = Words(f"paper-{step.paper}") if step.paper else ""
    return talk.words(f"step-{step.what}", on=step.on, paper=paper, images=step.images or 0)


async def _withdraw(talk: Talk, person: Person, one: Followed, means: Means, round_: int) -> None:
    if not await talk.confirm(f"withdraw-it.{round_}", number=one.number, matter=one.kind):
        await talk.say("not-withdrawn", matter=one.kind)
        return
    if talk.channel.short and not await prove(talk, means.people, person, round_):
        return
    await talk.once(f"withdrawn.{round_}", lambda: means.objections.withdraw(person.national_id, one.number))
