"""What an answer of the FAQ computes from the figures in the question itself."""

from __future__ import annotations

from datetime import date

from dialogs.amounts import Amount
from dialogs.dates import Month
from dialogs.given import given_in
from dialogs.messages import Words
from services.calendar import JalaliMonth
from services.understanding.faq_entries import premium_of

PREMIUM = "vol-premium"  # the entry that is asked for


def premium_in(text: str, today: date) -> Words | None:
    """The premium of the month and on the base that `text` names, or of the lowest; None where it names neither.

    An amount that can be no base, such as a premium, is left out.
    """
    given = given_in(text)
    base = Amount().given(given["amount"]) if "amount" in given else None
    month = (Month().given(given["month"]) if "month" in given else None) or JalaliMonth.of(today)
    if base is not None and (facts := premium_of(month, base)):
        return Words("hearing-premium-of", facts)
    lowest = premium_of(month)
    return Words(f"faq-{PREMIUM}", lowest) if lowest else None
