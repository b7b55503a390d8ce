"""What a month-end tells people: each result once, and again only when it is another one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from services.grants.rules import NEEDED_DAYS
from services.messages.notices import Foreseen, Notices, Told
from services.messages.rules import Event
from services.month_end.rules import Decided
from services.month_end.run import Result

DIALOG = "grant_status"

_EVENTS = {
    Result.PAYABLE: Event.GRANT_PAYABLE,
    Result.WAITING: Event.GRANT_WAITING,
    Result.PROVISIONAL: Event.GRANT_PROVISIONAL,
    Result.REFUSED: Event.GRANT_REFUSED,
    Result.REVIEW: Event.GRANT_REVIEW,
}


async def tell(notices: Notices, all_: Iterable[Decided]) -> None:
    """Tell each of them what was decided, in the transaction that decides it: a chunk, never a whole run."""
    for event, people in _by_event(all_).items():
        await notices.tell_all(event, people)


async def foresee(notices: Notices, all_: Iterable[Decided]) -> list[Foreseen]:
    """What telling them would come to; nothing is told."""
    return [one for event, people in _by_event(all_).items() for one in await notices.foresee(event, people)]


def _by_event(all_: Iterable[Decided]) -> dict[Event, list[Told]]:
    found: dict[Event, list[Told]] = {}
    for one in all_:
        event, what, facts = told(one)
        marriage = one.figures.marriage_id
        key, about = f"{event} {marriage} {what}".rstrip(), (DIALOG, marriage)
        found.setdefault(event, []).append(Told(one.figures.national_id, key, facts, about))
    return found


def told(one: Decided) -> tuple[Event, str, dict[str, Any]]:
    """The event, what tells it apart from another one of its kind, and the facts of its words."""
    event, day = _EVENTS[one.result], {"registered_on": one.figures.registered_on}
    if one.result is Result.PAYABLE and not one.ordered:
        return Event.GRANT_ZERO, "", day
    what, facts = _FACTS[one.result](one)
    return event, what, {**day, **facts}


def _payable(one: Decided) -> tuple[str, dict[str, Any]]:
    account = (one.figures.account or "")[-4:]
    return f"{one.amount} {account}", {"amount": one.amount, "account": account}


def _waiting(one: Decided) -> tuple[str, dict[str, Any]]:
    missing = "both" if len(one.reasons) > 1 else str(one.reasons[0])
    return missing, {"amount": one.amount, "missing": missing}


def _provisional(one: Decided) -> tuple[str, dict[str, Any]]:
    assert one.awaited
    lists = one.awaited
    facts = {
        "counted": one.figures.counted,
        "needed": NEEDED_DAYS.value,
        "first": str(lists.months[0]),
        "last": str(lists.months[-1]),
        "several": len(lists.months) > 1,
        "until": lists.until,
    }
    return lists.until.isoformat(), facts


def _refused(one: Decided) -> tuple[str, dict[str, Any]]:
    facts = {
        "reason": str(one.reasons[0]),
        "others": len(one.reasons) - 1,
        "counted": one.figures.counted,
        "needed": NEEDED_DAYS.value,
    }
    return f"{' '.join(one.reasons)} {one.figures.counted}", facts


def _review(one: Decided) -> tuple[str, dict[str, Any]]:
    return str(one.reasons[0]), {"why": str(one.reasons[0]).replace("_", "-")}


_FACTS: dict[Result, Callable[[Decided], tuple[str, dict[str, Any]]]] = {
    Result.PAYABLE: _payable,
    Result.WAITING: _waiting,
    Result.PROVISIONAL: _provisional,
    Result.REFUSED: _refused,
    Result.REVIEW: _review,
}
