"""People say, press, send and break whatever comes to them, colleagues take, answer and decide as it comes to them, and
the program is restarted and edited meanwhile.

It always answers, and what holds of the database holds afterwards. `HAMYAR_SOAK=500` plays that many, each
time others.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from bot.sample_registry import SamplePerson, loaded
from bot.settings import Settings
from dialogs.messages import Words
from dialogs.state import Conversation
from handlers.begun import BEGUN_KEY
from handlers.wording import Wording
from sandbox.faults import Fault, Kind
from services.calendar import TEHRAN
from services.store.engine import connect
from tests import invariants
from tests.databases import Databases
from tests.journeys.editions import EDITIONS
from tests.journeys.neighbourhood import (
    MEANS_IT,
    REASON,
    START,
    TAKES,
    WRITES,
    BySms,
    Neighbourhood,
    OnTelegram,
    all_numbers,
    quick_settings,
)
from tests.logs import production
from tests.sandbox.conftest import png
from tests.soaking import soaked

SHORTEST, LONGEST = 25, 45  # steps of one

TEXTS = (
    *("کارشناس", "اعتراض", "اعتراض"),
    *("سلام", "ازدواج", "ازدواج", "پول ازدواج منو ندادن", "وام ازدواج", "فهرست", "برگشت", "برگشت", "انصراف", "راهنما"),
    *("کارشناس", "بیشتر", "ادامه", "فراموشم کن", "لغو", "لغو۱۱", "شروع", "بله", "نه", "کد تازه بفرست", "همین کافی است"),
    *("پول ازدباج رو نریختن، کد ملیم 0012345679", "۵۲سالمه بیمه اختیاری میشه؟", "mafasa bime peymankar", "وام میخوام"),
    *("تسویه", "گواهی کسر", "یه کاری دارم", "صبر کن، یه سؤال دیگه", "یه سؤال دیگه: مهلت حق بیمه اختیاری کیه", "ممنون"),
    *("خجالت بکشید", "خونه آتیش گرفته", "میخوام با یه آدم حرف بزنم", "کسری آذر ماه", "با ۲۰ میلیون تومان بیمه اختیاری"),
    *("1", "۲", "٣", "۹۹", "0", "123456", "۱۲۳ ۴۵۶"),
    *("/start", "/start grant_status", "/start grant_status-1", "/start nothing-7", "/menu", "/help", "/forget", "/x"),
    *(
        "<b>سلام</b> & <a href='tg://x'>",
        "😀👨‍👩‍👧‍👦",
        "' OR 1=1 --",
        "{ $x } %s \\",
        "a\0b",
        "\u202e\u200f.",
        "salam",
        "?",
    ),
    *("۰۹۱۲۳۴۵۶۷۸۹", "ی" * 70, "ب" * 67, "الف " * 1024, "ی" * 4096),
)
FORGED = (
    "q:abcd:0",
    "q::0",
    "q:abcd:9999",
    "c:menu",
    "c:forget",
    "c:nothing",
    "d:grant_status:1",
    "d:resume:",
    "\n",
    "ی",
)
FAULTS = (
    Fault("telegram", Kind.DUPLICATE, "update", times=3),
    Fault("telegram", Kind.WRONG_ORDER, "update", times=1),
    Fault("telegram", Kind.DELAY, "update", times=2, pause=0.1),
    Fault("telegram", Kind.RESET_BEFORE, "sendMessage", times=2),
    Fault("telegram", Kind.RESET_AFTER, "sendMessage", times=1),
    Fault("telegram", Kind.TOO_MANY, "sendMessage", times=1),
    Fault("telegram", Kind.SERVER_ERROR, "send*", times=3),
    Fault("telegram", Kind.OUTAGE, "send*"),
    Fault("telegram", Kind.OUTAGE, "*", lasting=1),
    Fault("telegram", Kind.RESET_BEFORE, "setWebhook", times=2),
    Fault("telegram", Kind.SERVER_ERROR, "answerCallbackQuery", times=2),
    Fault("kavenegar", Kind.DUPLICATE, "inbound", times=3),
    Fault("kavenegar", Kind.WRONG_ORDER, "inbound", times=1),
    Fault("kavenegar", Kind.LOST, "inbound", times=1),
    Fault("kavenegar", Kind.WRONG_ORDER, "delivery", times=1),
    Fault("kavenegar", Kind.LOST, "delivery", times=2),
    Fault("kavenegar", Kind.DUPLICATE, "delivery", times=2),
    Fault("kavenegar", Kind.RESET_BEFORE, "sms/*", times=2),
    Fault("kavenegar", Kind.RESET_AFTER, "sms/sendarray", times=1),
    Fault("kavenegar", Kind.RESET_AFTER, "verify/lookup", times=1),
    Fault("kavenegar", Kind.SERVER_ERROR, "*", times=2),
    Fault("kavenegar", Kind.TOO_MANY, "*", times=1),
    Fault("kavenegar", Kind.REFUSED, "sms/sendarray", times=1, code=418),
    Fault("kavenegar", Kind.OUTAGE, "*"),
)
ACTS = (
    *("goes on",) * 14,
    *("says",) * 7,
    *("presses",) * 3,
    *("presses an old one", "forges", "types an id", "types a code", "shares", "shows", "edits", "is repeated"),
    *("blocks or unblocks", "bursts"),
    *("is attended to",) * 9,
)
HAPPENINGS = (*("fault",) * 4, *("lull",) * 2, "time", "a long time", "restart", "edition")


@dataclass(frozen=True)
class Act:
    """Somebody does something; `patient` people wait for an answer."""

    who: int
    what: str
    choice: int
    patient: bool


@dataclass(frozen=True)
class Happening:
    """Something happens to everybody."""

    what: str
    choice: int


def invented(chance: Random) -> list[Act | Happening]:
    """A script."""
    return [_step(chance) for _ in range(chance.randint(SHORTEST, LONGEST))]


def _step(chance: Random) -> Act | Happening:
    choice = chance.randrange(60)
    if chance.random() < 0.17:
        return Happening(chance.choice(HAPPENINGS), choice)
    return Act(chance.randrange(3), chance.choice(ACTS), choice, patient=chance.random() < 0.8)


class Drama:
    """One script, played."""

    def __init__(self, world: Neighbourhood, cast: Sequence[int]) -> None:
        self.world = world
        self.cast = cast

    async def play(self, script: Sequence[Act | Happening]) -> None:
        for step in script:
            if isinstance(step, Act):
                await self._act(step)
            else:
                await self._happen(step)
        await self.world.quiet()
        await self.world.start()
        await self.world.everything_is_fetched()
        await self.world.quiet()

    async def _act(self, act: Act) -> None:
        who = self.world.residents[self.cast[act.who % len(self.cast)]]
        if act.what == "is attended to":
            self.world.desk.acts(act.choice)
        elif isinstance(who, OnTelegram):
            self._on_telegram(who, act)
        else:
            self._by_sms(who, act)
        if act.patient:
            broken = bool(self.world.sandbox.faults.active())
            if not await self.world.calm(0.3 if broken else 1) and not broken:
                await self.world.passes(timedelta(minutes=1))  # what is put off is due by and by

    def _on_telegram(self, who: OnTelegram, act: Act) -> None:
        if act.what == "blocks or unblocks" or who.phone.has_blocked:
            if act.what == "blocks or unblocks" or act.choice % 3 == 0:
                who.blocks_or_unblocks()
            return
        match act.what:
            case "presses an old one":
                who.presses_an_old_one(act.choice)
            case "forges":
                who.forges(FORGED[act.choice % len(FORGED)])
            case "shares":
                others = [one.phone for one in self.world.residents if isinstance(one, OnTelegram)]
                who.shares(others[act.choice % len(others)])
            case "shows":
                who.shows([png(40, 30)] * (act.choice % 3 + 1))
            case "edits":
                who.edits(act.choice, TEXTS[act.choice % 20])
            case _:
                self._by_either(who, act)

    def _by_sms(self, who: BySms, act: Act) -> None:
        if act.what in ("presses an old one", "forges", "shares", "shows", "edits", "blocks or unblocks"):
            who.goes_on(act.choice)
        else:
            self._by_either(who, act)

    def _by_either(self, who: OnTelegram | BySms, act: Act) -> None:
        match act.what:
            case "goes on":
                who.goes_on(act.choice)
            case "says":
                who.says(TEXTS[act.choice % len(TEXTS)])
            case "presses":
                who.presses(act.choice)
            case "bursts":
                for place in range(act.choice % 12 + 2):
                    who.says(TEXTS[(act.choice + place) % 20])
            case "types an id":
                others = [one.national_id for one in self.world.residents]
                who.says([*others, "0012345678", "۰۰۱۲۳۴۵۶۷۹", "12345679", "1111111111"][act.choice % 11])
            case "types a code":
                who.says([*self.world.codes[-2:], "000000"][act.choice % (len(self.world.codes[-2:]) + 1)])
            case "is repeated":
                who.is_delivered_again(act.choice)

    async def _happen(self, happening: Happening) -> None:
        world, choice = self.world, happening.choice
        match happening.what:
            case "fault":
                world.sandbox.faults.switch_on(FAULTS[choice % len(FAULTS)])
            case "lull":
                await world.quiet()
            case "time":
                await world.passes(timedelta(minutes=(1, 3, 70)[choice % 3]))
            case "a long time":
                await world.quiet()
                await world.passes(timedelta(hours=(20, 71, 74)[choice % 3]))
            case "restart":
                await world.start()
            case "edition":
                await world.start(EDITIONS[sorted(EDITIONS)[choice % len(EDITIONS)]]())


class House:
    """What the runs share: a watched database with the sample registry."""

    def __init__(self, url: str, settings: Settings, people: dict[str, SamplePerson]) -> None:
        self.url = url
        self.settings = settings
        self.people = people


@pytest.fixture(scope="module")
def house(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with databases.lent() as url:
        folder: Path = tmp_path_factory.mktemp("sample")
        people = {person.code: person for person in loaded(url, folder, START.astimezone(TEHRAN).date())}
        invariants.watch(url)
        yield House(url, quick_settings(), people)


@pytest.fixture(scope="module")
def log() -> Iterator[StringIO]:
    """All that is logged, as in production."""
    with production() as stream:
        yield stream


async def played(house: House, cast: Sequence[int], script: Sequence[Act | Happening]) -> Neighbourhood:
    world = Neighbourhood(house.url, house.settings, house.people)
    async with world.inhabited():
        await Drama(world, cast).play(script)
    return world


def check(house: House, world: Neighbourhood, log: str) -> None:
    standing = (invariants.STANDING, invariants.OBJECTIONS, invariants.TICKETS)
    assert invariants.offences(house.url, *standing, invariants.QUIET, invariants.WATCHED) == {}
    assert invariants.unanswered(house.url) == []
    everything_came(house, world)
    links_are_true(house, world)
    codes_are_forgotten(house, world)
    conversations_load(house)
    nothing_failed_without_a_reason(house, world)
    for one in world.residents:
        if isinstance(one, OnTelegram):
            saw_what_was_sent_on_telegram(house, one)
        else:
            got_what_was_sent_by_sms(house, world, one)
    logs_are_clean(house, world, log)


def rows(house: House, query: str, *facts: object) -> list[tuple[object, ...]]:
    with connect(house.url) as connection:
        return connection.execute(query, facts).fetchall()  # type: ignore[arg-type]


def everything_came(house: House, world: Neighbourhood) -> None:
    """Each thing a person did is one row of the inbox, and nothing else is."""
    did = {(*one.place, key) for one in world.residents for key in one.keys}
    came = rows(house, "SELECT channel, address, key FROM hamyar.inbox WHERE NOT starts_with(key, 'desk ')")
    assert set(came) == did


def links_are_true(house: House, world: Neighbourhood) -> None:
    """A contact links only to somebody whose mobile is that very account's."""
    linked = rows(
        house,
        "SELECT l.address, p.mobile FROM hamyar.links l JOIN registry.people p USING (national_id)"
        " WHERE l.proof = 'contact'",
    )
    assert all(f"0{address}" == mobile for address, mobile in linked), linked


