"""`hamyar check` at the staff's bot: the token, each group, and what it may do there."""

from __future__ import annotations

from pydantic import SecretStr

from bot import staff_check
from bot.settings import Settings
from sandbox.telegram.world import Member
from services.desk import Kind
from services.desk.groups import Group
from tests.handlers.desk.office import CHAT, SARA, Office

WRONG = ("no administrator", "topics are not", "not in this group")


async def findings(at: Office, **changed: object) -> list[tuple[bool, str]]:
    settings: Settings = at.running.parts.settings.model_copy(update=changed)
    return [(one.wrong, one.text) for one in await staff_check.found(settings)]


async def test_all_is_well(at: Office) -> None:
    found = await findings(at)
    assert not any(wrong for wrong, _ in found)
    assert "@hamyar_desk_bot" in found[0][1]
    assert "can work in" in found[-1][1]


async def test_a_wrong_token_is_named_and_not_shown(at: Office) -> None:
    ((wrong, text),) = await findings(at, desk_token=SecretStr("1000000009:somebody-elses-bot"))
    assert wrong
    assert "HAMYAR_DESK_TOKEN" in text
    assert "somebody" not in text


async def test_each_group_that_cannot_be_worked_in_is_named(at: Office) -> None:
    plain = at.running.sandbox.telegram.world.add_group("بی‌موضوع", chat_id=-1001000000077)
    bot = at.colleague(SARA).telegram.bots[at.running.parts.settings.desk_token.get_secret_value()]  # type: ignore[union-attr]
    plain.members[bot.user.id] = Member(bot.user, "administrator", can_manage_topics=True)
    group = at.groups[CHAT].chat
    before = group.members[bot.user.id]
    group.members[bot.user.id] = Member(bot.user, "member")
    try:
        found = await findings(at, desk_chats=(Group(CHAT), Group(plain.id), Group(-1009999999999)))
    finally:
        group.members[bot.user.id] = before
    told = [text for wrong, text in found if wrong]
    assert [wanted in text for wanted, text in zip(WRONG, told, strict=True)] == [True] * 3, told


async def test_a_kind_that_no_group_answers_is_told(at: Office) -> None:
    found = await findings(at, desk_chats=(Group(CHAT, frozenset({Kind.INSURED})),))
    assert [("employers" in text, wrong) for wrong, text in found[-2:]] == [(True, False), (False, False)]
