"""From what is due to the pay link, where a conversation ends: what came of it is told by a notice."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.messages import Words
from dialogs.talk import Talk
from services.calendar import JalaliMonth
from services.contracts.contract import DueMonth
from services.contracts.premiums import NotOwed, Premiums
from services.money import Rials
from services.people import Person


async def pay(talk: Talk, premiums: Premiums, person: Person, months: Sequence[DueMonth]) -> bool:
    """Give the link by which these months are paid, by whoever opens it; False where they are owed no more."""
    with talk.within("paying"):
        facts = {
            "kind": months[0].kind,
            "months": months_in_words([one.month for one in months]),
            "amount": total(months),
            "due": min(one.due for one in months),
        }
        if not premiums.can_pay:
            await talk.say("elsewhere", **facts)
            return True
        try:
            order = await premiums.order(person.national_id, list(months))
        except NotOwed:
            return False
        await talk.say("link", url=order.url, until=order.until, **{**facts, "amount": order.amount})
        return True


def months_in_words(months: Sequence[JalaliMonth]) -> Words:
    """«مهر ۱۴۰۴», «۲ ماه، از مهر ۱۴۰۴ تا آبان ۱۴۰۴», or «۲ ماه» where there are others between them."""
    first, last = months[0], months[-1]
    if len(months) == 1:
        return Words("paying-month", {"month": first})
    follow_one_another = list(months) == list(first.through(last))
    key = "paying-months" if follow_one_another else "paying-months-apart"
    return Words(key, {"count": len(months), "first": first, "last": last})


def total(months: Sequence[DueMonth]) -> Rials:
    return Rials(sum(month.amount for month in months))
