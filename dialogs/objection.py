"""Object to a decision, to a marriage that the registry lacks, or to the end of a dependency, and ask for one again.

Say why, add the papers, look it over, file it.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date

from dialogs.dates import Day
from dialogs.evidence import Means, as_images, looked_over, upload_link
from dialogs.following import follow, state_words
from dialogs.identify import identify
from dialogs.kind import Fault, Unreadable
from dialogs.messages import Message, Option, Shown, Words
from dialogs.reading import Choice, NationalId, Text
from dialogs.talk import Go, Talk
from services import persian
from services.dependency import Dependency
from services.dependency.case import Act
from services.documents import DocumentsGone
from services.documents.papers import Papers
from services.grants import Grants, MarriageSeen, Standing
from services.objections import Objections, Subject, SubjectKind
from services.objections.followed import Followed, followed
from services.objections.number import NotANumber, normalise
from services.objections.rules import REASON_LEAST, REASON_MOST, Cause
from services.objections.subjects import Ending, NotYet, ending, not_yet, subject_of
from services.people import People, Person
from services.uploads import Uploads

WORDS = (
    *("اعتراض", "اعتراض دارم", "ثبت اعتراض", "پیگیری اعتراض", "وضعیت اعتراض", "اعتراض به تصمیم", "پیگیری درخواست"),
    *("eteraz", "eteraz daram", "peygiri eteraz"),
)
UNLISTED, NEW, UNKNOWN_SPOUSE = SubjectKind.UNLISTED.value, "new-objection", "unknown-spouse"
DEPENDENCY, REINSTATEMENT = SubjectKind.DEPENDENCY.value, SubjectKind.REINSTATEMENT.value
GONE, CHANGED = "", "changed"  # what comes of filing, where no number does
_NUMBER = re.compile(r"(?<!\d)\d{6,10}(?!\d)", re.ASCII)  # with a digit or two missing or too many it is still one
_NAMES = frozenset(map(persian.spoken, WORDS))


def number_in(text: str) -> str:
    """The only thing in a text that looks like a tracking number, in Latin digits; empty for none or several."""
    found: list[str] = _NUMBER.findall(persian.latin_digits(text))
    return found[0] if len(found) == 1 else ""


async def objection(
    talk: Talk,
    people: People,
    grants: Grants,
    dependency: Dependency,
    objections: Objections,
    papers: Papers,
    uploads: Uploads,
) -> Go | None:
    """About a marriage, `unlisted`, `dependency`, `reinstatement`, or the number of an objection (see `follow`).

    About nothing, all is offered.
    """
    means = Means(people, objections, papers, uploads)
    person = await identify(talk, people)
    if person is None:
        return None
    marriages = await talk.seen("marriages", tuple[MarriageSeen, ...], lambda: grants.marriages(person.national_id))
    about = talk.about or await _about(talk, person, marriages, objections, dependency)
    if about == UNLISTED:
        subject: Subject | None = await _unlisted(talk, person, marriages, objections)
    elif about in (DEPENDENCY, REINSTATEMENT):
        subject = await _of_dependency(talk, person, about, dependency)
    elif any(about == marriage.marriage_id for marriage in marriages):
        subject = await _decided(talk, person, about, grants)
    else:
        return await follow(talk, person, about, means)
    if subject is None:
        return None
    held = await talk.seen("open", str, lambda: _open_number(objections, person, subject))
    if held:
        await talk.say("already-open", matter=subject.kind)
        return await follow(talk, person, held, means)

    async def stands() -> bool:
        if subject.event_id is not None:
            return await _dependency_stands(dependency, person, subject)
        return await _stands(grants, person, subject)

    return await _file(talk, person, subject, stands, means)


async def _about(
    talk: Talk,
    person: Person,
    marriages: tuple[MarriageSeen, ...],
    objections: Objections,
    dependency: Dependency,
) -> str:
    """Which objection to follow, by its number, or what to object to."""
    held = await talk.seen("objections", tuple[Followed, ...], lambda: _objections(objections, person))
    if held:
        chosen = await talk.ask("which", _Which(*(_one(one) for one in held), NEW))
        if chosen != NEW:
            return chosen
    ends = await talk.seen("ends", bool, lambda: _may(dependency, person, Act.OBJECT))
    offered = [_marriage(talk, marriage) for marriage in marriages]
    if ends:
        offered.append(Option(DEPENDENCY, talk.words("ends")))
    return await talk.ask("about" if offered else "about-none", Choice(*offered, UNLISTED))


async def _objections(objections: Objections, person: Person) -> tuple[Followed, ...]:
    return tuple(map(followed, await objections.of(person.national_id)))


def _one(one: Followed) -> Option:
    return Option(one.number, Words("objection-one", {"number": one.number, "state": state_words(one)}))


def _marriage(talk: Talk, marriage: MarriageSeen) -> Option:
    key = "marriage-with" if marriage.spouse_first_name else "marriage"
    words = Words(f"grant-status-{key}", {"on": marriage.registered_on, "spouse": marriage.spouse_first_name or ""})
    return Option(marriage.marriage_id, words)


class _Which(Choice):
    """One of the person's objections, which may be named by its number too. Any other number is unknown alike."""

    def parse(self, text: str) -> str:
        if not number_in(text):
            return super().parse(text)
        try:
            number = normalise(number_in(text))
        except NotANumber:
            raise Unreadable("objection-wrong-number") from None
        if number not in {option.value for option in self.options}:
            raise Unreadable("objection-not-theirs")
        return number


