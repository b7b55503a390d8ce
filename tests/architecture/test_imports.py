"""What the import contracts of pyproject.toml cannot say."""

import ast
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
SOURCES = ("bot", "handlers", "dialogs", "services", "sandbox")


def test_dialogs_stand_on_the_standard_library_and_services() -> None:
    for path in (PROJECT / "dialogs").glob("*.py"):
        tops = {name.partition(".")[0] for name in _imported(path)}
        assert tops <= sys.stdlib_module_names | {"dialogs", "services"}, path.name


def test_the_engine_knows_of_services_only_how_values_are_kept_and_what_is_seen_in_a_picture() -> None:
    for name in ("talk", "journal"):
        named = {name for name in _imported(PROJECT / "dialogs" / f"{name}.py") if name.startswith("services")}
        assert named <= {"services.plain", "services.pictures"}, name


def test_only_wording_reads_the_locales() -> None:
    readers = {
        str(path.relative_to(PROJECT))
        for source in SOURCES
        for path in (PROJECT / source).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _names_locales(node.value)
    }
    assert readers <= {"handlers/wording.py"}


def _imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            if node.module == "services":
                names.discard("services")
                names.update(f"services.{alias.name}" for alias in node.names)
    return names


def _names_locales(text: str) -> bool:
    return text == "locales" or text.startswith("locales/") or text.endswith(".ftl")
