"""Whole conversations about voluntary insurance and partial months: line by line what is said, paid and answered.

Lines that begin with a sign are what happens besides: 💳 the newest order is paid at the bank, 🗓 a day comes, ⏰ the
morning's reminders are told, 📋 a month's list comes in. Numbers are other ones each time and are told as SHOWN.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from bot.app import CHANNELS, Hosting, wire_turn
from dialogs.messages import Contact, Typed
from handlers.turn import Note, Turn
from handlers.wording import Wording, without_marks
from services.calendar import JalaliDay, JalaliMonth
from services.contracts.contract import Order
from services.conversations import Place
from services.persian import persian_digits
from tests.handlers.bank.till import PUBLIC
from tests.services.contracts.office import SARA, Office

PAYS, COMES, MORNING, LISTED, SHARES = "💳", "🗓 ", "⏰", "📋 ", "📱"
MOBILE = "09121234567"
SHOWN, SHOWN_CODE = "00000000", "123456"
CODE = re.compile(r"\d{6}")
LINK = re.compile(rf"{re.escape(PUBLIC)}/p/([\w-]+)")
NUMBERS = (
    "SELECT number FROM hamyar.contracts UNION ALL SELECT number FROM hamyar.receipts"
    " UNION ALL SELECT number FROM hamyar.partial_requests"
)


@dataclass(frozen=True)
class Insuring:
    """A conversation of Sara: on which channel, and what she says. She was born, and works, as is written here."""

    name: str
    channel: str
    lines: tuple[str, ...]
    born: date = field(default=date(1990, 1, 1))
    days: int = 400
    works_since: date | None = None
    freelance: JalaliMonth | None = None


HERSELF = (SHARES, SARA)
SIGNED = ("بیمه اختیاری", *HERSELF, "ادامه می‌دهم", "کمترین", "امضا می‌کنم")
BY_SMS = ("قرارداد بیمه", "۱", "۱", "۱", "{code}")
ASKED_FOR = ("تکمیل ماه", *HERSELF, "ثبت می‌کنم")
AT_WORK = JalaliDay(1403, 1, 1).gregorian
INSURING = (
    Insuring("contract-signed-and-paid", "telegram", (*SIGNED, PAYS, "قرارداد بیمه", "متن قرارداد", "همین کافی است")),
    Insuring(
        "contract-another-base",
        "telegram",
        ("می‌خواهم خودم را بیمه کنم", *HERSELF, "راهنما", "ادامه می‌دهم", "راهنما", "۲ میلیون", "۲ میلیارد تومان",
         "خیلی زیاد", "۲۰ میلیون تومان", "راهنما", "برگشت", "بیشترین", "نه، امضا نمی‌کنم"),
    ),
    Insuring("contract-by-sms", "sms", (*BY_SMS, PAYS, "حق بیمه", "قرارداد بیمه", "راهنما", "۴")),
    Insuring("contract-refused-record", "telegram", ("قرارداد بیمه", *HERSELF), days=29),
    Insuring("contract-refused-age", "telegram", ("قرارداد بیمه", *HERSELF), born=date(1972, 1, 1), days=1_094),
    Insuring("contract-refused-employed", "telegram", ("قرارداد بیمه", *HERSELF), works_since=AT_WORK),
    Insuring("contract-refused-by-sms", "sms", ("قرارداد بیمه", "بیشتر"), born=date(1972, 1, 1), works_since=AT_WORK),
    Insuring("contract-refused-freelance", "telegram", ("بیمه اختیاری", *HERSELF), freelance=JalaliMonth(1404, 6)),
    Insuring(
        "contract-changed-and-ended",
        "telegram",
        (*SIGNED, PAYS, COMES + "1404-09-05", "قرارداد بیمه", "تغییر مبنا", "۲۰ میلیون تومان", "تغییر می‌دهم",
         "پایان قرارداد", "راهنما", "نه، بماند", "پایان قرارداد", "پایان می‌دهم", "حق بیمه", "همین کافی است"),
    ),
    Insuring(
        "contract-lapsed",
        "telegram",
        (*SIGNED, COMES + "1404-09-20", MORNING, COMES + "1404-09-28", MORNING, COMES + "1404-09-30", MORNING,
         COMES + "1404-10-01", MORNING, "قرارداد بیمه", "ادامه می‌دهم", "کمترین", "امضا می‌کنم"),
    ),
    Insuring(
        "premium-paid",
        "telegram",
        (*SIGNED, COMES + "1404-08-10", "حق بیمه", "راهنما", "۳ ماه", PAYS, "حق بیمه"),
    ),
    Insuring("premium-by-sms", "sms", (*BY_SMS, COMES + "1404-08-10", "حق بیمه", "حق بیمه ۳", PAYS, "حق بیمه")),
    Insuring("premium-none", "telegram", ("حق بیمه", *HERSELF, "قرارداد بیمه"), days=29),
    Insuring(
        "partial-months",
        "telegram",
        (LISTED + "1404-05 12 52000000", *ASKED_FOR, "تکمیل ماه", COMES + "1404-10-05", LISTED + "1404-08 12 52000000",
         MORNING, "تکمیل ماه", "آبان ۱۴۰۴", PAYS, "تکمیل ماه"),
        works_since=AT_WORK,
    ),
    Insuring(
        "partial-months-by-sms",
        "sms",
        ("تکمیل ماه", "۱", "{code}", COMES + "1404-10-05", LISTED + "1404-08 12 52000000",
         LISTED + "1404-09 20 90000000", MORNING, "تکمیل ماه", "۳", PAYS, "رسید"),
        works_since=AT_WORK,
    ),
    Insuring("partial-months-not-eligible", "telegram", ("کسری ماه", *HERSELF)),
    Insuring(
        "receipts",
        "telegram",
        ("رسید", *HERSELF, "قرارداد بیمه", "ادامه می‌دهم", "کمترین", "امضا می‌کنم", PAYS, "رسید", "حق بیمه", PAYS, "رسید",
         "راهنما", "۱", "رسید {receipt}", "رسید 12345678"),
    ),
)  # fmt: skip


async def insuring(journey: Insuring, office: Office) -> str:
    """The whole of it as a text."""
    played = _Played(journey, office)
    await played.begin()
    for line in journey.lines:
        await played.line(line)
    return await played.text()


class _Played:
    def __init__(self, journey: Insuring, office: Office) -> None:
        self._journey = journey
        self._office = office
        self._place = Place(journey.channel, "1001" if journey.channel == "telegram" else MOBILE)
        self._turn: Turn = wire_turn(
            office.engine,
            Hosting(office.clock, b"key", public_url=PUBLIC, till=office.till()),
            CHANNELS,
            office.clock,
            wording=Wording(),
        )
        self._keys = count()
        self._sent = 0
        self._codes: list[str] = []
        self._shown: list[str] = []

    async def begin(self) -> None:
        journey, office = self._journey, self._office
        await office.born(birth_date=journey.born, days=journey.days, mobile=MOBILE)
        if journey.works_since:
            await office.employed(journey.works_since)
        if journey.freelance:
            await office.listed(journey.freelance, 30, scheme="freelance")

    async def line(self, line: str) -> None:
        said = await self._filled_in(line)
        self._shown.append(f"› {said}")
        await self._happens(said)
        rows = await self._office.rows("SELECT channel, kind, body FROM hamyar.outbox ORDER BY id")
        self._codes += [body["code"] for _, kind, body in rows[self._sent :] if kind == "code"]
        self._shown += [_as_read(*row) for row in rows[self._sent :]]
        self._sent = len(rows)

    async def _happens(self, said: str) -> None:
        office = self._office
        if said == PAYS:
            await office.pays(await self._newest_order())
        elif said.startswith(COMES):
            year, month, day = map(int, said.removeprefix(COMES).split("-"))
            office.it_is(JalaliDay(year, month, day).gregorian)
        elif said == MORNING:
            await office.reminded()
        elif said.startswith(LISTED):
            month_, days, wage = said.removeprefix(LISTED).split()
            await office.listed(JalaliMonth.parse(month_), int(days), int(wage))
        else:
            message = Contact(MOBILE, own=True) if said == SHARES else Typed(said)
            await self._turn.receive(Note(self._place, str(next(self._keys)), message))

    async def _filled_in(self, line: str) -> str:
        receipts = await self._office.rows("SELECT number FROM hamyar.receipts ORDER BY paid_at")
        known = {"code": self._codes[-1] if self._codes else "", "receipt": receipts[0][0] if receipts else ""}
        return re.sub(r"\{(\w+)\}", lambda named: known[named[1]], line)

    async def _newest_order(self) -> Order:
        code = LINK.findall("\n".join(self._shown))[-1]
        return Order(code, "", 0, self._office.clock.now(), [])  # type: ignore[arg-type]  its code is all that counts

    async def text(self) -> str:
        text = LINK.sub(f"{PUBLIC}/p/…", "\n\n".join(self._shown)) + "\n"
        numbers = [number for (number,) in await self._office.rows(NUMBERS)]
        for known, shown in [*((number, SHOWN) for number in numbers), *((code, SHOWN_CODE) for code in self._codes)]:
            text = text.replace(known, shown).replace(persian_digits(known), persian_digits(shown))
        return text


def _as_read(channel: str, kind: str, body: Mapping[str, Any]) -> str:
    if kind == "code":
        return f"{channel}: کد {body['code']}"
    buttons = [label for label, _ in [*body["buttons"], *body["footer"]]]
    paper = [f"📎 {body['paper'][0]} {body['paper'][1]}"] if "paper" in body else []
    shown = [f"  [{' · '.join(buttons)}]"] if buttons else []
    return "\n".join([f"{channel}:", *paper, without_marks(str(body["text"])), *shown])
