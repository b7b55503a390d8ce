"""Several groups: who gets a ticket, what becomes of it when it is handed to another, or when a group is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.rehearsal import DESK_TOKEN
from bot.settings import SettingsError, read
from services.desk import Kind
from services.desk.groups import Group, choose, kind_of
from tests.handlers.desk.office import CHAT, OTHER_CHAT, SARA, office
from tests.rehearsal import hasty_sandbox, outbox, until

INSURED, REST = (
    Group(CHAT, frozenset({Kind.INSURED})),
    Group(OTHER_CHAT, frozenset({Kind.EMPLOYERS, Kind.COMPLAINTS})),
)


def test_a_ticket_goes_where_its_kind_is_answered_and_fewest_are_open() -> None:
    assert choose((INSURED, REST), Kind.EMPLOYERS, {}) == REST
    both = (Group(1), Group(2))
    assert choose(both, Kind.INSURED, {1: 3, 2: 1}) == both[1]
    assert choose(both, Kind.INSURED, {1: 3, 2: 1}, away={2}) == both[0]
    assert choose((INSURED,), Kind.EMPLOYERS, {}) == INSURED
    assert choose((INSURED,), Kind.INSURED, {}, away={CHAT}) is None


@pytest.mark.parametrize(
    ("service", "kind"),
    [
        ("claims", Kind.EMPLOYERS),
        ("agreement", Kind.EMPLOYERS),
        ("clearance", Kind.EMPLOYERS),
        ("complaint", Kind.COMPLAINTS),
        ("grant_status", Kind.INSURED),
        ("premium", Kind.INSURED),
        ("menu", Kind.INSURED),
    ],
)
def test_every_service_has_its_colleagues(service: str, kind: Kind) -> None:
    assert kind_of(service) == kind


def test_the_setting_names_groups_and_their_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAMYAR_DESK_CHATS", f"{CHAT}:insured, {OTHER_CHAT}:employers+complaints")
    assert [(group.chat_id, group.kinds) for group in read().desk_chats] == [
        (group.chat_id, group.kinds) for group in (INSURED, REST)
    ]


@pytest.mark.parametrize("wrong", ["1001", f"{CHAT}:", f"{CHAT}:boss", f"{CHAT},{CHAT}", f"{CHAT}:insured+"])
def test_a_wrong_one_is_told(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("HAMYAR_DESK_CHATS", wrong)
    with pytest.raises(SettingsError, match="HAMYAR_DESK_CHATS"):
        read()


async def test_handed_to_another_group_it_moves_with_all_that_was_said(database_url: str, tmp_path: Path) -> None:
    async with office(database_url, tmp_path, chats=(INSURED, REST)) as at:
        phone = at.citizen()
        number, topic = await at.taken(phone)
        phone.says("از کارفرما شکایت دارم")
        await at.stands(topic, "از کارفرما شکایت دارم")
        at.sara.presses("سپردن به گروه", at.head(topic))
        at.sara.presses("شکایت‌ها", await at.stands(topic, "به کدام گروه"))
        at.sara.says("کار شماست", reply_to=await at.stands(topic, "یادداشت سپردن"))
        await until(lambda: moved(at, number))
        there = await at.topic_of(number)
        await at.stands(there, "سارا سپرد به گروه شکایت‌ها: کار شماست")
        await at.stands(there, "شهروند: از کارفرما شکایت دارم")
        await at.stands(topic, "پیش گروه شکایت‌ها است")
        at.sara.says("جا مانده", topic)
        await at.stands(topic, "به درخواستی وابسته نیست")
        assert not any("جا مانده" in row[0] for row in await outbox(at.engine, phone.user.id))


async def moved(at: object, number: int) -> bool:
    query = "SELECT chat_id FROM hamyar.ticket_topics WHERE number = :number AND header_message_id <> 0"
    return await at.one(query, number=number) == OTHER_CHAT  # type: ignore[attr-defined,no-any-return]


async def test_a_group_that_is_lost_gives_its_tickets_to_another(database_url: str, tmp_path: Path) -> None:
    async with office(database_url, tmp_path, chats=(Group(CHAT), Group(OTHER_CHAT))) as at:
        phone = at.citizen()
        number, topic = await at.taken(phone)
        lost = CHAT if topic in at.topics(CHAT).values() else OTHER_CHAT
        bot = at.running.sandbox.telegram.bots[at.running.parts.settings.desk_token.get_secret_value()]  # type: ignore[union-attr]
        at.colleague(SARA, lost).removes_bot(bot)
        phone.says("هنوز منتظرم")

        async def elsewhere() -> bool:
            chat = await at.one("SELECT chat_id FROM hamyar.ticket_topics WHERE number = :n AND version > 0", n=number)
            return chat not in (None, lost)

        await until(elsewhere)
        await at.stands(await at.topic_of(number), "هنوز منتظرم")


async def test_the_program_restarted_in_mid_conversation_changes_nothing(database_url: str, tmp_path: Path) -> None:
    sandbox = hasty_sandbox()
    async with office(database_url, tmp_path, sandbox=sandbox) as at:
        phone = at.citizen()
        number, topic = await at.taken(phone)
        at.sara.presses("سپردن به همکار", at.head(topic))
        at.sara.presses("امید", await at.stands(topic, "به که سپرده شود"))
        asked = await at.stands(topic, "یادداشت سپردن")
        await at.quiet()
        known = at
    async with office(database_url, tmp_path, sandbox=sandbox) as at:
        at.groups = known.groups
        phone.says("رفتید؟")
        await at.stands(topic, "رفتید؟")
        at.sara.says("تو بردار", reply_to=asked)
        await at.stands(topic, "سارا سپرد به امید: تو بردار")
        at.omid.says("هستم", topic)
        await phone.sees(lambda message: message.text.endswith("هستم"))
        assert [one.text for one in at.shown(topic)].count(at.head(topic).text) == 1
        assert await at.topic_of(number) is topic


async def test_without_a_public_address_updates_are_fetched(database_url: str, tmp_path: Path) -> None:
    async with office(database_url, tmp_path, webhooks=False) as at:
        phone = at.citizen()
        _, topic = await at.taken(phone)
        bot = at.running.sandbox.telegram.bots[DESK_TOKEN]
        bot.updates.put("message", {"message_id": "a word", "chat": 5}, "odd")  # it holds up no other
        at.sara.says("سلام از میز", topic)
        await phone.sees(lambda message: "سلام از میز" in message.text)
