"""What stands on the summary of a payment order, in the locale's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.printing.texts import common, in_words, isolated, row, saying
from handlers.wording import Wording
from services.issued import PaymentOrder
from services.money import Rials
from services.persian import persian_digits


def payment_order_texts(
    order: PaymentOrder, banks: Mapping[str, tuple[int, Rials]], wording: Wording
) -> dict[str, Any]:
    """The texts of a payment order, with its control totals for each bank."""
    say = saying(wording, lambda name: f"payment-order-{name}")
    return {
        **common(say("title"), wording),
        "rows": [
            row(say("number"), isolated(order.number)),
            row(say("month"), say("of-month", month=order.month)),
            row(say("made-at"), say("moment", at=order.made_at)),
            row(say("lines"), say("count", count=order.lines)),
            row(say("total"), say("rials", amount=order.total), more=say("toman", amount=order.total)),
            row(say("in-words"), say("amount-in-words", words=in_words(order.total))),
            row(say("digest"), isolated(order.digest)),
        ],
        "banks": {
            "title": say("banks"),
            "heads": [say("bank"), say("lines"), say("total")],
            "lines": [
                [persian_digits(bank), say("count", count=lines), say("rials", amount=total)]
                for bank, (lines, total) in sorted(banks.items())
            ],
        },
        "note": say("note"),
        "signatures": [say("prepared"), say("received")],
    }
