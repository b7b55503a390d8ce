"""The cashier carries payments on: takes one, asks its bank, keeps what was said, and so on to the end.

No transaction waits for a bank. Each step is committed before the next question is asked, every question can be asked
again, and whoever dies leaves a lease that runs out and a row that is due. Callbacks, the sweep and the bank's own list
of unverified charges all come to the same `pursue`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handlers.bank.calling import word
from handlers.bank.complaining import alarm, complain
from handlers.bank.port import AmountDiffers, Bank, BankError, Callback, NotPaid, Redirect, StillOpen
from handlers.metrics import PAYMENT_SECONDS, PAYMENTS
from services.calendar import Clock
from services.payments import (
    Charge,
    NotBelieved,
    Payable,
    Payment,
    Payments,
    State,
    Told,
    everything,
    silent,
)
from services.payments.rules import DONE, LOOKS, is_over

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=90)  # longer than all questions of one pursuit may take together
AT_A_TIME = 50
LONGEST_CODE = 100
MOST_STEPS = 8  # of one pursuit: a bank that says something else each time is asked again later

POINTS = ("noted", "leased", "asked for a session", "inquired", "paid", "verified", "posted", "recorded", "settled")
"""Where a checkpoint is passed; between any two of them a process may die."""


class NotOpen(Exception):
    """Nobody can be sent to the bank for this payment any more."""

    def __init__(self, state: State) -> None:
        super().__init__(f"the payment is {state}")
        self.state = state


class AtWork(Exception):
    """Somebody else is at this payment just now."""


@dataclass(frozen=True)
class Wiring:
    """What payments are told through, and what they are asked: the part of the premiums and of the notices."""

    told: Told = silent
    payable: Payable = everything


_ALONE = Wiring()


class Cashier:
    """Carries payments on, with any number of others beside it."""

    def __init__(
        self,
        engine: AsyncEngine,
        clock: Clock,
        banks: Sequence[Bank],
        return_url: Callable[[Payment], str],
        *,
        wiring: Wiring = _ALONE,
        checkpoint: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._banks: Mapping[str, Bank] = {bank.name: bank for bank in banks}
        self._return_url = return_url
        self._wiring = wiring
        self._checkpoint = checkpoint

    @property
    def gateways(self) -> tuple[str, ...]:
        """The banks there are, the first of them the usual one."""
        return tuple(self._banks)

    def payments(self, connection: AsyncConnection) -> Payments:
        """Payments inside somebody's transaction, as this cashier knows them."""
        return Payments(connection, self._clock, told=self._wiring.told, payable=self._wiring.payable)

    async def redirect(self, number: str) -> Redirect:
        """The way to the bank: a session is asked for once, and the same one is given to whoever asks again.

        Raises NoSuchPayment, NotOpen, AtWork, BankError.
        """
        async with self._steps() as payments:
            payment = await payments.one(number)
        if payment.state is State.INTENT:
            payment = await self._given_a_session(number)
        if payment.state not in (State.REDIRECTED, State.UNKNOWN) or payment.token is None:
            raise NotOpen(payment.state)
        return self._bank(payment).way(payment.token)

    async def come_back(self, gateway: str, code: str, fields: Mapping[str, str], key: str) -> Payment | None:
        """Somebody comes back from a bank: note it and ask that bank. None, and nothing done, for an unknown code.

        Where what came names another order or session than this code's, nothing is done either.
        """
        bank = self._banks.get(gateway)
        if bank is None or word(code, LONGEST_CODE) is None:
            return None
        began = perf_counter()
        callback, until = bank.read_callback(fields), self._clock.now() + LEASE
        async with self._steps() as payments:
            payment = await payments.by_code(gateway, code)
            if payment is None or payment.state is State.INTENT:
                return None
            if not _is_of(callback, payment):
                log.warning("callback of another payment", payment=payment.id, gateway=gateway)
                return payment
            reference = callback.reference
            new = await payments.note(payment, key, claims_paid=callback.claims_paid, reference=reference)
            if not new and payment.state in DONE:
                return payment
            leased = await payments.lease(payment.id, until)
        self._checkpoint("noted")
        if leased is None:
            return payment
        payment = await self._pursued(leased, until)
        if payment.state is State.RECORDED and leased.state is not State.RECORDED:
            PAYMENT_SECONDS.labels(gateway).observe(perf_counter() - began)
        return payment

    async def pursue(self, number: str) -> Payment | None:
        """Carry a payment as far as its bank's answers go; None while somebody else is at it."""
        until = self._clock.now() + LEASE
        async with self._steps() as payments:
            payment = await payments.lease(number, until)
        return None if payment is None else await self._pursued(payment, until)

    async def _pursued(self, payment: Payment, until: datetime) -> Payment:
        self._checkpoint("leased")
        before, known = payment.state, payment.returns
        payment, answered = await self._carried(payment)
        if payment.state is not before:
            PAYMENTS.labels(payment.gateway, payment.state.value).inc()
        left = await self._let_go(payment, until, again=not answered)
        if answered and left.returns > known:  # who came meanwhile found it leased, and waits for an answer, too
            payment = await self.pursue(payment.id) or payment
        return payment

    async def sweep(self) -> int:
        """Look at every payment that is due; how many there were."""
        async with self._steps() as payments:
            numbers = await payments.due(most=AT_A_TIME)
        for number in numbers:
            await self.pursue(number)
        return len(numbers)

    async def sweep_unverified(self) -> int:
        """Look at what the banks themselves list as unverified; how many of our payments that were."""
        found = 0
        for bank in self._banks.values():
            try:
                tokens = [one.token for one in await bank.unverified()]
            except BankError as error:
                log.warning("no list of unverified charges", gateway=bank.name, reason=error.reason)
                continue
            async with self._steps() as payments:
                numbers = await payments.of_tokens(bank.name, tokens) if tokens else ()
            for number in numbers:
                await self.pursue(number)
            found += len(numbers)
        return found

    async def _given_a_session(self, number: str) -> Payment:
        until = self._clock.now() + LEASE
        async with self._steps() as payments:
            payment = await payments.lease(number, until)
        if payment is None:
            raise AtWork
        if payment.state is State.INTENT:
            try:
                token = await self._bank(payment).request(payment, self._return_url(payment))
            except BankError as error:
                complain(payment, error)
                await self._let_go(payment, until)
                raise
            self._checkpoint("asked for a session")
            async with self._steps() as payments:
                payment = await payments.redirected(payment, token)
        await self._let_go(payment, until)
        return payment

    async def _let_go(self, payment: Payment, until: datetime, *, again: bool = False) -> Payment:
        async with self._steps() as payments:
            return await payments.finish(payment, until, again=again)

    def _bank(self, payment: Payment) -> Bank:
        """Raises BankError where this process has no such bank."""
        bank = self._banks.get(payment.gateway)
        if bank is None:
            raise BankError("there is no such bank here", retryable=False)
        return bank

    async def _carried(self, payment: Payment) -> tuple[Payment, bool]:
        """The payment, as far as its bank's answers carry it, and whether they all came."""
        try:
            bank = self._bank(payment)
            for _ in range(MOST_STEPS):
                step, before = self._step(payment.state), payment
                if step is None:
                    break
                payment = await step(bank, payment)
                if payment.state is before.state and payment.charged == before.charged:
                    break
            if payment.state is State.RECORDED:
                await self._look_further(bank, payment)
        except (BankError, NotBelieved) as error:
            return await self._put_off(payment, error), False
        return payment, True

    def _step(self, state: State) -> Callable[[Bank, Payment], Awaitable[Payment]] | None:
        return {
            State.INTENT: self._forget,
            State.REDIRECTED: self._inquire,
            State.UNKNOWN: self._inquire,
            State.FAILED: self._inquire,
            State.PAID: self._verify,
            State.VERIFIED: self._settle,
        }.get(state)

    async def _forget(self, _: Bank, payment: Payment) -> Payment:
        async with self._steps() as payments:
            return await payments.failed(payment, "nobody was sent to the bank")

    async def _inquire(self, bank: Bank, payment: Payment) -> Payment:
        if payment.token is None:
            return payment
        answer = await bank.inquire(payment, payment.reference if payment.further_of else None)
        self._checkpoint("inquired")
        async with self._steps() as payments:
            match answer:
                case Charge():
                    payment = await payments.paid(payment, answer)
                case NotPaid() if payment.state is not State.FAILED:
                    payment = await payments.failed(payment, answer.reason, returned=answer.returned)
                case StillOpen() if payment.state is not State.FAILED:
                    over = payment.redirected_at is not None and is_over(payment.redirected_at, self._clock.now())
                    payment = await (payments.failed(payment, "not paid in time") if over else payments.later(payment))
        self._checkpoint("paid")
        return payment

    async def _verify(self, bank: Bank, payment: Payment) -> Payment:
        try:
            answer = await bank.verify(payment)
        except AmountDiffers as differs:
            async with self._steps() as payments:
                return await payments.took(payment, differs.charged)
        self._checkpoint("verified")
        async with self._steps() as payments:
            if isinstance(answer, NotPaid):
                return await payments.failed(payment, answer.reason, returned=answer.returned)
            if bank.settles:
                return await payments.verified(payment, answer)
            payment = await payments.record(payment, answer)
            self._checkpoint("posted")
        self._checkpoint("recorded")
        return payment

    async def _settle(self, bank: Bank, payment: Payment) -> Payment:
        await bank.settle(payment)
        self._checkpoint("settled")
        async with self._steps() as payments:
            return await payments.record(payment)

    async def _look_further(self, bank: Bank, payment: Payment) -> None:
        """Charges under the same session that browsers brought word of, besides the one that is recorded."""
        for reference in payment.claims:
            if reference == payment.reference:
                continue
            answer = await bank.inquire(payment, reference)
            if isinstance(answer, Charge):
                async with self._steps() as payments:
                    number = await payments.further(payment, answer)
                if number is not None:
                    await self.pursue(number)

    async def _put_off(self, payment: Payment, error: BankError | NotBelieved) -> Payment:
        reason = complain(payment, error)
        async with self._steps() as payments:
            if payment.state in (State.REDIRECTED, State.PAID):
                payment = await payments.unknown(payment, reason)
            else:
                payment = await payments.later(payment)
        if payment.looks == len(LOOKS) and payment.state not in DONE:
            alarm(payment, "a bank does not say what became of a payment")
        return payment

    @asynccontextmanager
    async def _steps(self) -> AsyncIterator[Payments]:
        async with self._engine.begin() as connection:
            yield self.payments(connection)


def _is_of(callback: Callback, payment: Payment) -> bool:
    """Whether what came names this payment, in every field in which it names one."""
    return callback.order in (None, payment.id) and callback.token in (None, payment.token)
