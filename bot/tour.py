"""`hamyar tour`: whole conversations through the real edges against the sandbox, printed as they go.

Each scene is a person with a phone. What strays from what a scene expects ends the tour with a word of where.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bot import database
from bot.errors import OperatorError
from bot.logs import configure
from bot.rehearsal import LINE, Rehearsal, make_sandbox, rehearsed
from bot.sample_registry import SamplePerson, loaded
from bot.settings import Settings
from handlers.rendering import PARTS, parts
from sandbox.faults import Fault, Kind
from sandbox.kavenegar.core import Handset
from sandbox.telegram.citizen import Silence, TelegramPhone
from services.calendar import SystemClock, today

PATIENCE = 15.0  # seconds for an answer; a loaded machine is slow
QUIET = 1.0  # seconds in which nothing more may come


class Strayed(OperatorError):
    """A conversation did not go as it should."""

    def __init__(self, scene: str, expected: str, heard: str) -> None:
        super().__init__(f"the tour strayed in «{scene}»\n  expected: {expected}\n  heard: {heard}")


class Teller:
    """Prints a scene as it is played."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self.show = show
        self.scene = ""

    def begins(self, scene: str, who: str) -> None:
        self.scene = scene
        self.show(f"\n━━━ {scene} · {who} ━━━\n")

    def person(self, text: str) -> None:
        self.show(f"  ◂ {text}")

    def hamyar(self, text: str, buttons: Sequence[str] = ()) -> None:
        lines = [f"  ▸ {line}" if place == 0 else f"    {line}" for place, line in enumerate(text.split("\n"))]
        self.show("\n".join(lines))
        if buttons:
            self.show("    " + " ".join(f"[{button}]" for button in buttons))

    def check(self, heard: str, *expected: str) -> None:
        for words in expected:
            if words not in heard:
                raise Strayed(self.scene, words, heard)


class OnTelegram:
    """Somebody with Telegram."""

    def __init__(self, phone: TelegramPhone, teller: Teller) -> None:
        self.phone = phone
        self._teller = teller

    def opens(self) -> None:
        self._teller.person("/start")
        self.phone.opens()

    def says(self, text: str) -> None:
        self._teller.person(text)
        self.phone.says(text)

    def presses(self, label: str) -> None:
        self._teller.person(f"[{label}]")
        keyboard = (self.phone.chat.keyboard or {}).get("rows", [])
        if any(button["text"] == label for row in keyboard for button in row):
            self.phone.taps(label)
        else:
            self.phone.presses(label)

    async def hears(self, *expected: str) -> str:
        try:
            message = await self.phone.hears(PATIENCE)
        except Silence:
            raise Strayed(self._teller.scene, " … ".join(expected) or "an answer", "nothing") from None
        buttons = [button["text"] for row in message.buttons for button in row]
        self._teller.hamyar(message.text, buttons)
        self._teller.check(message.text, *expected)
        return message.text

    async def hears_no_more(self) -> None:
        try:
            message = await self.phone.hears(QUIET)
        except Silence:
            return
        raise Strayed(self._teller.scene, "nothing more", message.text)


class BySms:
    """Somebody with a plain phone."""

    def __init__(self, handset: Handset, teller: Teller) -> None:
        self.handset = handset
        self._teller = teller

    def says(self, text: str) -> None:
        self._teller.person(f"(SMS) {text}")
        self.handset.texts(text, LINE)

    async def hears(self, *expected: str) -> str:
        try:
            sms = await self.handset.hears(PATIENCE)
        except Silence:
            raise Strayed(self._teller.scene, " … ".join(expected) or "an answer", "nothing") from None
        self._teller.hamyar(f"{sms.text}\n({parts(sms.text)} SMS parts)")
        self._teller.check(sms.text, *expected)
        if parts(sms.text) > PARTS:
            raise Strayed(self._teller.scene, f"at most {PARTS} parts", f"{parts(sms.text)} parts")
        return sms.text


@dataclass(frozen=True)
class Stage:
    """The running system, the people by the code of their case, and who prints."""

    running: Rehearsal
    people: Mapping[str, SamplePerson]
    teller: Teller

    def telegram(self, scene: str, code: str) -> tuple[SamplePerson, OnTelegram]:
        person = self.people[code]
        self.teller.begins(scene, person.name)
        return person, OnTelegram(self.running.phone(person.mobile), self.teller)

    def sms(self, scene: str, who: str, mobile: str) -> BySms:
        self.teller.begins(scene, who)
        return BySms(self.running.sandbox.kavenegar.handset(mobile), self.teller)


SHARE, GRANT, ENOUGH = "📱 شماره‌ام را می‌فرستم", "کمک‌هزینهٔ ازدواج", "همین کافی است"


