"""What is counted while the program runs. docs/operations.md says what each figure means and when to worry."""

from prometheus_client import Counter, Gauge, Histogram

TURNS = Counter("hamyar_turns", "Messages played, by dialog and outcome.", ["channel", "dialog", "outcome"])
HEARD = Counter("hamyar_heard", "Free text, by what it was about and what came of it.", ["service", "sureness", "came"])
BEGUN = Counter(
    "hamyar_heard_dialogs", "Dialogs that free text began, by how they ended.", ["service", "sureness", "outcome"]
)
TURN_SECONDS = Histogram(
    "hamyar_turn_seconds",
    "From a message's arrival at the edge to its commit.",
    ["channel"],
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
FETCHES = Counter("hamyar_pictures", "Pictures that came in chats, by what became of them.", ["channel", "outcome"])
SENDS = Counter("hamyar_sends", "Messages handed to a provider, by what came of it.", ["channel", "kind", "outcome"])
SENDING_STOPPED = Gauge(
    "hamyar_sending_stopped", "1 while a provider refuses a line, or what can wait rests on it.", ["channel", "line"]
)
NOTICES = Counter("hamyar_notices", "Notices done with, by what came of them.", ["event", "channel", "outcome"])
MONTH_END = Counter("hamyar_month_end_decisions", "Marriage grants decided at month-ends, by result.", ["result"])
MONTH_END_LEFT = Gauge("hamyar_month_end_people_left", "People of the month-end's run not decided yet.")
DEPENDENCY = Counter("hamyar_dependency_cases", "Daughters' cases that a match moved, by where to.", ["state"])
REPORTS = Counter("hamyar_delivery_reports", "Final delivery reports.", ["channel", "state"])
INBOX_ROWS = Gauge("hamyar_inbox_rows", "Messages noted and not played yet.", ["channel"])
INBOX_AGE = Gauge("hamyar_inbox_age_seconds", "Age of the oldest message not played yet.", ["channel"])
OUTBOX_ROWS = Gauge("hamyar_outbox_rows", "Messages still to be sent.", ["channel", "kind"])
OUTBOX_AGE = Gauge("hamyar_outbox_age_seconds", "Age of the oldest message still to be sent.", ["channel", "kind"])
SMS_CREDIT = Gauge("hamyar_sms_credit_rials", "Credit left at the SMS provider.")
SMS_SPENT = Gauge("hamyar_sms_spent_today_rials", "Charged for SMS since midnight in Tehran.")
PAYMENTS = Counter("hamyar_payments", "Payments carried on, by the state they came to.", ["gateway", "state"])
PAYMENT_SECONDS = Histogram(
    "hamyar_payment_seconds",
    "From somebody's way back from the bank to the commit that records their money.",
    ["gateway"],
    buckets=(0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20),
)
BANK_TROUBLES = Counter("hamyar_bank_troubles", "Questions to a bank without a usable answer.", ["gateway", "trouble"])
PAYMENTS_OPEN = Gauge("hamyar_payments_open", "Payments that are not done with.", ["gateway", "state"])
PAYMENTS_AGE = Gauge("hamyar_payments_age_seconds", "Since the oldest of them was begun.", ["gateway", "state"])
REFUNDS_OPEN = Gauge("hamyar_refunds_open", "Refunds that are not closed.", ["state"])
REFUNDS_AGE = Gauge("hamyar_refunds_age_seconds", "Since the oldest of them was asked for.", ["state"])
ALARMS = Counter("hamyar_alarms", "Things a person has to look at.", ["what"])