def codes_are_forgotten(house: House, world: Neighbourhood) -> None:
    kept = rows(house, "SELECT body::text FROM hamyar.outbox WHERE body IS NOT NULL")
    kept += rows(house, "SELECT state::text FROM hamyar.conversations")
    assert not [code for code in world.codes if any(re.search(rf"(?<!\d){code}(?!\d)", str(one)) for (one,) in kept)]


def conversations_load(house: House) -> None:
    for (state,) in rows(house, "SELECT state FROM hamyar.conversations"):
        assert isinstance(state, dict)
        kept = {name: state[name] for name in state if name not in ("pages", "floor", BEGUN_KEY)}
        assert {**Conversation.load(state).dump()} == kept


def nothing_failed_without_a_reason(house: House, world: Neighbourhood) -> None:
    blockers = {one.place[1] for one in world.residents if one.has_blocked}
    for address, fault in rows(house, "SELECT address, fault FROM hamyar.outbox WHERE state = 'failed'"):
        assert fault in ("outcome never learnt", "too late") or (fault == "blocked" and address in blockers), fault


def saw_what_was_sent_on_telegram(house: House, one: OnTelegram) -> None:
    """In the order of the lane, each once; what came besides had been repeated, or given up as unknown."""
    sent = rows(
        house,
        "SELECT id, provider_id, body ->> 'text', repeated, state, fault, kind FROM hamyar.outbox"
        " WHERE channel = %s AND address = %s ORDER BY id",
        *one.place,
    )
    chat = {str(message.id): message.text for message in one.phone.chat.messages.values() if message.sender.is_bot}
    ids = [str(provider_id) for _, provider_id, *_ in sent if provider_id is not None]
    in_lane = [int(str(row[1])) for row in sent if row[1] is not None and row[6] != "notice"]
    assert in_lane == sorted(in_lane)
    again = Wording()(Words("telegram-repeated"))
    for _, provider_id, text, repeated, state, *_ in sent:
        if state in ("sent", "delivered"):
            shown = plain(f"{text}\n\n{again}" if repeated else str(text))
            assert chat[str(provider_id)] == shown
    uncertain = {plain(str(text)) for _, _, text, repeated, _, fault, _ in sent if repeated or fault}
    uncertain |= {f"{text}\n\n{again}" for text in uncertain}
    besides = [text for number, text in chat.items() if number not in ids]
    assert all(text in uncertain for text in besides), besides


