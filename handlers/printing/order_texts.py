"""What stands on the summaries of orders, in the locale's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.printing.texts import Say, common, in_words, isolated, row, saying
from handlers.wording import Wording
from services.dependency.case import Change, EventKind
from services.issued import PaymentOrder, PensionOrder
from services.money import Rials
from services.persian import persian_digits


def payment_order_texts(
    order: PaymentOrder, banks: Mapping[str, tuple[int, Rials]], wording: Wording
) -> dict[str, Any]:
    """The texts of a payment order, with its control totals for each bank."""
    say, of_any = saying(wording, lambda name: f"payment-order-{name}"), _of_any(wording)
    count, total = of_any("count", count=order.lines), say("rials", amount=order.total)
    return {
        **common(say("title"), wording),
        "rows": [
            row(say("number"), isolated(order.number)),
            row(say("month"), say("of-month", month=order.month)),
            row(of_any("made-at"), of_any("moment", at=order.made_at)),
            row(say("lines"), count),
            row(say("total"), total, more=say("toman", amount=order.total)),
            row(say("in-words"), say("amount-in-words", words=in_words(order.total))),
            row(of_any("digest"), isolated(order.digest)),
        ],
        "sums": {
            "title": say("banks"),
            "heads": [say("bank"), say("lines"), say("total")],
            "lines": [
                [persian_digits(bank), of_any("count", count=lines), say("rials", amount=sum_)]
                for bank, (lines, sum_) in sorted(banks.items())
            ],
            "whole": [of_any("whole"), count, total],
        },
        "note": say("note"),
        "signatures": [of_any("prepared"), say("received")],
    }


def pension_order_texts(
    order: PensionOrder, sorts: Mapping[tuple[Change, EventKind], int], wording: Wording
) -> dict[str, Any]:
    """The texts of a pension order, with its changes by their sort and by what had ended the share."""
    say, of_any = saying(wording, lambda name: f"pension-order-{name}"), _of_any(wording)
    count = of_any("count", count=order.lines)
    return {
        **common(say("title"), wording),
        "rows": [
            row(say("number"), isolated(order.number)),
            row(of_any("made-at"), of_any("moment", at=order.made_at)),
            row(say("lines"), count),
            row(say("ended"), of_any("count", count=order.ended)),
            row(
                say("restored"),
                of_any("count", count=order.restored),
                more=say("restored-means") if order.restored else "",
            ),
            row(say("reestablished"), of_any("count", count=order.reestablished)),
            row(of_any("digest"), isolated(order.digest)),
        ],
        "sums": {
            "title": say("sums"),
            "heads": [say("change"), say("cause"), say("lines")],
            "lines": [
                [say(change.value), say(f"cause-{_word(cause)}"), of_any("count", count=sorts[change, cause])]
                for change in Change
                for cause in EventKind
                if sorts.get((change, cause))
            ],
            "whole": [of_any("whole"), "", count],
        },
        "note": say("note"),
        "signatures": [of_any("prepared"), say("received")],
    }


def _of_any(wording: Wording) -> Say:
    """The words that stand on every order."""
    return saying(wording, lambda name: f"order-{name}")


def _word(kind: EventKind) -> str:
    return kind.value.replace("_", "-")
