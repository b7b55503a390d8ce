"""Zarinpal, version 4: a session is an authority, and a charge is named after it.

    request.json → /pg/StartPay/{authority} → back by GET with Authority and Status → inquiry.json, verify.json

Unverified money is not returned by itself; unVerified.json lists the last hundred. `data` is an empty list, instead of
an object, where there are errors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from handlers.bank.calling import Line, whole, word
from handlers.bank.port import AmountDiffers, Answer, BankError, Callback, NotPaid, Redirect, StillOpen, Unverified
from services.money import Rials
from services.payments.payment import Charge, Payment

NAME = "zarinpal"
BASE_URL = "https://payment.zarinpal.com"

DONE, ALREADY = 100, 101
AMOUNT_DIFFERS = -50
# There is no money under this authority: not paid, or not ours.
_NOT_PAID = {-51: "the payment failed", -54: "no such session", -55: "no such payment"}
_LATER = {-12, -52}  # too many attempts; an error of theirs

_STATUSES: Mapping[str, Answer] = {
    "IN_BANK": StillOpen(),
    "FAILED": NotPaid("the payment failed"),
    "REVERSED": NotPaid("the bank gave it back", returned=True),
}


class Zarinpal:
    """A merchant's account there."""

    name = NAME
    settles = False

    def __init__(
        self,
        merchant: str,
        base_url: str = BASE_URL,
        *,
        description: str = "Hamyar",
        transport: httpx.AsyncBaseTransport | None = None,
        **limits: float,
    ) -> None:
        self._merchant = merchant
        self._base_url = base_url.rstrip("/")
        self._description = description
        self._line = Line(base_url, transport=transport, **limits)

    async def close(self) -> None:
        await self._line.close()

    async def greet(self) -> None:
        await self.unverified()

    async def request(self, payment: Payment, return_url: str) -> str:
        order = {"description": self._description, "metadata": {"order_id": payment.id}}
        money = {"amount": payment.amount, "currency": "IRR"}
        code, data = await self._call("request", {**money, **order, "callback_url": return_url})
        token = word(data.get("authority"))
        if code != DONE or token is None:
            raise _refused(code)
        return token

    def way(self, token: str) -> Redirect:
        return Redirect("GET", f"{self._base_url}/pg/StartPay/{token}")

    def read_callback(self, fields: Mapping[str, str]) -> Callback:
        token = fields.get("Authority")
        return Callback(fields.get("Status") == "OK", token=token)

    async def inquire(self, payment: Payment, reference: str | None = None) -> Answer:
        if reference not in (None, payment.token):
            return NotPaid("no charge of this session")
        code, data = await self._call("inquiry", {"authority": payment.token})
        if code in _NOT_PAID:
            return NotPaid(_NOT_PAID[code])
        status = str(data.get("status", ""))
        if code != DONE or not (status in _STATUSES or status in ("PAID", "VERIFIED")):
            raise _refused(code)
        return _STATUSES.get(status) or Charge(str(payment.token))

    async def verify(self, payment: Payment) -> Charge | NotPaid:
        asked = {"amount": payment.expected, "authority": payment.token}
        code, data = await self._call("verify", asked)
        if code == AMOUNT_DIFFERS:
            raise AmountDiffers(await self._charged(payment))
        if code in _NOT_PAID:
            return NotPaid(_NOT_PAID[code])
        if code not in (DONE, ALREADY):
            raise _refused(code)
        # The authority is this payment's own, so «already» was said of this very order.
        return Charge(str(payment.token), payment.expected, word(data.get("ref_id")))

    async def settle(self, payment: Payment) -> None:
        """There is no such step."""

    async def unverified(self) -> Sequence[Unverified]:
        code, data = await self._call("unVerified", {})
        listed = data.get("authorities")
        if code != DONE or not isinstance(listed, list):
            raise _refused(code)
        return [found for row in listed if isinstance(row, dict) and (found := _unverified(row))]

    async def _charged(self, payment: Payment) -> Rials:
        """What was taken instead of our amount, which only the list of unverified charges tells."""
        for one in await self.unverified():
            if one.token == payment.token and one.charged != payment.expected:
                return one.charged
        raise BankError("it took another amount, and does not say which", retryable=True)

    async def _call(self, method: str, body: Mapping[str, Any]) -> tuple[int | None, Mapping[str, Any]]:
        answer = await self._line.post(f"/pg/v4/payment/{method}.json", {"merchant_id": self._merchant, **body})
        data, errors = answer.get("data"), answer.get("errors")
        if isinstance(data, dict) and data:
            return whole(data.get("code")), data
        return whole(errors.get("code")) if isinstance(errors, dict) else None, {}


def _unverified(row: Mapping[str, Any]) -> Unverified | None:
    token, charged = word(row.get("authority")), whole(row.get("amount"))
    return None if token is None or charged is None else Unverified(token, Rials(charged))


def _refused(code: int | None) -> BankError:
    """Configuration and nonsense need a person; all the same it is asked again, since money may hang on it."""
    return BankError(f"code {code}", retryable=code in _LATER)
