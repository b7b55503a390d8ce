"""Whole conversations about objections, on Telegram and by SMS: line by line what is said, sent and answered.

A line that begins with 📷 sends pictures, each by the name of its document. 🗓 is a morning so many days later, when the
civil registry is heard; ⚖ and ✖ are a reviewer who upholds or refuses what is open. `{number}` is the newest tracking
number; in a transcript every number is told as SHOWN, for it is another each time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import CHANNELS, Hosting, make_notices, wire_turn
from bot.referring import refer_doubts
from bot.reviews import make_reviews
from bot.settings import Settings
from dialogs.messages import Contact, Message, Pictures, Typed
from handlers.turn import Note
from handlers.wording import Wording, without_marks
from services.conversations import Place
from services.dependency.matching import Matching
from services.desk import Enrolment, Role
from services.documents import Documents
from services.documents.examining import Examined
from services.objections import RefusalReason
from services.people import find
from services.persian import persian_digits
from services.pictures import MediaType, Remark
from tests.journeys.conversations import NOON, TickingClock
from tests.rehearsal import fetch

PICTURES, SHARES, MORNING, UPHELD, REFUSED = "📷 ", "📱", "🗓 ", "⚖", "✖"
REVIEWER = 13
WEB = "https://hamyar.example"
SHOWN = "00000000"
LINK = re.compile(rf"{re.escape(WEB)}/u/\w+")


@dataclass(frozen=True)
class Objecting:
    """Conversations of one person about an objection, one after the other: the channel, and what they say there."""

    name: str
    case: str
    lines: tuple[tuple[str, tuple[str, ...]], ...]


IDENTIFIED = ("اعتراض", SHARES, "{nid}")
FILED = (
    *("ازدواج", SHARES, "{nid}", "ثبت اعتراض", "بد است", "لیست بیمهٔ دو ماه من نیامده است"),
    *(PICTURES + "contract", PICTURES + "dark", "راهنما", PICTURES + "page", "کافی است", "ثبت می‌کنم"),
)
OBJECTING = (
    Objecting("objection-filed", "days-690", (("telegram", FILED),)),
    Objecting(
        "objection-followed",
        "days-690",
        (("telegram", FILED), ("telegram", ("اعتراض", "۱", "تاریخچه", "افزودن تصاویر جدید", PICTURES + "list more")),
         ("telegram", ("کافی است", "می‌فرستم", "تاریخچه", "کافی است"))),
    ),
    Objecting(
        "objection-withdrawn",
        "days-690",
        (("telegram", (*FILED, "پیگیری اعتراض", "۱", "پس گرفتن اعتراض", "نه", "۳", "پس می‌گیرم", "کافی است")),),
    ),
    Objecting(
        "objection-by-sms",
        "days-690",
        (
            ("sms", ("اعتراض", "۱", "لیست بیمهٔ دو ماه من نیامده است", PICTURES + "contract page, and no more")),
            ("sms", ("اعتراض {number}", "اعتراض ۱۲۳۴۵۶۷۸", "اعتراض ۱۲۳۴۵۶۷۴", "اعتراض {number}", "۲")),
        ),
    ),
    Objecting(
        "objection-unlisted",
        "no-marriage",
        (
            ("telegram", (*IDENTIFIED, "ازدواج من در فهرست نیست", "۱۴۵۰/۱/۱", "۲۰ آذر ۱۴۰۰", "نمی‌دانم")),
            ("telegram", ("عقد ما در دفترخانه ثبت شده است", PICTURES + "contract page", "کافی است", "ثبت می‌کنم")),
        ),
    ),
    Objecting("dependency-drawing", "daughter-drawing", (("sms", (MORNING + "0", "کفالت")),)),
    Objecting(
        "dependency-objected",
        "daughter-married",
        (
            ("telegram", (MORNING + "0", "کفالت", SHARES, "{nid}", "راهنما", "ثبت اعتراض")),
            ("telegram", ("این ثبت برای شخص دیگری است", PICTURES + "page", "کافی است", "ثبت می‌کنم", "کفالت", "۲")),
            ("telegram", (UPHELD, "کفالت")),
        ),
    ),
    Objecting(
        "dependency-asked-again",
        "daughter-married",
        (
            ("telegram", (MORNING + "0", MORNING + "70", "کفالت", SHARES, "{nid}", "برقراری دوباره", "طلاق")),
            ("telegram", ("ما در دفترخانه جدا شدیم", PICTURES + "record page", "کافی است", "ثبت می‌کنم", "کفالت")),
            ("telegram", (REFUSED, "پیگیری درخواست {number}")),
        ),
    ),
    Objecting(
        "dependency-in-doubt-by-sms",
        "daughter-temporary",
        (
            ("sms", (MORNING + "0", "کفالت", REFUSED, "کفالت", "۱", "این ثبت برای شخص دیگری است")),
            ("sms", (PICTURES + "page, and no more", "کفالت")),
        ),
    ),
)  # fmt: skip


async def objecting(journey: Objecting, engine: AsyncEngine, people: Mapping[str, str]) -> str:
    """The whole of it as a text."""
    clock, wording = TickingClock(NOON), Wording()
    hosting = Hosting(clock, b"key", public_url=WEB)
    turn = wire_turn(engine, hosting, CHANNELS, clock, wording=wording)
    async with engine.connect() as connection:
        person = await find(connection, people[journey.case])
    assert person
    shown: list[str] = []
    keys, sent = count(), 0
    for channel, lines in journey.lines:
        place = Place(channel, "1001" if channel == "telegram" else person.mobile or "")
        for line in lines:
            filed = await fetch(engine, "SELECT number FROM hamyar.objections ORDER BY filed_at DESC")
            said = line.replace("{nid}", person.national_id).replace("{number}", filed[0][0] if filed else "")
            shown.append(f"› {said}")
            if not await _happens(said, person.national_id, engine, clock):
                message = await _message(said, person.mobile or "", engine, clock, place)
                await turn.receive(Note(place, str(next(keys)), message))
            addresses = f"('1001', '{person.mobile}')"
            rows = await fetch(
                engine, f"SELECT channel, body FROM hamyar.outbox WHERE address IN {addresses} ORDER BY id"
            )
            shown += [_shown(*row) for row in rows[sent:]]
            sent = len(rows)
    text = LINK.sub(f"{WEB}/u/…", "\n\n".join(shown)) + "\n"
    for (number,) in await fetch(engine, "SELECT number FROM hamyar.objections"):
        text = text.replace(number, SHOWN).replace(persian_digits(number), persian_digits(SHOWN))
    return text


async def _happens(line: str, national_id: str, engine: AsyncEngine, clock: TickingClock) -> bool:
    """Whether it is something that happens besides; then it has."""
    if line.startswith(MORNING):
        clock.advance(days=int(line.removeprefix(MORNING)))
        await Matching(engine, clock, make_notices(clock, Wording())).match()
        await refer_doubts(engine, clock)
    elif line in (UPHELD, REFUSED):
        await _reviewed(line, national_id, engine, clock)
    else:
        return False
    return True


async def _reviewed(line: str, national_id: str, engine: AsyncEngine, clock: TickingClock) -> None:
    async with engine.begin() as connection:
        await Enrolment(connection).add(REVIEWER, Role.REVIEWER, "0033333333", "مینا", clock.now())
        reviews = make_reviews(Settings(), clock, Wording())(connection)
        waiting = await reviews.waiting(REVIEWER)
        [number] = [one.number for one in waiting if one.national_id == national_id]
        if line == UPHELD:
            await reviews.uphold(number, REVIEWER, "صفحهٔ شناسنامه سفید است")
        else:
            await reviews.refuse(number, REVIEWER, RefusalReason.RECORD_IS_RIGHT)


async def _message(line: str, mobile: str, engine: AsyncEngine, clock: TickingClock, place: Place) -> Message:
    if line == SHARES:
        return Contact(mobile, own=True)
    if not line.startswith(PICTURES):
        return Typed(line)
    names, _, complete = line.removeprefix(PICTURES).partition(", ")
    ids = tuple(names.split())
    async with engine.begin() as connection:
        for name in ids:
            remarks = (Remark.TOO_DARK,) if name == "dark" else ()
            examined = Examined(name.ljust(64, "0"), 1, MediaType.JPEG, 1000, 1400, remarks, (b"page",))
            await Documents(connection, clock).keep(name, examined, place, "key")
    return Pictures(ids, complete=bool(complete))


def _shown(channel: str, body: Mapping[str, object]) -> str:
    buttons = [label for label, _ in [*body["buttons"], *body["footer"]]]  # type: ignore[misc, has-type]
    text = without_marks(str(body["text"]))
    return "\n".join([f"{channel}:", text, *([f"  [{' · '.join(buttons)}]"] if buttons else [])])
