"""Reviewers at the staff's group, and citizens who object, over real HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from bot.rehearsal import add_desk_bot
from sandbox.kavenegar.core import Handset
from sandbox.telegram.citizen import GroupMember, TelegramPhone
from sandbox.telegram.staff import Colleague
from sandbox.telegram.world import Message, Topic
from services.conversations import Place
from services.desk import Enrolment, Role
from services.documents import Documents, Taken, take
from services.grants import Grants
from services.national_id import check_digit
from services.objections import Image, Subject, SubjectKind
from tests.handlers.desk.office import BAHRAM, CHAT, MINA, SARA, Office
from tests.rehearsal import fetch, number, until
from tests.services.documents.hostile import small
from tests.services.grants.cases import REGISTERED
from tests.services.grants.registry import Registry
from tests.services.messages.people import Town
from tests.services.objections.filing import objections_of

KAVEH, BRIDE, GROOM = 505, 506, 507
REASON = "لیست بیمهٔ <مهر> & آبان من نیامده است"
LITTLE, MUCH = 240_000_000, 24 * 1_000_000_001  # wages of the two years, for one reviewer or two
_people = count(1)


@dataclass(frozen=True)
class Case:
    """An objection, and whose it is."""

    number: str
    national_id: str
    phone: TelegramPhone
    handset: Handset


class Bench:
    """Where objections are decided."""

    def __init__(self, at: Office) -> None:
        self.at = at
        self.engine = at.engine
        self.clock = at.running.parts.clock
        self.bot = add_desk_bot(at.running.sandbox)
        everybody = [Colleague(KAVEH, "کاوه"), Colleague(BRIDE, "عروس"), Colleague(GROOM, "داماد")]
        joined = at.running.sandbox.add_staff_group(CHAT, "میز", everybody)
        self.members = {**at.groups[CHAT].members, **joined.members}

    @property
    def mina(self) -> GroupMember:
        return self.members[MINA]

    @property
    def kaveh(self) -> GroupMember:
        return self.members[KAVEH]

    @property
    def sara(self) -> GroupMember:
        return self.members[SARA]

    @property
    def bahram(self) -> GroupMember:
        return self.members[BAHRAM]

    async def enrol(self, who: int, national_id: str, role: Role = Role.REVIEWER) -> None:
        async with self.engine.begin() as connection:
            name = self.members[who].user.first_name
            await Enrolment(connection).add(who, role, national_id, name, self.clock.now())

    async def filed(
        self,
        wages: int = LITTLE,
        *,
        papers: Sequence[str] = ("marriage-contract", "identity-page"),
        unlisted: bool = False,
        spouse: str | None = None,
    ) -> Case:
        """Somebody objects to a refusal, on Telegram; they have a mobile, too."""
        who, mobile = a_national_id(), number()
        phone = self.at.citizen()
        running = self.at.running
        spouse = spouse or a_national_id()
        rows = Registry()
        rows.person(who, mobile=mobile)
        if not unlisted:
            rows.marriage(f"M{who}", REGISTERED, spouse, who)
            rows.wage(who, 140303, 30, wages)
        async with self.engine.begin() as connection:
            await rows.load(connection)
        await self.link(phone, who)
        images = [await self._picture(who, paper) for paper in papers]
        async with self.engine.begin() as connection:
            filed = await objections_of(connection, self.clock, "telegram").file(
                who,
                Subject(SubjectKind.UNLISTED, REGISTERED, spouse_id=spouse)
                if unlisted
                else await self._subject(Grants(connection, self.clock), who),
                REASON,
                images,
                channel="telegram",
                address=str(phone.user.id),
            )
        return Case(filed, who, phone, running.sandbox.kavenegar.handset(mobile))

    async def adds(self, case: Case, paper: str) -> None:
        """The citizen sends another picture."""
        picture = await self._picture(case.national_id, paper)
        async with self.engine.begin() as connection:
            objections = objections_of(connection, self.clock, "telegram")
            await objections.add_images(case.national_id, case.number, [picture])

    async def withdraws(self, case: Case) -> None:
        async with self.engine.begin() as connection:
            await objections_of(connection, self.clock, "telegram").withdraw(case.national_id, case.number)

    async def topic(self, case: Case, *, but: Topic | None = None) -> Topic:
        """The objection's topic, once its head stands."""
        query = "SELECT topic_id FROM hamyar.objection_topics WHERE number = :number AND header_message_id <> 0"

        async def there() -> Topic | None:
            rows = await fetch(self.engine, query, number=case.number)
            topic = self.at.topics().get(rows[0][0]) if rows else None
            return topic if topic is not but else None

        await until(there)
        topic = await there()
        assert topic
        return topic

    async def shown(self, case: Case) -> Topic:
        """The same, once nothing of it is left to be shown."""
        await self.topic(case)
        query = """
            SELECT topic_id FROM hamyar.objection_topics t WHERE number = :number AND least(headed, shown) = (
                SELECT max(id) FROM hamyar.objection_events WHERE number = t.number)
        """

        async def done() -> bool:
            return bool(await fetch(self.engine, query, number=case.number))

        await until(done)
        return await self.topic(case)

    async def press(self, by: GroupMember, label: str, on: Message) -> str:
        """What a press is answered."""
        return await self.at.answered(by.presses(label, on))

    async def asked(self, by: GroupMember, label: str, topic: Topic, words: str) -> Message:
        """A press of the head's button, and the question that comes of it."""
        by.presses(label, self.at.head(topic))
        return await self.at.stands(topic, words)

    async def upholds(self, by: GroupMember, topic: Topic, ground: str = "لیست مهر رسید", label: str = "تأیید") -> None:
        question = await self.asked(by, label, topic, "مبنای تأیید")
        by.says(ground, topic, question)

    async def refuses(self, by: GroupMember, topic: Topic, reason: str, line: str) -> None:
        reasons = await self.asked(by, "رد", topic, "به چه دلیل")
        by.presses(reason, reasons)
        question = await self.at.stands(topic, "یک خط برای شهروند")
        by.says(line, topic, question)

    async def state(self, case: Case) -> str:
        return str(await self.at.one("SELECT state FROM hamyar.objections WHERE number = :number", number=case.number))

    async def becomes(self, case: Case, state: str) -> None:
        async def so() -> bool:
            return await self.state(case) == state

        await until(so)

    async def audited(self, case: Case) -> list[str]:
        """What was done about it, in order."""
        rows = await fetch(
            self.engine,
            "SELECT act FROM hamyar.audit WHERE subject = :about ORDER BY seq",
            about=f"objection {case.number}",
        )
        return [row[0] for row in rows]

    async def said_of(self, case: Case) -> list[Message]:
        """All that stands in its topic."""
        return self.at.shown(await self.shown(case))

    def private(self, who: int) -> TelegramPhone:
        """Somebody's own chat with the staff's bot."""
        telegram = self.at.running.sandbox.telegram
        return TelegramPhone(telegram, telegram.world.users[who], self.bot)

    async def link(self, phone: TelegramPhone, national_id: str) -> None:
        await Town(self.engine).linked(str(phone.user.id), self.clock.now(), national_id)

    async def _subject(self, grants: Grants, who: str) -> Subject:
        told = await grants.standing(who, f"M{who}")
        assert told.decision
        decision = told.decision
        return Subject(
            SubjectKind.DECISION,
            REGISTERED,
            f"M{who}",
            outcome=decision.outcome,
            amount=decision.amount,
            failed=decision.failed,
            version=told.version,
        )

    async def _picture(self, who: str, paper: str) -> Image:
        parts, place = self.at.running.parts, Place("telegram", who)
        taken = await take(parts.examiner, parts.vault, self.engine, self.clock, small("JPEG"), place, paper=paper)
        assert isinstance(taken, Taken)
        async with self.engine.begin() as connection:
            await Documents(connection, self.clock).file([taken.id], who)
        return Image(taken.id, paper)


def url_of(message: Message, label: str) -> str:
    """Where a button leads."""
    return next(str(one["url"]) for row in message.buttons for one in row if one["text"] == label)


def labels(message: Message) -> list[str]:
    return [str(one["text"]) for row in message.buttons for one in row]


def a_national_id() -> str:
    head = f"27{next(_people):07}"
    return f"{head}{check_digit(head)}"
