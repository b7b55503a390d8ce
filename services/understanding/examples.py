"""The readable files of examples: sections of a service, a message a line, « → » before the FAQ entry it asks for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from services.understanding.understood import Service

EXAMPLES = Path(__file__).parent / "examples.txt"
LABELLED = Path(__file__).parent / "labelled.txt"  # what people wrote, masked, and somebody labelled
CONCEPTS = Path(__file__).parent / "concepts.txt"
COURTESY = Path(__file__).parent / "courtesy.txt"
_ABOUT = (
    "# Messages that were not understood for sure, masked, and labelled by a person (`hamyar understand --review`)."
)
_SECTION = re.compile(r"\[([A-Z]+)\]")


class MalformedExamples(ValueError):
    """A line of examples cannot be used; `line` counts from 1."""

    def __init__(self, line: int, fault: str) -> None:
        super().__init__(f"line {line}: {fault}")
        self.line = line
        self.fault = fault


@dataclass(frozen=True)
class Example:
    """A message, what it is about, and the FAQ entry that answers it."""

    text: str
    service: Service
    faq: str | None


def read_examples(lines: Iterable[str]) -> tuple[Example, ...]:
    """Raises `MalformedExamples`: no section yet, one that is no service, a message given twice."""
    found: dict[str, Example] = {}
    service: Service | None = None
    for number, line in enumerate(map(str.strip, lines), 1):
        if not line or line.startswith("# "):
            continue
        section = _SECTION.fullmatch(line)
        if section is not None:
            if section[1] not in Service.__members__:
                raise MalformedExamples(number, f"no service {section[1]}")
            service = Service(section[1])
            continue
        if service is None:
            raise MalformedExamples(number, "a message before the first section")
        text, arrow, faq = line.partition(" → ")
        if text in found:
            raise MalformedExamples(number, f"given twice: {text}")
        found[text] = Example(text, service, faq if arrow else None)
    return tuple(found.values())


def known_examples() -> tuple[Example, ...]:
    """All that a model is made from."""
    return read_examples(line for path in (EXAMPLES, LABELLED) for line in _lines(path))


def as_line(text: str) -> str:
    """A text as a line of such a file, which reads back as that text; empty where nothing is left of it."""
    return " ".join(text.replace("→", " ").split()).lstrip("#[ ")


def add_examples(examples: Iterable[Example], path: Path) -> int:
    """Write to `path` those that neither it nor the examples have; how many. They stand under their services."""
    known = {example.text for example in read_examples(_lines(EXAMPLES))}
    held = {example.text: example for example in (read_examples(_lines(path)) if path.exists() else ())}
    added = [one for one in examples if one.text not in known | held.keys()]
    held |= {one.text: one for one in added}
    lines = [_ABOUT]
    for service in Service:
        mine = [one for one in held.values() if one.service is service]
        lines += ["", f"[{service}]", *map(_written, mine)] if mine else []
    if added:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(added)


def _written(example: Example) -> str:
    return f"{example.text} → {example.faq}" if example.faq else example.text


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def fingerprint() -> str:
    """What a model was made from: the same files, the same letters."""
    contents = hashlib.sha256()
    for path in (EXAMPLES, LABELLED, CONCEPTS, COURTESY):
        contents.update(path.read_bytes() + b"\0")
    return contents.hexdigest()
