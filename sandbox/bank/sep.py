"""SEP (Saman), as its clients see it: field names in the case and spelling of its own documents."""

from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from sandbox.bank.book import Book, Charge, Session, Standing
from sandbox.loopback import NotLoopback, checked_url

Json = dict[str, Any]
GATEWAY = "sep"
TERMINAL = "14201420"


def token(book: Book, body: Mapping[str, Any]) -> Json:
    """A session."""
    if str(body.get("TerminalId")) != TERMINAL:
        return _no_token(12, "TerminalNotFound")
    amount, order, url = body.get("Amount"), str(body.get("ResNum") or ""), str(body.get("RedirectUrl"))
    try:
        checked_url(url)
    except NotLoopback:
        return _no_token(8, "MerchantIpAddressIsInvalid")
    if body.get("action") != "token" or not isinstance(amount, int) or amount < 1_000 or not order:
        return _no_token(5, "InvalidParameters")
    session = book.open(GATEWAY, token_hex(16), TERMINAL, order, amount, url)
    session.lasting = 60.0 * int(body.get("TokenExpiryInMin", 20))
    return {"status": 1, "token": session.token}


def receipt(book: Book, body: Mapping[str, Any]) -> Json:
    """What became of a session or a charge."""
    book.come_due()
    session, charge = _asked_for(book, body)
    if session is None:
        return {"HasError": True, "Data": None, "ErrorCode": 10, "ErrorMessage": "TokenNotFound"}
    state, status = _state(book, session, charge)
    facts: Json = {"State": state, "Status": status, "TerminalId": int(TERMINAL), "Token": session.token}
    facts |= {"ResNum": session.order, "RefNum": None, "Amount": session.amount}
    if charge is not None:
        facts |= {"RefNum": charge.reference, "Amount": charge.amount, "AffectiveAmount": charge.amount}
        facts |= {"TraceNo": charge.trace, "Rrn": charge.trace}
    return {"HasError": False, "Data": facts, "ErrorCode": 0, "ErrorMessage": ""}


def verify(book: Book, body: Mapping[str, Any]) -> Json:
    """Confirm a charge; the same answer however often it is asked."""
    book.come_due()
    found = book.by_reference(str(body.get("RefNum")))
    if str(body.get("TerminalNumber")) != TERMINAL:
        return _verdict(-105)
    if found is None or found[0].gateway != GATEWAY:
        return _verdict(-2)
    _, charge = found
    if charge.state is Standing.RETURNED:
        return _verdict(-6)
    repeated = charge.state is Standing.VERIFIED or book.tempers[GATEWAY].says_already
    book.confirm(charge)
    return _verdict(2 if repeated else 0, charge)


def reverse(book: Book, body: Mapping[str, Any]) -> Json:
    """Give a charge back."""
    found = book.by_reference(str(body.get("RefNum")))
    if found is None:
        return _verdict(-2)
    book.give_back(found[1])
    return _verdict(0, found[1])


def way_back(session: Session, charge: Charge | None) -> dict[str, str]:
    """The form that the payer's browser posts to the merchant."""
    fields = {"MID": TERMINAL, "TerminalId": TERMINAL, "ResNum": session.order, "Token": session.token}
    if charge is None:
        return fields | {"State": "CanceledByUser", "Status": "1", "RefNum": ""}
    paid = {"State": "OK", "Status": "2", "RefNum": charge.reference, "Rrn": charge.trace, "TraceNo": charge.trace}
    return fields | paid | {"Amount": str(charge.amount), "SecurePan": "502229******5995"}


def _asked_for(book: Book, body: Mapping[str, Any]) -> tuple[Session | None, Charge | None]:
    if body.get("RefNum"):
        found = book.by_reference(str(body["RefNum"]))
        return found if found is not None and found[0].gateway == GATEWAY else (None, None)
    session = book.session(GATEWAY, str(body.get("Token")))
    return session, session.charge if session else None


def _state(book: Book, session: Session, charge: Charge | None) -> tuple[str, int]:
    if charge is not None:
        return ("Reversed", 3) if charge.state is Standing.RETURNED else ("OK", 2)
    if session.state is Standing.CANCELLED:
        return "CanceledByUser", 1
    return ("InProgress", 0) if book.is_open(session) else ("SessionIsNull", 4)


def _no_token(code: int, description: str) -> Json:
    return {"status": -1, "errorCode": str(code), "errorDesc": description}


def _verdict(code: int, charge: Charge | None = None) -> Json:
    detail = charge and {
        "RRN": charge.trace,
        "RefNum": charge.reference,
        "MaskedPan": "502229****5995",
        "HashedPan": "",
        "TerminalNumber": int(TERMINAL),
        "OrginalAmount": charge.amount,
        "AffectiveAmount": charge.amount,
        "StraceNo": charge.trace,
    }
    return {"TransactionDetail": detail, "ResultCode": code, "ResultDescription": "", "Success": code in (0, 2)}
