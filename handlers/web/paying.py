"""The page of a payment: what is to be paid and for whom, the way to the bank, and what became of it.

Nothing is decided here and nothing believed: the page says how the payment stands each time it is asked for, so it is
right after a reload, in a second tab, and for whoever goes Back. Only presses change anything. Its code has 128 bits
and may be passed on; whoever has it may read the page and pay.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import wraps
from typing import Any, Literal, ParamSpec

import structlog
from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.exc import DBAPIError, TimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handlers.web.pages import PAGES, PRIVATE, Say, saying
from handlers.wording import Wording
from services.calendar import Clock, JalaliMonth
from services.payments import Payments
from services.payments.pages import Pages, Seen, Standing
from services.payments.rules import Item

log = structlog.get_logger(__name__)

P = ParamSpec("P")
AWAY = "away"
VOLUNTARY = "voluntary"
CODE = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
MAY_PAY = frozenset({Standing.TO_PAY, Standing.AT_BANK})
AWAITED = frozenset({Standing.AT_BANK, Standing.ASKED})

# How often a page that waits looks again, by how long ago the person was sent to the bank; after the last one, never.
PACES = ((timedelta(minutes=2), 3), (timedelta(minutes=15), 10), (timedelta(hours=2), 60))


@dataclass(frozen=True)
class Way:
    """How a browser gets to the bank: a link, or a form that is posted."""

    method: Literal["GET", "POST"]
    url: str
    fields: Mapping[str, str] = field(default_factory=dict)


class NoWay(Exception):
    """There is no way to the bank just now."""

    def __init__(self, *, bank_is_away: bool) -> None:
        super().__init__("the bank is away" if bank_is_away else "the payment is not open")
        self.bank_is_away = bank_is_away


@dataclass(frozen=True)
class Papers:
    """What was issued for a payment: the receipt's number, and where anybody checks it."""

    number: str
    path: str


@dataclass(frozen=True)
class PayingPage:
    """Everything the page needs of its process.

    `way` raises NoWay. `gateways` are the banks people can pay at, `banks` the addresses of those that are reached
    without https. `chat` gives the address of the conversation, where it is known.
    """

    engine: AsyncEngine
    clock: Clock
    wording: Wording
    payments: Callable[[AsyncConnection], Payments]
    way: Callable[[str], Awaitable[Way]]
    papers: Callable[[Seen], Awaitable[Papers | None]]
    chat: Callable[[], Awaitable[str | None]]
    gateways: tuple[str, ...] = ()
    banks: tuple[str, ...] = ()

    async def seen(self, code: str) -> Seen | None:
        """The payment of that code as it stands."""
        if not CODE.fullmatch(code):
            return None
        async with self.engine.connect() as connection:
            return await self._pages(connection).seen(code)

    async def follow(self, code: str, gateway: str) -> str | None:
        """The code of the payment that comes after this one, or this one's own where none may; None as `seen`."""
        if not CODE.fullmatch(code):
            return None
        wanted = gateway if gateway in self.gateways else next(iter(self.gateways), None)
        if wanted is None:
            return code
        async with self.engine.begin() as connection:
            payment = await self._pages(connection).follow(code, wanted)
        return payment.code if payment else None

    def _pages(self, connection: AsyncConnection) -> Pages:
        return Pages(connection, self.clock, self.payments(connection))

    def pace(self, seen: Seen) -> int:
        """In how many seconds the page looks again; 0 for never."""
        sent_at = seen.payment.redirected_at
        if seen.standing not in AWAITED or sent_at is None:
            return 0
        age = self.clock.now() - sent_at
        return next((seconds for until, seconds in PACES if age < until), 0)

    @property
    def headers(self) -> Mapping[str, str]:
        """As of all private pages, but the form leads on to a bank, and banks want to know from what site people come.

        Browsers apply `form-action` to every step on the way, among them those from one bank to another.
        """
        leads = " ".join(("form-action 'self' https:", *self.banks))
        policy = PRIVATE["Content-Security-Policy"].replace("form-action 'self'", leads)
        return {**PRIVATE, "Content-Security-Policy": policy, "Referrer-Policy": "strict-origin"}


