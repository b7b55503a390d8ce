"""The dated table of minimum wages and premium rates: read from CSV lines, asked by month.

A row is one figure from its first month to its last, both included; an empty last month leaves it open. The wage of a
year ends with the year, so a year nobody has entered is an error and never last year's wage. A new year is a new row.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from services.calendar import JalaliMonth
from services.law import Mark

MINIMUM_DAILY_WAGE, RATE = "minimum_daily_wage", "rate"
COLUMNS = ("figure", "first", "last", "value", "mark", "source")
_VALUES = {MINIMUM_DAILY_WAGE: re.compile(r"[1-9]\d*", re.ASCII), RATE: re.compile(r"0\.\d*[1-9]", re.ASCII)}


class MalformedTable(ValueError):
    """A line of the table cannot be used; `line` counts from 1, the header included."""

    def __init__(self, line: int, fault: str) -> None:
        super().__init__(f"line {line}: {fault}")
        self.line = line
        self.fault = fault


class NoFigure(LookupError):
    """The table has no `figure` for the month."""

    def __init__(self, figure: str, month: JalaliMonth) -> None:
        super().__init__(f"no {figure} for {month}")
        self.figure = figure
        self.month = month


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the table and where it comes from; `last` is None where it is open."""

    name: str
    first: JalaliMonth
    last: JalaliMonth | None
    value: Fraction
    mark: Mark
    source: str

    @property
    def is_confirmed(self) -> bool:
        """Whether a text was read that says so. Whoever uses another has to be warned."""
        return self.mark is not Mark.ASSUMED

    def holds_in(self, month: JalaliMonth) -> bool:
        return self.first <= month and (self.last is None or month <= self.last)


@dataclass(frozen=True, slots=True)
class Rates:
    """The figures of one month: rials a day, and the share of the base that is premium."""

    month: JalaliMonth
    minimum_daily_wage: Figure
    rate: Figure

    @property
    def unconfirmed(self) -> tuple[Figure, ...]:
        return tuple(figure for figure in (self.minimum_daily_wage, self.rate) if not figure.is_confirmed)


@dataclass(frozen=True, slots=True)
class RateTable:
    """All figures, of which at most one of a name holds in a month."""

    figures: tuple[Figure, ...]

    def of(self, month: JalaliMonth) -> Rates:
        """Raises `NoFigure`."""
        return Rates(month, self._figure(MINIMUM_DAILY_WAGE, month), self._figure(RATE, month))

    def reaches(self, month: JalaliMonth) -> bool:
        """Whether it has every figure of the month."""
        return all(any(one.holds_in(month) for one in self.figures if one.name == name) for name in _VALUES)

    def first_without(self, month: JalaliMonth) -> JalaliMonth | None:
        """The first month from that one on which lacks a figure; None where the table has no end."""
        after = (figure.last.next() for figure in self.figures if figure.last is not None)
        starts = {month, *(one for one in after if one > month)}  # where figures begin to be missing, if they do
        return min((one for one in starts if not self.reaches(one)), default=None)

    @property
    def span(self) -> tuple[JalaliMonth, JalaliMonth | None]:
        """The first and the last month with a minimum wage."""
        wages = sorted((figure for figure in self.figures if figure.name == MINIMUM_DAILY_WAGE), key=lambda f: f.first)
        return wages[0].first, wages[-1].last

    def _figure(self, name: str, month: JalaliMonth) -> Figure:
        for figure in self.figures:
            if figure.name == name and figure.holds_in(month):
                return figure
        raise NoFigure(name, month)


def read_table(lines: Iterable[str]) -> RateTable:
    """The table from CSV lines, header first. Raises `MalformedTable`."""
    return RateTable(tuple(_figures(lines)))


def _figures(lines: Iterable[str]) -> Iterator[Figure]:
    rows = csv.DictReader(lines)
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise MalformedTable(1, f"the columns are {', '.join(COLUMNS)}")
    seen: list[Figure] = []
    for line, row in enumerate(rows, start=2):
        figure = _figure(line, row)
        if any(_overlap(figure, other) for other in seen):
            raise MalformedTable(line, f"{figure.name} of {figure.first} is given twice")
        seen.append(figure)
        yield figure


def _figure(line: int, row: dict[str, str | None]) -> Figure:
    name, first, last, value, mark, source = (row[column] or "" for column in COLUMNS)
    if name not in _VALUES:
        raise MalformedTable(line, f"no figure is called {name!r}")
    if not _VALUES[name].fullmatch(value):
        raise MalformedTable(line, f"{value!r} is no {name}")
    if not source:
        raise MalformedTable(line, "a figure needs its source")
    try:
        begins, ends = JalaliMonth.parse(first), JalaliMonth.parse(last) if last else None
        marked = Mark(mark)
    except ValueError as fault:
        raise MalformedTable(line, str(fault)) from fault
    if ends is not None and ends < begins:
        raise MalformedTable(line, f"{ends} is before {begins}")
    return Figure(name, begins, ends, Fraction(value), marked, source)


def _overlap(one: Figure, other: Figure) -> bool:
    return one.name == other.name and (one.holds_in(other.first) or other.holds_in(one.first))
