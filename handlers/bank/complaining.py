"""What is said of a bank that gives no usable answer: counted and logged, and loudly where a person has to look."""

from __future__ import annotations

import structlog

from handlers.bank.port import BankError
from handlers.metrics import ALARMS, BANK_TROUBLES
from services.payments import NotBelieved, Payment

log = structlog.get_logger(__name__)


def complain(payment: Payment, error: BankError | NotBelieved) -> str:
    """Log what a bank has said, loudly where a person has to look at it; the reason."""
    reason = error.reason if isinstance(error, BankError) else error.why
    log.warning("bank not understood", payment=payment.id, gateway=payment.gateway, reason=reason)
    makes_sense = isinstance(error, BankError) and error.retryable
    BANK_TROUBLES.labels(payment.gateway, "no-answer" if makes_sense else "no-sense").inc()
    if not makes_sense:
        alarm(payment, "a bank's answer makes no sense")
    return reason


def alarm(payment: Payment, what: str) -> None:
    """A person has to look at it."""
    ALARMS.labels(what).inc()
    log.error("alarm", what=what, payment=payment.id, gateway=payment.gateway)
