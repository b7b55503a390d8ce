"""`hamyar understand --review` and `--label`: what was not understood for sure, in groups, and labelled by a person.

What `--review` prints is itself a file of examples, each group under its guess: it can be put right in an editor and
given to `--label`. At a terminal it asks about each group instead. Labels are kept in the database first; the file of
examples is written from there, so that whatever fails in between is made up for the next time.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO, TypeVar

from bot.errors import OperatorError
from services.calendar import Clock, SystemClock
from services.store.engine import make_engine
from services.understanding.examples import (
    LABELLED,
    Example,
    MalformedExamples,
    add_examples,
    as_line,
    read_examples,
)
from services.understanding.grouping import Group, grouped
from services.understanding.keywords import KEYWORDS
from services.understanding.model import Model, NotAModel, load
from services.understanding.records import UnsureTexts
from services.understanding.understood import Service

SHOWN = 4  # texts of a group
AS_GUESSED, LATER, STOP = "=", "", "q"
Found = TypeVar("Found")


@dataclass(frozen=True)
class Label:
    """What a person says that texts are about."""

    service: Service
    faq: str | None = None


def review(url: str, out: TextIO, answers: TextIO | None, *, into: Path = LABELLED, clock: Clock | None = None) -> None:
    """Print the groups, the largest first; with `answers`, take a label for each and write the examples to `into`."""
    model = _model()
    groups = grouped(_run(url, lambda texts: texts.unlabelled()))
    if not groups:
        out.write("# nothing waits for a label\n")
    for group in groups:
        out.write("\n".join(shown(group, model)) + "\n\n")
        if answers is None:
            continue
        label = _asked(group, model, answers, out)
        if label == STOP:
            break
        if isinstance(label, Label):
            _keep(url, [(group, label)], clock)
    if answers is not None:
        out.write(_written(url, into) + "\n")


def take(url: str, labels: Path, *, into: Path = LABELLED, clock: Clock | None = None) -> str:
    """Take labels from a file in the format of the examples, each for the whole group that has its text."""
    try:
        told = {one.text: one for one in read_examples(labels.read_text(encoding="utf-8").splitlines())}
    except (OSError, UnicodeDecodeError) as wrong:
        raise OperatorError(f"{labels} cannot be read: {wrong}") from wrong
    except MalformedExamples as wrong:
        raise OperatorError(f"{labels}:{wrong.line}: {wrong.fault}") from wrong
    for one in told.values():
        _check(one.faq, f"{labels}: {one.text}")
    found = []
    for group in grouped(_run(url, lambda texts: texts.unlabelled())):
        mine = [told[line] for line in (as_line(one.text) for one in group.texts) if line in told]
        if mine:
            found.append((group, Label(mine[0].service, mine[0].faq)))
    count = _keep(url, found, clock)
    return f"{count} texts labelled in {len(found)} groups\n{_written(url, into)}"


def shown(group: Group, model: Model) -> list[str]:
    """A group as lines of a file of examples: how many, what the model takes it for now, and the ways it was said."""
    understood = model.understand(group.first.text)
    came = ", ".join(f"{what} {times}" for what, times in Counter(one.came for one in group.texts).most_common())
    other = f", else {understood.alternatives[0].service}" if understood.alternatives else ""
    ways = dict.fromkeys(as_line(one.text) for one in group.texts)
    return [
        f"# {len(group.texts)} times; taken for {understood.service} {understood.confidence:.2f}{other}; then: {came}",
        f"[{understood.service}]",
        *list(filter(None, ways))[:SHOWN],
    ]


def _asked(group: Group, model: Model, answers: TextIO, out: TextIO) -> Label | str:
    """A label, or that the group is for later, or that this is enough."""
    while True:
        out.write(f"label (a service, and an entry of the FAQ; {AS_GUESSED} as guessed, empty: later, {STOP}: stop)> ")
        out.flush()
        answer = answers.readline()
        said = answer.split()
        if not answer or said == [STOP]:
            return STOP
        if not said:
            return LATER
        if said == [AS_GUESSED]:
            return Label(model.understand(group.first.text).service)
        try:
            service, faq = Service(said[0].upper()), said[1] if len(said) > 1 else None
            _check(faq, said[0])
        except (ValueError, OperatorError) as wrong:
            out.write(f"{wrong}; services are {' '.join(Service)}\n")
        else:
            return Label(service, faq)


def _check(faq: str | None, where: str) -> None:
    if faq is not None and faq not in KEYWORDS.spelt:
        raise OperatorError(f"{where}: the FAQ has no {faq!r}; `hamyar faq` lists what it has")


def _keep(url: str, labels: Sequence[tuple[Group, Label]], clock: Clock | None) -> int:
    now = (clock or SystemClock()).now()

    async def kept(texts: UnsureTexts) -> int:
        return sum(
            [
                await texts.label([one.id for one in group.texts], label.service, label.faq, now)
                for group, label in labels
            ]
        )

    return _run(url, kept)


def _written(url: str, into: Path) -> str:
    """Write what is labelled to the file, and say so."""
    labelled = _run(url, lambda texts: texts.labelled())
    try:
        added = add_examples(_distinct(labelled), into)
    except OSError as wrong:
        raise OperatorError(
            f"{into} cannot be written ({wrong.strerror}); the labels are kept: name another"
        ) from wrong
    return f"{into}: {added} examples added; `make model` learns from them"


def _distinct(labelled: Iterable[Example]) -> Iterable[Example]:
    found = {as_line(one.text): one for one in labelled}
    return [Example(line, one.service, one.faq) for line, one in found.items() if line]


def _model() -> Model:
    try:
        return load()
    except NotAModel as wrong:
        raise OperatorError(str(wrong)) from wrong


def _run(url: str, act: Callable[[UnsureTexts], Awaitable[Found]]) -> Found:
    async def acted() -> Found:
        engine = make_engine(url, pool_size=1)
        try:
            async with engine.begin() as connection:
                return await act(UnsureTexts(connection))
        finally:
            await engine.dispose()

    return asyncio.run(acted())
