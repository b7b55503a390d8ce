"""Buttons whose data somebody has made up: Telegram brings whatever an application sends."""

from __future__ import annotations

import pytest

from tests.handlers.desk.bench import Bench
from tests.handlers.desk.office import PASSER_BY, SARA, Office
from tests.rehearsal import fetch

NOTHING_SUCH = ("o:uphold:12345674", "o:why:12345674:nonsense", "o:paper:12345674:x", "t:take:9999", "t:to:9999:x")


@pytest.fixture(scope="module")
async def bench(at: Office) -> Bench:
    return Bench(at)


async def test_whoever_is_not_enrolled_hears_nothing_but_that(bench: Bench) -> None:
    case = await bench.filed()
    head = bench.at.head(await bench.shown(case))
    stranger = bench.members[PASSER_BY]
    acts = (f"o:uphold:{case.number}", f"o:why:{case.number}:record-is-right", f"o:paper:{case.number}:identity-page")
    told = {await bench.at.answered(stranger.presses_data(head, data)) for data in (*NOTHING_SUCH, *acts)}
    assert all("ثبت نشده‌اید" in one for one in told), told
    assert await bench.state(case) == "filed"


async def test_data_that_nobody_can_read_does_nothing(bench: Bench) -> None:
    case = await bench.filed()
    head = bench.at.head(await bench.shown(case))
    for data in ("junk", "x:y:1", "o:uphold", "o:nonsense:1", f"o:uphold:{'9' * 19}", "d:objection:1"):
        assert not await bench.at.answered(bench.members[SARA].presses_data(head, data))
    acts = await fetch(
        bench.engine, "SELECT act FROM hamyar.audit WHERE subject = :case", case=f"objection {case.number}"
    )
    assert (await bench.state(case), acts) == ("filed", [])
