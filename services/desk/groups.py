"""The groups of colleagues, and which of them gets a ticket: by kind, then by load, and never one out of reach."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from services.desk.ticket import Kind


@dataclass(frozen=True)
class Group:
    """A supergroup, by its number, and the kinds of tickets that its colleagues answer."""

    chat_id: int
    kinds: frozenset[Kind] = frozenset(Kind)


def choose(
    groups: Sequence[Group], kind: Kind, loads: Mapping[int, int], away: Collection[int] = frozenset()
) -> Group | None:
    """The group for a new ticket. A kind that no group answers is any group's; None while all of them are away."""
    answering = [group for group in groups if kind in group.kinds] or list(groups)
    there = [group for group in answering if group.chat_id not in away]
    return min(there, key=lambda group: loads.get(group.chat_id, 0), default=None)
