"""When what browsers brought back from banks is past its time. Payments, ledger and news stay for ever."""

from datetime import timedelta

from services.store.pruning import PastItsTime

CALLBACKS = PastItsTime(
    "hamyar.payment_callbacks",
    ("payment", "key"),
    "at < :before AND NOT EXISTS (SELECT FROM hamyar.payments p WHERE p.id = payment AND p.due_at IS NOT NULL)",
    timedelta(days=90),
    "the bank has been asked about it long since; the same brought again is a reason to ask once more, and no more",
)
