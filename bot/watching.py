"""How far a run or a file has come, for whoever started it: a bar in a terminal, lines elsewhere."""

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
    """Is told how far it has come."""

    def __call__(self, done: int, of: int, /) -> None: ...


@contextmanager
def watching(run: Run) -> Iterator[Watcher]:
    """A bar with rate and time left where somebody watches, a line now and then where nobody does.

    Who stops it hears that nothing is lost, and how to go on.
    """
    console = _console()
    if run.people_done:
        stands = f"{run.people_done:,} of {run.people:,} people are decided"
        console.print(f"{run.label}, started by {run.started_by} at {moment(run.started_at)}: {stands}; going on.")
    try:
        with _told(console, f"deciding {run.month}", run.label, "people", run.people_done, run.people) as watch:
            yield watch
    except asyncio.CancelledError:
        console.print(
            f"{run.label}: stopped. What is decided stays decided and told."
            f" To go on: hamyar month-end {run.month}; where `hamyar work` runs, it goes on by itself."
        )
        raise


@contextmanager
def watching_file(name: str, what: str) -> Iterator[Watcher]:
    """The same for a file that is taken in parts: how many of `what`, lines or payments, are taken."""
    with _told(_console(), f"taking {name}", name, what, 0, None) as watch:
        yield watch


def _console() -> Console:
    return Console(stderr=True, soft_wrap=True, highlight=False)


@contextmanager
def _told(console: Console, doing: str, label: str, what: str, done: int, total: int | None) -> Iterator[Watcher]:
    if not console.is_terminal:
        yield _Lines(console, label, what, done)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(what), TimeRemainingColumn())
    with Bars(*columns, console=console, transient=True) as bars:
        task = bars.add_task(doing, total=total, completed=done)
        yield lambda done, of: bars.update(task, completed=done, total=of)


class _Rate(ProgressColumn):
    def __init__(self, what: str) -> None:
        super().__init__()
        self._what = what

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed or 0:,.0f} {self._what}/s")


class _Lines:
    """A line each tenth of the way."""

    def __init__(self, console: Console, label: str, what: str, done: int) -> None:
        self._console = console
        self._label = label
        self._what = what
        self._tenths = -1
        self._first = done
        self._began = monotonic()

    def __call__(self, done: int, of: int, /) -> None:
        tenths = 10 * done // of if of else 10
        if tenths > self._tenths:
            self._tenths = tenths
            rate = (done - self._first) / max(monotonic() - self._began, 0.001)
            left = (of - done) / rate if rate else 0
            self._console.print(
                f"{self._label}: {done:,} of {of:,} {self._what}, {rate:,.0f} a second, {left:,.0f} s left"
            )


def moment(at: datetime) -> str:
    """As it is told to operators: the Jalali day and Tehran's time."""
    there = at.astimezone(TEHRAN)
    return f"{JalaliDay.of(there.date())} {there:%H:%M}"
