"""`hamyar understand`: a line in, a line out; and what the other commands do not pay for it."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest

from bot import understanding
from bot.errors import OperatorError
from bot.understanding import understand_lines
from services.understanding.model import NotAModel
from services.understanding.understood import Service


def understand(typed: bytes, *options: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "bot.cli", "understand", *options]
    return subprocess.run(command, input=typed, capture_output=True, check=False, env={"PYTHONIOENCODING": "ascii"})


def test_each_line_is_an_object() -> None:
    typed = "پول ازدواج بیمه رو نریختن\nmafasa bime peymankar\r\n\n۵۲سالمه بیمه اختیاری میشه؟\n"
    done = understand(typed.encode(), "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    told = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [one["text"] for one in told] == typed.replace("\r", "").split("\n")[:-1]
    assert [one["service"] for one in told[:2]] == ["MAR", "CLR"]
    assert (told[3]["service"], told[3]["faq"]) == ("VOL", "vol-age")
    for one in told:
        assert list(one) == ["text", "service", "confidence", "alternatives", "faq"]
        assert 0 < one["confidence"] <= 1
        assert all(set(other) == {"service", "confidence"} for other in one["alternatives"])
        assert {other["service"] for other in one["alternatives"]} <= set(Service) - {one["service"]}


def test_what_is_no_text_ends_nothing() -> None:
    done = understand(b"\xff\xfe\n" + "بیمه اختیاری\n".encode(), "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout.splitlines()[1])["service"] == "VOL"


def test_without_json_a_line_is_for_people() -> None:
    out = io.StringIO()
    understand_lines(io.StringIO("مفاصا حساب\n"), out, as_json=False)
    [line] = out.getvalue().splitlines()
    assert line.split()[:1] == ["CLR"]
    assert "sure" in line
    assert "مفاصا حساب" in line


def test_a_model_that_cannot_be_read_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise NotAModel("model.npz is no model")

    monkeypatch.setattr(understanding, "load", broken)
    with pytest.raises(OperatorError, match="no model"):
        understand_lines(io.StringIO("x"), io.StringIO(), as_json=True)


def test_only_who_understands_loads_numbers() -> None:
    looked = (
        "import sys, bot.cli, bot.worker, bot.web, services.understanding; "
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True)
    assert {"numpy", "scipy", "sklearn"}.isdisjoint(done.stdout.split())


def test_understanding_needs_neither_the_training_library_nor_a_database() -> None:
    looked = (
        "import sys, bot.understanding; from services.understanding.model import load; load().understand('سلام'); "
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "numpy" in loaded
    assert {"scipy", "sklearn", "sqlalchemy", "psycopg", "aiogram"}.isdisjoint(loaded)
