"""A call to a bank: JSON both ways, bounded, and nothing of it in any log or error."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

import httpx

from handlers.bank.port import BankError

SECONDS = 10.0
CONNECT_SECONDS = 4.0
LARGEST = 1 << 20

logging.getLogger("httpx").setLevel(logging.WARNING)


class NotOffered(BankError):
    """The bank has no such service, or not for us."""


class Line:
    """The connections to one bank."""

    def __init__(
        self, base_url: str, *, seconds: float = SECONDS, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._seconds = seconds
        self._http = httpx.AsyncClient(
            base_url=base_url,
            timeout=httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS)),
            headers={"Accept": "application/json"},
            follow_redirects=False,
            transport=transport,
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def post(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answer's object, whatever the HTTP status. Raises BankError, NotOffered."""
        try:
            async with asyncio.timeout(self._seconds):  # httpx bounds each read alone, and an answer may trickle
                response = await self._http.post(path, json=body)
        except TimeoutError:
            raise BankError("time-out", retryable=True) from None
        except httpx.HTTPError as error:
            raise BankError(type(error).__name__, retryable=True) from None  # the original holds what was sent
        if response.status_code in (404, 405):
            raise NotOffered(f"HTTP {response.status_code}", retryable=True)
        try:
            answer = response.json() if len(response.content) <= LARGEST else None
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise BankError(f"an unreadable answer of HTTP {response.status_code}", retryable=True)
        return answer


def whole(value: object) -> int | None:
    """A whole number that came as one, or as its digits; None for anything else, a fraction or a flag too."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and len(value) <= 20 and value.removeprefix("-").isdecimal() and value.isascii():
        return int(value)
    return None


def word(value: object, longest: int = 200) -> str | None:
    """A short printable word that came as one, or as a number; None for anything else."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(text, str) and 0 < len(text) <= longest and text.isascii() and text.isprintable() and " " not in text:
        return text
    return None
