"""Who is this? Proved by a mobile or a code, and nothing tells a stranger whom the registry knows."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.budget import UNLIMITED
from handlers.courier import Courier
from handlers.sending import Sent
from services.messages import Row
from services.people import FIRST_LOCK, LONGEST_LOCK, MOST_ASKED_AN_HOUR, Asked, Attempt, People
from tests.clock import FrozenClock
from tests.services.people.phone import CODE, WRONG, Phone, codes_sent, column, register, somebody, statements

SHE, HE, NO_NUMBER, TIRED, STRANGER = map(somebody, range(1, 6))
HERS, HIS, TIREDS = "09121111111", "09122222222", "09123333333"


@pytest.fixture
async def registered(engine: AsyncEngine) -> AsyncEngine:
    await register(engine, n1=HERS, n2=HIS, n3=None, n4=TIREDS)
    return engine


@pytest.fixture
def phone(registered: AsyncEngine, clock: FrozenClock) -> Phone:
    return Phone(registered, clock)


@pytest.fixture
def other(registered: AsyncEngine, clock: FrozenClock) -> Callable[[str], Phone]:
    return lambda address: Phone(registered, clock, address)


# ---- by the mobile that the channel vouches for ---------------------------------------------------------------------


async def test_a_mobile_that_the_registry_holds_for_that_national_id_links(phone: Phone) -> None:
    await phone.says("ازدواج")
    await phone.shares("+98 912 111 1111")
    await phone.says(SHE)
    assert await phone.linked() == SHE
    assert await codes_sent(phone.engine) == []


async def test_another_mobile_brings_a_code_to_the_registered_one(phone: Phone) -> None:
    await phone.says("ازدواج")
    await phone.shares(HIS)
    await phone.says(SHE)
    assert await phone.linked() is None
    assert await codes_sent(phone.engine) == [HERS]


async def test_a_code_typed_right_links(phone: Phone) -> None:
    await phone.asks_a_code_for(SHE)
    await phone.says(CODE)
    assert await phone.linked() == SHE
    assert await column(phone.engine, "SELECT proof FROM hamyar.links") == ["code"]


# ---- nobody is told whom the registry knows -------------------------------------------------------------------------

Steps = list[Callable[[Phone, str], Awaitable[str]]]
OVER_A_CODE: Steps = [
    lambda phone, _: phone.says("ازدواج"),
    lambda phone, _: phone.says("شماره‌ام را نمی‌فرستم"),
    lambda phone, who: phone.says(who),
    lambda phone, _: phone.says(WRONG),
    lambda phone, _: phone.says("کد تازه بفرست"),
    lambda phone, _: phone.says("راهنما"),
    *[lambda phone, _: phone.says(WRONG)] * 5,
]


async def test_every_case_reads_the_same_and_asks_the_database_the_same(
    registered: AsyncEngine, clock: FrozenClock, other: Callable[[str], Phone]
) -> None:
    for number in range(3):
        await other(f"tiring-{number}").asks_a_code_for(TIRED)
    clock.advance(minutes=1)
    cases = {"unknown": STRANGER, "without a mobile": NO_NUMBER, "over the limit": TIRED, "with a mobile": SHE}
    heard, asked = {}, {}
    for place, (case, who) in enumerate(cases.items()):
        phone = Phone(registered, clock, f"200{place}")
        before = clock.time
        for step in OVER_A_CODE:
            with statements(registered) as found:
                await step(phone, who)
            asked.setdefault(case, []).append(found)
            clock.advance(seconds=10)
        heard[case] = phone.heard
        clock.time = before
    assert len(asked["unknown"][2]) > 8
    assert heard["unknown"] == heard["without a mobile"] == heard["over the limit"] == heard["with a mobile"]
    assert asked["unknown"] == asked["without a mobile"] == asked["over the limit"] == asked["with a mobile"]
    assert await codes_sent(registered) == [TIREDS] * 3 + [HERS] * 2


async def test_after_a_contact_too_every_case_asks_the_same(registered: AsyncEngine, clock: FrozenClock) -> None:
    found = []
    for place, who in enumerate((STRANGER, NO_NUMBER, SHE)):
        phone = Phone(registered, clock, f"300{place}")
        await phone.says("ازدواج")
        await phone.shares("09129999999")
        with statements(registered) as asked:
            await phone.says(who)
        found.append((asked, phone.heard))
    assert found[0] == found[1] == found[2]


async def test_an_undelivered_code_never_fits_though_it_be_guessed(phone: Phone) -> None:
    await phone.asks_a_code_for(NO_NUMBER)
    await phone.says(CODE)
    assert await phone.linked() is None
    assert "درست نیست" in phone.heard[-1]


async def test_a_code_held_back_by_the_limit_never_fits(phone: Phone, other: Callable[[str], Phone]) -> None:
    for number in range(3):
        await other(f"tiring-{number}").asks_a_code_for(SHE)
    await phone.asks_a_code_for(SHE)
    await phone.says(CODE)
    assert await phone.linked() is None


async def test_nothing_of_the_number_is_shown(phone: Phone) -> None:
    await phone.asks_a_code_for(SHE)
    said = "\n".join(phone.heard)
    assert not any(piece in said for piece in ("0912", "۰۹۱۲", "1111", "۱۱۱", "•"))
    assert "کارشناس" in phone.heard[-1]


# ---- codes ----------------------------------------------------------------------------------------------------------


async def test_a_code_is_kept_hashed_and_lies_in_the_outbox_alone(phone: Phone) -> None:
    await phone.asks_a_code_for(SHE)
    everywhere = [
        "SELECT c::text FROM hamyar.codes c",
        "SELECT c::text FROM hamyar.conversations c",
        "SELECT i::text FROM hamyar.inbox i",
        "SELECT o::text FROM hamyar.outbox o WHERE kind <> 'code'",
    ]
    for query in everywhere:
        assert not any(CODE in row for row in await column(phone.engine, query)), query
    (hashed,) = await column(phone.engine, "SELECT hash FROM hamyar.codes")
    assert len(hashed) == 32
    assert await column(phone.engine, "SELECT body FROM hamyar.outbox WHERE kind = 'code'") == [{"code": CODE}]


class Taker:
    """A provider of SMS who takes everything."""

    channel, at_once, line = "sms", 10, ""
    budget = calls = UNLIMITED

    def __init__(self) -> None:
        self.taken: list[Row] = []

    async def send(self, rows: Sequence[Row]) -> list[Sent]:
        self.taken += rows
        return [Sent() for _ in rows]

    async def ask(self, rows: Sequence[Row]) -> list[Sent]:
        raise AssertionError("nothing is unclear")


async def test_a_code_is_wiped_from_the_outbox_once_sent(phone: Phone, clock: FrozenClock) -> None:
    await phone.asks_a_code_for(SHE)
    provider = Taker()
    await Courier(phone.engine, provider, clock).drain()
    assert [(row.address, row.body) for row in provider.taken] == [(HERS, {"code": CODE})]
    assert await column(phone.engine, "SELECT body FROM hamyar.outbox WHERE kind = 'code'") == [None]


async def test_a_code_that_nobody_sent_in_time_is_wiped_unsent(phone: Phone, clock: FrozenClock) -> None:
    await phone.asks_a_code_for(SHE)
    clock.advance(minutes=2)
    provider = Taker()
    await Courier(phone.engine, provider, clock).drain()
    assert provider.taken == []
    assert await column(phone.engine, "SELECT body FROM hamyar.outbox WHERE kind = 'code'") == [None]


async def test_one_code_hashes_otherwise_for_another_conversation(phone: Phone, other: Callable[[str], Phone]) -> None:
    await phone.asks_a_code_for(SHE)
    await other("1002").asks_a_code_for(SHE)
    assert len(set(await column(phone.engine, "SELECT hash FROM hamyar.codes"))) == 2


async def test_a_typed_code_is_wiped_from_the_inbox_right_wrong_or_unread(phone: Phone) -> None:
    await phone.asks_a_code_for(SHE)
    await phone.says(f"کد من {CODE} است")
    await phone.says(WRONG)
    await phone.says(CODE)
    kept = await column(phone.engine, "SELECT message FROM hamyar.inbox ORDER BY seq")
    assert kept[-3:] == [None, None, None]
    assert None not in kept[:-3]
    state = str(await column(phone.engine, "SELECT state FROM hamyar.conversations"))
    assert CODE not in state
    assert WRONG not in state


@pytest.mark.parametrize(("seconds", "fits"), [(119, True), (120, False)])
async def test_a_code_lives_two_minutes(phone: Phone, clock: FrozenClock, seconds: int, fits: bool) -> None:
    await phone.asks_a_code_for(SHE)
    clock.advance(seconds=seconds)
    await phone.says(CODE)
    assert await phone.linked() == (SHE if fits else None)


async def test_a_new_code_ends_the_older_one(phone: Phone, clock: FrozenClock) -> None:
    await phone.asks_a_code_for(SHE)
    clock.advance(seconds=30)
    phone.code = "999888"
    await phone.says("کد تازه بفرست")
    await phone.says(CODE)
    assert await phone.linked() is None
    await phone.says("999888")
    assert await phone.linked() == SHE


async def test_a_code_fits_once(registered: AsyncEngine, clock: FrozenClock) -> None:
    async with registered.connect() as connection:
        people = People(connection, clock, b"k" * 32, "telegram", "1001", new_code=lambda: CODE)
        assert await people.send_code(SHE) is Asked.DONE
        assert (await people.try_code(SHE, CODE)).outcome is Attempt.RIGHT
        assert (await people.try_code(SHE, CODE)).outcome is Attempt.EXPIRED


async def test_a_code_is_for_the_national_id_it_was_asked_for(registered: AsyncEngine, clock: FrozenClock) -> None:
    async with registered.connect() as connection:
        people = People(connection, clock, b"k" * 32, "telegram", "1001", new_code=lambda: CODE)
        await people.send_code(SHE)
        assert (await people.try_code(HE, CODE)).outcome is Attempt.EXPIRED
        elsewhere = People(connection, clock, b"k" * 32, "telegram", "1002", new_code=lambda: CODE)
        assert (await elsewhere.try_code(SHE, CODE)).outcome is Attempt.EXPIRED


# ---- tries and locks ------------------------------------------------------------------------------------------------


async def test_the_fifth_wrong_try_locks_and_the_lock_grows_and_is_forgiven(
    registered: AsyncEngine, clock: FrozenClock
) -> None:
    async with registered.connect() as connection:
        people = People(connection, clock, b"k" * 32, "telegram", "1001", new_code=lambda: CODE)

        async def strike() -> list[int]:
            await people.send_code(STRANGER)
            for left in (4, 3, 2, 1):
                wrong = await people.try_code(STRANGER, WRONG)
                assert (wrong.outcome, wrong.left) == (Attempt.WRONG, left)
            locked = await people.try_code(STRANGER, WRONG)
            assert locked.outcome is Attempt.LOCKED
            assert (await people.try_code(STRANGER, CODE)).outcome is Attempt.LOCKED
            assert await people.send_code(STRANGER) is Asked.LOCKED
            lasts = locked.until - clock.now()
            clock.time = locked.until
            return lasts

        assert [await strike() for _ in range(3)] == [FIRST_LOCK, 3 * FIRST_LOCK, 9 * FIRST_LOCK]
        clock.advance(minutes=1)
        await people.send_code(SHE)
        assert (await people.try_code(SHE, CODE)).outcome is Attempt.RIGHT
        clock.advance(hours=1)
        assert await strike() == FIRST_LOCK


async def test_a_lock_never_outgrows_a_day_however_many_there_were(registered: AsyncEngine, clock: FrozenClock) -> None:
    async with registered.connect() as connection:
        people = People(connection, clock, b"k" * 32, "telegram", "1001", new_code=lambda: CODE)
        lasted = []
        for _ in range(40):
            await people.send_code(STRANGER)
            tries = [await people.try_code(STRANGER, WRONG) for _ in range(5)]
            assert tries[-1].until
            lasted.append(tries[-1].until - clock.now())
            clock.time = tries[-1].until
        assert max(lasted) == lasted[-1] == LONGEST_LOCK


async def test_the_last_code_counts_although_it_comes_as_the_fifth_try(phone: Phone) -> None:
    await phone.asks_a_code_for(SHE)
    for _ in range(4):
        await phone.says(WRONG)
    await phone.says(CODE)
    assert await phone.linked() == SHE


async def test_a_locked_conversation_is_told_until_when_and_takes_no_right_code(phone: Phone) -> None:
    await phone.asks_a_code_for(SHE)
    for _ in range(5):
        await phone.says(WRONG)
    assert "۱۲:۱۰" in phone.heard[-1]
    await phone.says(CODE)
    assert await phone.linked() is None


# ---- how many -------------------------------------------------------------------------------------------------------


async def test_one_number_gets_three_codes_an_hour_whoever_asks(
    registered: AsyncEngine, clock: FrozenClock, other: Callable[[str], Phone]
) -> None:
    for number in range(5):
        await other(f"400{number}").asks_a_code_for(SHE)
        clock.advance(minutes=1)
    assert await codes_sent(registered) == [HERS] * 3
    clock.advance(hours=1)
    await other("4009").asks_a_code_for(SHE)
    assert await codes_sent(registered) == [HERS] * 4


async def test_people_who_share_a_number_share_its_three_codes(
    registered: AsyncEngine, other: Callable[[str], Phone]
) -> None:
    await register(registered, n6=HERS)
    for number, who in enumerate((SHE, somebody(6), SHE, somebody(6))):
        await other(f"500{number}").asks_a_code_for(who)
    assert await codes_sent(registered) == [HERS] * 3


async def test_no_fourth_code_slips_through_when_all_ask_at_once(
    registered: AsyncEngine, other: Callable[[str], Phone]
) -> None:
    await register(registered, n6=HERS)
    phones = [(other(f"600{number}"), who) for number, who in enumerate([SHE, somebody(6)] * 4)]
    for phone, _ in phones:
        await phone.comes_to_the_national_id()
    await asyncio.gather(*(phone.says(who) for phone, who in phones))
    assert await codes_sent(registered) == [HERS] * 3


async def test_asking_is_capped_for_a_conversation_whomever_it_asks_about(phone: Phone, clock: FrozenClock) -> None:
    await phone.comes_to_the_national_id()
    for place in range(MOST_ASKED_AN_HOUR + 1):
        await phone.says(somebody(50 + place))
        clock.advance(seconds=1)
        if place < MOST_ASKED_AN_HOUR - 1:
            await phone.says("کد ملی دیگر")
    assert len(await column(phone.engine, "SELECT 1 FROM hamyar.codes")) == MOST_ASKED_AN_HOUR


async def test_couriers_of_sms_are_woken_for_every_wish_for_a_code(registered: AsyncEngine, clock: FrozenClock) -> None:
    async with registered.connect() as connection:
        for who in (SHE, STRANGER):
            with statements(registered) as asked:
                await People(connection, clock, b"k" * 32, "telegram", who).send_code(who)
            assert "pg_notify" in asked[-1][0]


# ---- being forgotten, and being somebody else -----------------------------------------------------------------------


async def test_forgetting_removes_the_link_and_closes_the_dialog(phone: Phone) -> None:
    await phone.says("ازدواج")
    await phone.shares(HERS)
    await phone.says(SHE)
    await phone.says("ازدواج")
    await phone.forgets()
    assert await phone.linked() is None
    (state,) = await column(phone.engine, "SELECT state FROM hamyar.conversations")
    assert not state.get("front")
    assert not state.get("parked")


async def test_forgetting_in_the_midst_of_a_code_makes_the_code_useless(phone: Phone) -> None:
    await phone.asks_a_code_for(SHE)
    await phone.forgets()
    await phone.says(CODE)
    assert await phone.linked() is None


async def test_a_conversation_can_be_linked_anew(phone: Phone) -> None:
    await phone.says("ازدواج")
    await phone.shares(HERS)
    await phone.says(SHE)
    await phone.forgets()
    await phone.says("ازدواج")
    await phone.shares(HIS)
    await phone.says(HE)
    assert await phone.linked() == HE


async def test_a_new_proof_takes_the_place_of_the_old_link(registered: AsyncEngine, clock: FrozenClock) -> None:
    async with registered.begin() as connection:
        people = People(connection, clock, b"k" * 32, "telegram", "1001")
        await people.link(SHE, "contact")
        await people.link(HE, "code")
        linked = await people.linked()
    assert linked
    assert linked.national_id == HE


async def test_a_person_whom_the_registry_dropped_is_asked_again(phone: Phone) -> None:
    await phone.says("ازدواج")
    await phone.shares(HERS)
    await phone.says(SHE)
    async with phone.engine.begin() as connection:
        await connection.exec_driver_sql("DELETE FROM registry.people")
    await phone.forgets()
    before = len(phone.heard)
    await phone.says("ازدواج")
    assert "شمارهٔ همراه" in phone.heard[before]


# ---- by SMS the number is the person --------------------------------------------------------------------------------


async def test_by_sms_the_one_person_under_the_number_is_it(registered: AsyncEngine, clock: FrozenClock) -> None:
    phone = Phone(registered, clock, HERS, "sms")
    assert "کد ملی" not in await phone.says("ازدواج")
    assert await phone.linked() is None


async def test_by_sms_an_unknown_number_is_told_what_to_do(registered: AsyncEngine, clock: FrozenClock) -> None:
    phone = Phone(registered, clock, "09120000000", "sms")
    assert "۱۴۲۰" in await phone.says("ازدواج")


async def test_by_sms_one_of_several_says_their_national_id(registered: AsyncEngine, clock: FrozenClock) -> None:
    await register(registered, n6=HERS)
    phone = Phone(registered, clock, HERS, "sms")
    assert "چند نفر" in await phone.says("ازدواج")
    assert "چند نفر" not in await phone.says(somebody(6))
    assert await phone.linked() is None
    assert await codes_sent(registered) == []


async def test_by_sms_a_national_id_of_another_number_opens_nothing(
    registered: AsyncEngine, clock: FrozenClock
) -> None:
    await register(registered, n6=HERS)
    answers = []
    for address, who in ((HERS, HE), (HERS, STRANGER)):
        phone = Phone(registered, clock, address, "sms")
        await phone.says("ازدواج")
        answers.append(await phone.says(who))
    assert answers[0] == answers[1]
    assert "ثبت نشده" in answers[0]
