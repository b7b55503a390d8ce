"""Delivery reports, brought or fetched. Only final ones count, and the first one stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.metrics import ALARMS, REPORTS
from handlers.sms import NAME
from handlers.sms.codes import final
from services.messages import BLOCKED_AS_ADVERTISING, Messages, Report

log = structlog.get_logger(__name__)

_NUMBER = re.compile(r"[0-9]{1,20}")


async def take_reports(
    engine: AsyncEngine, told: Iterable[tuple[Any, Any]], now: datetime, *, service_line: str | None = None
) -> int:
    """Keep reports, each a message's number and a status; how many messages moved.

    What was blocked as advertising goes once more from the `service_line`, if there is one.
    """
    reports = [report for message_id, status in told if (report := _read(message_id, status))]
    if not reports:
        return 0
    async with engine.begin() as connection:
        moved = await Messages(connection).report(NAME, reports, now, service_line=service_line)
    for state, count in Counter(moved).items():
        REPORTS.labels(NAME, state.value).inc(count)
    if moved and any(report.fault == BLOCKED_AS_ADVERTISING for report in reports):
        ALARMS.labels("sms blocked as advertising").inc()
        log.error("alarm", what="sms blocked as advertising")
    return len(moved)


def _read(message_id: Any, status: Any) -> Report | None:
    """None for what cannot be read, and for what is not final."""
    if not _NUMBER.fullmatch(str(message_id)) or not _NUMBER.fullmatch(str(status)):
        return None
    told = final(int(status))
    return Report(str(message_id), *told) if told else None
