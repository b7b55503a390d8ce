"""The staff's bot as `hamyar check` finds it: whether Telegram knows it, and whether its groups let it work."""

from __future__ import annotations

from datetime import date

from telegram import Bot, ChatMemberAdministrator, ChatMemberOwner

from bot.check import Finding
from bot.settings import Settings
from handlers.desk import calls
from handlers.desk.calls import GroupAway, TokenRefused, Trouble, called
from services.calendar import SystemClock, today
from services.desk import Kind
from services.desk.hours import HOLIDAYS, unlisted_year

CALLED = "HAMYAR_DESK_TOKEN"


async def found(settings: Settings) -> list[Finding]:
    """What is found of the bot, its webhook and each of its groups."""
    assert settings.desk_token
    token = settings.desk_token.get_secret_value()
    proxy = settings.telegram_proxy.get_secret_value() if settings.telegram_proxy else None
    bot = calls.make_bot(token, settings.desk_api, proxy=proxy)
    try:
        me = await called(bot.get_me())
        findings = [Finding(f"Telegram knows the staff's bot as @{me.username}.", wrong=False)]
        findings += await _webhook(settings, bot)
        findings += _holidays(today(SystemClock()))
        for group in settings.desk_chats:
            findings += await _group(bot, group.chat_id, me.id)
    except TokenRefused:
        return [Finding(f"{CALLED}: Telegram does not know this token.")]
    except Trouble as trouble:
        reason = type(trouble).__name__
        return [Finding(f"Telegram cannot be reached for the staff's bot at {settings.desk_api} ({reason}).")]
    finally:
        await calls.close(bot)
    return findings + _kinds(settings)


async def _webhook(settings: Settings, bot: Bot) -> list[Finding]:
    webhook = await called(bot.get_webhook_info())
    ours = f"{settings.public_url}/desk" if settings.public_url else ""
    if webhook.url == ours:
        return []
    sets = "`hamyar serve` sets it" if ours else "`hamyar work` removes it"
    stands = "is set to another address" if webhook.url else "is not set yet"
    return [Finding(f"The webhook of the staff's bot {stands}; {sets} when it starts.", wrong=False)]


async def _group(bot: Bot, chat_id: int, me: int) -> list[Finding]:
    where = f"HAMYAR_DESK_CHATS: {chat_id}"
    try:
        chat = await called(bot.get_chat(chat_id))
        member = await called(bot.get_chat_member(chat_id, me))
    except GroupAway as trouble:
        return [Finding(f"{where}: the staff's bot is not in this group ({trouble}).")]
    if not chat.is_forum:
        return [Finding(f"{where}: topics are not switched on in «{chat.title}».")]
    manages = isinstance(member, ChatMemberAdministrator) and member.can_manage_topics
    if not manages and not isinstance(member, ChatMemberOwner):
        return [Finding(f"{where}: in «{chat.title}» the bot is no administrator who may manage topics.")]
    return [Finding(f"The staff's bot can work in «{chat.title}».", wrong=False)]


def _holidays(day: date) -> list[Finding]:
    year = unlisted_year(HOLIDAYS, day)
    if year is None:
        return []
    told = f"services/desk/holidays.csv lists no lunar holidays of {year}: people would be told that the desk is open."
    return [Finding(told, wrong=False)]


def _kinds(settings: Settings) -> list[Finding]:
    answered = frozenset().union(*(group.kinds for group in settings.desk_chats))
    return [
        Finding(f"HAMYAR_DESK_CHATS: no group answers {kind.value}; any group gets such tickets.", wrong=False)
        for kind in Kind
        if kind not in answered
    ]
