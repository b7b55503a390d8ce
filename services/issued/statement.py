"""A paper's facts under a signature.

The payload is one line of JSON in UTF-8: sorted names, no spaces, the version and the key's id among the facts. There
is one way to write given facts, so a payload or a code that is spelled in any other way is refused.

A code is the same for a QR code: the values without their names, which kind and version give back, and the signature,
in base64 for addresses.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from services.calendar import TEHRAN, JalaliMonth
from services.issued.keys import SIGNATURE_BYTES, PublicKeys, SigningKeys
from services.issued.paper import Contract, Paper, PaymentOrder, PensionOrder, Receipt
from services.money import Rials

VERSION = 1
LONGEST = 4000  # letters of a code, and bytes of a payload; ours have a few hundred
_ALL = {"version": int, "kind": str, "key": str, "number": str}
_COMMON = {**_ALL, "national_id": str}
_FIELDS: Mapping[tuple[int, str], Mapping[str, type]] = {
    (1, "receipt"): _COMMON
    | {"payer": str, "scheme": str, "months": list, "amount": int, "reference": str, "paid_at": str},
    (1, "contract"): _COMMON
    | {"holder": str, "base_daily": str, "rate": str, "premium": int, "begins": int, "signed_at": str},
    (1, "payment-order"): _ALL | {"month": int, "lines": int, "total": int, "digest": str, "made_at": str},
    (1, "pension-order"): _ALL
    | {"lines": int, "ended": int, "restored": int, "reestablished": int, "digest": str, "made_at": str},
}


class NotOurs(ValueError):
    """What was given is no statement of ours, however old."""


class UnknownKey(NotOurs):
    """A statement in our form, under a key that is not among those given."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class Changed(NotOurs):
    """A statement that names a key of ours, which has not signed it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A paper, the payload that says the same, and its signature under the key of that id."""

    paper: Paper
    payload: bytes
    key: str
    signature: bytes


def stated(paper: Paper, keys: SigningKeys) -> Statement:
    """The paper under the first key's signature."""
    payload = _canonical(_facts(paper) | {"version": VERSION, "key": keys.id})
    return Statement(paper, payload, keys.id, keys.sign(payload))


def opened(payload: bytes, signature: bytes, keys: PublicKeys) -> Statement:
    """The statement of that payload. Raises NotOurs, UnknownKey or Changed."""
    facts = _parsed(payload)
    if not isinstance(facts, dict):
        raise NotOurs("no facts")
    _check_form(facts)
    if facts["key"] not in keys:
        raise UnknownKey(facts["key"])
    if not keys.signed(facts["key"], payload, signature):
        raise Changed("not signed by its key")
    if _canonical(facts) != payload:
        raise Changed("another spelling")
    return Statement(_paper(facts), payload, facts["key"], signature)


def code(statement: Statement) -> str:
    """The statement for a QR code."""
    facts = json.loads(statement.payload)
    head = [facts["version"], facts["kind"]]
    values = [value for name, value in sorted(facts.items()) if name not in ("version", "kind")]
    return _encoded(_written([*head, *values]) + statement.signature)


def opened_code(text: str, keys: PublicKeys) -> Statement:
    """The statement of a code. Raises NotOurs, UnknownKey or Changed."""
    if len(text) > LONGEST or not text.isascii():
        raise NotOurs("no code")
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise NotOurs("no code") from None
    values, signature = _parsed(data[:-SIGNATURE_BYTES]), data[-SIGNATURE_BYTES:]
    match values:
        case [int() as version, str() as kind, *rest] if (version, kind) in _FIELDS:
            names = sorted(_FIELDS[version, kind].keys() - {"version", "kind"})
        case _:
            raise NotOurs("no values")
    if len(names) != len(rest):
        raise NotOurs("no values")
    facts = dict(zip(names, rest, strict=True)) | {"version": version, "kind": kind}
    _check_form(facts)
    statement = opened(_canonical(facts), signature, keys)
    if code(statement) != text:
        raise Changed("another spelling")
    return statement


def envelope(statement: Statement) -> bytes:
    """The statement as a file of its own: JSON with the payload as it was signed, and the signature."""
    signature = base64.b64encode(statement.signature).decode()
    return _canonical({"payload": statement.payload.decode(), "signature": signature})


