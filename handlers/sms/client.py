"""Kavenegar's own SDK over our own transport.

The SDK's methods all end in `_request`, which is synchronous, has no time-out, fixes the host, and shows the key in its
errors. This one is asynchronous, bounded, takes the base URL from outside, and reads the provider's code from the body
whatever the HTTP status says. The key stands in the path of every call and leaves this file in no error and no log.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

import httpx
from kavenegar import KavenegarAPI  # type: ignore[import-untyped]

DONE = 200
SECONDS = 10.0
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs URLs, and ours hold the key


class KavenegarRefused(Exception):
    """The provider answered, with a code other than 200. Codes are in handlers/sms/codes.py."""

    def __init__(self, method: str, code: int) -> None:
        super().__init__(f"{method} was refused with code {code}")
        self.method = method
        self.code = code


class NotReached(Exception):
    """No connection: the provider has not heard of the call."""

    def __init__(self, method: str) -> None:
        super().__init__(f"{method} did not reach the provider")
        self.method = method


class NoAnswer(Exception):
    """The call went out and no readable answer came: nobody knows whether it was carried out."""

    def __init__(self, method: str, reason: str) -> None:
        super().__init__(f"{method} was not answered: {reason}")
        self.method = method
        self.reason = reason


class Kavenegar(KavenegarAPI):  # type: ignore[misc]
    """The SDK's methods, each giving `entries` when awaited. Raises KavenegarRefused, NotReached, NoAnswer."""

    def __init__(self, key: str, base_url: str, *, seconds: float = SECONDS) -> None:
        super().__init__(key)
        self._seconds = seconds
        self._http = httpx.AsyncClient(base_url=base_url, timeout=seconds, headers={"Accept": "application/json"})

    def __repr__(self) -> str:
        return "Kavenegar(…)"

    __str__ = __repr__

    async def close(self) -> None:
        await self._http.aclose()

    def sms_inboxpaged(self, params: Mapping[str, Any]) -> Any:
        """Inbound messages between two moments, read or unread, marking nothing; the SDK lacks it."""
        return self._request("sms", "inboxpaged", params)

    async def _request(self, action: str, method: str, params: Mapping[str, Any] | None = None) -> Any:
        name = f"{action}/{method}"
        try:
            async with asyncio.timeout(self._seconds):  # httpx bounds each read alone, and an answer may trickle
                response = await self._http.post(
                    f"/v1/{self.apikey}/{name}.json", content=form(params or {}), headers=FORM
                )
        except TimeoutError:
            raise NoAnswer(name, "time-out") from None
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            raise NotReached(name) from None  # the original holds the URL
        except httpx.HTTPError as error:
            raise NoAnswer(name, type(error).__name__) from None
        try:
            answer = response.json()
            code = int(answer["return"]["status"])
        except (ValueError, KeyError, TypeError, RecursionError):
            raise NoAnswer(name, f"an unreadable answer of HTTP {response.status_code}") from None
        if code != DONE:
            raise KavenegarRefused(name, code)
        return answer.get("entries")


def form(fields: Mapping[str, Any]) -> bytes:
    """A form with every byte of its values escaped, needed or not.

    Of Persian nearly all are; to look at each of them for its own sake kept the event loop for 4 ms a batch.
    """
    return "&".join(f"{name}={_escaped(str(value))}" for name, value in fields.items()).encode()


def _escaped(value: str) -> str:
    return f"%{value.encode().hex('%')}" if value else ""


def rows(entries: Any) -> list[Mapping[str, Any]]:
    """`entries` as a list: it comes as a list, one object, or null."""
    if entries is None:
        return []
    return [entries] if isinstance(entries, dict) else list(entries)