def router(page: PayingPage) -> APIRouter:
    """The routes of the page of a payment."""
    routes = APIRouter(prefix="/p/{code}")
    say = saying(page.wording, lambda name: f"pay-{name}")
    unknown = sorry(page.wording, 404)

    def shown(template: str, **facts: Any) -> Response:
        return HTMLResponse(PAGES.get_template(template).render(say=say, **facts), headers=dict(page.headers))

    def to(path: str) -> Response:
        return RedirectResponse(path, 303, headers=dict(page.headers))

    def guarded(endpoint: Callable[P, Awaitable[Response]]) -> Callable[P, Awaitable[Response]]:
        """Says so while the database is away."""

        @wraps(endpoint)
        async def guard(*args: P.args, **kwargs: P.kwargs) -> Response:
            try:
                return await endpoint(*args, **kwargs)
            except (DBAPIError, TimeoutError, OSError) as error:
                log.warning("database away", exc_info=error)
                return sorry(page.wording, 503)

        return guard

    @routes.get("")
    @guarded
    async def show(code: str, said: str = "") -> Response:
        seen = await page.seen(code)
        if seen is None:
            return unknown
        return shown(
            "paying.html",
            code=code,
            seen=seen,
            pace=page.pace(seen),
            told=told(seen, say),
            hints=hints(seen, say),
            rows=rows(seen, say),
            papers=await page.papers(seen) if seen.standing is Standing.CONFIRMED else None,
            chat=await page.chat() if seen.on_telegram else None,
            away=seen.standing is Standing.TO_PAY and (said == AWAY or not page.gateways),
            can_pay=bool(page.gateways),
            others=[one for one in page.gateways if one != seen.payment.gateway],
        )

    @routes.post("")
    @guarded
    async def pay(code: str) -> Response:
        seen = await page.seen(code)
        if seen is None:
            return unknown
        if seen.standing not in MAY_PAY:
            return to(f"/p/{code}")
        try:
            way = await page.way(seen.payment.id)
        except NoWay as none:
            return to(f"/p/{code}?said={AWAY}" if none.bank_is_away else f"/p/{code}")
        return to(way.url if way.method == "GET" else f"/p/{code}/bank")

    @routes.get("/bank")
    @guarded
    async def go(code: str) -> Response:
        """The form that a bank wants; on a page with an address of its own, so that Back asks nobody to send again."""
        seen = await page.seen(code)
        if seen is None:
            return unknown
        if seen.standing is not Standing.AT_BANK:
            return to(f"/p/{code}")
        try:
            return shown("paying_bank.html", way=await page.way(seen.payment.id))
        except NoWay:
            return to(f"/p/{code}")

    @routes.post("/again")
    @guarded
    async def again(code: str, bank: str = "") -> Response:
        followed = await page.follow(code, bank)
        return unknown if followed is None else to(f"/p/{followed}")

    return routes


def sorry(wording: Wording, status: int, code: str | None = None) -> Response:
    """What somebody reads for whom there is no page: of an unknown code, or while we cannot look (503).

    `code` is that of the page where they can read later how things stand.
    """
    say = saying(wording, lambda name: f"pay-{name}")
    why = "later" if status == 503 else "unknown"
    html = PAGES.get_template("paying_sorry.html").render(
        say=say, why=why, path=f"/p/{code}" if code and CODE.fullmatch(code) else None
    )
    return HTMLResponse(html, status, headers={**PRIVATE, **({"Retry-After": "5"} if status == 503 else {})})


def told(seen: Seen, say: Say) -> list[str]:
    """What is said of how the payment stands, sentence by sentence."""
    payment, standing = seen.payment, seen.standing
    facts = {"amount": payment.amount, "charged": payment.charged or 0, "credit": seen.credit}
    names = [standing.value]
    match standing:
        case Standing.AT_BANK | Standing.ASKED:
            names += [f"{standing.value}-next"]
        case Standing.CONFIRMED:
            names += ["confirmed-health"] if any(item.kind == VOLUNTARY for item in seen.paid) else []
            names += ["confirmed-told"] + (["confirmed-credit", "credit-next"] if seen.credit else [])
        case Standing.CREDIT:
            names = [f"credit-{_why_credit(seen)}", "credit-kept", "credit-next"]
        case Standing.NOT_OWED:
            names += ["not-owed-next"]
        case Standing.NOT_PAID | Standing.RETURNED | Standing.EXPIRED | Standing.CHANGED:
            names += [] if seen.may_follow else [f"in-chat-{seen.items[0].kind}"]
    return [say(name, **facts) for name in names]


def hints(seen: Seen, say: Say) -> list[str]:
    """What is good to know beside the button."""
    return [say("until", at=seen.until), say("anybody")] if seen.standing is Standing.TO_PAY else []


def _why_credit(seen: Seen) -> str:
    if seen.payment.charged != seen.payment.amount:
        return "amount"
    return "otherwise" if seen.otherwise else "not-owed"


def rows(seen: Seen, say: Say) -> list[dict[str, Any]]:
    """What the payment is, name by name, each with its values."""
    payment = seen.payment
    items = {Standing.CONFIRMED: seen.paid, Standing.CHANGED: seen.owed}.get(seen.standing, seen.items)
    amount = payment.charged if payment.recorded_at and payment.charged else sum(item.amount for item in items)
    found = [
        (say("person"), [seen.name] if seen.name else []),
        (say("national-id"), [say("national-id-masked", id=payment.national_id)]),
        (say("for"), [say(f"for-{kind}") for kind in dict.fromkeys(item.kind for item in items)]),
        (say("months", count=len(items)), [_month(item, say, alone=len(items) == 1) for item in items]),
        (say("amount"), [say("rials", amount=amount), say("toman", amount=amount)]),
    ]
    if payment.recorded_at:
        found += [
            (say("bank-number"), [say("copied", text=payment.trace)] if payment.trace else []),
            (say("paid-at"), [say("moment", at=payment.recorded_at)]),
        ]
    return [{"name": name, "values": values} for name, values in found if values]


def _month(item: Item, say: Say, *, alone: bool) -> str:
    month = JalaliMonth.of_number(item.month)
    return say("month", month=month) if alone else say("month-and-amount", month=month, amount=item.amount)
