"""A few people with phones, and the whole system before them: what they can do, and what can happen to it."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import CATALOG, Hosting
from bot.colleagues import EVERYBODY, GROUPS, Office, add_office, enrol
from bot.rehearsal import CODE_TEMPLATE, CODE_TEXT, KEY, LINE, TOKEN, Rehearsal, connected
from bot.sample_registry import SamplePerson
from bot.settings import Settings
from dialogs.catalog import Catalog
from handlers.courier import Pace
from handlers.desk.poster import Pace as DeskPace
from sandbox.app import Sandbox, running
from sandbox.kavenegar.core import Handset, Travel
from sandbox.telegram.citizen import TelegramPhone
from sandbox.telegram.world import Message
from services.store.engine import make_engine
from tests.sandbox.conftest import png

START = datetime(2025, 9, 23, 8, 30, tzinfo=UTC)
QUICK = Pace(lease=15, look=0.05, first_wait=0.02, longest_wait=1)
DESK_QUICK = DeskPace(gather=timedelta(), look=0.05, pause=0.05, away=0.2)
PATIENCE = 120.0  # seconds until everything must have become quiet
FORWARD = ("ثبت می‌کنم", "می‌فرستم", "همین را بفرست", "کافی است", "ثبت اعتراض")  # of somebody who objects
MEANS_IT = 6  # the choice of somebody who always takes the first way on
TAKES, WRITES = 5, 10  # choices of the first colleague: one who takes a ticket, one who answers it
REASON = "یک روز از سابقهٔ من جا افتاده است."
STEP = timedelta(seconds=20)  # by which the clock is moved on while something waits

_OPEN = text(
    """
    SELECT (SELECT count(*) FROM hamyar.inbox WHERE state = 'waiting'),
           (SELECT count(*) FROM hamyar.outbox WHERE state IN ('queued', 'sending', 'ambiguous'))
               + (SELECT count(*) FROM hamyar.desk_slips WHERE NOT posted)
               + (SELECT count(*) FROM hamyar.ticket_lines WHERE NOT posted)
               + (SELECT count(*) FROM hamyar.tickets t
                  LEFT JOIN hamyar.ticket_topics p USING (channel, address, number)
                  WHERE t.state <> 'closed' AND coalesce(p.header_message_id, 0) = 0),
           (SELECT count(*) FROM hamyar.outbox WHERE state = 'sending')
    """
)
_CAME = text("SELECT key FROM hamyar.inbox WHERE channel = 'sms'")


class RunningClock:
    """A clock that runs, from a day of its own, and can be moved on."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._began = time.monotonic()
        self.ahead = timedelta()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._began) + self.ahead

    def seconds(self) -> float:
        return self.now().timestamp()


class Restless(AssertionError):
    """It never became quiet."""