async def payable(stage: Stage) -> None:
    person, phone = stage.telegram("کمک‌هزینه تأیید شده است", "payable")
    phone.opens()
    await phone.hears("همیار")
    phone.presses(GRANT)
    await phone.hears("شمارهٔ همراه")
    phone.presses(SHARE)
    await phone.hears("کد ملی")
    phone.says(person.national_id)
    await phone.hears("تأیید شد", "ریال", "تومان")
    phone.presses("محاسبه را ببینم")
    await phone.hears("جمع:")


async def refused(stage: Stage) -> None:
    person, phone = stage.telegram("سی روز سابقه کم است", "days-690")
    phone.says("پول ازدواج بیمه رو نریختن")
    await phone.hears("شمارهٔ همراه")
    phone.presses(SHARE)
    await phone.hears("کد ملی")
    phone.says(person.national_id)
    await phone.hears("تعلق نگرفت", "۶۹۰ روز از ۷۲۰ روز")
    phone.presses(ENOUGH)
    await phone.hears()


async def waiting(stage: Stage) -> None:
    person, phone = stage.telegram("شمارهٔ حساب ثبت نشده است", "no-account")
    phone.says("ازدواج")
    await phone.hears("شمارهٔ همراه")
    phone.presses(SHARE)
    await phone.hears("کد ملی")
    phone.says(person.national_id)
    await phone.hears("شبا")


async def foreign_contact(stage: Stage) -> None:
    _, phone = stage.telegram("شمارهٔ شخص دیگری پذیرفته نیست", "days-719")
    other = stage.people["paid"]
    phone.says("ازدواج")
    await phone.hears("شمارهٔ همراه")
    stage.teller.person(f"(contact of {other.name})")
    phone.phone.shares_contact(of=stage.running.sandbox.stage.user(other.mobile))
    await phone.hears("شخص دیگری")


async def short_answer(stage: Stage) -> None:
    person = stage.people["several-failed"]
    phone = stage.sms("پاسخ کوتاه با پیامک", person.name, person.mobile)
    phone.says("ازدواج")
    await phone.hears("بیشتر")
    phone.says("بیشتر")
    await phone.hears()


async def unknown_number(stage: Stage) -> None:
    phone = stage.sms("شماره‌ای که سازمان نمی‌شناسد", "رهگذر", "09129999999")
    phone.says("ازدواج")
    await phone.hears("۱۴۲۰")


async def repeated_update(stage: Stage) -> None:
    _, phone = stage.telegram("یک پیام سه بار می‌رسد، یک پاسخ می‌آید", "two-workshops")
    stage.running.sandbox.faults.switch_on(Fault("telegram", Kind.DUPLICATE, method="update", times=2))
    phone.says("سلام")
    await phone.hears("همیار")
    await phone.hears_no_more()
    stage.running.sandbox.faults.clear()


async def outage(stage: Stage) -> None:
    _, phone = stage.telegram("تلگرام مدتی در دسترس نیست", "days-720")
    number = stage.running.sandbox.faults.switch_on(Fault("telegram", Kind.OUTAGE, method="send*"))
    stage.teller.show("    (Telegram takes no messages)")
    phone.says("سلام")
    await asyncio.sleep(QUIET)
    phone.says("راهنما")
    await asyncio.sleep(QUIET)
    stage.running.sandbox.faults.switch_off(number)
    stage.teller.show("    (Telegram is back)")
    await phone.hears("همیار")
    await phone.hears("برگشت")
    await phone.hears_no_more()


SCENES: tuple[Callable[[Stage], Awaitable[None]], ...] = (
    payable,
    refused,
    waiting,
    foreign_contact,
    short_answer,
    unknown_number,
    repeated_update,
    outage,
)


def tour(settings: Settings) -> None:
    """Play every scene on a database of its own. Raises Strayed."""
    configure(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="hamyar-tour-") as folder:
        own = settings.model_copy(update={"database_url": None, "data_dir": Path(folder)})
        try:
            with database.attach(own) as url:
                people = loaded(url, own.data_dir / "sample", today(SystemClock()))
                asyncio.run(play(own, url, people, print))
        finally:
            database.remove(own.data_dir)


async def play(settings: Settings, url: str, people: Sequence[SamplePerson], show: Callable[[str], None]) -> None:
    """Play every scene, showing what is said. Raises Strayed."""
    sandbox = make_sandbox([asdict(person) for person in people])
    async with rehearsed(settings, url, sandbox=sandbox) as running:
        stage = Stage(running, {person.code: person for person in people}, Teller(show))
        for scene in SCENES:
            await scene(stage)
    show(f"\n{len(SCENES)} conversations went as they should.")
