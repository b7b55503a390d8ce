"""Logs: one JSON object a line on standard error, without personal numbers and secrets, wherever they stand.

Whatever is logged becomes text before it is masked, so that no object's own repr and no library's exception goes past.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

HIDDEN = "•••"
SHORTEST = 9  # digits: a mobile without its zero has ten, a national ID that lost its leading ones nine

# People write numbers in groups, in any digits. A date and the hour after it are no number.
_GAP = r"[ \u00a0\u200c-\u200f-]?"
_NUMBER = re.compile(rf"(?<!\d)(?!\d{{4}}-\d\d-\d\d[ T]\d\d:)\d(?:{_GAP}\d){{{SHORTEST - 1},}}")

_SECRETS = (
    re.compile(r"(?<!\d)\d{5,}:[\w-]{10,}", re.ASCII),  # a bot's token
    re.compile(r"(?<=://)[^/\s@]*:[^/\s]*(?=@)"),  # who calls a database or a proxy
    re.compile(r"(?<=/v1/)[^/\s]+(?=/)"),  # Kavenegar's key
    re.compile(r"(?<=/sms/)[^/\s]+(?=/)"),  # what the ways in of SMS are called by
    re.compile(r"(?<=/u/)[^/\s?]+"),  # the code of an upload link
    re.compile(r"(?<=/papers/)[^/\s?]+"),  # a reviewer's link to pictures
    re.compile(r"(?<=^\[parameters: ).*$", re.MULTILINE),  # what a statement was given: words people wrote, codes
)
_SECRET_NAMES = re.compile(r"(?:^|_)(?:code|key|password|secret|token)$")


def masked(text: str) -> str:
    """The text without secrets, and with every long number reduced to its ends."""
    for secret in _SECRETS:
        text = secret.sub(HIDDEN, text)
    return _NUMBER.sub(lambda found: f"{found[0][:2]}{HIDDEN}{found[0][-2:]}", text)


def _mask(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    # What begins with a line is structlog's own, and taken out before anything is written.
    return {name: value if name.startswith("_") else _masked_item(name, value) for name, value in event.items()}


def _masked_item(name: str, value: Any) -> Any:
    return HIDDEN if isinstance(value, str) and _SECRET_NAMES.search(name) else _masked_value(value)


def _masked_value(value: Any) -> Any:
    match value:
        case None | bool():
            return value
        case str():
            return masked(value)
        case int() | float():
            return value if abs(value) < 10 ** (SHORTEST - 1) else masked(f"{value:.0f}")
        case dict():
            return {masked(str(name)): _masked_item(str(name), item) for name, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_masked_value(item) for item in value]
        case _:
            return masked(repr(value))


def configure(level: int = logging.INFO) -> None:
    """Send structlog's events, the libraries' warnings and what nobody caught to standard error, masked."""
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
    logging.captureWarnings(True)
    sys.excepthook = _uncaught


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Before Python writes the traceback as it is."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        logging.getLogger("hamyar").critical("ended by an error nobody caught", exc_info=(kind, error, trace))
