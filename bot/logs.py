"""Logs: one JSON object a line on standard error, personal numbers masked wherever they stand."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# A national ID, an insurance number or a mobile in any digits, and a Sheba: long runs of digits keep their ends.
_NUMBERS = re.compile(r"(?<!\d)(?:IR)?(\d{2})\d{5,}(\d{2})(?!\d)")


def masked(text: str) -> str:
    """The text with every run of nine or more digits reduced to its ends."""
    return _NUMBERS.sub(r"\1•••\2", text)


def _mask(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: _masked_value(value) for name, value in event.items()}


def _masked_value(value: Any) -> Any:
    match value:
        case str():
            return masked(value)
        case dict():
            return {name: _masked_value(item) for name, item in value.items()}
        case list() | tuple():
            return [_masked_value(item) for item in value]
        case int() if not isinstance(value, bool) and abs(value) >= 10**8:
            return masked(str(value))
        case _:
            return value


def configure(level: int = logging.INFO) -> None:
    """Send structlog's events and the libraries' warnings to standard error, masked."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _mask,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.WARNING))
