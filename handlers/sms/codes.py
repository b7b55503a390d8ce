"""What Kavenegar's codes and message statuses mean to us, as tables."""

from __future__ import annotations

from typing import Literal

from handlers.sending import Failed
from services.messages import BLOCKED_AS_ADVERTISING, State

LATER_SECONDS = 15.0
CREDIT_SECONDS = 300.0

# Nothing is sent until a person puts the configuration right; what waits is kept. A line may be wrong alone (412, 427);
# a link in a text (420) or a template that is not there (424) concerns that message, not the others.
_CONFIGURATION: dict[int, Literal["line", "all"] | None] = {
    **dict.fromkeys((401, 403, 404, 405, 407, 416, 426, 429, 501), "all"),
    **dict.fromkeys((412, 427), "line"),
    **dict.fromkeys((420, 424), None),
}
# This message will never pass; another may.
BAD_INPUT = {400, 406, 411, 413, 414, 417, 419, 422, 431, 432}
# One message may have spoilt the call for all others in it.
SPOILT = BAD_INPUT | {420}
_LATER = {402, 409, 451}
_OUT_OF_CREDIT = 418
_SERVER_TROUBLE = range(500, 600)


def failure(code: int) -> Failed:
    """What a refusal with this code means for the messages of the call."""
    if code == _OUT_OF_CREDIT:
        return Failed("sms credit is used up", retryable=True, after=CREDIT_SECONDS, alarm=True, stops="all")
    if code in _CONFIGURATION:
        return Failed(
            f"sms is misconfigured: code {code}",
            retryable=True,
            after=CREDIT_SECONDS,
            alarm=True,
            stops=_CONFIGURATION[code],
        )
    if code in BAD_INPUT:
        return Failed(f"code {code}")
    if code in _LATER or code in _SERVER_TROUBLE:
        return Failed(f"code {code}", retryable=True, after=LATER_SECONDS)
    return Failed(f"unknown code {code}", retryable=True, after=CREDIT_SECONDS, alarm=True, stops="all")


OUT_OF_CREDIT = failure(_OUT_OF_CREDIT).reason

DELIVERED = 10
BLOCKED = 14
UNKNOWN = 100
# Final statuses; 1, 2, 4 and 5 are on the way, and 100 says that the provider no longer knows.
_FINAL = {
    DELIVERED: (State.DELIVERED, None),
    6: (State.FAILED, "the operator refused it"),
    11: (State.FAILED, "not delivered"),
    13: (State.FAILED, "cancelled"),
    BLOCKED: (State.FAILED, BLOCKED_AS_ADVERTISING),
}


def final(status: int) -> tuple[State, str | None] | None:
    """The final state that a message status tells, with the fault; None while it is on the way."""
    return _FINAL.get(status)