class _Reason(Text):
    """Their own words; or, for whoever has nothing but numbers, that the pictures tell it, in the words shown."""

    options = (Option("in-pictures", Words("objection-in-pictures")),)

    def __init__(self) -> None:
        super().__init__(REASON_LEAST, REASON_MOST)

    def read(self, message: Message, shown: Shown) -> str:
        read = super().read(message, shown)
        return next((label for value, label in shown.options if value == read), read)


async def _decided(talk: Talk, person: Person, marriage_id: str, grants: Grants) -> Subject | None:
    """The decision as it stands now; None where nothing is decided yet, which is said."""

    async def standing() -> Standing:
        return await grants.standing(person.national_id, marriage_id)

    async def waits() -> NotYet:
        return not_yet(await standing())

    async def subject() -> Subject:
        return subject_of(await standing())

    waiting = await talk.seen("not-yet", NotYet, waits)
    if waiting.kind:
        await talk.say(waiting.kind.replace("_", "-"), registered_on=waiting.registered_on, until=waiting.until)
        return None
    return await talk.seen("subject", Subject, subject)


async def _unlisted(talk: Talk, person: Person, marriages: tuple[MarriageSeen, ...], objections: Objections) -> Subject:
    """A marriage in the person's own words: its day, and the spouse if they are known by number."""

    async def no_such_day(day: date) -> Fault | None:
        if objections.lies_ahead(day):
            return Fault(Words("objection-day-ahead"))
        if any(day == marriage.registered_on for marriage in marriages):
            return Fault(Words("objection-day-listed"))
        return None

    async def no_such_spouse(spouse: str) -> Fault | None:
        return Fault(Words("objection-spouse-self")) if spouse == person.national_id else None

    day = await talk.ask("day", Day(), check=no_such_day)
    spouse = await talk.ask("spouse", NationalId(UNKNOWN_SPOUSE), check=no_such_spouse)

    async def subject() -> Subject:
        return Subject(SubjectKind.UNLISTED, day, spouse_id=None if spouse == UNKNOWN_SPOUSE else spouse)

    return await talk.seen("subject", Subject, subject)


async def _of_dependency(talk: Talk, person: Person, about: str, dependency: Dependency) -> Subject | None:
    """The end of her dependency as it stands now; None where there is nothing to object to, or to ask again for."""
    act = Act.OBJECT if about == DEPENDENCY else Act.ASK_AGAIN
    if not await talk.seen("may", bool, lambda: _may(dependency, person, act)):
        await talk.say("nothing-ends")
        return None
    told = await talk.seen("ending", Ending, lambda: _ending(dependency, person))
    since: Cause | None = None
    if about == REINSTATEMENT:
        since = (
            told.since[0] if len(told.since) == 1 else Cause(await talk.ask("since", Choice(*map(_since, told.since))))
        )

    async def subject() -> Subject:
        return told.objected if since is None else told.asked_again(since)

    return await talk.seen("subject", Subject, subject)


def _since(cause: Cause) -> Option:
    return Option(cause.value, Words(f"objection-since-{cause}"))


