"""What a bank's adapter promises: one file a bank, behind this.

Amounts are whole rials. An adapter believes nothing of what browsers bring: `read_callback` only says what they claim,
and `inquire` asks the bank by the session or order that we know. It raises BankError for whatever is no clear answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from services.money import Rials
from services.payments.payment import Charge, Payment


@dataclass(frozen=True)
class Redirect:
    """How a person gets to the bank: a link, or a form that is posted."""

    method: Literal["GET", "POST"]
    url: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Callback:
    """What a browser claims on its way back. `order` and `token` are None where it names none."""

    claims_paid: bool
    order: str | None = None
    token: str | None = None
    reference: str | None = None


@dataclass(frozen=True)
class StillOpen:
    """The person may still pay."""


@dataclass(frozen=True)
class NotPaid:
    """The bank has no money of this session; `returned` when it had some and gave it back."""

    reason: str
    returned: bool = False


Answer: TypeAlias = Charge | StillOpen | NotPaid


@dataclass(frozen=True)
class Unverified:
    """A session whose money the bank holds, and nobody has confirmed."""

    token: str
    charged: Rials


class BankError(Exception):
    """No answer that can be acted upon. `retryable`: asked again it may come; else a person has to look at it."""

    def __init__(self, reason: str, *, retryable: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retryable = retryable


class AmountDiffers(Exception):
    """The bank took another amount than the one it was asked to confirm."""

    def __init__(self, charged: Rials) -> None:
        super().__init__("the bank took another amount")
        self.charged = charged


class Bank(Protocol):
    """One bank. Everything but `way` and `read_callback` raises BankError."""

    @property
    def name(self) -> str:
        """As the payments' `gateway` names it."""
        ...

    @property
    def settles(self) -> bool:
        """Whether money has to be asked for once more after it was verified."""
        ...

    async def greet(self) -> None:
        """Ask whether the bank knows our account, changing nothing there."""
        ...

    async def request(self, payment: Payment, return_url: str) -> str:
        """A session for this payment: its token."""
        ...

    def way(self, token: str) -> Redirect:
        """The way into a session, as often as somebody asks."""
        ...

    def read_callback(self, fields: Mapping[str, str]) -> Callback:
        """What came back, as it claims to be."""
        ...

    async def inquire(self, payment: Payment, reference: str | None = None) -> Answer:
        """What became of the payment's session, or of that very charge, which has to be of this session."""
        ...

    async def verify(self, payment: Payment) -> Charge | NotPaid:
        """Confirm the payment's charge of `payment.expected`, now or again. Raises AmountDiffers too."""
        ...

    async def settle(self, payment: Payment) -> None:
        """Ask for the money of a verified charge, where the bank `settles`; again does no harm."""
        ...

    async def unverified(self) -> Sequence[Unverified]:
        """Charges that nobody has confirmed, where the bank keeps such a list."""
        ...

    async def close(self) -> None:
        """Let go of the connections."""
        ...
