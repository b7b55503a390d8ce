"""The bank's own book: who was to pay what, and every charge that was made. It is the truth that others are held to."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from secrets import token_hex

HALF_AN_HOUR = 1800.0
TWENTY_MINUTES = 1200.0


class Standing(StrEnum):
    """Of a session: what its page shows. Of a charge: whose the money is."""

    OPEN = "open"
    CANCELLED = "cancelled"
    PAID = "paid"
    HELD = "held"  # taken from the payer, and nobody has confirmed it
    VERIFIED = "verified"
    RETURNED = "returned"


class NotNow(Exception):
    """The session is over."""


@dataclass(eq=False)
class Charge:
    """Money taken from somebody's card, in rials."""

    reference: str
    trace: str
    amount: int
    at: float
    state: Standing = Standing.HELD


@dataclass(eq=False)
class Session:
    """One visit to the bank, as the merchant asked for it."""

    gateway: str
    token: str
    merchant: str
    order: str
    amount: int
    return_url: str
    since: float
    lasting: float = TWENTY_MINUTES
    state: Standing = Standing.OPEN
    charges: list[Charge] = field(default_factory=list)

    @property
    def charge(self) -> Charge | None:
        """The first one; a second only comes where the bank blunders."""
        return self.charges[0] if self.charges else None


@dataclass
class Temper:
    """How the bank behaves. `returns_after` seconds it gives unconfirmed money back; None: never."""

    takes_more: int = 0  # rials more than asked, fewer when below zero
    says_already: bool = False  # to the first verification
    returns_after: float | None = None
    has_receipts: bool = True


class Book:
    """Sessions by token, charges by reference."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.sessions: dict[str, Session] = {}
        self.tempers = {"zarinpal": Temper(), "sep": Temper(returns_after=HALF_AN_HOUR)}
        self._charges: dict[str, tuple[Session, Charge]] = {}
        self._held: dict[str, tuple[Session, Charge]] = {}  # those of them that are neither confirmed nor given back
        self._numbers = count(100_000_000_001)

    def open(self, gateway: str, token: str, merchant: str, order: str, amount: int, return_url: str) -> Session:
        session = Session(gateway, token, merchant, order, amount, return_url, self.clock())
        self.sessions[token] = session
        return session

    def session(self, gateway: str, token: str) -> Session | None:
        found = self.sessions.get(token)
        return found if found is not None and found.gateway == gateway else None

    def by_reference(self, reference: str) -> tuple[Session, Charge] | None:
        return self._charges.get(reference)

    def is_open(self, session: Session) -> bool:
        return session.state is Standing.OPEN and self.clock() < session.since + session.lasting

    def pay(self, session: Session, *, more: int = 0) -> Charge:
        """Take the money, and so many rials more. Raises NotNow."""
        if not self.is_open(session):
            raise NotNow
        session.state = Standing.PAID
        return self._take(session, more)

    def blunder(self, session: Session) -> Charge:
        """Take it once more, although it is paid. Raises NotNow when it is not."""
        if session.state is not Standing.PAID:
            raise NotNow
        return self._take(session)

    def cancel(self, session: Session) -> None:
        """Raises NotNow."""
        if not self.is_open(session):
            raise NotNow
        session.state = Standing.CANCELLED

    def confirm(self, charge: Charge) -> None:
        self._settle(charge, Standing.VERIFIED)

    def give_back(self, charge: Charge) -> None:
        self._settle(charge, Standing.RETURNED)

    def come_due(self) -> None:
        """Give back what nobody has confirmed in time."""
        for session, charge in list(self._held.values()):
            after = self.tempers[session.gateway].returns_after
            if after is not None and self.clock() >= charge.at + after:
                self.give_back(charge)

    def held(self, gateway: str) -> Iterator[tuple[Session, Charge]]:
        """Every charge that waits to be confirmed, in order."""
        self.come_due()
        return (pair for pair in self._held.values() if pair[0].gateway == gateway)

    def kept(self) -> Iterator[tuple[Session, Charge]]:
        """Every charge that was not given back."""
        self.come_due()
        return (pair for pair in self._charges.values() if pair[1].state is not Standing.RETURNED)

    def settlement(self, gateway: str) -> str:
        """The file of what the merchant is handed over, as it comes the next day."""
        rows = [(s, c) for s, c in self.kept() if s.gateway == gateway and c.state is Standing.VERIFIED]
        return "\n".join(["reference,order,amount", *(f"{c.reference},{s.order},{c.amount}" for s, c in rows)])

    def _take(self, session: Session, more: int = 0) -> Charge:
        first = not session.charges
        reference = session.token if session.gateway == "zarinpal" and first else f"REF{token_hex(12)}"
        amount = session.amount + self.tempers[session.gateway].takes_more + more
        charge = Charge(reference, str(next(self._numbers)), amount, self.clock())
        session.charges.append(charge)
        self._charges[reference] = self._held[reference] = (session, charge)
        return charge

    def _settle(self, charge: Charge, state: Standing) -> None:
        charge.state = state
        self._held.pop(charge.reference, None)
