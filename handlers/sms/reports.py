"""Delivery reports, brought or fetched. Only final ones count, and the first one stands."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.metrics import ALARMS, REPORTS
from handlers.sms import NAME
from handlers.sms.codes import BLOCKED_AS_ADVERTISING, final
from services.messages import Messages

log = structlog.get_logger(__name__)

_NUMBER = re.compile(r"[0-9]{1,20}")


async def take_report(engine: AsyncEngine, message_id: Any, status: Any, now: datetime) -> bool:
    """Keep one report; whether it moved a message."""
    if not _NUMBER.fullmatch(str(message_id)) or not _NUMBER.fullmatch(str(status)):
        return False
    told = final(int(status))
    if told is None:
        return False
    state, fault = told
    async with engine.begin() as connection:
        moved = await Messages(connection).report(NAME, str(message_id), state, now, fault)
    if moved:
        REPORTS.labels(NAME, state.value).inc()
        if int(status) == BLOCKED_AS_ADVERTISING:
            ALARMS.labels("sms blocked as advertising").inc()
            log.error("alarm", what="sms blocked as advertising")
    return moved
