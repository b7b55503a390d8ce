"""What operators see of payments: counts, ages, and alarms that sound once."""

from __future__ import annotations

import pytest
from prometheus_client import REGISTRY

from handlers.web import measure_queues
from tests.handlers.bank.till import GATEWAYS, SARA, Till, months
from tests.services.payments.supervising import asked, supervisors, with_credit

each_bank = pytest.mark.parametrize("gateway", GATEWAYS)
SILENT = "a bank does not say what became of a payment"
NONSENSE = "a bank's answer makes no sense"


def count(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


@each_bank
async def test_what_becomes_of_payments_is_counted(till: Till, gateway: str) -> None:
    def counted() -> list[float]:
        came = count("hamyar_payment_seconds_count", gateway=gateway)
        states = ("recorded", "failed", "unknown")
        return [came, *(count("hamyar_payments_total", gateway=gateway, state=state) for state in states)]

    before = counted()
    await till.paid(gateway)
    lost = await till.sent(gateway, months(SARA, 140408))
    till.pays(lost)
    till.wire.trouble.append("before")
    await till.time_passes(1)
    await till.time_passes(2)
    cancelled = await till.sent(gateway, months(SARA, 140409))
    till.book.cancel(till.session(cancelled))
    await till.returns(cancelled)
    assert [new - old for new, old in zip(counted(), before, strict=True)] == [1, 2, 1, 1]


@each_bank
async def test_a_bank_that_stays_silent_sounds_one_alarm_a_payment(till: Till, gateway: str) -> None:
    till.book.tempers[gateway].returns_after = None
    payment = await till.sent(gateway)
    till.pays(payment)
    till.wire.trouble.extend(["outage"] * 9)
    before = count("hamyar_alarms_total", what=SILENT)
    troubles = count("hamyar_bank_troubles_total", gateway=gateway, trouble="no-answer")
    await till.time_passes(20)
    assert count("hamyar_alarms_total", what=SILENT) == before
    await till.time_passes(100)
    assert count("hamyar_alarms_total", what=SILENT) == before + 1
    asked_times = count("hamyar_bank_troubles_total", gateway=gateway, trouble="no-answer") - troubles
    assert asked_times == 9 - len(till.wire.trouble)


async def test_an_answer_without_sense_sounds_at_once(till: Till) -> None:
    before = count("hamyar_alarms_total", what=NONSENSE)
    payment = await till.sent("zarinpal")
    till.pays(payment)
    till.wire.trouble.append("nonsense")
    await till.returns(payment)
    assert count("hamyar_alarms_total", what=NONSENSE) == before + 1


async def test_what_is_open_is_shown_with_its_age_and_goes_again(till: Till) -> None:
    await with_credit(till)
    await supervisors(till)
    await asked(till)
    payment = await till.sent("sep", months(SARA, 140408))
    till.clock.advance(minutes=5)
    await measure_queues(till.engine, till.clock)
    at = {"gateway": "sep", "state": "redirected"}
    assert (count("hamyar_payments_open", **at), count("hamyar_payments_age_seconds", **at)) == (1, 300)
    assert count("hamyar_refunds_open", state="asked") == 1
    assert count("hamyar_refunds_age_seconds", state="asked") == 300
    till.pays(payment)
    await till.returns(payment)
    await measure_queues(till.engine, till.clock)
    assert REGISTRY.get_sample_value("hamyar_payments_open", at) is None