def plain(text: str) -> str:
    return text.translate(dict.fromkeys(range(57344, 57350))).strip()


def got_what_was_sent_by_sms(house: House, world: Neighbourhood, one: BySms) -> None:
    """Kavenegar knows each of our ids once, so nothing at all comes twice, codes apart."""
    sent = rows(
        house,
        "SELECT provider_id, body ->> 'text' FROM hamyar.outbox WHERE channel = %s AND address = %s"
        " AND kind <> 'code' AND state IN ('sent', 'delivered') ORDER BY provider_id::bigint",
        *one.place,
    )
    got = [sms for sms in world.sandbox.kavenegar.world.outbox.values() if sms.to == one.place[1] and sms.local_id]
    assert [(str(sms.id), sms.text) for sms in got] == sent
    assert {sms.id for sms in got} <= {sms.id for sms in one.handset.inbox}


def logs_are_clean(house: House, world: Neighbourhood, log: str) -> None:
    assert '"event"' in log
    for line in log.splitlines():
        assert isinstance(json.loads(line), dict), line
    hidden = [*all_numbers(house.people), *filter(None, world.secrets), *(f'"{code}"' for code in world.codes), REASON]
    assert not [secret for secret in hidden if secret in log]


@soaked(12)  # conversations of the whole neighbourhood; each takes some seconds
@given(chance=st.randoms(use_true_random=True))
def test_it_always_answers_and_the_database_holds(house: House, log: StringIO, chance: Random) -> None:
    cast, script = chance.sample(range(7), 3), invented(chance)
    note(f"{cast} {script}")
    holds_after(house, log, cast, script)


