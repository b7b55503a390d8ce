"""A new model beside the one that ships, on the same messages that neither has seen: what got better, what worse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from services.understanding.examples import Example, known_examples, read_examples
from services.understanding.model import Model
from services.understanding.report import Figures, figures
from services.understanding.understood import Service, Sureness

HELDOUT = Path(__file__).resolve().parents[2] / "tests" / "services" / "understanding" / "heldout.txt"
IN_SCOPE_AIM, OUT_AIM = 0.96, 0.92
MOST_LOST = 0.005  # of the messages in scope, or of OUT, that a new model may understand less and still be taken


@dataclass(frozen=True)
class Comparison:
    """Figures of both models; how many messages each answered at once, and how many of these rightly."""

    old: Figures
    new: Figures
    sure_old: tuple[int, int]
    sure_new: tuple[int, int]

    @property
    def is_worse(self) -> bool:
        """Whether the new one should not be taken: below an aim, and further from it than the old one."""
        pairs = (
            (self.old.in_scope, self.new.in_scope, IN_SCOPE_AIM),
            (self.old.out_of_scope, self.new.out_of_scope, OUT_AIM),
        )
        return any(new < aim and new < old for old, new, aim in pairs) or any(
            new < old - MOST_LOST for old, new, _ in pairs
        )

    def lines(self) -> list[str]:
        """A line for each service, and what comes of it."""
        rows = [_row(str(service), {service}, self.old, self.new) for service in Service]
        scope = _row("scope", set(Service) - {Service.OUT}, self.old, self.new)
        at_once = [f"{sure} answered at once, {right} of them right" for sure, right in (self.sure_old, self.sure_new)]
        return [
            f"{'':6}{'old':>8}{'new':>8}",
            *rows,
            scope,
            f"old: {at_once[0]}",
            f"new: {at_once[1]}",
            "the new model is WORSE" if self.is_worse else "the new model is no worse",
        ]


def compared(old: Model, new: Model, messages: Sequence[Example]) -> Comparison:
    """Both models on the same messages, without those whose words one of the examples has."""
    seen = {new.words(example.text) for example in known_examples()}
    unseen = [one for one in messages if new.words(one.text) not in seen]
    truths = [one.service for one in unseen]
    told = [[model.understand(one.text) for one in unseen] for model in (old, new)]
    sure = [
        [
            understood.service is truth
            for understood, truth in zip(of_one, truths, strict=True)
            if understood.sureness is Sureness.SURE
        ]
        for of_one in told
    ]
    both = [figures(truths, [understood.service for understood in of_one]) for of_one in told]
    return Comparison(both[0], both[1], (len(sure[0]), sum(sure[0])), (len(sure[1]), sum(sure[1])))


def read_messages(path: Path) -> tuple[Example, ...]:
    """Messages in the format of the examples. Raises OSError, `MalformedExamples`."""
    return read_examples(path.read_text(encoding="utf-8").splitlines())


def _row(name: str, services: set[Service], old: Figures, new: Figures) -> str:
    if not any(truth in services for truth, _ in new.pairs):
        return f"{name:6}{'·':>8}{'·':>8}"
    before, now = old.share(services), new.share(services)
    told = "better" if now > before else "worse" if now < before else ""
    return f"{name:6}{before:>8.1%}{now:>8.1%}  {told}".rstrip()
