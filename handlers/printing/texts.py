"""What stands on a paper, in the locale's words: rows, each a name, a value and what explains it; and clauses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from persiantools import digits

from dialogs.messages import Words
from handlers.wording import Wording, without_marks
from services.calendar import JalaliMonth
from services.issued import Contract, Receipt
from services.money import Rials
from services.persian import grouped, persian_digits
from services.premiums import rules
from services.premiums.quote import decimal_text

Say = Callable[..., str]

TERMS = (
    *("parties", "begins", "premium", "due", "lapse", "covers", "covers-not"),
    *("health", "change", "elsewhere", "ends"),
)
MOST_PAGES = 9

# What Vazirmatn shows, among it every letter of Persian, Arabic and English; and what no name needs.
SHOWN = (
    " -~\u00a0-\u017f\u060c\u061b\u061f\u0621-\u063a\u0640-\u0658\u0660-\u0671\u067e\u0686\u0698\u06a9\u06af"
    "\u06c0-\u06c3\u06cc\u06d5\u06f0-\u06f9\u200c\u2010-\u2014\u2022\u2026\u2066-\u2069\ufffd"
)
_UNSHOWN = re.compile(f"[^{SHOWN}]")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b\u200d-\u200f\u202a-\u202e\ufeff]")


def receipt_texts(receipt: Receipt, wording: Wording) -> dict[str, Any]:
    """The texts of a receipt."""
    say = saying(wording, lambda name: f"receipt-{name}")
    months = [row(say("months", count=len(receipt.months)), _runs(receipt.months, say))] if receipt.months else []
    return {
        **common(say("title"), wording),
        "rows": [
            row(say("number"), isolated(receipt.number)),
            row(say("payer"), receipt.payer),
            row(say("national-id"), isolated(receipt.national_id)),
            row(say("scheme"), say(f"scheme-{receipt.scheme}")),
            *months,
            row(say("amount"), say("rials", amount=receipt.amount), more=say("toman", amount=receipt.amount)),
            row(say("in-words"), say("amount-in-words", words=in_words(receipt.amount))),
            row(say("reference"), isolated(receipt.reference)),
            row(say("paid-at"), say("moment", at=receipt.paid_at)),
        ],
        "note": say("note") if receipt.months else say("credit"),
    }


def contract_texts(contract: Contract, wording: Wording, *, name: str, national_id: str) -> dict[str, Any]:
    """The texts of a contract."""
    say = saying(wording, lambda name: f"contract-paper-{name}")
    rate = persian_decimal(contract.rate * 100)
    due = rules.due(contract.begins)
    amount = contract.premium
    return {
        **common(say("title"), wording),
        "rows": [
            row(say("number"), isolated(contract.number)),
            row(say("holder"), name),
            row(say("national-id"), isolated(persian_digits(national_id))),
            row(say("signed-at"), say("moment", at=contract.signed_at)),
            row(say("base"), say("base-rials", base=persian_decimal(contract.base_daily))),
            row(say("rate"), say("percent", rate=rate)),
            row(
                say("premium", days=contract.begins.days),
                say("rials", amount=amount),
                more=say("toman", amount=amount),
            ),
            row(say("in-words"), say("amount-in-words", words=in_words(amount))),
            row(say("begins"), say("begin", begins=contract.begins)),
        ],
        "terms": {
            "title": say("terms"),
            "clauses": [say(f"term-{term}", begins=contract.begins, rate=rate, due=due) for term in TERMS],
            "numbers": [persian_digits(f"{number}.") for number in range(1, len(TERMS) + 1)],
        },
        "note": say("signed"),
    }


def in_words(amount: Rials) -> str:
    """«سی و چهار میلیون و …», without the currency."""
    return digits.to_word(amount)


def legible(text: str) -> str:
    """The text with a mark for each letter that the typeface lacks; an archival PDF is refused for one of them."""
    return _UNSHOWN.sub("\ufffd", unicodedata.normalize("NFC", _UNSEEN.sub("", text)))


def row(name: str, value: str, *, more: str = "") -> dict[str, str]:
    return {"name": name, "value": legible(value), "more": more}


def common(title: str, wording: Wording) -> dict[str, Any]:
    """What stands on every paper; its feet by how many pages there are, and by the page."""
    say = saying(wording, lambda name: f"issued-{name}")
    return {
        "title": title,
        "issuer": say("issuer"),
        "pages": [
            [say("page", page=page, pages=pages) for page in range(1, pages + 1)] for pages in range(1, MOST_PAGES + 1)
        ],
    }


def _runs(months: Sequence[JalaliMonth], say: Say) -> str:
    """The months, those that follow one another as «از مهر ۱۴۰۴ تا شهریور ۱۴۰۵»."""
    return " و ".join(
        say("month", first=first) if first == last else say("months-run", first=first, last=last)
        for first, last in _spans(sorted(months))
    )


def _spans(months: Sequence[JalaliMonth]) -> Iterator[tuple[JalaliMonth, JalaliMonth]]:
    first = last = months[0]
    for month in months[1:]:
        if month != last.next():
            yield first, last
            first = month
        last = month
    yield first, last


def persian_decimal(value: Fraction) -> str:
    """«۴٬۱۵۶٬۳۸۷٫۲»."""
    whole, _, rest = decimal_text(value).partition(".")
    return grouped(int(whole)) + (f"٫{persian_digits(rest)}" if rest else "")


def isolated(text: str) -> str:
    """In its own direction, digits Latin as they have to be typed, or Persian as they are masked."""
    return f"\u2068{text}\u2069"


def saying(wording: Wording, id: Callable[[str], str]) -> Say:
    def say(name: str, **facts: Any) -> str:
        return without_marks(wording(Words(id(name), facts)))

    return say
