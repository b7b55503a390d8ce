"""`hamyar demo`: the sample registry loaded, its people to choose from, and a conversation with one of them.

The sample is reckoned back from today, so a registry that an earlier day's demo loaded is replaced. One that somebody
else loaded is never touched.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console

from bot.errors import OperatorError
from bot.logs import configure
from bot.settings import Settings
from bot.talking import PROMPT, converse, talk
from sandbox.people import Case, write_sample
from services import persian
from services.calendar import SystemClock, today
from services.registry import import_folder
from services.store.engine import connect

PEOPLE, SEED = 200, 1
TABLES = (
    "registry.people, registry.employment, registry.wage_months, registry.marriages, registry.payments,"
    " registry.quarantine, hamyar.decisions"
)
MARK = "sample as of "  # the schema's comment, so that it is replaced with the rows or not at all
STATE = "SELECT EXISTS (SELECT FROM registry.people), obj_description('registry'::regnamespace)"


class OtherRegistry(OperatorError):
    """The database holds a registry that no demo has loaded."""

    def __init__(self) -> None:
        super().__init__(
            "this database holds a registry of its own, and the demo would have to replace it\n"
            "Give the demo a folder of its own: HAMYAR_DATA_DIR=.hamyar-demo"
        )


@dataclass(frozen=True)
class Scene:
    """A scripted conversation: who it is with, by the code of their case, and what they say."""

    code: str
    title: str
    lines: tuple[str, ...]


SCENES = (
    Scene(
        "payable",
        "کمک‌هزینه تأیید شده است",
        ("سلام", "کمک‌هزینهٔ ازدواج", "شماره‌ام را می‌فرستم", "{nid}", "همین کافی است"),
    ),
    Scene(
        "several-failed",
        "چند شرط برقرار نیست",
        ("ازدواج", "شماره‌ام را می‌فرستم", "{nid}", "محاسبه را ببینم"),
    ),
    Scene(
        "no-account",
        "شمارهٔ حساب ثبت نشده است",
        ("پول ازدواج بیمه چی شد", "۱", "{nid}", "برگشت", "همین کافی است"),
    ),
)


def demo(settings: Settings, url: str) -> None:
    """Load the sample and hold conversations; without a terminal, play the scripted ones. Raises OperatorError."""
    configure(logging.WARNING)
    cases = _loaded(settings, url)
    if sys.stdin.isatty() and sys.stdout.isatty():
        _choose(settings, url, cases)
    else:
        _show(cases)
        for scene in SCENES:
            _play(settings, url, scene, next(case for case in cases if case.code == scene.code))


def _loaded(settings: Settings, url: str) -> Sequence[Case]:
    folder, day = settings.data_dir / "sample", today(SystemClock())
    cases = write_sample(folder, people=PEOPLE, seed=SEED, today=day)
    with connect(url) as connection:
        row = connection.execute(STATE).fetchone()
        has_people, mark = row or (False, None)
        if has_people and not (mark or "").startswith(MARK):
            raise OtherRegistry
        if mark != f"{MARK}{day}":
            connection.execute(f"TRUNCATE {TABLES}")
            import_folder(connection, folder, today=day, progress=_Silent())
            connection.execute(f"COMMENT ON SCHEMA registry IS '{MARK}{day}'")
    return cases


class _Silent:
    def read(self, file: str, done: int, total: int) -> None:
        """The sample is small."""

    def step(self, name: str) -> None:
        """Nobody waits for it."""


def _show(cases: Sequence[Case]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for place, case in enumerate(cases, 1):
        console.print(f"{persian.persian_digits(str(place)):>3}  {case.national_id}  {case.name}: {case.line}")


def _choose(settings: Settings, url: str, cases: Sequence[Case]) -> None:
    while True:
        _show(cases)
        print("\nبا چه کسی گفت‌وگو می‌کنید؟ شمارهٔ او را بنویسید. با Ctrl-D بیرون می‌روید.")
        try:
            typed = persian.bare(input(PROMPT))
        except EOFError:
            return
        if not (typed.isascii() and typed.isdigit() and 0 < int(typed) <= len(cases)):
            continue
        case = cases[int(typed) - 1]
        print(f"\n{case.name}، کد ملی {case.national_id}. با Ctrl-D به فهرست آدم‌ها برمی‌گردید.\n")
        talk(settings, url, acting_as=case.national_id)


def _play(settings: Settings, url: str, scene: Scene, case: Case) -> None:
    print(f"\n━━━ {scene.title}: {case.name} ━━━\n")
    lines = [line.format(nid=case.national_id) for line in scene.lines]
    address = f"demo-{secrets.token_hex(4)}"
    asyncio.run(converse(settings, url, lines, print, acting_as=case.national_id, echo=True, address=address))
