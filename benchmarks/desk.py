"""How long a word takes from a citizen to a colleague and back, by open tickets in one group, with the limits on.

    python -m benchmarks.desk 1 10 50

Topics are made without limits first. Then every citizen writes once, spread over a minute, a colleague answers as soon
as the post stands, and the time until the answer is on the citizen's phone is taken.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from time import monotonic

from sqlalchemy import make_url

from bot.database import embedded
from handlers.desk.poster import Pace
from sandbox.telegram.limits import Paces
from services.store import migrations
from services.store.engine import connect
from tests.handlers.desk.office import PACE, Office, office
from tests.rehearsal import cloned, hasty_sandbox

MINUTE = 60.0
PATIENCE = 900.0


async def relayed(at: Office, phone: object, topic: object, delay: float) -> tuple[float, float]:
    """Seconds until a colleague sees what a citizen wrote, and until the citizen has the answer."""
    await asyncio.sleep(delay)
    words = f"پرسش {delay:.3f}"
    started = monotonic()
    phone.says(words)  # type: ignore[attr-defined]
    while not any(words in one.text for one in at.shown(topic)):  # type: ignore[arg-type]  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    seen = monotonic() - started
    at.sara.says(f"پاسخ {words}", topic)  # type: ignore[arg-type]
    await phone.sees(lambda message: f"پاسخ {words}" in message.text, PATIENCE)  # type: ignore[attr-defined]
    return seen, monotonic() - started


async def measure(url: str, folder: Path, tickets: int) -> None:
    sandbox = hasty_sandbox()
    async with office(url, folder, sandbox=sandbox, pace=PACE) as at:
        opened = [(phone, (await at.taken(phone))[1]) for phone in (at.citizen() for _ in range(tickets))]
        await at.quiet()
        groups = at.groups
    sandbox.telegram.limits.paces = Paces()
    async with office(url, folder, sandbox=sandbox, pace=Pace(), settings={"rate_limits": True}) as at:
        at.groups = groups
        step = MINUTE / tickets
        times = await asyncio.gather(
            *(relayed(at, phone, topic, place * step) for place, (phone, topic) in enumerate(opened))
        )
    seen, whole = sorted(one for one, _ in times), sorted(two for _, two in times)
    figures = [_at(times, share) for times in (seen, whole) for share in (0.5, 0.95)]
    print(f"| {tickets} | {' | '.join(f'{figure:.1f}' for figure in figures)} |", flush=True)


def _at(times: list[float], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))]


def main() -> None:
    print("| open tickets | seen p50 (s) | seen p95 | answered p50 | answered p95 |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, embedded(Path(folder) / "db", {"fsync": "off"}) as server:
        with connect(server, autocommit=True) as connection:
            connection.execute("CREATE DATABASE template_desk")
        template = make_url(server).set(database="template_desk").render_as_string(hide_password=False)
        migrations.upgrade(template)
        for tickets in map(int, sys.argv[1:] or ("1", "10", "50", "200")):
            with tempfile.TemporaryDirectory() as data, cloned(server, template) as url:
                asyncio.run(measure(url, Path(data), tickets))


if __name__ == "__main__":
    main()
