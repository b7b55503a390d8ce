"""Whole conversations with people of the sample registry: what each says, line by line.

`{nid}` is the person's national ID, `{nid:CODE}` that of another case, `{code}` the newest code that came by SMS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.settings import Settings
from bot.talking import converse
from sandbox.people import write_sample
from services.calendar import today
from services.registry import import_folder
from services.store.engine import connect
from tests.clock import FrozenClock

NOON = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)  # of 1 Azar 1405 in Tehran
GOLDEN = Path(__file__).parent / "golden"
PEOPLE, SEED = 40, 1
CODE = re.compile(r"کد همیار: (\d{6})")
SHOWN_CODE = "123456"  # what stands in a transcript for a code, which is another each time


@dataclass
class TickingClock(FrozenClock):
    """A clock that moves on a little whenever it is looked at, as people do."""

    def now(self) -> datetime:
        self.advance(milliseconds=100)
        return self.time


@dataclass(frozen=True)
class Journey:
    """A conversation with the person of a case of the sample; `proves` a mobile, or takes the way by a code.

    `sms`: written from that mobile instead, as a phone without Telegram shows it.
    """

    name: str
    case: str
    lines: tuple[str, ...]
    proves: bool = True
    sms: bool = False


SHARES = "شماره‌ام را می‌فرستم"
JOURNEYS = (
    Journey("payable", "payable", ("سلام", "کمک‌هزینهٔ ازدواج", SHARES, "{nid}", "محاسبه را ببینم")),
    Journey("refused-690", "days-690", ("پول ازدواج بیمه رو نریختن", "۱", "{nid}", "راهنما", "هان؟", "چرا؟")),
    Journey("refused-for-several-reasons", "several-failed", ("ezdevaj", "1", "{nid}", "کارشناس", "همین کافی است")),
    Journey("waiting", "no-account", ("ازدواج", "1", "{nid}", "برگشت", "{nid}", "همین کافی است")),
    Journey(
        "several-marriages",
        "two-marriages",
        ("ازدواج", "1", "{nid}", "۱", "ازدواج دیگر", "2", "همین کافی است", "بیشتر"),
    ),
    Journey("no-marriage", "no-marriage", ("ازدواج", "1", "{nid}", "2")),
    Journey("provisional", "provisional", ("ازدواج", "1", "{nid}", "2")),
    Journey("month-not-over", "month-not-over", ("ازدواج", "1", "{nid}")),
    Journey("returned", "returned", ("ازدواج", "1", "{nid}", "3")),
    Journey(
        "by-code",
        "paid",
        (
            "/start",
            "۱",
            "123",
            "{nid}",
            "12345",
            "000000",
            "راهنما",
            "کد تازه بفرست",
            "{code}",
            "همین کافی است",
            "ازدواج",
        ),
        proves=False,
    ),
    Journey("forget", "payable", ("/forget", "ازدواج", "1", "{nid}", "3", "/forget", "ازدواج")),
    Journey(
        "turning-back",
        "payable",
        (
            "سلام",
            "برگشت",
            "۱",
            "۱",
            "برگشت",
            "۲",
            "{nid}",
            "برگشت",
            "انصراف",
            "انصراف",
            "وام ازدواج",
            "1",
            "/menu",
            "🙂",
        ),
    ),
    Journey(
        "one-mobile-for-two",
        "shared-mobile",
        ("ازدواج", "1", "{nid:shared-mobile-wife}", "3", "/forget", "ازدواج", "1", "{nid}", "3"),
    ),
    Journey(
        "in-own-words",
        "paid",
        ("سلام خسته نباشید", "پول ازدباج بیمه رو نریختن، کد ملیم {nid}", SHARES, "خیلی ممنون از راهنماییتون"),
    ),
    Journey(
        "another-question",
        "payable",
        (
            *("ازدواج", "1", "{nid}", "چند روز سابقه برای کمک ازدواج لازمه؟", "صبر کن، یه سؤال دیگه"),
            *("مهلت پرداخت حق بیمه اختیاری تا کی هست؟", "ادامه می‌دهم", "همین کافی است"),
        ),
    ),
    Journey(
        "between-two",
        "payable",
        ("تسویه", "۱", "گواهی کسر", "گواهی کسر", "بدهی", "راهنما", "انصراف", "کسری", "هیچ‌کدام"),
    ),
    Journey(
        "not-ours",
        "payable",
        (
            *("mafasa bime peymankar", "وام میخوام", "bime bikari", "بیمه سلامت همگانی", "یارانه من قطع شده"),
            *("خجالت بکشید", "خونه همسایه آتیش گرفته", "میخوام با یه آدم حرف بزنم"),
        ),
        proves=False,
    ),
    Journey(
        "simple-words",
        "days-690",
        ("ساده", "سلام", "۱", "۱", "{nid}", "ادامه", "#", "۱", "ادامه", "۰", "/forget", "000", "*", "عادی"),
    ),
    Journey(
        "refused-by-sms",
        "several-failed",
        ("سلام، پول عقدم چی شد؟", "بیشتر", "بیشتر", "۱", "راهنما", "بیشتر", "لغو", "شروع", "کافی است", "۲"),
        sms=True,
    ),
    Journey("stranger-by-sms", "no-mobile", ("سلام", "۱", "مفاصاحساب میخوام", "۲"), sms=True),
    Journey("resumed", "two-marriages", ("ازدواج", "1", "{nid}", "سلام", "ازدواج", "فهرست", "1", "انصراف", "ادامه")),
)


def load_sample(url: str, folder: Path) -> Mapping[str, str]:
    """The sample registry into an empty database; national IDs by the code of their case."""
    day = today(FrozenClock(NOON))
    cases = write_sample(folder, people=PEOPLE, seed=SEED, today=day)
    with connect(url) as connection:
        import_folder(connection, folder, today=day, progress=_Silent())
    return {case.code: case.national_id for case in cases}


class _Silent:
    def read(self, file: str, done: int, total: int) -> None:
        """Nobody waits for it."""

    def step(self, name: str) -> None:
        """Nobody waits for it."""


async def transcript(journey: Journey, url: str, settings: Settings, people: Mapping[str, str]) -> str:
    """The whole conversation as the terminal shows it."""
    shown: list[str] = []
    await converse(
        settings,
        url,
        _lines(journey, people, shown),
        shown.append,
        acting_as=people[journey.case] if journey.proves else None,
        echo=True,
        address=None if journey.sms else journey.name,
        clock=TickingClock(NOON),
        sms=journey.sms,
    )
    codes = set(CODE.findall("\n".join(shown)))
    text = "\n\n".join(shown) + "\n"
    for code in codes:
        text = text.replace(code, SHOWN_CODE)
    return text


def _lines(journey: Journey, people: Mapping[str, str], shown: list[str]) -> Iterator[str]:
    for line in journey.lines:
        codes = CODE.findall("\n".join(shown))
        filled = line.replace("{nid}", people[journey.case]).replace("{code}", codes[-1] if codes else "")
        yield re.sub(r"\{nid:([a-z-]+)\}", lambda named: people[named[1]], filled)