async def _may(dependency: Dependency, person: Person, act: Act) -> bool:
    told = await dependency.standing(person.national_id)
    return told is not None and act in told.can


async def _ending(dependency: Dependency, person: Person) -> Ending:
    told = await dependency.standing(person.national_id)
    assert told
    return ending(told)


async def _dependency_stands(dependency: Dependency, person: Person, subject: Subject) -> bool:
    """Whether what she objects to, or asks to have undone, is still what ends her dependency."""
    told = await dependency.standing(person.national_id)
    act = Act.OBJECT if subject.kind is SubjectKind.DEPENDENCY else Act.ASK_AGAIN
    return told is not None and act in told.can and ending(told).objected.key == subject.key


async def _open_number(objections: Objections, person: Person, subject: Subject) -> str:
    return await objections.open_number(person.national_id, subject) or ""


async def _file(
    talk: Talk, person: Person, subject: Subject, stands: Callable[[], Awaitable[bool]], means: Means
) -> Go | None:
    link = await upload_link(talk, means)
    if link is None:
        return None
    told = _told(subject)
    wanted = subject.wanted
    reason = await talk.ask("reason", _Reason(), check=_is_no_reason, subject=told, matter=subject.kind)
    images = await talk.ask_images("papers", wanted=wanted, look=means.papers.look, link=link)
    if talk.channel.pictures:  # else the page has shown everything, and sending it off was the yes
        papers = await looked_over(talk, means, images, wanted, "looked-over")
        if not await talk.confirm("file-it", subject=told, reason=reason, papers=papers, matter=subject.kind):
            await talk.say("dropped")
            return None

    async def filed() -> str:
        if not await stands():
            return CHANGED
        return await _filed(talk, person, subject, reason, images, means)

    number = await talk.once("filed", filed)
    if number == GONE:
        await talk.say("gone", reason=reason)
        return Go("objection", subject.marriage_id or (UNLISTED if subject.event_id is None else subject.kind.value))
    if number == CHANGED:
        await talk.say("changed", reason=reason)
        return Go("objection")
    ours = await talk.seen("ours", bool, lambda: _has(means, person, number, images))
    answer_by = await talk.seen("answer-by", date, lambda: _answer_by(means, person, number))
    await talk.say("filed" if ours else "already-filed", number=number, answer_by=answer_by, matter=subject.kind)
    return None


def _told(subject: Subject) -> Words:
    facts = {"on": subject.registered_on, "amount": subject.amount or 0, "cause": subject.cause or ""}
    return Words(f"objection-subject-{subject.outcome or subject.kind}", facts)


async def _is_no_reason(text: str) -> Fault | None:
    """Whoever asks for an objection by its number has not written a reason."""
    asks = number_in(text) and persian.spoken(text).removesuffix(number_in(text)) in _NAMES
    return Fault(Words("answer-choose")) if asks else None


async def _stands(grants: Grants, person: Person, subject: Subject) -> bool:
    """Whether what they object to is still as they saw it: the registry may have been delivered anew since."""
    marriages = await grants.marriages(person.national_id)
    if subject.marriage_id is None:
        return all(marriage.registered_on != subject.registered_on for marriage in marriages)
    if all(marriage.marriage_id != subject.marriage_id for marriage in marriages):
        return False
    told = await grants.standing(person.national_id, subject.marriage_id)
    return not not_yet(told).kind and replace(subject_of(told), version=subject.version) == subject


async def _filed(talk: Talk, person: Person, subject: Subject, reason: str, images: Sequence[str], means: Means) -> str:
    """The number it has: of the open one on this subject, if another phone was faster; or GONE, as a picture is."""
    try:
        named = await as_images(means.papers, images, subject.wanted)
    except DocumentsGone:
        return GONE
    here = {"channel": talk.channel.name, "address": talk.scene.address}
    number = await means.objections.file(person.national_id, subject, reason, named, **here)
    if await _has(means, person, number, images):
        await means.papers.file(images, person.national_id)
    return number


async def _has(means: Means, person: Person, number: str, images: Sequence[str]) -> bool:
    """Whether these pictures stand in that objection."""
    there = {image.document_id for image in await means.objections.images(person.national_id, number)}
    return there >= set(images)


async def _answer_by(means: Means, person: Person, number: str) -> date:
    return (await means.objections.one(person.national_id, number)).answer_by
