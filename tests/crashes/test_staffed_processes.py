"""Objections are filed and decided, tickets taken and answered, while `serve` and `work` are killed by SIGKILL.

Nothing is lost, nothing is decided or said twice, but for a message that is marked so.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.colleagues import GROUPS, MINA, OMID, REVIEWS, SARA, TICKETS, Office, add_office, enrol
from bot.rehearsal import DESK_TOKEN, KEY, LINE, TOKEN, add_bot, add_desk_bot
from bot.sample_registry import SamplePerson
from bot.tour.grants import SHARE
from sandbox.app import Sandbox, running
from sandbox.papers import gallery
from sandbox.telegram.citizen import GroupMember, Silence, TelegramPhone
from sandbox.telegram.world import Message, Topic
from services.calendar import SystemClock
from tests import invariants
from tests.crashes.processes import LONG, Crew, Doorman, crew
from tests.crashes.test_processes import AGAIN, SECRET
from tests.rehearsal import fetch, hasty_sandbox, sample

KILLS = ("serve", "work", "serve", "work")
MOMENTS = 36  # messages that its people are shown before the last of them has what they came for
OBJECTING, ASKING = ("days-719", "days-690", "not-employed"), ("payable", "paid", "two-marriages")
SAID, ANSWERED = "پرسش شماره", "پاسخ شماره"
TRIED_SECONDS = 5.0  # after which a press or an answer that came to nothing is tried again, as people do


@dataclass
class Scene:
    """The processes and the world around them."""

    sandbox: Sandbox
    office: Office
    engine: AsyncEngine
    people: dict[str, SamplePerson]

    def phone(self, code: str) -> TelegramPhone:
        account = self.sandbox.stage.account(self.people[code].mobile)
        assert account
        return account

    def heard(self) -> int:
        """How far the story is: how many messages its people have been shown."""
        phones = [self.phone(code) for code in (*OBJECTING, *ASKING)]
        return sum(m.sender is not phone.user for phone in phones for m in phone.chat.shown())

    async def holds(self, query: str, **facts: Any) -> bool:
        return bool(await fetch(self.engine, query, **facts))

    async def until(self, query: str, seconds: float = LONG, **facts: Any) -> bool:
        """Whether the query finds something within that time."""
        last = time.monotonic() + seconds
        while not (found := await self.holds(query, **facts)) and time.monotonic() < last:  # noqa: ASYNC110  it rings no bell
            await asyncio.sleep(0.1)
        return found

    async def topic(self, chat_id: int, table: str, number: object) -> Topic:
        query = f"SELECT topic_id FROM hamyar.{table} WHERE number = :number AND header_message_id <> 0"
        assert await self.until(query, number=number)
        ((topic_id,),) = await fetch(self.engine, query, number=number)
        return self.office.groups[chat_id].chat.topics[topic_id]


async def hears(phone: TelegramPhone, words: str) -> Message:
    return await phone.sees(lambda message: words in message.text, LONG)


async def presses(member: GroupMember, topic: Topic, label: str, seconds: float = LONG) -> None:
    under = await member.sees(
        lambda message: message.topic is topic and any(label == b["text"] for row in message.buttons for b in row),
        seconds,
    )
    member.presses(label, under)


async def objects(scene: Scene, code: str) -> None:
    """From the refusal to the number."""
    phone = scene.phone(code)
    phone.says("ازدواج")
    await hears(phone, "شمارهٔ همراه")
    phone.taps(SHARE)
    await hears(phone, "کد ملی خود")
    phone.says(scene.people[code].national_id)
    phone.presses("ثبت اعتراض", await hears(phone, "تعلق نگرفت"))
    await hears(phone, "به زبان خودتان")
    phone.says("یک روز از سابقهٔ من جا افتاده است.")
    await hears(phone, "تصویر عقدنامه را")
    phone.sends_photo(gallery.as_photo("contract.jpg"))
    await hears(phone, "صفحهٔ ازدواج شناسنامه را")
    phone.sends_document(gallery.as_file("booklet.jpg"), "booklet.jpg", "image/jpeg")
    phone.presses("کافی است", await hears(phone, "۲ تصویر رسیده"))
    phone.presses("ثبت می‌کنم", await hears(phone, "اعتراض ثبت شود؟"))
    await hears(phone, "اعتراض شما ثبت شد")


async def is_decided(scene: Scene, code: str) -> None:
    """A reviewer upholds it; an answer that came to nothing is given again, and one that did is refused."""
    national_id = scene.people[code].national_id
    filed = "SELECT number FROM hamyar.objections WHERE national_id = :national_id"
    ((number,),) = await fetch(scene.engine, filed, national_id=national_id)
    mina, topic = scene.office.member(MINA), await scene.topic(REVIEWS, "objection_topics", number)
    upheld = f"{filed} AND state = 'upheld'"
    while not await scene.until(upheld, 0, national_id=national_id):
        with suppress(Silence):
            await presses(mina, topic, "تأیید", TRIED_SECONDS)
            question = await mina.sees(lambda m: m.topic is topic and "مبنای تأیید" in m.text, TRIED_SECONDS)
            for _ in range(2):
                mina.says("دفترچهٔ کارگاه همان روز را نشان می‌دهد.", topic, reply_to=question)
        await scene.until(upheld, TRIED_SECONDS, national_id=national_id)
    await hears(scene.phone(code), "اعتراض شما پذیرفته شد")


async def asks(scene: Scene, code: str) -> None:
    """A ticket, which two colleagues try to take; three questions and answers, and its end."""
    phone, address = scene.phone(code), str(scene.phone(code).user.id)
    phone.says("کارشناس")
    await hears(phone, "صف هستید")
    opened = "SELECT number, taken_by FROM hamyar.tickets WHERE address = :address"
    ((number, _),) = await fetch(scene.engine, opened, address=address)
    topic = await scene.topic(TICKETS, "ticket_topics", number)
    for who in (SARA, OMID):
        await presses(scene.office.member(who), topic, "برداشتن")
    await hears(phone, "به این گفت‌وگو آمد")
    ((_, taken_by),) = await fetch(scene.engine, opened, address=address)
    clerk = scene.office.member(SARA if taken_by == SARA.telegram_id else OMID)
    for place in "۱۲۳":
        phone.says(f"{SAID} {place}")
        await scene.until(
            "SELECT 1 FROM hamyar.inbox WHERE address = :address AND state = 'waiting'", 0.05, address=address
        )
        clerk.says(f"{ANSWERED} {place}", topic)
        await hears(phone, f"{ANSWERED} {place}")
    await presses(clerk, topic, "بستن")
    await hears(phone, "چقدر به کارتان آمد؟")


async def kill(scene: Scene, processes: Crew) -> None:
    """One after another, at any moments of the story: each when so many messages of it have been seen."""
    moments = sorted(random.sample(range(MOMENTS), len(KILLS)))
    for place, (moment, what) in enumerate(zip(moments, KILLS, strict=True)):
        async with asyncio.timeout(LONG):
            while scene.heard() < moment:  # noqa: ASYNC110  it rings no bell
                await asyncio.sleep(0.02)
        await asyncio.sleep(random.uniform(0, 0.2))
        await processes.kill(what, place % 2)


@asynccontextmanager
async def staffed(engine: AsyncEngine, ports: list[int], folder: Path) -> AsyncIterator[tuple[Scene, Crew]]:
    """Two of each process, with a desk, and people of the sample registry."""
    url = engine.url.render_as_string(hide_password=False)
    people = sample(url, folder)
    sandbox = hasty_sandbox(list(people.values()))
    office = add_office(sandbox)
    await enrol(url, SystemClock())
    async with running(sandbox) as page, await asyncio.start_server(Doorman(ports), "127.0.0.1", 0) as door:
        public = f"http://127.0.0.1:{door.sockets[0].getsockname()[1]}"
        own = f"{public}/sms/{SECRET}"
        sandbox.kavenegar.add_line(LINE, inbound_url=f"{own}/inbound", delivery_url=f"{own}/delivery")
        kinds = "+".join(sorted(kind.value for kind in GROUPS[0].kinds))
        settings = {
            "HAMYAR_DATABASE_URL": url,
            "HAMYAR_DATA_DIR": str(folder),
            "HAMYAR_SECRET_KEY": "k" * 40,
            "HAMYAR_PUBLIC_URL": public,
            "HAMYAR_TELEGRAM_TOKEN": TOKEN,
            "HAMYAR_TELEGRAM_API": page,
            "HAMYAR_TELEGRAM_SECRET": SECRET,
            "HAMYAR_DESK_TOKEN": DESK_TOKEN,
            "HAMYAR_DESK_API": page,
            "HAMYAR_DESK_SECRET": SECRET,
            "HAMYAR_DESK_CHATS": f"{TICKETS}:{kinds},{REVIEWS}:reviews",
            "HAMYAR_KAVENEGAR_KEY": KEY,
            "HAMYAR_KAVENEGAR_API": page,
            "HAMYAR_SMS_LINE": LINE,
            "HAMYAR_SMS_SECRET": SECRET,
            "HAMYAR_QUIET_HOURS": "off",
            "HAMYAR_RATE_LIMITS": "off",
        }
        async with crew(settings, ports, folder) as processes:
            async with asyncio.timeout(LONG):
                while any(bot.delivery.webhook is None for bot in (add_bot(sandbox), add_desk_bot(sandbox))):
                    await asyncio.sleep(0.1)
                    processes.look()
            yield Scene(sandbox, office, engine, people), processes


async def test_killed_amid_objections_and_tickets_nothing_is_lost_or_done_twice(
    engine: AsyncEngine, ports: list[int], tmp_path: Path
) -> None:
    async def objection(code: str) -> None:
        await objects(scene, code)
        await is_decided(scene, code)

    async with staffed(engine, ports, tmp_path) as (scene, processes):
        story = asyncio.gather(*map(objection, OBJECTING), *(asks(scene, code) for code in ASKING))
        await asyncio.gather(story, kill(scene, processes))
        assert await scene.until(
            "SELECT 1 WHERE NOT EXISTS (SELECT FROM hamyar.outbox WHERE state IN ('queued', 'sending', 'ambiguous'))"
            " AND NOT EXISTS (SELECT FROM hamyar.ticket_lines WHERE NOT posted)"
        )
    url = engine.url.render_as_string(hide_password=False)
    assert invariants.offences(url, invariants.STANDING, invariants.OBJECTIONS, invariants.TICKETS) == {}
    acts = (
        "SELECT act, count(*), count(DISTINCT subject) FROM hamyar.audit WHERE act = ANY(:acts) GROUP BY 1 ORDER BY 1"
    )
    done = await fetch(engine, acts, acts=["take", "close", "uphold"])
    assert done == [("close", 3, 3), ("take", 3, 3), ("uphold", 3, 3)]
    for code in ASKING:
        said_once(scene, scene.phone(code))
    for code in OBJECTING:
        told = [m.text for m in scene.phone(code).chat.shown() if "پذیرفته شد" in m.text and not m.text.endswith(AGAIN)]
        assert len(told) == 1
        got = scene.sandbox.kavenegar.handset(scene.people[code].mobile).inbox
        assert [sum(words in sms.text for sms in got) for words in ("ثبت شد", "پذیرفته شد")] == [1, 1]


def said_once(scene: Scene, phone: TelegramPhone) -> None:
    """Answers came in order, each once or marked, and all that was asked stands in a topic."""
    answers = [message.text for message in phone.chat.shown() if ANSWERED in message.text]
    assert [text[-1] for text in answers if not text.endswith(AGAIN)] == list("۱۲۳")
    asked = "\n".join(message.text for message in scene.office.groups[TICKETS].chat.shown() if message.sender.is_bot)
    assert all(asked.count(f"{SAID} {place}") >= len(ASKING) for place in "۱۲۳")
