"""How far a run has come, for whoever started it: a bar in a terminal, lines elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from time import monotonic
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.text import Text

from services.calendar import TEHRAN, JalaliDay
from services.month_end import Run


class Watcher(Protocol):
    """Is told how far a run has come."""

    def __call__(self, done: int, people: int) -> None: ...


@contextmanager
def watching(run: Run) -> Iterator[Watcher]:
    """A bar with rate and time left where somebody watches, a line now and then where nobody does.

    Who stops it hears that nothing is lost, and how to go on.
    """
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    if run.people_done:
        stands = f"{run.people_done:,} of {run.people:,} people are decided"
        console.print(f"{run.label}, started by {run.started_by} at {moment(run.started_at)}: {stands}; going on.")
    try:
        if console.is_terminal:
            with _bar(console, run) as watch:
                yield watch
        else:
            yield _Lines(console, run)
    except asyncio.CancelledError:
        console.print(
            f"{run.label}: stopped. What is decided stays decided and told."
            f" To go on: hamyar month-end {run.month}; where `hamyar work` runs, it goes on by itself."
        )
        raise


@contextmanager
def _bar(console: Console, run: Run) -> Iterator[Watcher]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Bars(*columns, console=console, transient=True) as bars:
        task = bars.add_task(f"deciding {run.month}", total=run.people, completed=run.people_done)
        yield lambda done, people: bars.update(task, completed=done, total=people)


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed or 0:,.0f} people/s")


class _Lines:
    """A line each tenth of the way."""

    def __init__(self, console: Console, run: Run) -> None:
        self._console = console
        self._label = run.label
        self._tenths = -1
        self._first = run.people_done
        self._began = monotonic()

    def __call__(self, done: int, people: int) -> None:
        tenths = 10 * done // people if people else 10
        if tenths > self._tenths:
            self._tenths = tenths
            rate = (done - self._first) / max(monotonic() - self._began, 0.001)
            left = (people - done) / rate if rate else 0
            self._console.print(
                f"{self._label}: {done:,} of {people:,} people, {rate:,.0f} a second, {left:,.0f} s left"
            )


def moment(at: datetime) -> str:
    """As it is told to operators: the Jalali day and Tehran's time."""
    there = at.astimezone(TEHRAN)
    return f"{JalaliDay.of(there.date())} {there:%H:%M}"
