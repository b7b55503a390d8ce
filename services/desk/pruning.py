"""When tickets are past their time: closed ones go with their lines and their topic; the audit stays for ever."""

from datetime import timedelta

from services.store.pruning import PastItsTime

TICKETS = PastItsTime(
    "hamyar.tickets",
    ("channel", "address", "number"),
    "state = 'closed' AND closed_at < :before",
    timedelta(days=730),
    "as long as a complaint about an answer reaches back; ours",
)
