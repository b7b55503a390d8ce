"""The parts of a running process, made from the settings: what `serve`, `work` and `demo` are put together from."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from aiogram import Bot
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Hosting, make_desk, make_notices, secret_key
from bot.banks import make_cashier
from bot.hearing import make_ear
from bot.settings import Settings
from bot.signing import signing_keys
from bot.staff import StaffPart, staff_part
from bot.vault import open_vault
from bot.wiring import make_till, make_wiring
from dialogs.messages import Channel
from handlers import sms, telegram
from handlers.bank.cashier import Cashier
from handlers.floor import DeskActs
from handlers.printing import Press
from handlers.printing.issuing import Issuing
from handlers.sms.allowance import SmsAllowances
from handlers.sms.client import Kavenegar
from handlers.telegram.edge import TelegramEdge
from handlers.telegram.fetching import Fetcher
from handlers.telegram.setup import make_bot
from handlers.turn import Turn
from handlers.wording import Wording
from services.calendar import Clock, SystemClock
from services.documents.examining import Examiner
from services.documents.vault import Vault
from services.messages.lines import Lines
from services.store.engine import make_engine


@dataclass(frozen=True)
class TelegramPart:
    """The citizens' bot."""

    bot: Bot
    edge: TelegramEdge
    fetcher: Fetcher
    secret: str


@dataclass(frozen=True)
class SmsPart:
    """The SMS lines."""

    client: Kavenegar
    lines: Lines
    secret: str


@dataclass(frozen=True)
class Parts:
    """Everything a process holds. A channel whose token or key is unset is None.

    The examiner starts its processes when the first picture comes.
    """

    settings: Settings
    url: str
    engine: AsyncEngine
    clock: Clock
    wording: Wording
    turn: Turn
    examiner: Examiner
    vault: Vault
    press: Press
    issuing: Issuing
    telegram: TelegramPart | None
    sms: SmsPart | None
    desk: DeskActs | None = None
    staff: StaffPart | None = None
    cashier: Cashier | None = None


@asynccontextmanager
async def assembled(
    settings: Settings,
    url: str,
    *,
    clock: Clock | None = None,
    hosting: Hosting | None = None,
    checkpoint: Callable[[str], None] = lambda _: None,
) -> AsyncIterator[Parts]:
    """The parts, closed again in the end."""
    clock, wording = clock or SystemClock(), Wording()
    async with AsyncExitStack() as stack:
        engine = make_engine(url)
        desk = make_desk(clock, wording, quiet_hours=settings.quiet_hours) if settings.has_desk else None
        stack.push_async_callback(engine.dispose)
        notices = make_notices(clock, wording, quiet_hours=settings.quiet_hours)
        wiring = make_wiring(clock, notices)
        cashier = make_cashier(settings, engine, clock, stack, wiring)
        till = make_till(cashier, settings.public_url)
        turn = Turn(
            engine,
            hosting
            or Hosting(
                clock,
                secret_key(settings),
                public_url=settings.public_url,
                till=till,
                quiet_hours=settings.quiet_hours,
            ),
            _channels(settings),
            wording,
            clock,
            allowances=SmsAllowances(clock),
            flood=settings.flood,
            checkpoint=checkpoint,
            desk=desk,
            ear=make_ear(clock),
        )
        stack.push_async_callback(turn.close)
        examiner, vault = await stack.enter_async_context(Examiner()), open_vault(settings)
        press = Press(signing_keys(settings), wording, settings.public_url)
        stack.push_async_callback(press.close)
        issuing = Issuing(engine, press)
        of_telegram = None
        if settings.telegram_token:
            bot = await _bot(settings, stack)
            fetcher = Fetcher(bot, turn.look_again, engine, clock, examiner, vault, checkpoint=checkpoint)
            of_telegram = await _telegram(settings, bot, fetcher, turn, engine, clock, stack)
        of_sms = await _sms(settings, stack) if settings.kavenegar_key else None
        acts = DeskActs(engine, desk, turn.look_again) if desk else None
        staff = None
        if settings.desk_token and desk and acts:
            staff = await staff_part(
                settings,
                stack,
                engine=engine,
                desk=desk,
                acts=acts,
                examiner=examiner,
                vault=vault,
                wording=wording,
                clock=clock,
                told=wiring.told,
            )
        channels = (of_telegram, of_sms, acts, staff)
        made = (settings, url, engine, clock, wording, turn, examiner, vault, press, issuing)
        yield Parts(*made, *channels, cashier)


def _channels(settings: Settings) -> Mapping[str, Channel]:
    channels = {}
    if settings.telegram_token:
        channels[telegram.NAME] = telegram.CHANNEL
    if settings.kavenegar_key:
        channels[sms.NAME] = sms.CHANNEL
    return channels


async def _bot(settings: Settings, stack: AsyncExitStack) -> Bot:
    bot = make_bot(revealed(settings.telegram_token), settings.telegram_api, proxy=optional(settings.telegram_proxy))
    stack.push_async_callback(bot.session.close)
    return bot


async def _telegram(
    settings: Settings,
    bot: Bot,
    fetcher: Fetcher,
    turn: Turn,
    engine: AsyncEngine,
    clock: Clock,
    stack: AsyncExitStack,
) -> TelegramPart:
    stack.push_async_callback(fetcher.close)
    edge = TelegramEdge(bot, turn, fetcher, engine, clock)
    stack.push_async_callback(edge.close)
    return TelegramPart(bot, edge, fetcher, revealed(settings.telegram_secret))


async def _sms(settings: Settings, stack: AsyncExitStack) -> SmsPart:
    client = Kavenegar(revealed(settings.kavenegar_key), settings.kavenegar_api)
    stack.push_async_callback(client.close)
    lines = Lines.of(settings.sms_line or "", settings.sms_lines, settings.sms_service_line)
    return SmsPart(client, lines, revealed(settings.sms_secret))


def revealed(secret: SecretStr | None) -> str:
    """A secret's text, for the part that needs it; empty when unset."""
    return secret.get_secret_value() if secret else ""


def optional(secret: SecretStr | None) -> str | None:
    """The same, None when unset."""
    return secret.get_secret_value() if secret else None
