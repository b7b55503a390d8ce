"""What daughters are told of their dependency: each step of a case once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from services.dependency.case import Case, State
from services.dependency.rules import is_told
from services.messages.notices import Notices, Told
from services.messages.rules import Event

DIALOG = "dependency"

_EVENTS = {
    State.NOTIFIED: Event.DEPENDENCY_NOTICE,
    State.ENDED: Event.DEPENDENCY_ENDED,
    State.RESTORED: Event.DEPENDENCY_RESTORED,
    State.REVIEW: Event.DEPENDENCY_REVIEW,
}


async def tell(notices: Notices, cases: Iterable[tuple[str, Case]], *, said_on: str | None = None) -> None:
    """Tell each of them, by national ID, where their case stands now, in the transaction that brings it there."""
    found: dict[Event, list[Told]] = {}
    for national_id, case in cases:
        if is_told(case):
            event, about = _EVENTS[case.state], (DIALOG, case.cause.event_id)
            found.setdefault(event, []).append(Told(national_id, _key(event, case), facts(case), about, said_on))
    for event, people in found.items():
        await notices.tell_all(event, people)


def facts(case: Case) -> Mapping[str, Any]:
    """What the words may say: `kind` of the cause and the day it happened `on`; the effective day; why."""
    told: dict[str, Any] = {"kind": case.cause.kind, "on": case.cause.on}
    if case.state in (State.NOTIFIED, State.ENDED):
        return {**told, "effective_on": case.effective_on}
    if case.state is State.REVIEW:
        return {**told, "reason": case.reasons[0]}
    return {**told, "ground": case.ground}


def _key(event: Event, case: Case) -> str:
    """A notice of another effective day is another one, and so is another doubt."""
    if case.state is State.NOTIFIED:
        return f"{event} {case.cause.event_id} {case.effective_on}"
    if case.state is State.REVIEW:
        return f"{event} {case.cause.event_id} {' '.join(case.reasons)}"
    return f"{event} {case.cause.event_id}"
