"""What the documents name is there, and what is there they name."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.metrics import MetricWrapperBase

from bot.commands.running import demo
from bot.pruning import ALL
from bot.settings import PREFIX, Settings
from handlers import metrics
from sandbox.faults import Kind
from services.documents.retention import FILED, UNFILED
from services.messages.restoring import GIVEN_UP
from tests.bot.test_cli import hamyar

ROOT = Path(__file__).parents[1]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
DOCUMENTS = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")})

_ROW = re.compile(r"^\| `(HAMYAR_[A-Z_]+)` \| (.+) \| (.+) \| (.*) \|$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def test_the_table_of_settings_is_the_settings() -> None:
    told = [name for name, *_ in _ROW.findall(OPERATIONS)]
    assert sorted(told) == sorted(PREFIX + name.upper() for name in Settings.model_fields)


def test_the_defaults_told_are_the_defaults() -> None:
    for name, _, told, _ in _ROW.findall(OPERATIONS):
        default = Settings.model_fields[name.removeprefix(PREFIX).lower()].default
        words = {None: "unset", (): "none", True: "`on`", False: "`off`"}.get(default, f"`{default}`")
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


def _assumed() -> Iterator[str]:
    """The constants that services mark as ours."""
    for path in sorted((ROOT / "services").rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            named = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
            if isinstance(named, ast.Name) and "Mark.ASSUMED" in ast.unparse(node):
                yield named.id


def test_what_we_assumed_is_told() -> None:
    told = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "decisions").glob("*.md"))
    found = set(_assumed())
    assert len(found) > 20
    assert sorted(name for name in found if f"`{name}`" not in told) == []


def test_how_long_pictures_stay_is_told() -> None:
    [line] = [line for line in OPERATIONS.splitlines() if "`hamyar.documents`" in line]
    assert f"| {UNFILED.value.days} days |" in line
    [line] = [line for line in OPERATIONS.splitlines() if line.startswith("| pictures that are evidence |")]
    assert f"| {FILED.value.days // 365} years |" in line


def test_what_is_pruned_is_told() -> None:
    section = OPERATIONS.partition("## Prune")[2].partition("## Rotating")[0]
    for past in ALL:
        [line] = [line for line in section.splitlines() if f"`{past.table}`" in line]
        days = "a day" if past.kept.days == 1 else f"{past.kept.days} days"
        assert days in line, past.table
    assert f"`{GIVEN_UP}`" in OPERATIONS


def test_every_table_is_told() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = text.partition("## Where things are remembered")[2].partition("\n## ")[0]
    versions = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "services").glob("store/migrations/versions/*.py")
    )
    tables = set(re.findall(r"^CREATE TABLE hamyar\.(\w+)", versions, re.MULTILINE))
    assert len(tables) > 20
    told = [
        name for row in section.splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1] if "|" in row else "")
    ]
    assert sorted(told) == sorted(tables)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in _LINK.findall(text):
        path, _, anchor = target.partition("#")
        if "://" in path:
            continue
        there = (document.parent / path).resolve() if path else document
        assert there.exists(), target
        if anchor:
            assert anchor in _anchors(there), target


def _anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def _shown(document: str, language: str) -> list[str]:
    """The code that a document shows in a language."""
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / document).read_text(encoding="utf-8"), re.DOTALL)


def _commands(document: str) -> list[str]:
    lines = "".join(_shown(document, "sh")).splitlines()
    return [re.sub(r"\s+#.*", "", line).strip() for line in lines if line.strip()]


def test_both_readmes_show_the_same_commands() -> None:
    assert _commands("README.md") == _commands("README.fa.md")


@pytest.mark.parametrize("command", _commands("README.md"))
def test_the_commands_shown_are_there(command: str, tmp_path: Path) -> None:
    program, *arguments = command.split()
    if program == "make":
        assert re.search(rf"^{arguments[0]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        return
    assert program == ".venv/bin/hamyar"
    if arguments[0] == "sample":  # the one that is done at once
        done = hamyar("sample", str(tmp_path / arguments[1]), *arguments[2:])
        assert (tmp_path / arguments[1] / "people.csv").exists()
    else:
        done = hamyar(*[one for one in arguments if one != "--help"], "--help")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_address_shown_is_the_demos() -> None:
    port = inspect.signature(demo).parameters["port"].default
    for document in ("README.md", "README.fa.md"):
        assert _shown(document, "text") == [f"ready: http://127.0.0.1:{port}\n"]


def test_the_dialog_shown_is_the_one_that_runs() -> None:
    [shown] = _shown("README.md", "python")
    assert shown in (ROOT / "dialogs" / "menu.py").read_text(encoding="utf-8")


async def test_the_sandbox_answers_as_its_page_shows() -> None:
    [shown] = _shown("docs/sandbox.md", "python")
    runs = shown.replace("port=8421", "port=0").replace("    ...", "    return url, bot")
    function = "async def example():\n" + "".join(f"    {line}\n" for line in runs.splitlines())
    scope: dict[str, Any] = {}
    exec(function, scope)
    url, bot = await scope["example"]()
    assert url.startswith("http://127.0.0.1:")
    assert bot.user.username == "some_bot"


def test_the_faults_shown_are_the_sandboxs() -> None:
    text = (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8")
    assert [kind for kind in Kind if f"`{kind}`" not in text] == []


NAMED = re.compile(r"`((?:bot|handlers|dialogs|services|locales|sandbox|tests|docs|deploy|benchmarks)/[\w./-]+)`")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_files_named_are_there(document: Path) -> None:
    for name in NAMED.findall(document.read_text(encoding="utf-8")):
        assert (ROOT / name).exists(), name


def test_the_words_of_the_glossary_are_in_the_code() -> None:
    code = "".join(
        path.read_text(encoding="utf-8")
        for top in ("services", "dialogs", "handlers")
        for path in (ROOT / top).rglob("*.py")
    )
    for row in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines():
        for name in re.findall(r"`([^`]+)`", row.split("|")[3] if row.count("|") > 3 else ""):
            last = re.split(r"[.]", name)[-1]
            assert re.search(rf"\b{re.escape(last)}\b", code), name
