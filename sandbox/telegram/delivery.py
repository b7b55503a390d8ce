"""Webhooks: each chat's updates go out one after another, different chats side by side.

An answer other than 2xx is repeated at once, then after growing pauses (or after the `Retry-After` it names), for as
long as updates are kept; the rest of that chat waits behind it.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx

from sandbox.faults import Faults
from sandbox.telegram.updates import Update, Updates

PAUSES = (0.0, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
ANSWER_SECONDS = 60.0


@dataclass
class Webhook:
    url: str
    secret: str = ""
    max_connections: int = 40
    last_error_date: int = 0
    last_error: str = ""


class Delivery:
    """Carries one bot's updates to its webhook, while it has one."""

    def __init__(
        self,
        updates: Updates,
        faults: Faults,
        clock: Callable[[], float],
        on_answer: Callable[[str, dict[str, Any]], Awaitable[None]],
        pauses: tuple[float, ...] = PAUSES,
    ) -> None:
        """`on_answer` gets the method and parameters that a webhook may put into its answer."""
        self.webhook: Webhook | None = None
        self._updates = updates
        self._faults = faults
        self._clock = clock
        self._on_answer = on_answer
        self._pauses = pauses
        self._dispatcher: asyncio.Task[None] | None = None
        self._lanes: dict[str, asyncio.Task[None]] = {}

    async def start(self, webhook: Webhook) -> None:
        await self.stop()
        self.webhook = webhook
        self._dispatcher = asyncio.create_task(self._dispatch(webhook))

    async def stop(self) -> None:
        tasks = [*self._lanes.values(), *([self._dispatcher] if self._dispatcher else [])]
        self.webhook = self._dispatcher = None
        self._lanes = {}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _dispatch(self, webhook: Webhook) -> None:
        limits = httpx.Limits(max_connections=webhook.max_connections)
        async with httpx.AsyncClient(trust_env=False, timeout=ANSWER_SECONDS, limits=limits) as client:
            room = asyncio.Semaphore(webhook.max_connections)
            while True:
                for lane in self._updates.lanes():
                    if lane not in self._lanes:
                        self._lanes[lane] = asyncio.create_task(self._carry(lane, webhook, client, room))
                await self._updates.arrived.wait()

    async def _carry(self, lane: str, webhook: Webhook, client: httpx.AsyncClient, room: asyncio.Semaphore) -> None:
        failures = 0
        while (update := self._updates.head(lane)) is not None:
            await self._until_due(update)
            async with room:
                pause = await self._post(update, webhook, client)
            if pause is None:
                self._updates.done(update)
                failures = 0
            else:
                await asyncio.sleep(pause or self._pauses[min(failures, len(self._pauses) - 1)])
                failures += 1
        self._lanes.pop(lane, None)

    async def _until_due(self, update: Update) -> None:
        while self._faults.outage("telegram", "update"):
            await self._faults.changed.wait(0.2)
        if (wait := update.due - self._clock()) > 0:
            await asyncio.sleep(wait)

    async def _post(self, update: Update, webhook: Webhook, client: httpx.AsyncClient) -> float | None:
        """None once it is taken, else the seconds the receiver asked for (0: it did not say)."""
        headers = {"Content-Type": "application/json"}
        if webhook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
        try:
            answer = await client.post(webhook.url, content=json.dumps(update.wire()).encode(), headers=headers)
        except httpx.TimeoutException:
            return self._failed(webhook, "Read timeout expired")
        except httpx.HTTPError as error:
            reason = "Connection refused" if isinstance(error, httpx.ConnectError) else "Connection closed"
            return self._failed(webhook, reason)
        if not answer.is_success:
            self._failed(webhook, f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}")
            return _asked_to_wait(answer)
        await self._act_on(answer)
        return None

    def _failed(self, webhook: Webhook, why: str) -> float:
        webhook.last_error_date, webhook.last_error = int(self._clock()), why
        return 0.0

    async def _act_on(self, answer: httpx.Response) -> None:
        """An answer may carry one method call, whose result nobody learns."""
        try:
            asked = answer.json()
        except ValueError:
            return
        if isinstance(asked, dict) and isinstance(method := asked.pop("method", None), str):
            await self._on_answer(method, asked)


def _asked_to_wait(answer: httpx.Response) -> float:
    try:
        return max(0.0, float(answer.headers.get("Retry-After", "0")))
    except ValueError:
        return 0.0
