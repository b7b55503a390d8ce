"""What the import contracts of pyproject.toml cannot say."""

import ast
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
SOURCES = ("bot", "handlers", "dialogs", "services", "sandbox")


def test_the_engine_stands_on_the_standard_library_alone() -> None:
    loading = "import sys; before = set(sys.modules); import dialogs.talk; print(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", loading], capture_output=True, text=True, check=True)
    tops = {name.partition(".")[0] for name in done.stdout.split()}
    assert tops - set(sys.stdlib_module_names) == {"dialogs", "services"}


def test_only_wording_reads_the_locales() -> None:
    readers = {
        str(path.relative_to(PROJECT))
        for source in SOURCES
        for path in (PROJECT / source).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _names_locales(node.value)
    }
    assert readers <= {"handlers/wording.py"}


def _names_locales(text: str) -> bool:
    return text == "locales" or text.startswith("locales/") or text.endswith(".ftl")
