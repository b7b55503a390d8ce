"""What replaying a dialog costs: `python -m benchmarks.replay`.

The dialog is played as on a message: with 0, 5 and 20 answers recorded, up to the open question. The floor, measured in
the same run, is the same function called with a talk that gives the same answers from a list and stops it there.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # when run by path

from dialogs.conversation import respond
from dialogs.journal import Entry, Journal
from dialogs.messages import Channel, Command, Started, Words
from dialogs.play import play
from dialogs.reading import Text
from dialogs.stage import Stage
from dialogs.state import Conversation
from dialogs.talk import Dialog, Scene, Talk

QUESTIONS = 21
LIMIT_MS = 1.0
CHAT = Channel("chat")


async def dialog(talk: Talk) -> None:
    for number in range(QUESTIONS):
        said = await talk.ask(f"question.{number}", Text())
        await talk.say("after", said=said)


class Stopped(Exception):
    """No answer is left."""


class Floor:
    """As much of a talk as the dialog needs, and no engine."""

    def __init__(self, answers: int) -> None:
        self._answers = ["answer"] * answers

    async def ask(self, key: str, kind: Text, **facts: Any) -> str:
        if not self._answers:
            raise Stopped
        return self._answers.pop()

    async def say(self, key: str, **facts: Any) -> None:
        return None


class Only:
    """The one dialog there is."""

    def named(self, name: str) -> Dialog | None:
        return dialog if name == "d" else None

    def wanted(self, text: str, *, exactly: bool) -> Started | None:
        return None


async def median_ms(once: Callable[[], Awaitable[object]], rounds: int = 41, calls: int = 25) -> float:
    """The median of `rounds` means of `calls` calls, in milliseconds."""
    means = []
    for _ in range(rounds):
        began = time.perf_counter()
        for _ in range(calls):
            await once()
        means.append((time.perf_counter() - began) * 1000 / calls)
    return statistics.median(means)


async def main() -> int:
    print("answers   floor, ms   play, ms   × floor   the conversation's whole turn, JSON to JSON, ms")
    worst = 0.0
    for answers in (0, 5, 20):
        entries = tuple(Entry(f"question.{number}", "answer", "answer") for number in range(answers))

        async def replay(entries: tuple[Entry, ...] = entries) -> None:
            await play(dialog, "d", Scene(CHAT), Journal(entries), quiet=True)

        async def floor(answers: int = answers) -> None:
            with suppress(Stopped):
                await dialog(Floor(answers))  # type: ignore[arg-type]

        bare = await median_ms(floor)
        one = await median_ms(replay)
        whole = await median_ms(_turn(entries))
        worst = max(worst, whole)
        print(f"{answers:7}   {bare:9.4f}   {one:8.4f}   {one / bare:7.1f}   {whole:8.4f}")
    print(f"under {LIMIT_MS} ms: {'yes' if worst < LIMIT_MS else 'NO'}")
    return 0 if worst < LIMIT_MS else 1


def _turn(entries: tuple[Entry, ...]) -> Callable[[], Awaitable[object]]:
    now = datetime(2025, 9, 23, tzinfo=UTC)
    shown = {"key": f"question.{len(entries)}", "nonce": "n", "options": [], "synonyms": []}
    front = {"dialog": "d", "about": "", "journal": Journal(entries).dump(), "shown": shown, "touched": now.isoformat()}
    kept = json.dumps({"front": front})
    stage = Stage(Only(), CHAT, "me", _nobody, _label, lambda: "n", now)

    async def turn() -> str:
        turned = await respond(Conversation.load(json.loads(kept)), Command("help"), stage)
        return json.dumps(turned.conversation.dump())

    return turn


async def _nobody() -> None:
    return None


def _label(words: Words) -> str:
    return words.id


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
