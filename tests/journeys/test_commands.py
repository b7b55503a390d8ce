"""`hamyar talk --script` and `hamyar demo`, as an operator without a terminal runs them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

SECONDS = 300  # however slow the machine


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HAMYAR_DATA_DIR": str(data_dir), "PYTHONIOENCODING": "utf-8", **more}


def hamyar(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False, **settings)  # type: ignore[call-overload,no-any-return]


def test_talk_plays_a_script(database_url: str, tmp_path: Path) -> None:
    with_database = environment(tmp_path / "data", HAMYAR_DATABASE_URL=database_url)
    sample = hamyar("sample", str(tmp_path / "sample"), "--people", "40", env=with_database)
    refused = next(line.split()[0] for line in sample.stdout.splitlines() if "days-690" in line)
    assert hamyar("import", str(tmp_path / "sample"), env=with_database).returncode == 0
    script = tmp_path / "script.txt"
    script.write_text(f"# she asks\nازدواج\n1\n{refused}\n", encoding="utf-8")
    told = hamyar("talk", "--as", refused, "--script", str(script), env=with_database)
    assert told.returncode == 0, told.stderr
    assert told.stdout.count("› ") == 3
    assert "۶۹۰ روز از ۷۲۰ روز لازم" in told.stdout
    script.write_text("پول ازدواجم چی شد\n", encoding="utf-8")
    by_sms = hamyar("talk", "--sms", "--as", refused, "--script", str(script), env=with_database)
    assert "سابقهٔ لازم ۷۲۰ روز، سابقهٔ شما ۶۹۰ روز." in by_sms.stdout
    assert "[پیامک، ۳ بخش]" in by_sms.stdout


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "bot.cli", "demo", "--port", "8990"]
    with subprocess.Popen(
        command,
        env=environment(tmp_path / "data"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        watch = threading.Timer(SECONDS, running.kill)
        watch.start()
        yield running
        watch.cancel()
        running.kill()


def test_demo_says_where_it_is_and_stops_cleanly(demo: subprocess.Popen[str]) -> None:
    assert demo.stdout
    assert any(line.startswith("ready: http://") for line in demo.stdout)
    demo.send_signal(signal.SIGTERM)
    _, errors = demo.communicate(timeout=SECONDS)
    assert demo.returncode == 0, errors
