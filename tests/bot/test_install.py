"""Making the environment: what is missing is named, a second run does nothing, a broken one is mended."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

INSTALL = Path(__file__).parents[2] / "bot" / "install.py"

# A project that builds itself, so that installing it needs no network.
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "tiny"
version = "1"
"""
BACKEND = """
import zipfile
def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        wheel.writestr("tiny.py", "")
        wheel.writestr("tiny-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1\\n")
        wheel.writestr("tiny-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("tiny-1.dist-info/RECORD", "")
    return name
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "a project's folder"
    (folder / "bot").mkdir(parents=True)
    shutil.copy(INSTALL, folder / "bot")
    (folder / "pyproject.toml").write_text(PYPROJECT)
    (folder / "backend.py").write_text(BACKEND)
    (folder / "requirements-dev.txt").write_text("")
    return folder


def start(project: Path, before: str = "pass") -> subprocess.Popen[str]:
    running = f"import runpy, sys; {before}; runpy.run_path('bot/install.py', run_name='__main__')"
    environment = {**os.environ, "PIP_NO_INDEX": "1"}
    return subprocess.Popen(
        [sys._base_executable, "-c", running],  # type: ignore[attr-defined]
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=600)
    return process.returncode, out, err


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_missing_part_of_python_is_named_with_its_package(project: Path, module: str) -> None:
    code, _, said = finish(start(project, f"sys.modules[{module!r}] = None"))
    assert code == 1
    assert f"its module {module} is missing" in said
    assert "apt-get install python{}.{}-venv".format(*sys.version_info[:2]) in said
    assert not (project / ".venv").exists()


def test_an_old_python_is_named(project: Path) -> None:
    code, _, said = finish(start(project, "sys.version_info = (3, 9, 2)"))
    assert code == 1
    assert "Hamyar needs Python 3.11 or newer" in said
    assert "is 3.9" in said


def test_old_pythons_can_read_it() -> None:
    ast.parse(INSTALL.read_text(), feature_version=(3, 7))


def test_an_environment_is_made_once_and_mended_when_broken(project: Path) -> None:
    requirements = project / "requirements-dev.txt"
    requirements.write_text("no-such-package==1 --hash=sha256:" + "0" * 64)
    code, _, said = finish(start(project))
    assert code == 1
    assert "no-such-package" in said
    assert said.splitlines()[-1] == (
        f"Could not install the packages. All that was said is in {project / '.venv' / 'install.log'}"
    )

    requirements.write_text("")
    left = project / ".venv" / "left-over"
    left.touch()
    side_by_side = [start(project), start(project)]
    told = sorted(finish(process) for process in side_by_side)
    assert [code for code, _, _ in told] == [0, 0]
    assert [len(out.splitlines()) for _, out, _ in told] == [0, 3]
    assert not left.exists()

    stamp = project / ".venv" / "installed"
    made = stamp.stat().st_mtime_ns
    assert finish(start(project)) == (0, "", "")
    assert stamp.stat().st_mtime_ns == made

    requirements.write_text("# other requirements\n")
    code, out, _ = finish(start(project))
    assert code == 0
    assert "Making" not in out
    assert "Installing" in out
    assert finish(start(project)) == (0, "", "")
