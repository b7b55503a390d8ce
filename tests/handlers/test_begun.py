"""Dialogs that free text began are counted once, by how they ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from dialogs.conversation import Turned
from dialogs.hearing import Came
from dialogs.journal import Journal
from dialogs.messages import Reply
from dialogs.state import Conversation, Running
from handlers.begun import BEGUN_KEY, Counting, followed
from handlers.metrics import BEGUN, HEARD
from services.understanding import Service, Sureness, Understood

HEARD_SURE = Understood("بیمه اختیاری", Service.VOL, 0.9, Sureness.SURE, (), None)
KEPT = {"dialog": "contract", "service": "VOL", "sureness": "sure"}


def running(dialog: str) -> Running:
    return Running(dialog, "", Journal(), None, datetime(2025, 9, 23, tzinfo=UTC))


def turned(outcome: str, *, front: str = "", parked: str = "", dialog: str = "contract") -> Turned:
    under_way = [running(name) if name else None for name in (front, parked)]
    return Turned(Conversation(*under_way), Reply(()), dialog, outcome)


def endings() -> dict[str, float]:
    return {
        sample.labels["outcome"]: sample.value
        for metric in BEGUN.collect()
        for sample in metric.samples
        if sample.name.endswith("_total")
    }


@pytest.fixture(autouse=True)
def uncounted() -> Iterator[None]:
    BEGUN.clear()
    HEARD.clear()
    yield
    BEGUN.clear()
    HEARD.clear()


def test_what_began_is_kept_while_it_is_open_or_set_aside() -> None:
    assert followed({}, turned("started", front="contract"), HEARD_SURE) == KEPT
    before = {BEGUN_KEY: KEPT}
    assert followed(before, turned("refused", front="contract"), None) == KEPT
    assert followed(before, turned("started", front="objection", parked="contract", dialog="objection"), None) == KEPT
    assert endings() == {}


@pytest.mark.parametrize(
    ("outcome", "ending"),
    [
        ("answered", "finished"),
        ("person", "person"),
        ("cancelled", "left"),
        ("started", "left"),
        ("not-understood", "left"),
    ],
)
def test_a_dialog_that_is_over_is_counted_and_forgotten(outcome: str, ending: str) -> None:
    assert followed({BEGUN_KEY: KEPT}, turned(outcome), None) is None
    assert endings() == {ending: 1}


def test_who_asks_for_a_person_in_a_dialog_is_counted_at_once() -> None:
    assert followed({BEGUN_KEY: KEPT}, turned("person", front="contract"), None) is None
    assert endings() == {"person": 1}


def test_a_dialog_that_is_over_with_the_text_that_began_it_is_finished() -> None:
    assert followed({}, turned("started"), HEARD_SURE) is None
    assert endings() == {"finished": 1}


def test_what_no_text_began_is_not_counted() -> None:
    assert followed({}, turned("answered"), None) is None
    assert endings() == {}


async def test_an_ear_counts_what_it_hears_and_knows_what_began() -> None:
    class Told:
        came: Came | None = None

        def understand(self, text: str) -> Understood:
            return HEARD_SURE

        async def heard(self, text: str, understood: Understood, came: Came) -> None:
            self.came = came

    told = Told()
    ear = Counting(told)
    assert ear.understand("x") is HEARD_SURE
    await ear.heard("x", HEARD_SURE, Came.ANSWERED)
    assert (ear.began, told.came) == (None, Came.ANSWERED)
    await ear.heard("x", HEARD_SURE, Came.STARTED)
    assert ear.began is HEARD_SURE
    [metric] = HEARD.collect()
    assert sum(sample.value for sample in metric.samples if sample.name.endswith("_total")) == 2
