"""SEP (Saman): a session is a token, a charge is a RefNum.

    OnlinePG (token) → form with the token → back by POST with State, RefNum, ResNum → receipt → VerifyTransaction

VerifyTransaction answers the same for a RefNum as often as it is asked, and says nothing of the order. So the receipt
service is asked first, which tells what our token was charged with; only where a terminal lacks it does the RefNum
count that came back by our own return address. Unverified money is returned after half an hour, and nothing lists it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from handlers.bank.calling import Line, NotOffered, whole, word
from handlers.bank.port import Answer, BankError, Callback, NotPaid, Redirect, StillOpen, Unverified
from services.money import Rials
from services.payments.payment import Charge, Payment

NAME = "sep"
BASE_URL = "https://sep.shaparak.ir"

_REQUEST = "/onlinepg/onlinepg"
_PAGE = "/OnlinePG/OnlinePG"
_RECEIPT = "/verifyTxnRandomSessionkey/api/v2/ipg/payment/receipt"
_VERIFY = "/verifyTxnRandomSessionkey/ipg/VerifyTransaction"

DONE, REPEATED = 0, 2
_NO_SUCH_TOKEN = 10
_NO_SUCH_CHARGE = -2
_NOBODYS = "hamyar-check"  # a reference that no charge has
_NOT_PAID = {
    _NO_SUCH_CHARGE: NotPaid("no such charge"),
    -6: NotPaid("the bank gave it back: nobody had confirmed it in half an hour", returned=True),
    5: NotPaid("the bank gave it back", returned=True),
}
_STATES: Mapping[str, Answer] = {
    "InProgress": StillOpen(),
    "CanceledByUser": NotPaid("given up at the bank"),
    "Failed": NotPaid("the payment failed"),
    "SessionIsNull": NotPaid("the time at the bank ran out"),
    "Reversed": NotPaid("the bank gave it back", returned=True),
}
_TOKEN_MINUTES = 20


class Sep:
    """A terminal there."""

    name = NAME
    settles = False

    def __init__(
        self,
        terminal: str,
        base_url: str = BASE_URL,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        **limits: float,
    ) -> None:
        self._terminal = terminal
        self._base_url = base_url.rstrip("/")
        self._line = Line(base_url, transport=transport, **limits)

    async def close(self) -> None:
        await self._line.close()

    async def greet(self) -> None:
        answer = await self._line.post(_VERIFY, {"RefNum": _NOBODYS, "TerminalNumber": whole(self._terminal)})
        code = whole(answer.get("ResultCode"))
        if code != _NO_SUCH_CHARGE:  # of a terminal that it does not know it says so instead
            raise BankError(f"code {code}", retryable=False)

    async def request(self, payment: Payment, return_url: str) -> str:
        order = {"ResNum": payment.id, "RedirectUrl": return_url, "TokenExpiryInMin": _TOKEN_MINUTES}
        asked = {"action": "token", "TerminalId": self._terminal, "Amount": payment.amount, **order}
        answer = await self._line.post(_REQUEST, asked)
        token = word(answer.get("token"))
        if whole(answer.get("status")) != 1 or token is None:
            raise BankError(f"code {whole(answer.get('errorCode'))}", retryable=False)
        return token

    def way(self, token: str) -> Redirect:
        return Redirect("POST", f"{self._base_url}{_PAGE}", {"Token": token, "GetMethod": ""})

    def read_callback(self, fields: Mapping[str, str]) -> Callback:
        reference = word(fields.get("RefNum"))
        claims_paid = fields.get("State") == "OK" and reference is not None
        token = fields.get("Token") or None
        return Callback(claims_paid, fields.get("ResNum"), token, reference if claims_paid else None)

    async def inquire(self, payment: Payment, reference: str | None = None) -> Answer:
        by = {"RefNum": reference} if reference else {"Token": payment.token}
        try:
            answer = await self._line.post(_RECEIPT, {"TerminalNumber": whole(self._terminal), **by})
        except NotOffered:
            return _claimed(payment, reference)
        receipt = answer.get("Data")
        if answer.get("HasError") or not isinstance(receipt, dict):
            code = whole(answer.get("ErrorCode"))
            if reference or code == _NO_SUCH_TOKEN:
                return NotPaid("no such session or charge")
            raise BankError(f"code {code}", retryable=True)
        return _receipt(receipt, payment, reference)

    async def verify(self, payment: Payment) -> Charge | NotPaid:
        asked = {"RefNum": payment.reference, "TerminalNumber": whole(self._terminal)}
        answer = await self._line.post(_VERIFY, asked)
        code, detail = whole(answer.get("ResultCode")), answer.get("TransactionDetail")
        if code in _NOT_PAID:
            return _NOT_PAID[code]
        if code not in (DONE, REPEATED) or not isinstance(detail, dict):
            raise BankError(f"code {code}", retryable=False)
        if word(detail.get("RefNum")) != payment.reference or str(detail.get("TerminalNumber")) != self._terminal:
            raise BankError("it confirmed another charge", retryable=False)
        if whole(detail.get("OrginalAmount")) != payment.expected:  # sic
            raise BankError("it confirmed another amount than its receipt, or ours", retryable=False)
        return Charge(str(payment.reference), payment.expected, word(detail.get("RRN")))

    async def settle(self, payment: Payment) -> None:
        """There is no such step."""

    async def unverified(self) -> Sequence[Unverified]:
        """Nothing lists them: each session is asked about by its token."""
        return ()


def _claimed(payment: Payment, reference: str | None) -> Answer:
    """What came back by our return address, where there are no receipts. Verifying and our unique index decide."""
    if reference or not payment.claims:
        return StillOpen() if not reference else NotPaid("no receipts")
    return Charge(payment.claims[-1])


def _receipt(receipt: Mapping[str, Any], payment: Payment, asked: str | None) -> Answer:
    if word(receipt.get("ResNum")) != payment.order or receipt.get("Token") != payment.token:
        if asked:
            return NotPaid("a charge of another session")
        raise BankError("the receipt of another session", retryable=False)
    state = str(receipt.get("State"))
    if state in _STATES:
        return _STATES[state]
    reference, charged = word(receipt.get("RefNum")), whole(receipt.get("Amount"))
    if state != "OK" or reference is None or charged is None or (asked and reference != asked):
        raise BankError("a receipt that makes no sense", retryable=False)
    return Charge(reference, Rials(charged))