def holds_after(house: House, log: StringIO, cast: Sequence[int], script: Sequence[Act | Happening]) -> None:
    invariants.forget(house.url)
    log.seek(0)
    log.truncate()
    world = asyncio.run(played(house, cast, script))
    check(house, world, log.getvalue())


def test_sms_is_answered_by_a_program_that_starts_while_telegram_is_away(house: House, log: StringIO) -> None:
    """And Telegram is told where we are as soon as it is back."""
    away = Happening("fault", FAULTS.index(Fault("telegram", Kind.OUTAGE, "*", lasting=1)))
    deaf = Happening("fault", FAULTS.index(Fault("telegram", Kind.RESET_BEFORE, "setWebhook", times=2)))
    talks = [Act(0, "goes on", 1, patient=True), Act(1, "says", 0, patient=True)]
    holds_after(house, log, (0, 4), [*talks, away, deaf, Happening("restart", 0), *talks])
    assert "telegram has not heard where we are" in log.getvalue()


def test_an_objection_is_filed_and_a_ticket_answered_amid_faults_and_restarts(house: House, log: StringIO) -> None:
    """By people who mean it, so that every run comes to both."""
    lull = Happening("lull", 0)  # whoever means it reads the answer first, however long that takes
    goes_on = [Act(0, "goes on", MEANS_IT, patient=False), lull] * 3
    objects = [Act(0, "says", TEXTS.index("اعتراض"), patient=False), lull, *goes_on, *goes_on[:2]]
    asks = [Act(1, "says", TEXTS.index("کارشناس"), patient=False), lull, Act(1, "is attended to", TAKES, patient=False)]
    writes = [Act(1, "says", TEXTS.index("salam"), patient=True), Act(1, "is attended to", WRITES, patient=True)]
    broken = [lull, Happening("fault", FAULTS.index(Fault("telegram", Kind.RESET_BEFORE, "sendMessage", times=2)))]
    again = [lull, Happening("restart", 0)]
    holds_after(house, log, (1, 3), [*objects, *asks, *goes_on, *broken, *writes, *again, *goes_on, *writes, *goes_on])
    assert rows(house, "SELECT count(*) FROM hamyar.objections") == [(1,)]
    assert rows(house, "SELECT count(*) > 1 FROM hamyar.ticket_lines WHERE author = 'staff'") == [(True,)]