@dataclass
class OnTelegram:
    """Somebody's private chat, and what they have done in it."""

    phone: TelegramPhone
    national_id: str
    codes: Callable[[str], list[str]]
    keys: set[str] = field(default_factory=set)
    written: list[Message] = field(default_factory=list)
    has_blocked: bool = False

    @property
    def place(self) -> tuple[str, str]:
        return "telegram", str(self.phone.chat.id)

    def _wrote(self, *messages: Message) -> None:
        self.written += messages
        self.keys.update(f"m{message.id}" for message in messages)

    def says(self, words: str) -> None:
        if words.strip():
            self._wrote(self.phone.says(words))

    def presses(self, choice: int) -> None:
        """A button under the newest message that has any, or a key in place of the letters."""
        keys = [button["text"] for row in (self.phone.chat.keyboard or {}).get("rows", []) for button in row]
        with_buttons = [message for message in reversed(self.phone.chat.shown()) if message.buttons]
        if keys:
            self._wrote(self.phone.taps(keys[choice % len(keys)]))
        elif with_buttons:
            self._press(with_buttons[0], choice)
        else:
            self.says("سلام")

    def presses_an_old_one(self, choice: int) -> None:
        with_buttons = [message for message in self.phone.chat.shown() if message.buttons]
        if with_buttons:
            self._press(with_buttons[choice % len(with_buttons)], choice // 3)

    def _press(self, message: Message, choice: int) -> None:
        buttons = [button for row in message.buttons for button in row]
        self.forges(buttons[choice % len(buttons)]["callback_data"], message)

    def forges(self, data: str, message: Message | None = None) -> None:
        """A press with this data, under any message of the bot's."""
        under = message or next((one for one in self.phone.chat.shown() if one.sender.is_bot), None)
        if under:
            self.keys.add(f"c{self.phone.presses_data(under, data).id}")

    def goes_on(self, choice: int) -> None:
        """What somebody would do who means it."""
        latest = next((one for one in reversed(self.phone.chat.shown()) if one.sender.is_bot), None)
        asked = latest.text if latest else ""
        if latest is None:
            self._wrote(self.phone.opens())
        elif self.phone.chat.keyboard and choice % 4:
            self._wrote(self.phone.shares_contact())
        elif "کد را اینجا بنویسید" in asked and (codes := self.codes(self.national_id)):
            self.says(codes[-1])
        elif "کد ملی خود را" in asked or "کد ملی فقط" in asked:
            self.says(self.national_id)
        elif "به زبان خودتان" in asked:
            self.says(REASON)
        elif "لطفاً تصویر" in asked:
            self.shows([png(900 + choice + place, 700) for place in range(choice % 2 + 1)])
        elif choice % 4 and (on := [b for row in latest.buttons for b in row if b["text"] in FORWARD]):
            self.forges(on[0]["callback_data"], latest)
        elif latest.buttons and choice % 5:
            self._press(latest, choice % len(latest.buttons))  # the way on stands before the ways back
        else:
            self.presses(choice)

    def shares(self, other: TelegramPhone) -> None:
        self._wrote(self.phone.shares_contact(of=other.user))

    def shows(self, pictures: Sequence[bytes]) -> None:
        if len(pictures) == 1:
            self._wrote(self.phone.sends_photo(pictures[0], "این هم عکس"))
        else:
            self._wrote(*self.phone.sends_album(pictures, "چند عکس"))

    def edits(self, choice: int, words: str) -> None:
        texts = [message for message in self.written if message.text and not message.has_media]
        if texts:
            edited = self.phone.edits(texts[choice % len(texts)], words)
            self.keys.add(f"e{edited.id}.{edited.edited}")

    def is_delivered_again(self, choice: int) -> None:
        if self.written:
            self.phone.telegram.person_wrote(self.written[choice % len(self.written)])

    def blocks_or_unblocks(self) -> None:
        if self.phone.has_blocked:
            self.phone.unblocks()
        else:
            self.phone.blocks()
            self.has_blocked = True


@dataclass
class BySms:
    """Somebody's plain phone."""

    handset: Handset
    national_id: str
    keys: set[str] = field(default_factory=set)
    has_blocked: bool = False

    @property
    def place(self) -> tuple[str, str]:
        return "sms", self.handset.phone.number

    def says(self, words: str) -> None:
        self.keys.add(f"s{self.handset.texts(words, LINE).id}")

    def presses(self, choice: int) -> None:
        self.says("۱۲۳"[choice % 3])

    def goes_on(self, choice: int) -> None:
        latest = self.handset.inbox[-1].text if self.handset.inbox else ""
        if "کد ملی" in latest:
            self.says(self.national_id)
        elif "بیشتر" in latest and choice % 2:
            self.says("بیشتر")
        elif re.search("^۱\\. ", latest, re.MULTILINE):
            self.presses(choice)
        else:
            self.says("ازدواج")

    def is_delivered_again(self, choice: int) -> None:
        sent = self.handset.phone.sent
        if sent:
            line = self.handset.kavenegar.world.lines[LINE]
            self.handset.kavenegar.receive(line, sent[choice % len(sent)])


@dataclass
class AtDesk:
    """Colleagues in their groups: each does what comes to mind, in any topic."""

    office: Office

    def acts(self, choice: int) -> None:
        """Press something, answer a question, write to a citizen or to colleagues."""
        who = self.office.groups[EVERYBODY[choice % len(EVERYBODY)].groups[0]].members
        member = who[EVERYBODY[choice % len(EVERYBODY)].telegram_id]
        topics = [topic for topic in member.chat.topics.values() if not topic.closed]
        if not topics:
            return
        topic = topics[-1 - choice // 7 % len(topics)]
        there = [message for message in member.chat.shown() if message.topic is topic]
        data = [
            (message, button["callback_data"])
            for message in there
            for row in message.buttons
            for button in row
            if "callback_data" in button
        ]
        asking = [message for message in there if (message.keyboard or {}).get("force_reply")]
        if asking and choice % 3 == 0:
            member.says("چون مدرک آن را نشان می‌دهد.", topic, reply_to=asking[-1])
        elif data and (choice == TAKES or choice % 7 < 3):
            member.presses_data(*data[0 if choice % 2 else choice % len(data)])
        else:
            member.says(("بررسی می‌کنم.", "// یادداشت", "کارتان انجام شد.", "/r")[choice % 4], topic)


class Neighbourhood:
    """The world of one run."""

    def __init__(self, url: str, settings: Settings, people: Mapping[str, SamplePerson]) -> None:
        self.clock = RunningClock()
        self.people = people
        self.sandbox = Sandbox(
            people=[asdict(person) for person in people.values()],
            clock=self.clock.seconds,
            paces=None,
            pauses=(0.0, 0.05, 0.2),
            sms_key=KEY,
            templates={CODE_TEMPLATE: CODE_TEXT},
            travel=Travel(0.01, 0.01),
        )
        self.desk = AtDesk(add_office(self.sandbox))
        self.system: Rehearsal | None = None
        self.codes: list[str] = []
        self.secrets = {TOKEN, KEY}
        self._url = url
        self._settings = settings
        self._page = ""
        self._catalog = CATALOG
        self._numbers = count(731_009)
        self._up = AsyncExitStack()
        self._engine: AsyncEngine = make_engine(url)
        self._residents: list[OnTelegram | BySms] = []

    @property
    def residents(self) -> Sequence[OnTelegram | BySms]:
        """Telegram: two whom the registry knows, one whose number it has not, one it never heard of. SMS: known,
        several under one number, unknown.
        """
        if not self._residents:
            on_telegram = [("two-marriages", ""), ("days-690", ""), ("payable", "09350000001"), ("", "09350000002")]
            self._residents += [self._on_telegram(code, mobile) for code, mobile in on_telegram]
            by_sms = [("several-failed", ""), ("shared-mobile", ""), ("", "09350000003")]
            self._residents += [self._by_sms(code, mobile) for code, mobile in by_sms]
        return self._residents

    def _on_telegram(self, code: str, mobile: str) -> OnTelegram:
        assert self.system
        person = self.people.get(code, self.people["paid"])
        return OnTelegram(self.system.phone(mobile or person.mobile), person.national_id, self.codes_for)

    def _by_sms(self, code: str, mobile: str) -> BySms:
        person = self.people.get(code, self.people["paid"])
        return BySms(self.sandbox.kavenegar.handset(mobile or person.mobile), person.national_id)

    def codes_for(self, national_id: str) -> list[str]:
        """The codes that have come to that person's phone."""
        mobile = next(person.mobile for person in self.people.values() if person.national_id == national_id)
        inbox = self.sandbox.kavenegar.handset(mobile).inbox
        return [found[0] for sms in inbox if (found := re.search(r"\d{6}", sms.text)) and found[0] in self.codes]

    def _new_code(self) -> str:
        self.codes.append(f"{next(self._numbers):06}")
        return self.codes[-1]

    async def start(self, catalog: Catalog | None = None) -> None:
        """Put the program up, after taking down what was up; with `catalog`, another edition of it."""
        await self.stop()
        self._catalog = catalog or self._catalog
        hosting = Hosting(self.clock, b"k" * 32, self._catalog, new_code=self._new_code)
        self.system = await self._up.enter_async_context(
            connected(
                self._settings,
                self._url,
                self.sandbox,
                self._page,
                clock=self.clock,
                hosting=hosting,
                pace=QUICK,
                desk_pace=DESK_QUICK,
                desk_chats=GROUPS,
            )
        )
        settings = self.system.parts.settings
        for secret in (settings.telegram_secret, settings.sms_secret, settings.desk_secret):
            self.secrets.add(secret.get_secret_value() if secret else "")

    async def stop(self) -> None:
        await self._up.aclose()

    async def _open_rows(self) -> tuple[int, int, int]:
        async with self._engine.connect() as connection:
            waiting, outgoing, sending = (await connection.execute(_OPEN)).one()
            return waiting, outgoing, sending

    def _on_its_way(self) -> bool:
        """Whether the far side still carries something."""
        updates = [bot.updates for bot in self.sandbox.telegram.bots.values()]
        return any(len(one) or any(one._aside.values()) for one in updates) or bool(self.sandbox.kavenegar._tasks)

    async def calm(self, seconds: float) -> bool:
        """Wait until nothing is under way, but no longer than that; whether it came to it."""
        until = time.monotonic() + seconds
        while self._on_its_way() or any((await self._open_rows())[:2]):
            if time.monotonic() > until:
                return False
            await asyncio.sleep(0.01)
        return True

    async def quiet(self) -> None:
        """End all faults and wait until nothing is under way, moving the clock on to what is due. Raises Restless."""
        self.sandbox.faults.clear()
        until = time.monotonic() + PATIENCE
        while not (await self.calm(0.4) and await self.calm(0)):
            if time.monotonic() > until:
                raise Restless(await self._open_rows(), self._on_its_way())
            await self.passes(STEP)
            assert self.system
            await self.system.parts.turn.sweep()

    async def everything_is_fetched(self) -> None:
        """What a callback has lost is fetched when the program comes up."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            async with self._engine.connect() as connection:
                came = set((await connection.execute(_CAME)).scalars())
            if came >= {f"s{sms.id}" for sms in self.sandbox.kavenegar.world.inbox}:
                return
            await asyncio.sleep(0.02)

    async def passes(self, time_: timedelta) -> None:
        """Move the clock on; not while something is being sent, for no send takes so long."""
        until = time.monotonic() + 2
        while (await self._open_rows())[2] and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        self.clock.ahead += time_

    @asynccontextmanager
    async def inhabited(self) -> AsyncIterator[Neighbourhood]:
        """The world, running, with the program up."""
        await enrol(self._url, self.clock)
        async with running(self.sandbox) as self._page:
            try:
                await self.start()
                yield self
            finally:
                await self.stop()
                await self._engine.dispose()


def quick_settings() -> Settings:
    """As in production, without the rate budgets: nobody is to wait for seconds here."""
    return Settings(rate_limits=False, telegram_secret=SecretStr("x" * 20), sms_secret=SecretStr("y" * 20))


def all_numbers(people: Mapping[str, SamplePerson]) -> set[str]:
    """What may stand in no log: national IDs, and mobiles without their zero, which is how Telegram's ids are here."""
    mobiles = {person.mobile[1:] for person in people.values() if person.mobile}
    return {person.national_id for person in people.values()} | mobiles | {"9350000001", "9350000002", "9350000003"}
