"""Who is this? The one person whom the registry knows, proved by a mobile or by a code sent to it.

Nothing said here tells whether a national ID exists, or whether the Organisation holds a number for it.
"""

from __future__ import annotations

from dialogs.kind import Fault
from dialogs.messages import Words
from dialogs.names import named
from dialogs.reading import ContactOr, NationalId, OneTimeCode
from dialogs.talk import Talk
from services.people import Asked, Attempt, People, Person

ROUNDS = 5  # how often one may start over with another national ID; ours
AGAIN, OTHER = "send-again", "other-national-id"


async def identify(talk: Talk, people: People) -> Person | None:
    """The person of this conversation, asked for and proved if need be; None when that came to nothing.

    A dialog stays that person's: where their number has passed to somebody else meanwhile, it ends.
    """
    with talk.within("identify"):
        person = await _identified(talk, people)
        if person and await talk.seen("whose", str, lambda: _whose(person)) != person.national_id:
            await talk.say("somebody-else")
            return None
        return person


async def _identified(talk: Talk, people: People) -> Person | None:
    if talk.channel.short:
        return await _by_number(talk, people)
    linked: Person | None = talk.person
    if linked:
        return linked
    return await people.linked() if await _proved(talk, people) else None


async def _whose(person: Person) -> str:
    return person.national_id


async def _by_number(talk: Talk, people: People) -> Person | None:
    """By SMS the number itself says who it is; of several people with one number, the national ID does."""
    held = await people.with_mobile(talk.scene.address)
    if not held:
        await talk.say("unknown-number")
        return None
    if len(held) == 1:
        return held[0]
    national_id = await talk.ask("which", NationalId())
    person = next((one for one in held if one.national_id == national_id), None)
    if person is None:
        await talk.say("not-under-number")
    return person


async def _proved(talk: Talk, people: People) -> bool:
    await talk.say("who", dialog=named(talk.name))
    mobile = await talk.ask("contact", ContactOr("no-contact")) if talk.channel.contact else None
    for turn in range(1, ROUNDS + 1):
        national_id = await talk.ask(f"national-id.{turn}", NationalId())
        if await talk.seen(f"held.{turn}", bool, lambda: people.holds(national_id, mobile)):  # noqa: B023  awaited here
            await talk.once("linked", lambda: people.link(national_id, "contact"))  # noqa: B023  awaited here
            return True
        match await _by_code(talk, people, national_id, turn):
            case True:
                return True
            case None:
                return False
            case False:
                continue
    await talk.say("too-many-rounds")
    return False


async def _by_code(talk: Talk, people: People, national_id: str, turn: int) -> bool | None:
    """By a code: True when it was right, False to try another national ID, None when no more codes are to be had."""
    right = await _code(talk, people, national_id, turn, AGAIN, OTHER)
    if right:
        await talk.once(f"linked.{turn}", lambda: people.link(national_id, "code"))
    return right


async def prove(talk: Talk, people: People, person: Person, turn: int) -> bool:
    """Whether this is really the person, where a sender's number alone tells who it is: it can be forged.

    By a code to the number that the registry holds. `turn` tells several proofs of one dialog apart.
    """
    with talk.within("identify"):
        return bool(await _code(talk, people, person.national_id, turn, AGAIN))


async def _code(talk: Talk, people: People, national_id: str, turn: int, *options: str) -> bool | None:
    """Whether the right code was given: True; False for another national ID, None where no more codes are to be had."""

    async def check(code: str) -> Fault | None:
        if code in options:
            return None
        attempt = await people.try_code(national_id, code)
        if attempt.outcome is Attempt.RIGHT:
            return None
        return Fault(Words(f"identify-code-{attempt.outcome}", {"left": attempt.left, "until": attempt.until}))

    for sending in range(1, ROUNDS + 1):
        place = f"{turn}.{sending}"
        asked = await talk.once(f"code-sent.{place}", lambda: people.send_code(national_id))
        if asked != Asked.DONE:
            await talk.say(f"code-{asked}")
            return None
        await talk.say("code-sent")
        said = await talk.ask(f"code.{place}", OneTimeCode(*options), check=check)
        if said != AGAIN:
            return said != OTHER
    await talk.say("too-many-rounds")
    return None
