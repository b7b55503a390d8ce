"""What Kavenegar's codes and message statuses mean to us, as tables."""

from __future__ import annotations

from handlers.sending import Failed
from services.messages import State

LATER_SECONDS = 15.0
CREDIT_SECONDS = 300.0

# Nothing is sent until a person puts the configuration right; what waits is kept.
_CONFIGURATION = {401, 403, 404, 405, 407, 412, 416, 420, 424, 426, 427, 429, 501}
# This message will never pass; another may.
BAD_INPUT = {400, 406, 411, 413, 414, 417, 419, 422, 431, 432}
_LATER = {402, 409, 451}
_OUT_OF_CREDIT = 418
_SERVER_TROUBLE = range(500, 600)


def failure(code: int) -> Failed:
    """What a refusal with this code means for the messages of the call."""
    if code == _OUT_OF_CREDIT:
        return Failed("sms credit is used up", retryable=True, after=CREDIT_SECONDS, alarm=True)
    if code in _CONFIGURATION:
        return Failed(f"sms is misconfigured: code {code}", retryable=True, after=CREDIT_SECONDS, alarm=True)
    if code in BAD_INPUT:
        return Failed(f"code {code}")
    if code in _LATER or code in _SERVER_TROUBLE:
        return Failed(f"code {code}", retryable=True, after=LATER_SECONDS)
    return Failed(f"unknown code {code}", retryable=True, after=CREDIT_SECONDS, alarm=True)


DELIVERED = 10
BLOCKED_AS_ADVERTISING = 14
UNKNOWN = 100
# Final statuses; 1, 2, 4 and 5 are on the way, and 100 says that the provider no longer knows.
_FINAL = {
    DELIVERED: (State.DELIVERED, None),
    6: (State.FAILED, "the operator refused it"),
    11: (State.FAILED, "not delivered"),
    13: (State.FAILED, "cancelled"),
    BLOCKED_AS_ADVERTISING: (State.FAILED, "blocked as advertising"),
}


def final(status: int) -> tuple[State, str | None] | None:
    """The final state that a message status tells, with the fault; None while it is on the way."""
    return _FINAL.get(status)
