"""`hamyar verify`: whether a file was issued by the Organisation, and what it says; without a database or a network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.errors import OperatorError
from bot.settings import Settings
from bot.signing import public_keys
from services.calendar import TEHRAN, JalaliDay
from services.dependency import order as pension_order
from services.issued import Contract, NotKeys, Paper, PaymentOrder, PensionOrder, PublicKeys, Receipt, Verdict, Verified
from services.issued.apart import verify_apart
from services.issued.pdf import LARGEST
from services.issued.sheet import LONGEST_LINE
from services.month_end import order as payment_order
from services.persian import latin_digits
from services.premiums.quote import decimal_text

# How the command ends, for programs; 2 is every command's own word for what it could not do.
CODES = {
    Verdict.GENUINE: 0,
    Verdict.CHANGED: 1,
    Verdict.NOT_OURS: 3,
    Verdict.UNKNOWN_KEY: 4,
    Verdict.RESAVED: 5,
}
TOLD = {
    Verdict.GENUINE: "genuine: the file is as it was issued, signed with the key {key}",
    Verdict.CHANGED: "changed: the file bears our name, and what it says was not signed",
    Verdict.NOT_OURS: "not ours: nothing that was issued here is in the file",
    Verdict.UNKNOWN_KEY: "unknown key: the file names the key {key}, which is not among those given",
    Verdict.RESAVED: "resaved: the facts below are genuine, signed with the key {key}; "
    "the file itself was written anew since, so believe only them and not its pages",
}


ORDERS = ((payment_order.is_one, payment_order.verify), (pension_order.is_one, pension_order.verify))


class Unreadable(OperatorError):
    """A file that cannot be read."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")


def keys_of(settings: Settings, file: Path | None) -> PublicKeys:
    """The public keys of that file, or our own. Raises OperatorError."""
    if file is None:
        return public_keys(settings)
    try:
        return PublicKeys.parse(_read(file).decode())
    except (NotKeys, UnicodeDecodeError) as error:
        reason = str(error) if isinstance(error, NotKeys) else "is no text"
        raise Unreadable(file, reason) from None


def verified(file: Path, keys: PublicKeys) -> tuple[Verified, str | None]:
    """What the file is, and of an order that was changed, where. Raises Unreadable."""
    try:
        with file.open("rb") as source:
            first_line = source.readline(LONGEST_LINE)
            for is_one, verify in ORDERS:
                if is_one(first_line):
                    source.seek(0)
                    return verify(source, keys)
    except OSError as error:
        raise Unreadable(file, error.strerror or str(error)) from None
    return verify_apart(_read(file), keys), None


def told(verified: Verified, where: str | None = None) -> Iterator[str]:
    """The verdict in a line, and under it what is genuine."""
    yield TOLD[verified.verdict].format(key=verified.key)
    if where:
        yield f"  {where}"
    if verified.statement:
        yield from (f"  {name:<12} {value}" for name, value in _facts(verified.statement.paper))


def _facts(paper: Paper) -> Iterator[tuple[str, str]]:
    match paper:
        case Receipt():
            yield "receipt", paper.number
            yield "for", f"{paper.payer}, {latin_digits(paper.national_id)}"
            yield "scheme", paper.scheme
            yield "months", " ".join(map(str, paper.months)) or "none"
            yield "amount", f"{paper.amount:,} rials"
            yield "reference", paper.reference
            at = paper.paid_at
        case Contract():
            yield "contract", paper.number
            yield "for", f"{paper.holder}, {latin_digits(paper.national_id)}"
            yield "base", f"{decimal_text(paper.base_daily)} rials a day, {decimal_text(paper.rate * 100)} %"
            yield "premium", f"{paper.premium:,} rials"
            yield "begins", str(paper.begins)
            at = paper.signed_at
        case PaymentOrder():
            yield "order", paper.number
            yield "month", str(paper.month)
            yield "payments", f"{paper.lines:,}"
            yield "total", f"{paper.total:,} rials"
            yield "sha256", paper.digest
            at = paper.made_at
        case PensionOrder():
            yield "order", paper.number
            yield "ended", f"{paper.ended:,} shares"
            yield "restored", f"{paper.restored:,} shares"
            yield "again", f"{paper.reestablished:,} shares"
            yield "sha256", paper.digest
            at = paper.made_at
    moment = at.astimezone(TEHRAN)
    yield "at", f"{JalaliDay.of(moment.date())} {moment:%H:%M:%S}"


def _read(file: Path) -> bytes:
    """The file, or enough of it to see that it is too large."""
    try:
        with file.open("rb") as source:
            return source.read(LARGEST + 1)
    except OSError as error:
        raise Unreadable(file, error.strerror or str(error)) from None
