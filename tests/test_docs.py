"""What the documents name is there, and what is there they name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.metrics import MetricWrapperBase

from bot.pruning import ALL
from bot.settings import PREFIX, Settings
from handlers import metrics
from services.messages.restoring import GIVEN_UP

ROOT = Path(__file__).parents[1]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
DOCUMENTS = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")})
# What a document may name before it is made: pictures are taken by a command of their own.
MADE_ELSEWHERE = ("docs/screenshots/",)

_ROW = re.compile(r"^\| `(HAMYAR_[A-Z_]+)` \| (.+) \| (.+) \| (.*) \|$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def test_the_table_of_settings_is_the_settings() -> None:
    told = [name for name, *_ in _ROW.findall(OPERATIONS)]
    assert sorted(told) == sorted(PREFIX + name.upper() for name in Settings.model_fields)


def test_the_defaults_told_are_the_defaults() -> None:
    for name, _, told, _ in _ROW.findall(OPERATIONS):
        default = Settings.model_fields[name.removeprefix(PREFIX).lower()].default
        words = {None: "unset", (): "none", True: "`on`"}.get(default, f"`{default}`")
        assert told == words, name


def test_every_metric_is_explained() -> None:
    found = [value for value in vars(metrics).values() if isinstance(value, MetricWrapperBase)]
    assert len(found) > 5
    for metric in found:
        [family] = metric.describe()
        name = f"{family.name}_total" if family.type == "counter" else family.name
        assert f"`{name}`" in OPERATIONS, name


def _alarms() -> Iterator[str]:
    """What is given to ALARMS: named there, or the reason of a failure that alarms."""
    for path in sorted((ROOT / "handlers").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            function = ast.unparse(node.func)
            alarms = any(key.arg == "alarm" and ast.unparse(key.value) == "True" for key in node.keywords)
            if (function == "Failed" and alarms) or function == "ALARMS.labels":
                yield from _text(node.args[0])


def _text(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    elif isinstance(node, ast.Constant):
        yield str(node.value)


def test_every_alarm_is_explained() -> None:
    found = set(_alarms())
    assert len(found) > 5
    for alarm in found:
        assert f"\n| `{alarm}` |" in OPERATIONS, alarm


def test_every_event_that_is_logged_as_told_is_logged() -> None:
    section = OPERATIONS.partition("## Logs")[2].partition("## More load")[0]
    rows = section.partition("| event | means |")[2].splitlines()
    events = [event for row in rows for event in re.findall(r"`([^`]+)`", row.split("|")[1] if "|" in row else "")]
    assert len(events) > 10
    logged = "".join(
        path.read_text(encoding="utf-8") for folder in ("handlers", "bot") for path in ROOT.glob(f"{folder}/**/*.py")
    )
    for event in events:
        assert f'("{event}"' in logged, event


def test_what_is_pruned_is_told() -> None:
    section = OPERATIONS.partition("## Prune")[2].partition("## Rotating")[0]
    for past in ALL:
        [line] = [line for line in section.splitlines() if f"`{past.table}`" in line]
        days = "a day" if past.kept.days == 1 else f"{past.kept.days} days"
        assert days in line, past.table
    assert f"`{GIVEN_UP}`" in OPERATIONS


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in _LINK.findall(text):
        path, _, anchor = target.partition("#")
        if "://" in path:
            continue
        there = (document.parent / path).resolve() if path else document
        if str(there.relative_to(ROOT)).startswith(MADE_ELSEWHERE):
            continue
        assert there.exists(), target
        if anchor:
            assert anchor in _anchors(there), target


def _anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
