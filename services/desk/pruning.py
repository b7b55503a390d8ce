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
UPDATES = PastItsTime(
    "hamyar.desk_updates",
    ("bot", "update_id"),
    "at < :before",
    timedelta(days=2),
    "Telegram repeats an update for a day, and may number them anew after a quiet week",
)
SLIPS = PastItsTime(
    "hamyar.desk_slips", ("id",), "posted AND at < :before", timedelta(days=90), "as long as what came in and went out"
)
