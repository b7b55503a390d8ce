"""Facts of the notices on dependency: every way in which they change the words."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

from services.dependency.case import EventKind, Ground, Reason
from services.messages.rules import Event

DAY = "2026-12-20"  # 29 آذر, among the longest dates
KINDS = (EventKind.MARRIAGE, EventKind.EMPLOYMENT_START)
ENDS = [{"kind": kind, "on": DAY, "effective_on": DAY} for kind in KINDS]

FACTS: Mapping[Event, list[dict[str, Any]]] = {
    Event.DEPENDENCY_NOTICE: ENDS,
    Event.DEPENDENCY_ENDED: ENDS,
    Event.DEPENDENCY_REVIEW: [
        {"kind": kind, "on": DAY, "reason": reason} for kind, reason in product(KINDS, set(Reason) - {Reason.OWN_DEATH})
    ],
    Event.DEPENDENCY_RESTORED: [{"kind": kind, "on": DAY, "ground": ground} for kind, ground in product(KINDS, Ground)],
}
