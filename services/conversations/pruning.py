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
PREFERENCES = PastItsTime(
    "hamyar.preferences",
    ("channel", "address"),
    "since < :before AND NOT EXISTS (SELECT FROM hamyar.conversations c"
    " WHERE (c.channel, c.address) = (hamyar.preferences.channel, hamyar.preferences.address))",
    timedelta(days=3 * 365),
    "whoever needs simple words needs them the next time too; it goes with a conversation that has long been silent",
)
CONVERSATIONS = PastItsTime(
    "hamyar.conversations",
    ("channel", "address"),
    "updated_at < :before",
    timedelta(days=180),
    "a question stays open for three days; longer only so that its end can be told when the person writes again",
)
