"""`hamyar tour`: whole conversations through the real edges against the sandbox, printed as they go.

Each scene is a person with a phone, and colleagues where a machine is not enough. What strays from what a scene expects
ends the tour with a word of where.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from bot import database
from bot.colleagues import GROUPS, add_office, enrol
from bot.logs import configure
from bot.played_day import Moved, with_figures
from bot.rehearsal import make_sandbox, rehearsed
from bot.sample_registry import SamplePerson, loaded
from bot.settings import Settings
from bot.tour import dependency, grants, handoffs, objections, payments, understanding
from bot.tour.stage import MovableClock, Stage
from bot.tour.telling import Strayed, Teller
from handlers.desk.poster import Pace as DeskPace
from sandbox.app import Sandbox
from services.calendar import TEHRAN, Clock, JalaliDay, SystemClock, today
from services.desk.hours import OFFICE

__all__ = ["SCENES", "Strayed", "in_office_hours", "play", "tour"]

SECOND_REVIEWER_RIALS = 100_000_000  # far below the usual limit, so that a second reviewer is seen
DESK_PACE = DeskPace(gather=timedelta(milliseconds=500), look=0.2)

SCENES: tuple[Callable[[Stage], Awaitable[None]], ...] = (
    grants.payable,
    grants.refused,
    grants.waiting,
    grants.foreign_contact,
    grants.short_answer,
    grants.unknown_number,
    grants.repeated_update,
    grants.outage,
    objections.upheld,
    objections.hard_to_read,
    objections.by_sms,
    payments.insured,
    payments.found,
    payments.cancelled,
    payments.paid_twice,
    payments.by_sms,
    dependency.upheld,
    dependency.in_doubt,
    dependency.drawing,
    handoffs.on_telegram,
    handoffs.by_sms,
    understanding.in_own_words,
    understanding.another_question,
    understanding.between_two,
    understanding.by_sms,
    understanding.not_ours,
)


def in_office_hours(clock: Clock) -> Clock:
    """The clock itself while the desk is open; else one that is ahead, as if it had just opened."""
    now = clock.now()
    return clock if OFFICE.is_open(now) else Moved(clock, OFFICE.opening(now) - now)


def tour(settings: Settings) -> None:
    """Play every scene on a database of its own. Raises Strayed."""
    configure(logging.WARNING)
    clock = in_office_hours(with_figures(SystemClock()))
    with tempfile.TemporaryDirectory(prefix="hamyar-tour-") as folder:
        own = settings.model_copy(update={"database_url": None, "data_dir": Path(folder)})
        try:
            with database.attach(own) as url:
                people = loaded(url, own.data_dir / "sample", today(clock))
                asyncio.run(play(own, url, people, print, clock))
        finally:
            database.remove(own.data_dir)


async def play(
    settings: Settings,
    url: str,
    people: Sequence[SamplePerson],
    show: Callable[[str], None],
    clock: Clock,
    *,
    sandbox: Sandbox | None = None,
) -> None:
    """Play every scene, showing what is said. Raises Strayed."""
    settings = settings.model_copy(update={"second_reviewer_rials": SECOND_REVIEWER_RIALS})
    usual, clock = clock, MovableClock(clock)
    sandbox = sandbox or make_sandbox([asdict(person) for person in people], clock=lambda: clock.now().timestamp())
    office = add_office(sandbox)
    await enrol(url, clock)
    show(f"It is {_told(usual)}, and the desk is open.")
    async with rehearsed(
        settings, url, sandbox=sandbox, clock=clock, desk_chats=GROUPS, desk_pace=DESK_PACE
    ) as running:
        stage = Stage(running, {person.code: person for person in people}, office, Teller(show), clock)
        for scene in SCENES:
            await scene(stage)
    show(f"\n{len(SCENES)} conversations went as they should.")


def _told(clock: Clock) -> str:
    here = clock.now().astimezone(TEHRAN)
    moved = "" if isinstance(clock, SystemClock) else ", to which the clock was moved"
    return f"{JalaliDay.of(here.date())} {here:%H:%M} in Tehran{moved}"
