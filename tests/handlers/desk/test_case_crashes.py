"""Crashes of the poster while it shows objections: everything stands in the end, and one post at most is repeated."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from handlers.desk.poster import Poster
from tests.databases import Databases
from tests.handlers.desk.bench import Bench, Case, labels
from tests.handlers.desk.office import PACE, office
from tests.handlers.desk.test_crashes import Crash, Crashing
from tests.rehearsal import fetch


@pytest.fixture(scope="module")
async def bench(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bench]:
    """Reviewers in an office whose own worker posts nothing: the tests do, step by step."""
    with pytest.MonkeyPatch.context() as patched, databases.lent() as url:
        patched.setattr(Poster, "run", never)
        async with office(url, tmp_path_factory.mktemp("data")) as running:
            yield Bench(running)


async def never(_: Poster) -> None:
    await asyncio.Event().wait()


async def posted(bench: Bench, crashing: Crashing) -> None:
    """Post all that is due, by one process after another, each of which crashes one point later than the last."""
    staff = bench.at.running.parts.staff
    assert staff
    while True:
        crashing.passed = 0
        try:
            await staff.poster(PACE, crashing).drain()
        except Crash:
            crashing.at += 1
        else:
            return


async def texts(bench: Bench, case: Case) -> list[str]:
    return [message.text for message in await bench.said_of(case)]


async def test_a_topic_with_its_head_and_what_follows(bench: Bench) -> None:
    case = await bench.filed()
    await posted(bench, Crashing(at=1))
    await bench.adds(case, "other")
    crashing = Crashing(at=1)
    await posted(bench, crashing)
    assert crashing.at > 1, "it has crashed"
    said = await texts(bench, case)
    assert 1 <= said.count("شهروند ۱ تصویر افزود") <= 2
    topic = await bench.shown(case)
    assert "مدرک دیگر: ۱" in [one for one in bench.at.shown(topic) if "سخن شهروند" in one.text][-1].text
    await posted(bench, Crashing())
    assert await texts(bench, case) == said, "what is recorded is not posted again"


async def test_a_decision_ends_its_topic_whatever_crashed(bench: Bench) -> None:
    case = await bench.filed()
    await posted(bench, Crashing())
    await bench.withdraws(case)
    crashing = Crashing(at=1)
    await posted(bench, crashing)
    assert crashing.at > 1
    topic = await bench.shown(case)
    assert topic.closed
    assert labels(bench.at.head(topic)) == []
    assert await fetch(bench.engine, "SELECT 1 FROM hamyar.objection_topics WHERE header_message_id = 0") == []
