"""When what went out is past its time. Who wants no messages is remembered for ever."""

from datetime import timedelta

from services.store.pruning import PastItsTime

OUTBOX = PastItsTime(
    "hamyar.outbox",
    ("channel", "address", "id"),
    "state IN ('sent', 'delivered', 'failed') AND coalesce(sent_at, created_at) < :before",
    timedelta(days=90),
    "as long as what came in, so that a question and its answer are found together",
)
NOTICES = PastItsTime(
    "hamyar.notices",
    ("national_id", "key", "channel"),
    "settled_at IS NOT NULL AND at < :before",
    timedelta(days=730),
    "nobody is told twice while a matter goes on, and what somebody was told is asked about long afterwards",
)
REPORTS = PastItsTime(
    "hamyar.reports",
    ("channel", "provider_id"),
    "at < :before",
    timedelta(days=90),
    "as long as the messages they tell of; providers report within two days",
)
WRITTEN_TO = PastItsTime(
    "hamyar.written_to",
    ("channel", "address"),
    "at < :before",
    timedelta(days=180),
    "as long as their conversation; then the main line answers them",
)
SENDING_STOPS = PastItsTime(
    "hamyar.sending_stops",
    ("channel", "line"),
    "until < :before",
    timedelta(days=1),
    "a stop ends after minutes",
)
