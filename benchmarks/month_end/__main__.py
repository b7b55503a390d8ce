"""What a month-end costs: `python -m benchmarks.month_end --marriages 10000 30000 100000`.

So many marriages in one month, both spouses in the registry, each with 60 months of wages. The floor, in the same run:
one statement by hand that only adds up days and wages of the same people, by the faster of its plans and with memory
to spare, and a COPY of the same rows as the run writes, into a table of the same shape. `hamyar month-end` starts the
run and has three chunks in flight, a worker takes one at a time: both are shown, each process one of its own. Beside
them a loop through the ORM, person by person, of some of them. All take turns, so that each has the same machine, and
where others use it too, the seconds of processors say more than those that pass. What is printed can be pasted into
docs/performance.md.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))  # when run by path

from benchmarks.month_end import worker
from benchmarks.month_end.cost import Cost
from benchmarks.month_end.floor import floor
from benchmarks.month_end.naively import naively
from benchmarks.month_end.registry import BY_MONTH, BY_PERSON, WAGES, filled
from bot.database import embedded
from bot.month_end import AT_ONCE
from services.store import migrations

NAIVELY = 300  # people; the rest is reckoned
AIM_OF_THE_FLOOR, AIM_OF_GROWTH, AIM_MB = 1.5, 1.1, 300  # growth: of the marriages'


@dataclass
class Size:
    """All that was measured with so many marriages, a cost for each round."""

    marriages: int
    people: int = 0
    command: list[Cost] = field(default_factory=list)
    workers: dict[int, list[Cost]] = field(default_factory=dict)
    told: list[Cost] = field(default_factory=list)
    added_up: list[Cost] = field(default_factory=list)
    copied: list[Cost] = field(default_factory=list)
    memory: float = 0
    memory_telling: float = 0
    naively: float = 0

    def of_the_floor(self, what: Callable[[Cost], float]) -> list[float]:
        """The command's share of it, round by round."""
        floors = map(Cost.__add__, self.added_up, self.copied)
        return [what(ours) / what(least) for ours, least in zip(self.command, floors, strict=True)]


def measured(url: str, marriages: int, rounds: int, processes: list[int], order: str) -> Size:
    """All figures of one size."""
    filled(url, marriages, order)
    size = Size(marriages)
    for _ in range(rounds):
        cost, memory, size.people = worker.command(url)
        size.command.append(cost)
        size.memory = max(size.memory, memory)
        for found, cost in zip((size.added_up, size.copied), floor(url), strict=True):
            found.append(cost)
        for many in processes:
            size.workers.setdefault(many, []).append(worker.run(url, many, 1)[0])
    cost, size.memory_telling, _ = worker.command(url, telling=True)
    size.told.append(cost)
    size.naively = asyncio.run(naively(url, NAIVELY)) / NAIVELY * size.people
    return size


def tables(sizes: list[Size]) -> Iterator[str]:
    """Markdown: medians, and the lowest and highest of the ratios."""
    yield (
        "| marriages (people, rows of wages) | run | floor: added up + COPY | run ÷ floor | of processors: run (here +"
        " database) | floor | run ÷ floor | memory | with telling |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    for size in sizes:
        yield (
            f"| {size.marriages:,} ({size.people:,}, {size.people * WAGES / 1e6:.1f} M) | {_passed(size.command)} s |"
            f" {_passed(size.added_up)} + {_passed(size.copied)} s | {_range(size.of_the_floor(_seconds))} |"
            f" {_middle(size.command, lambda cost: cost.here)} + {_middle(size.command, lambda cost: cost.there)} s |"
            f" {_middle(size.added_up, _processors)} + {_middle(size.copied, _processors)} s |"
            f" {_range(size.of_the_floor(_processors))} | {size.memory:.0f} MB | {size.memory_telling:.0f} MB |"
        )
    yield ""
    processes = list(sizes[0].workers)
    yield (
        f"| marriages | the command, {AT_ONCE} chunks in flight |"
        + "".join(f" {many} worker{'s' if many > 1 else ''} |" for many in processes)
        + f" everybody told as well | ORM loop, reckoned from {NAIVELY} people |"
    )
    yield "|---|---|" + "---|" * (len(processes) + 2)
    for size in sizes:
        yield (
            f"| {size.marriages:,} | {_passed(size.command)} s |"
            + "".join(f" {_passed(size.workers[many])} s |" for many in processes)
            + f" {_passed(size.told)} s | {size.naively:,.0f} s |"
        )


def verdict(sizes: list[Size]) -> Iterator[str]:
    """What was asked, and whether it came out so."""
    first, last = sizes[0], sizes[-1]
    ratio = median(last.of_the_floor(_seconds))
    yield f"{last.marriages:,} marriages take {ratio:.2f} times the floor; at most {AIM_OF_THE_FLOOR} is asked"
    many = last.marriages / first.marriages
    for name, what in (("time", _seconds), ("seconds of processors", _processors)):
        grown = median(map(what, last.command)) / median(map(what, first.command))
        aim = f"at most {many * AIM_OF_GROWTH:g} is asked"
        yield f"{many:g} times the marriages take {grown:.1f} times the {name}; {aim}"
    yield f"a worker holds {last.memory:.0f} MB; under {AIM_MB} is asked"


def _seconds(cost: Cost) -> float:
    return cost.seconds


def _processors(cost: Cost) -> float:
    return cost.processors


def _middle(costs: list[Cost], what: Callable[[Cost], float]) -> str:
    return f"{median(map(what, costs)):.2f}"


def _passed(costs: list[Cost]) -> str:
    return _middle(costs, _seconds)


def _range(ratios: list[float]) -> str:
    return f"**{median(ratios):.2f}** ({min(ratios):.2f} – {max(ratios):.2f})"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--marriages", type=int, nargs="+", default=[1_000, 3_000, 10_000])
    asked.add_argument("--processes", type=int, nargs="+", default=[1, 2, 4])
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--by-month", action="store_true", help="wages lie in the order of months, not of people")
    asked.add_argument("--work", help=argparse.SUPPRESS)
    asked.add_argument("--in-flight", type=int, help=argparse.SUPPRESS)
    asked.add_argument("--starting", action="store_true", help=argparse.SUPPRESS)
    asked.add_argument("--telling", action="store_true", help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.work:
        how = {"starting": given.starting, "telling": given.telling}
        asyncio.run(worker.work(given.work, given.in_flight, **how))
        return
    sizes = []
    with tempfile.TemporaryDirectory() as folder, embedded(Path(folder)) as url:
        migrations.upgrade(url)
        for marriages in given.marriages:
            order = BY_MONTH if given.by_month else BY_PERSON
            sizes.append(measured(url, marriages, given.runs, given.processes, order))
            print(*tables(sizes[-1:]), "", sep="\n", flush=True)
    print(*tables(sizes), "", *verdict(sizes), sep="\n")


if __name__ == "__main__":
    main()