def opened_envelope(data: bytes, keys: PublicKeys) -> Statement:
    """The statement of such a file. Raises NotOurs, UnknownKey or Changed."""
    if len(data) > LONGEST:
        raise NotOurs("too long")
    match _parsed(data):
        case {"payload": str() as payload, "signature": str() as signature}:
            pass
        case _:
            raise NotOurs("no envelope")
    try:
        raw = base64.b64decode(signature, validate=True)
    except ValueError:
        raw = b""
    try:
        statement = opened(payload.encode(), raw, keys)
    except UnicodeEncodeError:
        raise NotOurs("no text") from None
    if envelope(statement) != data:
        raise Changed("another spelling")
    return statement


def _facts(paper: Paper) -> dict[str, Any]:
    match paper:
        case Receipt():
            return {
                "kind": "receipt",
                "number": paper.number,
                "payer": paper.payer,
                "national_id": paper.national_id,
                "scheme": paper.scheme,
                "months": [month.number for month in paper.months],
                "amount": paper.amount,
                "reference": paper.reference,
                "paid_at": _moment(paper.paid_at),
            }
        case Contract():
            return {
                "kind": "contract",
                "number": paper.number,
                "holder": paper.holder,
                "national_id": paper.national_id,
                "base_daily": str(paper.base_daily),
                "rate": str(paper.rate),
                "premium": paper.premium,
                "begins": paper.begins.number,
                "signed_at": _moment(paper.signed_at),
            }
        case PaymentOrder():
            return {
                "kind": "payment-order",
                "number": paper.number,
                "month": paper.month.number,
                "lines": paper.lines,
                "total": paper.total,
                "digest": paper.digest,
                "made_at": _moment(paper.made_at),
            }
        case PensionOrder():
            return {
                "kind": "pension-order",
                "number": paper.number,
                "lines": paper.lines,
                "ended": paper.ended,
                "restored": paper.restored,
                "reestablished": paper.reestablished,
                "digest": paper.digest,
                "made_at": _moment(paper.made_at),
            }


def _paper(facts: Mapping[str, Any]) -> Paper:
    """What signed facts say; who signs writes what can be read."""
    if facts["kind"] == "receipt":
        return Receipt(
            facts["number"],
            facts["payer"],
            facts["national_id"],
            facts["scheme"],
            tuple(map(JalaliMonth.of_number, facts["months"])),
            Rials(facts["amount"]),
            facts["reference"],
            datetime.fromisoformat(facts["paid_at"]),
        )
    if facts["kind"] == "payment-order":
        return PaymentOrder(
            facts["number"],
            JalaliMonth.of_number(facts["month"]),
            facts["lines"],
            Rials(facts["total"]),
            facts["digest"],
            datetime.fromisoformat(facts["made_at"]),
        )
    if facts["kind"] == "pension-order":
        return PensionOrder(
            facts["number"],
            facts["lines"],
            facts["ended"],
            facts["restored"],
            facts["reestablished"],
            facts["digest"],
            datetime.fromisoformat(facts["made_at"]),
        )
    return Contract(
        facts["number"],
        facts["holder"],
        facts["national_id"],
        Fraction(facts["base_daily"]),
        Fraction(facts["rate"]),
        Rials(facts["premium"]),
        JalaliMonth.of_number(facts["begins"]),
        datetime.fromisoformat(facts["signed_at"]),
    )


def _check_form(facts: Mapping[str, Any]) -> None:
    version, kind = facts.get("version"), facts.get("kind")
    fields = _FIELDS.get((version, kind)) if isinstance(version, int) and isinstance(kind, str) else None
    if fields is None or facts.keys() != fields.keys():
        raise NotOurs("no form of ours")
    if any(type(facts[name]) is not kind for name, kind in fields.items()):
        raise NotOurs("no form of ours")


def _moment(moment: datetime) -> str:
    return moment.astimezone(TEHRAN).isoformat(timespec="seconds")


def _canonical(facts: Mapping[str, Any]) -> bytes:
    return _written(dict(sorted(facts.items())))


def _written(value: Any) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        raise NotOurs("no text") from None


def _parsed(data: bytes) -> Any:
    """JSON, in which nothing goes deep. Raises NotOurs."""
    try:
        return json.loads(data.decode())
    except (ValueError, RecursionError):
        raise NotOurs("no JSON") from None


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
