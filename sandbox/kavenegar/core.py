"""The SMS network without its wire: messages on their way, their states, and the callbacks that tell of them.

Callbacks are lossy, as the real ones are: one attempt each, whatever the answer.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from sandbox.calls import Call, Unreadable
from sandbox.faults import OF_DELIVERIES, Faults, Kind
from sandbox.kavenegar.statuses import FINAL, Refused, State
from sandbox.kavenegar.world import Incoming, Line, Phone, Reception, Sms, World
from sandbox.loopback import checked_url
from sandbox.news import News

CALLBACK_SECONDS = 10.0
_ASIDE_SECONDS = 3.0


@dataclass(frozen=True)
class Travel:
    """Seconds a message takes to the operator, and from there to the phone."""

    to_operator: float = 0.3
    to_phone: float = 0.7


@dataclass(frozen=True, eq=False)
class _Callback:
    url: str
    line: Line
    body: dict[str, Any]

    async def go(self, http: httpx.AsyncClient) -> None:
        """Raises httpx.HTTPError; the answer does not matter."""
        match self.line.as_:
            case "query":
                await http.get(self.url, params=self.body)
            case "json":
                await http.post(self.url, json=self.body)
            case _:
                await http.post(self.url, data=self.body)


@dataclass(frozen=True)
class Page:
    """Entries that come with a note of how many there are in all."""

    entries: list[dict[str, Any]]
    metadata: dict[str, int]


Method = Callable[["Kavenegar", Call], Awaitable[Any]]
_STANDARD_TRAVEL = Travel()


class Kavenegar:
    def __init__(
        self,
        methods: Mapping[str, Method],
        faults: Faults,
        news: News,
        *,
        clock: Callable[[], float] = time.time,
        key: str = "sandbox",
        credit: int = 50_000_000,
        part_cost: int = 1_200,
        templates: Mapping[str, str] | None = None,
        travel: Travel = _STANDARD_TRAVEL,
    ) -> None:
        """`methods` by `scope/method` in lower case; `credit` and `part_cost` in rials."""
        self.world = World(clock, key, credit, part_cost, templates or {})
        self.faults = faults
        self.news = news
        self.travel = travel
        self._methods = methods
        self._tasks: set[asyncio.Task[None]] = set()
        self._aside: dict[str, list[_Callback]] = {}
        self._http: httpx.AsyncClient | None = None

    async def close(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.aclose()

    def add_line(self, number: str, **options: Any) -> Line:
        """A line; `options` are those of Line.

        Raises NotLoopback for callbacks outside this machine.
        """
        line = Line(number, **options)
        for url in filter(None, (line.inbound_url, line.delivery_url)):
            checked_url(url)
        return self.world.add_line(line)

    def handset(self, number: str) -> "Handset":
        return Handset(self, self.world.phone(number))

    async def perform(self, scope_and_method: str, call: Call) -> Any:
        """The call's entries.

        Raises Refused.
        """
        act = self._methods.get(scope_and_method.lower())
        if act is None:
            raise Refused(404)
        try:
            return await act(self, call)
        except Unreadable as error:
            raise Refused(400) from error

    # On the way out.

    def send(self, sms: Sms) -> None:
        self._tell(sms)
        if self.world.settings["debugmode"] != "enabled":
            self._start(self._travel(sms))

    async def _travel(self, sms: Sms) -> None:
        while sms.state is State.SCHEDULED:
            await asyncio.sleep(min(1.0, max(0.01, sms.date - self.world.clock())))
            if sms.state is State.SCHEDULED and self.world.clock() >= sms.date:
                self._set_state(sms, State.QUEUED)
        await asyncio.sleep(self.travel.to_operator)
        if sms.state in FINAL:
            return
        phone = self.world.phone(sms.to)
        if phone.refuses_advertising and not self.world.lines[sms.line].is_service:
            self._set_state(sms, State.BLOCKED)
            return
        if phone.reception is Reception.FAILING:
            self._set_state(sms, State.FAILED)
            return
        self._set_state(sms, State.WITH_OPERATOR)
        await asyncio.sleep(self.travel.to_phone)
        while phone.reception is Reception.OFF:
            await self.world.changed.wait()
        if phone.reception is Reception.ON:
            phone.got(sms)
        self._set_state(sms, State.DELIVERED if phone.reception is Reception.ON else State.UNDELIVERED)

    def _set_state(self, sms: Sms, state: State) -> None:
        sms.state = state
        self._tell(sms)
        line = self.world.lines[sms.line]
        self._call_back("delivery", line, line.delivery_url, sms.to, {"messageid": sms.id, "status": int(state)})

    def cancel(self, sms: Sms) -> None:
        if sms.state in (State.SCHEDULED, State.QUEUED):
            self._set_state(sms, State.CANCELLED)

    def _tell(self, sms: Sms) -> None:
        self.news.tell("sms.out", number=sms.to, sms=sms.id)
        self.world.changed.ring()

    # On the way in.

    def receive(self, line: Line, incoming: Incoming) -> None:
        self.news.tell("sms.in", number=incoming.sender, sms=incoming.id)
        self.world.changed.ring()
        body = {"messageid": incoming.id, "from": incoming.sender, "to": line.number, "message": incoming.text}
        self._call_back("inbound", line, line.inbound_url, incoming.sender, body)

    def _call_back(self, what: str, line: Line, url: str, number: str, body: dict[str, Any]) -> None:
        if not url or self.faults.outage("kavenegar", what):
            return
        callback = _Callback(url, line, body)
        held = self._aside.pop(what, [])
        possible = OF_DELIVERIES - {Kind.OUTAGE} - ({Kind.WRONG_ORDER} if held else set())
        fault = self.faults.strike("kavenegar", what, number, possible)
        match fault.kind if fault else None:
            case Kind.LOST:
                self._post(held)
            case Kind.WRONG_ORDER:
                self._aside[what] = [callback]
                asyncio.get_running_loop().call_later(_ASIDE_SECONDS, self._give_up_waiting, what, callback)
            case Kind.DUPLICATE:
                self._post([callback, callback, *held])
            case _:
                self._post([callback, *held], fault.pause if fault else 0.0)

    def _give_up_waiting(self, what: str, callback: _Callback) -> None:
        if callback in self._aside.get(what, []):
            self._post(self._aside.pop(what))

    def _post(self, callbacks: list[_Callback], wait: float = 0.0) -> None:
        if callbacks:
            self._start(self._carry(callbacks, wait))

    async def _carry(self, callbacks: list[_Callback], wait: float) -> None:
        await asyncio.sleep(wait)
        if self._http is None:
            self._http = httpx.AsyncClient(trust_env=False, timeout=CALLBACK_SECONDS)
        for callback in callbacks:
            try:
                await callback.go(self._http)
            except httpx.HTTPError as error:
                self.news.tell("sms.callback-failed", error=type(error).__name__)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class Silence(TimeoutError):
    """Nothing came."""


class Handset:
    """A person with a plain phone."""

    def __init__(self, kavenegar: Kavenegar, phone: Phone) -> None:
        self.kavenegar = kavenegar
        self.phone = phone
        self._heard = len(phone.inbox)

    @property
    def inbox(self) -> list[Sms]:
        return self.phone.inbox

    def texts(self, text: str, line: str = "") -> Incoming:
        """An SMS to a line (unnamed: the panel's default one); «لغو۱۱» also stops advertising."""
        world = self.kavenegar.world
        to = world.lines[line or world.settings["defaultsender"]]
        if text.strip() in ("لغو11", "لغو۱۱"):
            self.phone.refuses_advertising = True
        incoming = world.receive(to.number, self.phone.number, text)
        self.kavenegar.receive(to, incoming)
        return incoming

    def switches(self, reception: Reception) -> None:
        self.phone.reception = reception
        self.kavenegar.news.tell("sms.reception", number=self.phone.number, reception=reception)
        self.kavenegar.world.changed.ring()

    async def hears(self, seconds: float = 60.0) -> Sms:
        """The next SMS that reached the phone.

        Raises Silence.
        """
        until = time.monotonic() + seconds
        while len(self.inbox) <= self._heard:
            left = until - time.monotonic()
            if left <= 0:
                raise Silence(f"nothing in {seconds} s")
            await self.kavenegar.world.changed.wait(left)
        self._heard += 1
        return self.inbox[self._heard - 1]
