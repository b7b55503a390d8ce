"""The bank over HTTP: both protocols, and the pages on which people pay.

Faults have the provider `bank` and these methods: a protocol's call (`zarinpal/verify`, `sep/receipt`, …), `pay` (the
page's own button: `wrong-amount`, `given-back`) and `callback` (the way back, which may be lost or taken twice).
`already` is a fault of `sep/verify` and `zarinpal/verify`.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.bank import pages, sep, zarinpal
from sandbox.bank.book import Book, Charge, NotNow, Session, Standing
from sandbox.calls import Unreadable, read_call
from sandbox.faults import OF_CALLS, Fault, Faults, Kind
from sandbox.loopback import checked_url
from sandbox.silence import answered

_OVER = pages.said("این پرداخت باز نیست", "این پرداخت پیش‌تر انجام شده، لغو شده یا مهلت آن گذشته است.")
_CLOSED = pages.said("پنجره بسته شد", "شما به سایت پذیرنده برنگشتید.", closes=True)
_LOST = pages.said("ارتباط قطع شد", "پول از کارت شما برداشته شد، ولی مرورگر به سایت پذیرنده برنگشت.")
Answerer = Callable[[Book, Mapping[str, Any]], dict[str, Any]]


class Bank:
    """The bank: its book, and what goes wrong with it."""

    def __init__(self, book: Book, faults: Faults) -> None:
        self.book = book
        self.faults = faults
        self._tasks: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def call(self, method: str, request: Request, act: Answerer) -> Response:
        """One call of a protocol, as the faults let it through."""
        try:
            body = (await read_call(request)).fields
        except Unreadable:
            return JSONResponse({}, 400)
        if method == "sep/receipt" and not self.book.tempers[sep.GATEWAY].has_receipts:
            return Response(status_code=404)

        async def perform() -> Response:
            if self.faults.strike("bank", method, "", {Kind.ALREADY}):
                self._confirm_before(body)
            return JSONResponse(act(self.book, body))

        return await answered(self.faults.strike("bank", method, "", OF_CALLS), perform, _scripted)

    async def back(self, session: Session, charges: list[Charge]) -> Response:
        """Send the browser back, with word of each charge; none when nothing was paid."""
        fault = self.faults.strike("bank", "callback", session.order, {Kind.LOST, Kind.DUPLICATE, Kind.DELAY})
        if fault is not None and fault.kind is Kind.LOST:
            return HTMLResponse(_LOST)
        if fault is not None and fault.kind is Kind.DELAY:
            await asyncio.sleep(fault.pause)
        twice = fault is not None and fault.kind is Kind.DUPLICATE
        for charge in charges if twice else charges[:-1]:
            self._start(session, charge)
        return way_back(session, charges[-1] if charges else None)

    def _confirm_before(self, body: Mapping[str, Any]) -> None:
        """As if somebody had asked this before."""
        found = self.book.by_reference(str(body.get("RefNum") or body.get("authority")))
        if found is not None and found[1].state is Standing.HELD:
            self.book.confirm(found[1])

    def take(self, session: Session) -> Charge:
        """Take the money, or another amount, or give it back at once. Raises NotNow."""
        wrong = self.faults.strike("bank", "pay", session.order, {Kind.WRONG_AMOUNT})
        charge = self.book.pay(session, more=wrong.code if wrong else 0)
        if self.faults.strike("bank", "pay", session.order, {Kind.GIVEN_BACK}):
            self.book.give_back(charge)
        return charge

    def _start(self, session: Session, charge: Charge) -> None:
        task = asyncio.create_task(_carry(session, charge))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def way_back(session: Session, charge: Charge | None) -> Response:
    """What the payer's browser gets."""
    if session.gateway == zarinpal.GATEWAY:
        return RedirectResponse(zarinpal.way_back(session, paid=charge is not None), 303)
    return HTMLResponse(pages.posting(session.return_url, sep.way_back(session, charge)))


async def _carry(session: Session, charge: Charge) -> None:
    """The browser's way back a second time, by ourselves."""
    async with httpx.AsyncClient(trust_env=False, timeout=10.0) as http:
        if session.gateway == zarinpal.GATEWAY:
            await http.get(zarinpal.way_back(session, paid=True))
        else:
            await http.post(checked_url(session.return_url), data=sep.way_back(session, charge))


def routes(bank: Bank) -> list[Route]:
    book = bank.book

    async def of_zarinpal(request: Request) -> Response:
        method = request.path_params["method"]
        return await bank.call(f"zarinpal/{method}", request, lambda book, body: zarinpal.answer(book, method, body))

    def of_sep(name: str, act: Answerer) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            return await bank.call(f"sep/{name}", request, act)

        return endpoint

    async def start_pay(request: Request) -> Response:
        return _shown(book, book.session(zarinpal.GATEWAY, request.path_params["token"]))

    async def online_pg(request: Request) -> Response:
        call = await read_call(request)
        token = call.text("Token") or call.text("token")
        return _shown(book, book.session(sep.GATEWAY, token))

    async def act(request: Request) -> Response:
        session = book.sessions.get(request.path_params["token"])
        if session is None:
            return HTMLResponse(_OVER, 404)
        return await _acted(bank, session, request.path_params["act"])

    verify = "/verifyTxnRandomSessionkey"
    return [
        Route("/pg/v4/payment/{method}.json", of_zarinpal, methods=["POST"]),
        Route("/pg/StartPay/{token}", start_pay),
        Route("/onlinepg/onlinepg", of_sep("token", sep.token), methods=["POST"]),
        Route("/OnlinePG/OnlinePG", online_pg, methods=["POST"]),
        Route("/OnlinePG/SendToken", online_pg),
        Route(f"{verify}/api/v2/ipg/payment/receipt", of_sep("receipt", sep.receipt), methods=["POST"]),
        Route(f"{verify}/ipg/VerifyTransaction", of_sep("verify", sep.verify), methods=["POST"]),
        Route(f"{verify}/ipg/ReverseTransaction", of_sep("reverse", sep.reverse), methods=["POST"]),
        Route("/bank-page/{token}/{act}", act, methods=["POST"]),
    ]


def _shown(book: Book, session: Session | None) -> Response:
    if session is None or not book.is_open(session):
        return HTMLResponse(_OVER, 404 if session is None else 200)
    return HTMLResponse(pages.to_pay(session))


async def _acted(bank: Bank, session: Session, what: str) -> Response:
    if what == "close":
        return HTMLResponse(_CLOSED)
    if what == "cancel":
        try:
            bank.book.cancel(session)
        except NotNow:
            return HTMLResponse(_OVER)
        return await bank.back(session, [])

    async def pays() -> Response:
        try:
            charges = [bank.take(session)]
        except NotNow:
            if session.state is Standing.PAID and session.charge:
                return way_back(session, session.charge)  # Back, and the button once more
            return HTMLResponse(_OVER)
        if what == "twice" and session.gateway == sep.GATEWAY:
            charges.append(bank.book.blunder(session))
        return await bank.back(session, charges)

    return await answered(bank.faults.strike("bank", "pay", session.order, OF_CALLS), pays, _scripted)


def _scripted(fault: Fault) -> Response:
    if fault.kind is Kind.SERVER_ERROR:
        return Response("<html><body><h1>500 Internal Server Error</h1></body></html>", 500, media_type="text/html")
    body = {"data": [], "errors": {"code": fault.code or -52}, "ResultCode": fault.code or -104, "status": -1}
    return Response(json.dumps(body), {Kind.TOO_MANY: 429, Kind.FORBIDDEN: 403}.get(fault.kind, 400))
