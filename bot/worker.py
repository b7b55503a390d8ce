"""`hamyar work`: the couriers, the pollers, and the sweep over what a crash has left."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable
from functools import partial

import structlog
import uvloop
from prometheus_client import start_http_server

from bot.jobs import VIGIL, Jobs
from bot.logs import configure
from bot.parts import Parts, assembled
from bot.settings import Settings
from bot.stalled import Vigil
from bot.vault import open_files
from handlers.bank.watching import watch
from handlers.courier import Courier, Pace
from handlers.desk import polling as desk_polling
from handlers.desk import setup as desk_setup
from handlers.desk.poster import Pace as DeskPace
from handlers.sms.allowance import SpendingCap
from handlers.sms.polling import SmsPoller
from handlers.sms.sending import AT_ONCE as SMS_AT_ONCE
from handlers.sms.sending import PACE as SMS_PACE
from handlers.sms.sending import SmsSender
from handlers.sms.sending import budget as sms_budget
from handlers.sms.sending import calls as sms_calls
from handlers.telegram.polling import poll
from handlers.telegram.sending import TelegramSender
from handlers.telegram.sending import budget as telegram_budget
from handlers.telegram.setup import announce, delete_webhook

log = structlog.get_logger(__name__)

SWEEP_SECONDS = 2.0
RESTART_SECONDS = 1.0
LONGEST_RESTART_SECONDS = 5.0  # how long people wait at most once the database is back
RECEIVE_SECONDS = 3.0  # how often inbound SMS is fetched where nobody brings it
RECEIVE_BESIDE_CALLBACKS_SECONDS = 30.0
Task = Callable[[], Awaitable[object]]


def work(settings: Settings, url: str) -> None:
    """Work until SIGINT or SIGTERM; what is being sent is finished first."""
    configure()
    uvloop.run(_work(settings, url))


async def _work(settings: Settings, url: str) -> None:
    if settings.metrics_listen:
        host, _, port = settings.metrics_listen.rpartition(":")
        start_http_server(int(port), host)
    async with assembled(settings, url) as parts:
        gc.freeze()  # the libraries' types are here for good; looking through them took a third of a round
        await run(parts)


async def run(
    parts: Parts,
    *,
    pace: Pace | None = None,
    desk_pace: DeskPace | None = None,
    checkpoint: Callable[[str], None] = lambda _: None,
    vigil: Vigil = VIGIL,
) -> None:
    """All tasks of a worker, until cancelled. One that fails is started again, a little later each time."""
    async with asyncio.TaskGroup() as group:
        for name, task in tasks(parts, pace, checkpoint, desk_pace, vigil).items():
            group.create_task(_supervised(name, task), name=name)


def tasks(
    parts: Parts,
    pace: Pace | None,
    checkpoint: Callable[[str], None],
    desk_pace: DeskPace | None = None,
    vigil: Vigil = VIGIL,
) -> dict[str, Task]:
    """The worker's tasks by name."""
    found: dict[str, Task] = {
        "sweep": lambda: _sweep(parts),
        "jobs": lambda: _jobs(parts, vigil, checkpoint).work(),
    }
    if parts.telegram:
        limited = telegram_budget(limited=parts.settings.rate_limits)
        sender = TelegramSender(parts.telegram.bot, limited, parts.wording, parts.vault, parts.issuing)
        quiet = parts.settings.quiet_hours
        courier = Courier(parts.engine, sender, parts.clock, quiet_hours=quiet, pace=pace, checkpoint=checkpoint)
        found["telegram courier"] = courier.run
        found["telegram fetcher"] = lambda: _sweep_pictures(parts)
        if not parts.settings.public_url:
            found["telegram poller"] = lambda: _poll_telegram(parts)
    if parts.sms:
        for line, courier in _sms_couriers(parts, pace, checkpoint).items():
            found[f"sms courier {line}"] = courier.run
        poller = SmsPoller(parts.sms.client, parts.turn, parts.engine, parts.clock, lines=parts.sms.lines)
        every = RECEIVE_BESIDE_CALLBACKS_SECONDS if parts.settings.public_url else RECEIVE_SECONDS
        found["sms poller"] = lambda: poller.run(receive_every=every)
    if parts.cashier:
        found["payments"] = partial(watch, parts.cashier)
    if parts.staff:
        found["desk poster"] = parts.staff.poster(desk_pace, checkpoint).run
        if not parts.settings.public_url:
            found["desk poller"] = lambda: _poll_desk(parts)
    return found


def _sms_couriers(parts: Parts, pace: Pace | None, checkpoint: Callable[[str], None]) -> dict[str, Courier]:
    """A courier a line; they share the day's spending and the calls to the provider."""
    assert parts.sms
    settings, lines = parts.settings, parts.sms.lines
    cap = SpendingCap(parts.engine, parts.clock, settings.sms_daily_rials)
    calls = sms_calls(limited=settings.rate_limits)
    couriers = {}
    for line in lines.all:
        sender = SmsSender(
            parts.sms.client,
            line.number,
            sms_budget(line.a_second, limited=settings.rate_limits),
            code_template=settings.sms_code_template,
            cap=cap,
            at_once=line.a_second or SMS_AT_ONCE,
            calls=calls,
        )
        couriers[line.number] = Courier(
            parts.engine,
            sender,
            parts.clock,
            lines=lines,
            quiet_hours=settings.quiet_hours,
            pace=pace or SMS_PACE,
            checkpoint=checkpoint,
        )
    return couriers


async def _poll_telegram(parts: Parts) -> None:
    assert parts.telegram
    await announce(parts.telegram.bot, parts.wording)
    await delete_webhook(parts.telegram.bot)
    await poll(parts.telegram.bot, parts.telegram.edge, parts.engine)


async def _poll_desk(parts: Parts) -> None:
    assert parts.staff
    await desk_setup.announce(parts.staff.bot, parts.wording)
    await desk_setup.delete_webhook(parts.staff.bot)
    await desk_polling.poll(parts.staff.bot, parts.staff.edge, parts.engine)


def _jobs(parts: Parts, vigil: Vigil, checkpoint: Callable[[str], None]) -> Jobs:
    settings = parts.settings
    return Jobs(
        parts.url,
        parts.engine,
        parts.clock,
        open_files(settings),
        month_ends=settings.month_end,
        dependency_matched=settings.dependency,
        quiet_hours=settings.quiet_hours,
        vigil=vigil,
        checkpoint=checkpoint,
    )


async def _sweep(parts: Parts) -> None:
    while True:
        await parts.turn.sweep()
        await asyncio.sleep(SWEEP_SECONDS)


async def _sweep_pictures(parts: Parts) -> None:
    assert parts.telegram
    while True:
        await parts.telegram.fetcher.sweep()
        await asyncio.sleep(SWEEP_SECONDS)


async def _supervised(name: str, task: Task) -> None:
    pause = RESTART_SECONDS
    while True:
        started = asyncio.get_running_loop().time()
        try:
            await task()
        except Exception:
            log.exception("task failed", task=name)
        lived = asyncio.get_running_loop().time() - started
        pause = RESTART_SECONDS if lived > LONGEST_RESTART_SECONDS else min(pause * 2, LONGEST_RESTART_SECONDS)
        await asyncio.sleep(pause)
