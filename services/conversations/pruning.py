"""When what came in, and where conversations stand, is past its time."""

from datetime import timedelta

from services.store.pruning import PastItsTime

INBOX = PastItsTime(
    "hamyar.inbox",
    ("channel", "address", "key"),
    "state <> 'waiting' AND received_at < :before",
    timedelta(days=90),
    "a complaint about an answer comes within weeks; no channel repeats a message after more than a day",
)
CONVERSATIONS = PastItsTime(
    "hamyar.conversations",
    ("channel", "address"),
    "updated_at < :before",
    timedelta(days=180),
    "a question stays open for three days; longer only so that its end can be told when the person writes again",
)
