"""People pay, cancel, vanish and come back while the bank stumbles and our processes die between any two steps.

Whatever came first: in the end bank, ledger and entitlement agree to the rial, no charge is missing or there twice, and
each was told of once. `HAMYAR_SOAK=500` plays thousands, each time others.
"""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from sandbox.bank.book import Temper
from tests.handlers.bank.drama import Drama, Step
from tests.handlers.bank.till import GATEWAYS, Till
from tests.soaking import soaked

MONTHS = (140407, 140408)
CHOICES = tuple(chosen for size in (1, 2) for chosen in combinations(MONTHS, size))
TROUBLES = (None, "before", "after", "outage", "error", "nonsense")
MINUTES = (1, 2, 5, 31)


WHO = st.integers(0, 2)
STEPS: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("visits"), WHO, st.sampled_from(GATEWAYS), st.sampled_from(CHOICES)),
    st.tuples(st.just("goes again"), WHO),
    st.tuples(st.just("pays"), WHO),
    st.tuples(st.just("pays and returns"), WHO),
    st.tuples(st.just("cancels"), WHO),
    st.tuples(st.just("is charged again"), WHO),
    st.tuples(st.just("returns"), WHO, st.integers(1, 3)),
    st.tuples(st.just("forges"), WHO, WHO),
    st.tuples(st.just("sweeps"), st.integers(1, 2)),
    st.tuples(st.just("asks for the unverified")),
    st.tuples(st.just("passes"), st.sampled_from(MINUTES)),
    st.tuples(st.just("crashes"), st.integers(1, 9)),
    st.tuples(st.just("troubles"), st.lists(st.sampled_from(TROUBLES), min_size=1, max_size=4)),
    st.tuples(st.just("takes"), st.sampled_from((0, 5_000, -5_000))),
    st.tuples(st.just("says already"), st.booleans()),
)
SCRIPTS = st.lists(STEPS, min_size=3, max_size=14).map(
    lambda steps: [("visits", 0, GATEWAYS[len(steps) % 2], MONTHS[:1]), *steps]
)


@soaked(250, times=10)
@given(script=SCRIPTS)
async def test_bank_ledger_and_entitlement_agree_whatever_happened(till: Till, script: list[Step]) -> None:
    till.wire.trouble.clear()
    till.book.tempers["zarinpal"], till.book.tempers["sep"] = Temper(), Temper(returns_after=1800)
    drama = Drama(till)
    await drama.play(script)
    await drama.check()
