"""What goes wrong, when somebody says so.

A fault sits between the wire and the far side's own behaviour. Of a *call* (a client asking the far side) it can eat
the answer before or after the far side acted, which is what makes a time-out ambiguous. Of a *delivery* (the far side
calling back: Telegram's `update`, Kavenegar's `inbound` and `delivery`) it can repeat, swap, hold or lose. Of *money*
(the bank's `pay` and `verify`) it can take another amount, give it back, or say that all was said before.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from itertools import count
from typing import Literal

from sandbox.bell import Bell

Provider = Literal["telegram", "kavenegar", "bank"]


class Kind(StrEnum):
    TIMEOUT_BEFORE = "timeout-before"  # no answer, nothing done
    TIMEOUT_AFTER = "timeout-after"  # no answer, but done
    RESET_BEFORE = "reset-before"  # the connection breaks (TCP RST), nothing done
    RESET_AFTER = "reset-after"  # the connection breaks, but done
    TOO_MANY = "too-many"  # 429, with `pause` as retry_after
    FORBIDDEN = "forbidden"
    BAD_REQUEST = "bad-request"
    SERVER_ERROR = "server-error"
    REFUSED = "refused"  # the code in `code`, in the provider's own shape
    DELAY = "delay"  # `pause` seconds late
    DUPLICATE = "duplicate"  # delivered twice
    WRONG_ORDER = "wrong-order"  # delivered after the next one
    LOST = "lost"  # never delivered
    OUTAGE = "outage"  # calls break, deliveries wait (Telegram) or are lost (Kavenegar)
    WRONG_AMOUNT = "wrong-amount"  # the bank takes `code` rials more than it was asked to
    ALREADY = "already"  # it says «verified already» to the first verification
    GIVEN_BACK = "given-back"  # it gives the money back as soon as it has it


OF_MONEY = frozenset({Kind.WRONG_AMOUNT, Kind.ALREADY, Kind.GIVEN_BACK})
OF_CALLS = frozenset(Kind) - OF_MONEY - {Kind.DUPLICATE, Kind.WRONG_ORDER, Kind.LOST}
OF_DELIVERIES = frozenset({Kind.DELAY, Kind.DUPLICATE, Kind.WRONG_ORDER, Kind.LOST, Kind.OUTAGE})


@dataclass(frozen=True)
class Fault:
    """`method` is a name or a pattern (`send*`), `to` a chat id or number, `pause` and `lasting` are seconds.

    With neither `times` nor `lasting` it stays until switched off.
    """

    provider: Provider
    kind: Kind
    method: str = "*"
    to: str = ""
    times: int | None = None
    lasting: float | None = None
    pause: float = 1.0
    code: int = 0


@dataclass
class _Switched:
    fault: Fault
    since: float
    left: int | None = field(default=None)


class Faults:
    def __init__(self, clock: Callable[[], float] = time.time, on_change: Callable[[], None] | None = None) -> None:
        self._clock = clock
        self._on_change = on_change
        self._numbers = count(1)
        self._on: dict[int, _Switched] = {}
        self.changed = Bell()

    def _tell(self) -> None:
        self.changed.ring()
        if self._on_change is not None:
            self._on_change()

    def switch_on(self, fault: Fault) -> int:
        """The number by which it can be switched off."""
        number = next(self._numbers)
        self._on[number] = _Switched(fault, self._clock(), fault.times)
        self._tell()
        return number

    def switch_off(self, number: int) -> None:
        self._on.pop(number, None)
        self._tell()

    def clear(self) -> None:
        self._on.clear()
        self._tell()

    def active(self) -> dict[int, tuple[Fault, int | None]]:
        """Each fault by its number, with how many times it will still strike (None: no limit)."""
        self._forget_the_spent()
        return {number: (on.fault, on.left) for number, on in self._on.items()}

    def strike(self, provider: Provider, method: str, to: str, kinds: Iterable[Kind]) -> Fault | None:
        """The oldest fault that meets this call or delivery, counted as having struck once."""
        self._forget_the_spent()
        for number, on in self._on.items():
            if _meets(on.fault, provider, method, to) and on.fault.kind in kinds:
                if on.left is not None:
                    on.left -= 1
                    if on.left == 0:
                        del self._on[number]
                    self._tell()
                return on.fault
        return None

    def outage(self, provider: Provider, method: str) -> bool:
        """Whether the provider is down just now; asking is no strike."""
        self._forget_the_spent()
        return any(
            on.fault.kind is Kind.OUTAGE and _meets(on.fault, provider, method, on.fault.to) for on in self._on.values()
        )

    def _forget_the_spent(self) -> None:
        now = self._clock()
        spent = [n for n, on in self._on.items() if on.fault.lasting is not None and now >= on.since + on.fault.lasting]
        for number in spent:
            del self._on[number]


def _meets(fault: Fault, provider: Provider, method: str, to: str) -> bool:
    return (
        fault.provider == provider
        and fnmatchcase(method.lower(), fault.method.lower())
        and (not fault.to or fault.to == to)
    )
