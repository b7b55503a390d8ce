"""`hamyar understand --review`, `--label` and `--compare`: what was not understood is shown, labelled, learnt from."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import OperatorError
from bot.hearing import make_ear
from bot.labelling import review, take
from bot.understanding import compare
from dialogs.hearing import Came
from services.conversations import Place
from services.store.engine import connect
from services.understanding.examples import Example, add_examples, as_line, read_examples
from services.understanding.model import MODEL
from services.understanding.understood import Alternative, Service, Sureness, Understood
from tests.bot.test_cli import hamyar
from tests.clock import FrozenClock

TEXTS = ["یه کاغذ برای خیاطی میخوام", "یه کاغذ واسه خیاطی میخوام", "زعفرون کیلو چنده"]


@pytest.fixture
def kept(database_url: str) -> str:
    """A database that holds some unsure texts."""
    with connect(database_url) as connection:
        for said in TEXTS:
            connection.execute(
                "INSERT INTO hamyar.unsure_texts (at, channel, masked, guess, confidence, sureness, came)"
                " VALUES (now(), 'sms', %s, 'CRT', 0.4, 'unsure', 'asked-back')",
                [said],
            )
        connection.commit()
    return database_url


def labels_in(url: str) -> list[tuple[str, str, str | None]]:
    with connect(url) as connection:
        return connection.execute(
            "SELECT masked, label, faq FROM hamyar.unsure_texts WHERE label IS NOT NULL ORDER BY id"
        ).fetchall()


def test_groups_are_shown_largest_first_with_count_and_guess(kept: str) -> None:
    out = io.StringIO()
    review(kept, out, None)
    first, second = out.getvalue().strip().split("\n\n")
    assert first.startswith("# 2 times; taken for ")
    assert "then: asked-back 2" in first
    assert set(TEXTS[:2]) <= set(first.splitlines())
    assert TEXTS[2] in second.splitlines()


def test_what_is_shown_is_a_file_of_examples(kept: str) -> None:
    out = io.StringIO()
    review(kept, out, None)
    assert {one.text for one in read_examples(out.getvalue().splitlines())} == set(TEXTS)


def test_a_person_labels_groups_and_they_become_examples(kept: str, tmp_path: Path) -> None:
    into, out = tmp_path / "labelled.txt", io.StringIO()
    review(kept, out, io.StringIO("nonsense\nCRT no-such-entry\ncrt crt-what\n=\n"), into=into)
    assert "services are MAR" in out.getvalue()
    assert "no-such-entry" in out.getvalue()
    assert labels_in(kept)[:2] == [(one, "CRT", "crt-what") for one in TEXTS[:2]]
    written = read_examples(into.read_text(encoding="utf-8").splitlines())
    assert {one.text for one in written} == set(TEXTS)
    assert {(one.service, one.faq) for one in written if one.text != TEXTS[2]} == {(Service.CRT, "crt-what")}
    again = io.StringIO()
    review(kept, again, io.StringIO(""), into=into)
    assert "nothing waits" in again.getvalue()
    assert "0 examples added" in again.getvalue()


def test_what_is_left_for_later_and_what_comes_after_a_stop_stays(kept: str, tmp_path: Path) -> None:
    review(kept, io.StringIO(), io.StringIO("\nq\n"), into=tmp_path / "labelled.txt")
    assert labels_in(kept) == []
    assert not (tmp_path / "labelled.txt").exists()


def test_labels_come_from_a_file_each_for_its_whole_group(kept: str, tmp_path: Path) -> None:
    labels, into = tmp_path / "labels.txt", tmp_path / "labelled.txt"
    labels.write_text(f"[OUT]\n{TEXTS[2]}\nwho knows this\n[CRT]\n{TEXTS[1]} → crt-what\n", encoding="utf-8")
    told = take(kept, labels, into=into)
    assert told.splitlines() == [
        "3 texts labelled in 2 groups",
        f"{into}: 3 examples added; `make model` learns from them",
    ]
    assert labels_in(kept)[0] == (TEXTS[0], "CRT", "crt-what")


def test_labels_that_failed_to_be_written_are_written_the_next_time(kept: str, tmp_path: Path) -> None:
    labels = tmp_path / "labels.txt"
    labels.write_text(f"[OUT]\n{TEXTS[2]}\n", encoding="utf-8")
    with pytest.raises(OperatorError, match="cannot be written"):
        take(kept, labels, into=tmp_path / "no" / "labelled.txt")
    assert take(kept, labels, into=tmp_path / "labelled.txt").endswith(
        "1 examples added; `make model` learns from them"
    )


@pytest.mark.parametrize(
    ("written", "fault"),
    [("سلام\n", ":1: a message before"), ("[CRT]\nx → none\n", "no 'none'"), (None, "cannot be read")],
)
def test_a_file_of_labels_that_cannot_be_used_is_refused_whole(
    kept: str, tmp_path: Path, written: str | None, fault: str
) -> None:
    labels = tmp_path / "labels.txt"
    if written is not None:
        labels.write_text(written, encoding="utf-8")
    with pytest.raises(OperatorError, match=fault):
        take(kept, labels, into=tmp_path / "labelled.txt")
    assert labels_in(kept) == []


def test_the_command_shows_and_labels(kept: str, tmp_path: Path) -> None:
    given = {"DATABASE_URL": kept, "DATA_DIR": str(tmp_path)}
    done = hamyar("understand", "--review", **given)
    assert (done.returncode, done.stderr) == (0, "")
    (tmp_path / "put-right.txt").write_text(done.stdout, encoding="utf-8")
    into = str(tmp_path / "labelled.txt")
    done = hamyar("understand", "--label", str(tmp_path / "put-right.txt"), "--into", into, **given)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("3 texts labelled in 2 groups")


def test_a_text_becomes_a_line_that_reads_back() -> None:
    for said in ("# [OUT] سلام → mar-days", "[CRT]\nخط دوم", "  بیمه  من "):
        line = as_line(said)
        [one] = read_examples(["[OUT]", line])
        assert one == Example(line, Service.OUT, None)
    assert as_line("# ") == ""


def test_examples_are_added_once_and_stand_under_their_services(tmp_path: Path) -> None:
    path = tmp_path / "labelled.txt"
    one, other = Example("زعفرون کیلو چنده", Service.OUT, None), Example("عقدم ثبت شده‌هه", Service.MAR, "mar-when")
    assert add_examples([one], path) == 1
    assert add_examples([one, other, Example("سلام", Service.ASK, None)], path) == 1  # «سلام» is an example already
    assert read_examples(path.read_text(encoding="utf-8").splitlines()) == (other, one)


def test_a_model_is_compared_with_the_one_that_ships(tmp_path: Path) -> None:
    told, is_worse = compare(MODEL)
    assert not is_worse
    assert told.splitlines()[0].split() == ["old", "new"]
    with pytest.raises(OperatorError, match="is no model"):
        compare(tmp_path / "none.npz")
    with pytest.raises(OperatorError, match=r"none\.txt"):
        compare(MODEL, tmp_path / "none.txt")


@pytest.mark.parametrize(
    ("sureness", "came", "rows"),
    [
        (Sureness.UNSURE, Came.ASKED_BACK, 1),
        (Sureness.SURE, Came.STARTED, 0),
        (Sureness.LOST, Came.LOST, 1),
        (Sureness.LOST, Came.REFUSED, 0),
    ],
)
async def test_an_ear_keeps_what_was_not_understood_and_no_failed_answer(
    engine: AsyncEngine, clock: FrozenClock, sureness: Sureness, came: Came, rows: int
) -> None:
    heard = Understood("کد ۰۰۱۲۳۴۵۶۷۹", Service.CRT, 0.5, sureness, (Alternative(Service.OUT, 0.2),), None)
    async with engine.begin() as connection:
        await make_ear(clock)(connection, Place("sms", "09120000000")).heard(heard.text, heard, came)
        kept = (await connection.execute(text("SELECT masked, at FROM hamyar.unsure_texts"))).all()
    assert [tuple(row) for row in kept] == [("کد ۰۰۰۰۰۰۰۰۰۰", clock.now())] * rows
