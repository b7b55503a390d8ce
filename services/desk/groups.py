"""The groups of colleagues, and which gets a ticket or an objection: by kind, by load, and never one out of reach."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from services.desk.ticket import Kind


@dataclass(frozen=True)
class Group:
    """A supergroup, by its number, the kinds of tickets that its colleagues answer, and whether they review."""

    chat_id: int
    kinds: frozenset[Kind] = frozenset(Kind)
    reviews: bool = True


# Every service that is not the insured's; employers' are CLM, AGR and CLR of the domain.
_KIND_OF_SERVICE: Mapping[str, Kind] = {
    "claims": Kind.EMPLOYERS,
    "agreement": Kind.EMPLOYERS,
    "clearance": Kind.EMPLOYERS,
    "complaint": Kind.COMPLAINTS,
}


def kind_of(service: str) -> Kind:
    """The kind of a ticket that is opened from that service, which is a dialog's name or a complaint."""
    return _KIND_OF_SERVICE.get(service, Kind.INSURED)


def choose(
    groups: Sequence[Group], kind: Kind, loads: Mapping[int, int], away: Collection[int] = frozenset()
) -> Group | None:
    """The group for a new ticket. A kind that no group answers is any group's; None while all of them are away."""
    return _least(groups, [group for group in groups if kind in group.kinds], loads, away)


def choose_for_reviews(
    groups: Sequence[Group], loads: Mapping[int, int], away: Collection[int] = frozenset()
) -> Group | None:
    """The group for a new objection. Where no group reviews, any group does; None while all of them are away."""
    return _least(groups, [group for group in groups if group.reviews], loads, away)


def _least(
    groups: Sequence[Group], answering: Sequence[Group], loads: Mapping[int, int], away: Collection[int]
) -> Group | None:
    there = [group for group in answering or groups if group.chat_id not in away]
    return min(there, key=lambda group: loads.get(group.chat_id, 0), default=None)
