"""Who may do what at the desk: one table."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is enrolled as."""

    AGENT = "agent"
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"


class Act(StrEnum):
    """What can be done at the desk; each one done is a row of the audit."""

    SHOW = "show"
    TAKE = "take"
    REPLY = "reply"
    NOTE = "note"
    HAND_TO = "hand-to"
    HAND_TO_GROUP = "hand-to-group"
    HAND_BACK = "hand-back"
    CLOSE = "close"
    ON_ANOTHERS = "on-anothers"
    """Any of the above on a ticket that a colleague has taken."""
    STATS = "stats"
    DECIDE = "decide"
    CONFIRM = "confirm"
    SEE_PICTURES = "see-pictures"
    REFUND = "refund"
    """See a person's credit, and ask for, confirm, refuse or note its refund."""


_CONVERSING = frozenset(
    {Act.SHOW, Act.TAKE, Act.REPLY, Act.NOTE, Act.HAND_TO, Act.HAND_TO_GROUP, Act.HAND_BACK, Act.CLOSE}
)
_MAY: dict[Role, frozenset[Act]] = {
    Role.AGENT: _CONVERSING,
    Role.REVIEWER: frozenset({Act.SHOW, Act.NOTE, Act.DECIDE, Act.CONFIRM, Act.SEE_PICTURES}),
    Role.SUPERVISOR: _CONVERSING | {Act.ON_ANOTHERS, Act.STATS, Act.CONFIRM, Act.SEE_PICTURES, Act.REFUND},
}


def may(role: Role, act: Act) -> bool:
    """Whether that role may do that."""
    return act in _MAY[role]
