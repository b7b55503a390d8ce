"""A process to be killed at the till: `python -m tests.handlers.bank.child`.

It imports everything once and then forks, as `tests.crashes.child` does: a line of JSON is a job for a new child, a
number on standard output is how that child ended.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import traceback
from collections.abc import Mapping
from datetime import datetime

import structlog

from handlers.bank.cashier import Cashier, Wiring
from handlers.bank.sep import Sep
from handlers.bank.zarinpal import Zarinpal
from sandbox.bank import sep, zarinpal
from services.store.engine import make_engine
from tests.clock import FrozenClock
from tests.crashes.child import killing
from tests.handlers.bank.till import heard, return_url


async def come_back(
    url: str, now: str, bank: str, gateway: str, code: str, fields: Mapping[str, str], key: str, point: str
) -> None:
    """Somebody comes back from the bank, and this process dies of it."""
    banks = (Zarinpal(zarinpal.MERCHANT, bank), Sep(sep.TERMINAL, bank))
    clock, wiring = FrozenClock(datetime.fromisoformat(now)), Wiring(told=heard)
    cashier = Cashier(make_engine(url), clock, banks, return_url, wiring=wiring, checkpoint=killing(point))
    await cashier.come_back(gateway, code, fields, key)


JOBS = {"come_back": come_back}


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                job = json.loads(line)
                asyncio.run(JOBS[job.pop("do")](**job))
            except BaseException:  # noqa: BLE001  a forked child must never come back here
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
