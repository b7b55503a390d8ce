"""Dialogs that free text began are counted once, by how they ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from dialogs.hearing import Came
from dialogs.journal import Journal
from dialogs.messages import Reply
from dialogs.stage import Turned
from dialogs.state import Conversation, Running
from handlers.begun import BEGUN_KEY, Counting, followed
from handlers.metrics import BEGUN, HEARD
from services.understanding import Service, Sureness, Understood

HEARD_SURE = Understood("بیمه اختیاری", Service.VOL, 0.9, Sureness.SURE, (), None)
KEPT = {"dialog": "contract", "service": "VOL", "sureness": "sure"}
# A conversation's state, as far as it matters.
OPEN: dict[str, Any] = {"front": {"dialog": "contract"}, BEGUN_KEY: [KEPT]}
SET_ASIDE: dict[str, Any] = {"front": {"dialog": "resume"}, "parked": {"dialog": "contract"}, BEGUN_KEY: [KEPT]}


def running(dialog: str) -> Running:
    return Running(dialog, "", Journal(), None, datetime(2025, 9, 23, tzinfo=UTC))


def turned(outcome: str, *, front: str = "", parked: str = "", dialog: str = "contract", **began: str) -> Turned:
    under_way = [running(name) if name else None for name in (front, parked)]
    return Turned(Conversation(*under_way), Reply(()), dialog, outcome, **began)


def endings(label: str = "outcome") -> dict[str, float]:
    return {
        sample.labels[label]: sample.value
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
    assert followed({}, turned("started", front="contract", began="contract"), HEARD_SURE) == [KEPT]
    assert followed(OPEN, turned("refused", front="contract"), None) == [KEPT]
    assert followed(OPEN, turned("started", front="objection", parked="contract", dialog="objection"), None) == [KEPT]
    assert endings() == {}


def test_of_two_that_were_begun_each_is_counted() -> None:
    second = turned("started", front="premium", parked="contract", dialog="premium", began="premium")
    both = followed(OPEN, second, HEARD_SURE)
    assert [one["dialog"] for one in both] == ["contract", "premium"]
    before = {"front": {"dialog": "premium"}, "parked": {"dialog": "contract"}, BEGUN_KEY: both}
    assert followed(before, turned("answered", front="resume", parked="contract", dialog="resume"), None) == [KEPT]
    assert endings() == {"finished": 1}
    assert followed(SET_ASIDE, turned("answered", dialog="resume"), None) == []
    assert endings() == {"finished": 1, "left": 1}


def test_what_was_chosen_when_asked_back_is_counted_under_the_service_that_was_chosen() -> None:
    before = {"front": {"dialog": "which"}}
    chosen = turned("started", front="contract", began="contract", chose="VOL")
    kept = followed(before, chosen, None)
    assert kept == [{"dialog": "contract", "service": "VOL", "sureness": "chosen"}]
    assert followed({**OPEN, BEGUN_KEY: kept}, turned("answered"), None) == []
    assert endings("sureness") == {"chosen": 1}
    assert followed(before, turned("not-understood", front="menu", dialog="menu"), None) == []
    assert endings("sureness") == {"chosen": 1}


def test_one_that_was_kept_alone_is_still_followed() -> None:
    assert followed({**OPEN, BEGUN_KEY: KEPT}, turned("refused", front="contract"), None) == [KEPT]


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
    assert followed(OPEN, turned(outcome), None) == []
    assert endings() == {ending: 1}


def test_who_asks_for_a_person_in_a_dialog_is_counted_at_once() -> None:
    assert followed(OPEN, turned("person", front="contract"), None) == []
    assert endings() == {"person": 1}


def test_who_asks_for_a_person_elsewhere_has_not_asked_in_what_was_set_aside() -> None:
    assert followed(SET_ASIDE, turned("person", front="resume", parked="contract", dialog="resume"), None) == [KEPT]
    assert endings() == {}


def test_a_dialog_that_is_over_with_the_text_that_began_it_is_finished() -> None:
    assert followed({}, turned("started", began="contract"), HEARD_SURE) == []
    assert endings() == {"finished": 1}


def test_what_no_text_began_is_not_counted() -> None:
    assert followed({}, turned("answered"), None) == []
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
