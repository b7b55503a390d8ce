"""Contract voluntary insurance: what it covers, whether one may, which base, the terms, a yes, the first payment."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from dialogs.base import choose_base
from dialogs.identify import identify, prove
from dialogs.messages import Words
from dialogs.paying import pay
from dialogs.premium import standings
from dialogs.reading import Choice
from dialogs.standing import closed, offered, standing_contract
from dialogs.talk import Go, Talk, ToPerson
from services.contracts import AlreadyContracted, Contracts, NotEligible
from services.contracts.contract import DueMonth, Offer, Standing, Suggestion
from services.contracts.premiums import Premiums
from services.people import People, Person
from services.premiums.eligibility import Bar, Outcome
from services.premiums.rules import ENOUGH_RECORD, FREELANCE_MONTHS

WORDS = (
    *("قرارداد بیمه", "بیمهٔ اختیاری", "قرارداد بیمهٔ اختیاری", "قرارداد", "بیمه خویش‌فرما", "خودم را بیمه کنم"),
    *("bime ekhtiari", "bimeh ekhtiari", "gharardad bime"),
)
CHANGED = "changed"  # what comes of signing where something has come between; else the contract's number


async def contract(talk: Talk, people: People, contracts: Contracts, premiums: Premiums) -> Go | ToPerson | None:
    """The person's own contract, whatever the dialog was started about; where none stands, a new one."""
    person = await identify(talk, people)
    if person is None:
        return None
    known = await talk.seen("standing", tuple[Standing, ...], lambda: standings(contracts, person))
    if known and known[0].state == "active":
        return await standing_contract(talk, person, people, contracts)
    if known:
        await talk.say(known[0].state, **closed(known[0]))
    offers = await talk.seen("offer", tuple[Offer, ...], lambda: offered(contracts, person))
    if not offers:
        await talk.say("no-figures")
        return None
    offer = offers[0]
    if offer.outcome is Outcome.ELIGIBLE or not talk.channel.short:  # else there is room for the outcome alone
        await talk.say("about")
    match offer.outcome:
        case Outcome.REVIEW:
            return await _review(talk)
        case Outcome.REFUSED:
            await _refuse(talk, offer)
            return None
    await talk.say("eligible", age=offer.age, days=offer.record_days)
    if offer.unconfirmed:
        await talk.say("unconfirmed", year=offer.first_month.year)
    if not await talk.confirm("go-on"):
        await talk.say("bye")
        return None
    return await _sign(talk, person, offer, people, contracts, premiums)


async def _review(talk: Talk) -> ToPerson | None:
    await talk.say("review")
    if await talk.ask("review-next", Choice("person", "done")) == "person":
        return ToPerson()
    await talk.say("bye")
    return None


async def _refuse(talk: Talk, offer: Offer) -> None:
    reasons = list(_reasons(talk, offer))
    await talk.say("refused", reasons=reasons, first=reasons[0], rest=reasons[1:], several=len(reasons) > 1)


def _reasons(talk: Talk, offer: Offer) -> Iterator[Words]:
    """Why not, with the person's own figures and what they can do about each."""
    short = offer.needed_days - offer.record_days
    record = {"days": offer.record_days, "needed": offer.needed_days, "short": short, "enough_on": offer.enough_on}
    for bar in offer.bars:
        match bar:
            case Bar.INSURED_ELSEWHERE if offer.employed_since:
                yield talk.words("reason-employed", since=offer.employed_since)
            case Bar.INSURED_ELSEWHERE:
                assert offer.freelance_month
                free = offer.freelance_month.plus(FREELANCE_MONTHS.value + 1)
                yield talk.words("reason-freelance", month=offer.freelance_month, free=free)
            case Bar.RECORD:
                yield talk.words("reason-record", **record)
            case Bar.RECORD_FOR_AGE:
                yield talk.words("reason-record-for-age", age=offer.age, enough=ENOUGH_RECORD.value, **record)


async def _sign(
    talk: Talk, person: Person, offer: Offer, people: People, contracts: Contracts, premiums: Premiums
) -> Go | None:
    async def priced(base_daily: Fraction) -> Suggestion:
        return await contracts.priced(base_daily, offer.first_month)

    base = await choose_base(talk, offer, priced)
    facts = {"monthly": base.monthly, "premium": base.premium, "month": offer.first_month, "due": offer.due}
    if not await talk.confirm("sign-it", **facts):
        await talk.say("not-signed")
        return None
    if talk.channel.short and not await prove(talk, people, person, 1):
        return None
    number = await talk.once("signed", lambda: _signed(contracts, person, offer, base))
    if number == CHANGED:
        await talk.say("changed")
        return Go("contract")
    await talk.say("signed", number=number, month=offer.first_month)
    await talk.give("contract", number)
    due = await talk.seen("due", tuple[DueMonth, ...], lambda: _of(premiums, person, number))
    if due:
        await pay(talk, premiums, person, due[:1])
    return None


async def _signed(contracts: Contracts, person: Person, offer: Offer, base: Suggestion) -> str:
    """The number; CHANGED where a contract of another month, or none, would come of it than was confirmed."""
    now = await offered(contracts, person)
    if not now or now[0].first_month != offer.first_month:
        return CHANGED
    try:
        return await contracts.sign(person.national_id, base.base_daily)
    except (AlreadyContracted, NotEligible):
        return CHANGED


async def _of(premiums: Premiums, person: Person, number: str) -> tuple[DueMonth, ...]:
    return tuple(month for month in await premiums.due(person.national_id) if month.about == number)
