"""Make the environment `.venv`: run by the system's Python as `python3 bot/install.py`, standard library only.

Old Pythons must be able to read this file, if only to be told that they are too old.
A second run finds its stamp and is done. A run that was killed leaves its mark, and the next one begins afresh.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

OLDEST = (3, 11)
PROJECT = Path(__file__).resolve().parent.parent
ENVIRONMENT = PROJECT / ".venv"
REQUIREMENTS = PROJECT / "requirements-dev.txt"
STAMP = ENVIRONMENT / "installed"
MARK = ENVIRONMENT / "installing"
LOG = ENVIRONMENT / "install.log"
LOG_LINES_SHOWN = 25


class NotInstalled(Exception):
    """What is missing or went wrong, in plain words."""


def main() -> int:
    try:
        _check_python()
        # The folder itself is the lock: two installs side by side take turns.
        folder = os.open(str(PROJECT), os.O_RDONLY)
        fcntl.flock(folder, fcntl.LOCK_EX)
        _install()
    except NotInstalled as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _check_python() -> None:
    here = "{}.{}".format(*sys.version_info[:2])
    if sys.version_info[:2] < OLDEST:
        needed = "{}.{}".format(*OLDEST)
        raise NotInstalled(f"Hamyar needs Python {needed} or newer, and {sys.executable} is {here}.")
    try:
        import ensurepip
        import venv

        del ensurepip, venv
    except ImportError as error:
        raise NotInstalled(
            f"{sys.executable} (Python {here}) cannot make environments: its module {error.name} is missing.\n"
            f"On Debian or Ubuntu: apt-get install python{here}-venv"
        ) from None


def _install() -> None:
    interpreter, wanted = _interpreter(), _wanted()
    done = STAMP.read_text().split("\n") if STAMP.exists() else []
    if done == [interpreter, wanted]:
        return
    started = time.monotonic()
    if MARK.exists() or (done and done[0] != interpreter) or not (ENVIRONMENT / "bin" / "pip").exists():
        print("Making the environment .venv with Python {}.{}.{} …".format(*sys.version_info[:3]), flush=True)
        shutil.rmtree(str(ENVIRONMENT), ignore_errors=True)
        ENVIRONMENT.mkdir()
        MARK.touch()
        _run("make the environment", sys.executable, "-m", "venv", str(ENVIRONMENT))
    print("Installing the packages of requirements-dev.txt (the first time takes a minute or two) …", flush=True)
    STAMP.unlink(missing_ok=True)
    MARK.touch()
    _pip("install the packages", "--require-hashes", "-r", str(REQUIREMENTS))
    _pip("install Hamyar itself", "--no-build-isolation", "--no-index", "--editable", str(PROJECT))
    STAMP.write_text(f"{interpreter}\n{wanted}")
    MARK.unlink()
    print(f"Installed in {time.monotonic() - started:.0f} seconds.", flush=True)


def _interpreter() -> str:
    """An environment is bound to its Python and to the folder it was made in."""
    return f"{sys.version.split()[0]} {sys.base_prefix} {ENVIRONMENT}"


def _wanted() -> str:
    contents = [(PROJECT / name).read_bytes() for name in ("requirements-dev.txt", "pyproject.toml", "bot/install.py")]
    return hashlib.sha256(b"\0".join(contents)).hexdigest()


def _pip(doing: str, *arguments: str) -> None:
    python = str(ENVIRONMENT / "bin" / "python")
    quiet = ("--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--no-deps")
    patient = ("--retries", "10", "--timeout", "60")
    _run(doing, python, "-m", "pip", "install", *quiet, *patient, *arguments)


def _run(doing: str, *command: str) -> None:
    with LOG.open("a") as log:
        code = subprocess.run(command, cwd=str(PROJECT), stdout=log, stderr=log, check=False).returncode  # noqa: S603
    if code:
        said = LOG.read_text(errors="replace").splitlines()[-LOG_LINES_SHOWN:]
        raise NotInstalled("\n".join([*said, f"Could not {doing}. All that was said is in {LOG}"]))


if __name__ == "__main__":
    sys.exit(main())
