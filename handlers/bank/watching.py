"""Looking at payments again and again: those that are due, and what the banks list as unverified."""

from __future__ import annotations

import asyncio
from itertools import count

from handlers.bank.cashier import AT_A_TIME, Cashier

EVERY_SECONDS = 10.0
UNVERIFIED_EVERY = 30  # times of the above: the list holds a hundred, and a lost callback is found by its session first


async def watch(cashier: Cashier) -> None:
    """Watch until cancelled."""
    for times in count():
        if times % UNVERIFIED_EVERY == 0:
            await cashier.sweep_unverified()
        while await cashier.sweep() == AT_A_TIME:
            pass
        await asyncio.sleep(EVERY_SECONDS)
