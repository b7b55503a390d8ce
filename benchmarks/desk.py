"""How long a word takes from a citizen to a colleague and back, by open tickets in one group, with the limits on.

    python -m benchmarks.desk 1 10 50 200 --groups 2

Topics are made without limits first. Then every citizen writes once, spread over a minute, a colleague answers as soon
as the post stands, and the time until the answer is on the citizen's phone is taken. The least that is possible is
reckoned beside it, from the same arrivals: what a citizen writes is gathered for five seconds, and then the group has
room for 20 messages in any minute. With 200 tickets every fourth citizen writes, which is still more than fits.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from sqlalchemy import make_url

from bot.database import embedded
from handlers.desk.poster import Pace
from sandbox.telegram.citizen import TelegramPhone
from sandbox.telegram.limits import Paces
from sandbox.telegram.world import Topic
from services.desk import ONE_POST
from services.desk.groups import Group
from services.store import migrations
from services.store.engine import connect
from tests.handlers.desk.office import CHAT, OTHER_CHAT, PACE, Office, office
from tests.rehearsal import cloned, hasty_sandbox

MINUTE = 60.0
PATIENCE = 900.0
MOST_WRITING = 50  # citizens who write in that minute
GATHERED = ONE_POST.total_seconds()
GROUP = Paces().group


@dataclass(frozen=True)
class Relay:
    """One word there and back, in seconds: until a colleague sees it, and from the answer to the citizen's phone."""

    began: float
    there: float
    back: float


async def relayed(at: Office, phone: TelegramPhone, topic: Topic, delay: float) -> Relay:
    await asyncio.sleep(delay)
    words = f"پرسش {delay:.3f}"
    began = monotonic()
    phone.says(words)
    while not any(words in one.text for one in at.shown(topic)):  # noqa: ASYNC110  it rings no bell
        await asyncio.sleep(0.02)
    seen = monotonic()
    chat_id = next(chat for chat, group in at.groups.items() if topic in group.chat.topics.values())
    at.colleague(at.sara.user.id, chat_id).says(f"پاسخ {words}", topic)
    await phone.sees(lambda message: f"پاسخ {words}" in message.text, PATIENCE)
    return Relay(began, seen - began, monotonic() - seen)


def least(arrivals: list[float]) -> list[float]:
    """The shortest waits that one group's limit leaves to words that come at these moments."""
    gone: list[float] = []
    for at in sorted(arrivals):
        ready = at + GATHERED
        if len(gone) >= GROUP.messages:
            ready = max(ready, gone[-GROUP.messages] + GROUP.seconds)
        gone.append(ready)
    return [left - at for left, at in zip(gone, sorted(arrivals), strict=True)]


async def measure(url: str, folder: Path, tickets: int, groups: int) -> None:
    chats = [Group(chat) for chat in (CHAT, OTHER_CHAT)[:groups]]
    sandbox = hasty_sandbox()
    async with office(url, folder, chats=chats, sandbox=sandbox, pace=PACE) as at:
        opened = [(phone, (await at.taken(phone))[1]) for phone in (at.citizen() for _ in range(tickets))]
        await at.quiet()
        before = at.groups
    sandbox.telegram.limits.paces = Paces()
    writing = opened[:: -(-tickets // MOST_WRITING)]
    step = MINUTE / len(writing)
    async with office(url, folder, chats=chats, sandbox=sandbox, pace=Pace(), settings={"rate_limits": True}) as at:
        at.groups = before
        relays = await asyncio.gather(*(relayed(at, *pair, place * step) for place, pair in enumerate(writing)))
    floor = [
        wait
        for group in before.values()
        for wait in least(
            [r.began for r, (_, topic) in zip(relays, writing, strict=True) if topic in group.chat.topics.values()]
        )
    ]
    kinds = ([r.there for r in relays], [r.back for r in relays], [r.there + r.back for r in relays], floor)
    figures = " | ".join(f"{_at(times, share):.1f}" for times in kinds for share in (0.5, 0.95))
    print(f"| {tickets} | {len(writing)} | {groups} | {figures} |", flush=True)


def _at(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("tickets", nargs="*", type=int, default=[1, 10, 50, 200], help="open tickets, in all groups")
    asked.add_argument("--groups", type=int, choices=(1, 2), default=1, help="groups that share them")
    options = asked.parse_args()
    print(f"Seconds. Every wait to a colleague holds the {GATHERED:.0f} in which what a citizen writes is gathered;")
    print(f"least: these and the limit of {GROUP.messages} messages a minute to a group, reckoned from the same words.")
    print("| open tickets | who write in a minute | groups | to colleague p50 | p95 | to citizen p50 | p95", end="")
    print(" | both p50 | p95 | least to colleague p50 | p95 |\n|---|---|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, embedded(Path(folder) / "db", {"fsync": "off"}) as server:
        with connect(server, autocommit=True) as connection:
            connection.execute("CREATE DATABASE template_desk")
        template = make_url(server).set(database="template_desk").render_as_string(hide_password=False)
        migrations.upgrade(template)
        for tickets in options.tickets:
            with tempfile.TemporaryDirectory() as data, cloned(server, template) as url:
                asyncio.run(measure(url, Path(data), tickets, options.groups))


if __name__ == "__main__":
    main()
