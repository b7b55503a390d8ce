"""When one-time codes are past their time."""

from datetime import timedelta

from services.store.pruning import PastItsTime

CODES = PastItsTime(
    "hamyar.codes",
    ("channel", "address", "asked_at"),
    "asked_at < :before",
    timedelta(days=1),
    "a code lives two minutes, and those of the last day are counted before another is sent",
)
CODE_LOCKS = PastItsTime(
    "hamyar.code_locks",
    ("channel", "address"),
    "until < :before",
    timedelta(days=1),
    "a lock grows only on one that ended within the last day",
)
