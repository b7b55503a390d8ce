"""Facts of a month-end's notices: every way in which they change the words, the longest figures among them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

from services.grants.decision import Criterion
from services.messages.rules import Event

DAY, FIRST, LAST = "2026-12-20", "1405-08", "1405-09"
MONEY = {"amount": 1_475_842_120, "account": "1234", "on": DAY}

FACTS: Mapping[Event, list[dict[str, Any]]] = {
    Event.GRANT_PAYABLE: [MONEY],
    Event.GRANT_ZERO: [{}],
    Event.GRANT_WAITING: [{**MONEY, "missing": missing} for missing in ("account", "mobile", "both")],
    Event.GRANT_PROVISIONAL: [
        {"counted": 719, "needed": 720, "first": FIRST, "last": LAST, "several": several, "until": DAY}
        for several in (True, False)
    ],
    Event.GRANT_REFUSED: [
        {"reason": reason, "others": others, "counted": 719, "needed": 720}
        for reason, others in product(Criterion, (0, 4))
    ],
    Event.GRANT_REVIEW: [{"why": why} for why in ("partial-history", "quarantined", "paid-before")],
    Event.GRANT_PAID: [MONEY],
    Event.GRANT_RETURNED: [
        {**MONEY, "reason": reason} for reason in ("account-closed", "account-unknown", "other-name", "other")
    ],
}
