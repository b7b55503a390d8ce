"""Whether the table of premiums reaches the months that people can pay: for `hamyar check`, and every morning."""

from __future__ import annotations

from datetime import date

import structlog

from handlers.metrics import ALARMS
from services.calendar import Clock, JalaliDay, JalaliMonth, today
from services.premiums import rules
from services.premiums.rates import RateTable
from services.premiums.table import TABLE

ALARM = "premium figures are missing"

log = structlog.get_logger(__name__)


def missing(day: date, table: RateTable = TABLE) -> JalaliMonth | None:
    """The first month that people could pay on that day, and whose figures nobody has entered.

    It is told from the last month of the table on: then the one after it can be paid ahead.
    """
    here = JalaliMonth.of(day)
    first = table.first_without(here)
    return first if first is not None and first <= here.plus(rules.MONTHS_AHEAD.value) else None


def told(month: JalaliMonth) -> str:
    """What is wrong and what to do, in a line for operators."""
    return (
        f"services/premiums/rates.csv has no figures for {month}: nobody can contract or pay for it until they are"
        f" entered, and it is due on {JalaliDay.of(rules.due(month))} (docs/operations.md, A new year's figures)."
    )


def look(clock: Clock, table: RateTable = TABLE) -> None:
    """An alarm where a month is missing."""
    month = missing(today(clock), table)
    if month is not None:
        ALARMS.labels(ALARM).inc()
        log.error("alarm", what=ALARM, month=str(month))
