"""Zarinpal's version 4, as its clients see it: `data` and `errors`, one of them an empty list."""

from collections.abc import Mapping
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from sandbox.bank.book import Book, Charge, Session, Standing
from sandbox.loopback import NotLoopback, checked_url

Json = dict[str, Any]
GATEWAY = "zarinpal"
MERCHANT = "00000000-1420-1420-1420-000000000000"
LISTED = 100


def answer(book: Book, method: str, body: Mapping[str, Any]) -> Json:
    """What a method answers."""
    act = _METHODS.get(method)
    if act is None:
        return _error(-9, "no such method")
    if body.get("merchant_id") != MERCHANT:
        return _error(-10, "Terminal is not valid")
    book.come_due()
    return act(book, body)


def way_back(session: Session, *, paid: bool) -> str:
    """Where the payer's browser is sent."""
    parts = urlsplit(session.return_url)
    query = [*parse_qsl(parts.query), ("Authority", session.token), ("Status", "OK" if paid else "NOK")]
    return urlunsplit(parts._replace(query=urlencode(query)))


def _request(book: Book, body: Mapping[str, Any]) -> Json:
    amount, currency, url = body.get("amount"), body.get("currency", "IRR"), str(body.get("callback_url"))
    try:
        checked_url(url)
    except NotLoopback:
        return _error(-14, "The callback URL domain does not match")
    if not isinstance(amount, int) or amount < 1_000 or currency not in ("IRR", "IRT") or not body.get("description"):
        return _error(-9, "The input params invalid, validation error.")
    rials = amount if currency == "IRR" else amount * 10
    metadata = body.get("metadata")
    order = str(metadata.get("order_id", "")) if isinstance(metadata, dict) else ""
    session = book.open(GATEWAY, f"A{token_hex(17)}x", MERCHANT, order, rials, url)
    return _data(100, authority=session.token, fee_type="Merchant", fee=0)


def _verify(book: Book, body: Mapping[str, Any]) -> Json:
    session = book.session(GATEWAY, str(body.get("authority")))
    if session is None:
        return _error(-54, "Invalid authority.")
    charge = session.charge
    if charge is None or charge.state is Standing.RETURNED:
        return _error(-51, "Session is not valid, session is not active paid try.")
    if body.get("amount") != charge.amount:
        return _error(-50, "Session is not valid, amounts values is not the same.")
    already = charge.state is Standing.VERIFIED or book.tempers[GATEWAY].says_already
    book.confirm(charge)
    code, message = (101, "Verified") if already else (100, "Paid")
    return _data(code, message, card_pan="502229******5995", ref_id=int(charge.trace), fee=0)


def _inquiry(book: Book, body: Mapping[str, Any]) -> Json:
    session = book.session(GATEWAY, str(body.get("authority")))
    if session is None:
        return _error(-54, "Invalid authority.")
    return _data(100, status=_status(book, session, session.charge))


def _status(book: Book, session: Session, charge: Charge | None) -> str:
    if charge is not None:
        return {Standing.VERIFIED: "VERIFIED", Standing.RETURNED: "REVERSED"}.get(charge.state, "PAID")
    return "IN_BANK" if book.is_open(session) else "FAILED"


def _unverified(book: Book, body: Mapping[str, Any]) -> Json:
    held = [
        {"authority": s.token, "amount": c.amount, "callback_url": s.return_url, "referer": "/"}
        for s, c in book.held(GATEWAY)
        if c is s.charge
    ]
    return _data(100, authorities=held[-LISTED:])


def _reverse(book: Book, body: Mapping[str, Any]) -> Json:
    session = book.session(GATEWAY, str(body.get("authority")))
    if session is None or session.charge is None:
        return _error(-54, "Invalid authority.")
    book.give_back(session.charge)
    return _data(100, "Reversed")


def _data(code: int, message: str = "Success", **facts: Any) -> Json:
    return {"data": {"code": code, "message": message, **facts}, "errors": []}


def _error(code: int, message: str) -> Json:
    return {"data": [], "errors": {"code": code, "message": message, "validations": []}}


_METHODS = {
    "request": _request,
    "verify": _verify,
    "inquiry": _inquiry,
    "unVerified": _unverified,
    "reverse": _reverse,
}
