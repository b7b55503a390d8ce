"""How fast a month-end is told by SMS: `python -m benchmarks.notices`.

100,000 notices of three parts lie in the outbox and go through the courier to a panel that answers each call after
50 ms; it is a process of its own. Beside it people write and are answered, ten a second, as they are before. The
floor, in the same run: httpx alone posts the same batches, as many at once. In the end the same with a line of the
usual rate, for ten seconds: what an operator really lets through.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from urllib.parse import unquote_to_bytes

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # when run by path

import httpx
import uvloop
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.reminders import _database_seconds
from bot.database import embedded
from handlers.courier import Courier
from handlers.sms import NAME
from handlers.sms.allowance import SpendingCap
from handlers.sms.client import Kavenegar
from handlers.sms.sending import AT_ONCE, PACE, SmsSender, budget, calls
from services.calendar import SystemClock
from services.messages import Messages
from services.messages.lines import Line, Lines
from services.store import migrations
from services.store.engine import make_engine

AIM, ANSWER_SECONDS, REPLIES_A_SECOND = 1000, 0.05, 10
LINE, A_SECOND, ALONE_SECONDS = "10001420", 18, 10
TEXT = (
    "بیمه‌شدهٔ گرامی، کمک‌هزینهٔ ازدواج شما تأیید شد. مبلغ: ۷۵٬۸۴۲٬۱۲۰ ریال. پرداخت در پایان ماه به حساب …۱۲۳۴. "
    "برای دیدن محاسبه «محاسبه» را بفرستید.\nتأمین اجتماعی"
)
NOTICES = """
INSERT INTO hamyar.outbox (channel, address, kind, body, created_at, due_at, yields, parts)
SELECT 'sms', '0912' || lpad(n::text, 7, '0'), 'notice', jsonb_build_object('text', cast(:text AS text)),
       now(), now(), true, 3
FROM generate_series(1, :many) AS n
"""
LEFT = "SELECT count(*) FROM hamyar.outbox WHERE yields AND state IN ('queued', 'sending', 'ambiguous')"
ANY_LEFT = LEFT.replace("count(*)", "1") + " LIMIT 1"


# ---- the panel, a process of its own ---------------------------------------------------------------------------------


async def panel() -> None:
    """Answers each call after a while; at /arrived it says when the replies came."""
    arrived: dict[str, float] = {}
    ids = count(1)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            lines = head.decode().split("\r\n")
            length = next((int(line[15:]) for line in lines if line.lower().startswith("content-length:")), 0)
            body = await reader.readexactly(length)
            now = time.monotonic()
            if lines[0].startswith("GET /arrived"):
                answer = json.dumps(arrived).encode()
            else:
                receptors, texts = _read(body)
                arrived.update((said, now) for said in texts if said.startswith("reply "))
                entries = [{"messageid": next(ids), "status": 1, "cost": 3600} for _ in receptors]
                answer = json.dumps({"return": {"status": 200}, "entries": entries}).encode()
                await asyncio.sleep(ANSWER_SECONDS)
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(answer)
            )
            writer.write(answer)

    server = await asyncio.start_server(_until_closed(serve), "127.0.0.1", 0, limit=1 << 20)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def _read(body: bytes) -> tuple[list[str], list[str]]:
    """To whom, and what. Of a whole batch the texts are not read: they are notices, and replies would wait for it."""
    fields = dict(field.split(b"=", 1) for field in body.replace(b"+", b" ").split(b"&"))
    receptors = json.loads(unquote_to_bytes(fields[b"receptor"]))
    return receptors, json.loads(unquote_to_bytes(fields[b"message"])) if len(receptors) < AT_ONCE else []


Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def _until_closed(serve: Serve) -> Serve:
    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    return served


@asynccontextmanager
async def panel_running() -> AsyncIterator[str]:
    """Its address."""
    command = (sys.executable, "-m", "benchmarks.notices", "--panel")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout
        yield f"http://127.0.0.1:{int(await process.stdout.readline())}"
    finally:
        process.kill()
        await process.wait()


# ---- what is measured ------------------------------------------------------------------------------------------------


class Replies:
    """People who are answered while all this goes on."""

    def __init__(self, engine: AsyncEngine, panel: str) -> None:
        self._engine = engine
        self._panel = panel
        self._committed: dict[str, float] = {}

    async def go(self) -> None:
        """Until cancelled. Each is due at its own moment, whether the one before it has been sent or not."""
        clock, began, number = SystemClock(), time.monotonic(), 0
        while True:
            said = f"reply {number} of {id(self)}"
            async with self._engine.begin() as connection:
                await Messages(connection).reply(NAME, f"0935{number:07}", [{"text": said}], clock.now())
            self._committed[said] = time.monotonic()
            number += 1
            await asyncio.sleep(max(0.0, began + number / REPLIES_A_SECOND - time.monotonic()))

    async def waits(self) -> list[float]:
        """Milliseconds from a reply's commit to its arrival at the panel."""
        async with httpx.AsyncClient() as http:
            arrived = (await http.get(f"{self._panel}/arrived")).json()
        return sorted(1000 * (arrived[said] - at) for said, at in self._committed.items() if said in arrived)


def courier(engine: AsyncEngine, client: Kavenegar, *, a_second: int | None) -> Courier:
    """As the worker makes it."""
    clock, at_once = SystemClock(), a_second or AT_ONCE
    cap = SpendingCap(engine, clock, None)
    sender = SmsSender(client, LINE, budget(a_second), code_template="x", cap=cap, at_once=at_once, calls=calls())
    return Courier(engine, sender, clock, lines=Lines.of(LINE, [Line(LINE)]), pace=PACE)


async def floor(url: str, many: int) -> tuple[float, float]:
    """Seconds and CPU seconds of httpx alone."""
    numbers = [f"0912{number:07}" for number in range(AT_ONCE)]
    body = {
        "receptor": json.dumps(numbers),
        "sender": json.dumps([LINE] * AT_ONCE),
        "message": json.dumps([TEXT] * AT_ONCE, ensure_ascii=False),
        "localmessageids": json.dumps([str(10**17 + number) for number in range(AT_ONCE)]),
    }
    rest = iter(range(many // AT_ONCE))
    began, cpu = time.perf_counter(), time.process_time()
    async with httpx.AsyncClient(base_url=url) as http:

        async def posts() -> None:
            for _ in rest:
                (await http.post("/v1/key/sms/sendarray.json", data=body)).json()

        await asyncio.gather(*(posts() for _ in range(PACE.notices)))
    return time.perf_counter() - began, time.process_time() - cpu


async def left(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return int((await connection.execute(text(LEFT))).scalar_one())


async def any_left(engine: AsyncEngine) -> bool:
    async with engine.connect() as connection:
        return (await connection.execute(text(ANY_LEFT))).first() is not None


async def put(engine: AsyncEngine, many: int) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(NOTICES), {"many": many, "text": TEXT})
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("VACUUM ANALYZE hamyar.outbox"))


@asynccontextmanager
async def at_work(*work: asyncio.Task[None]) -> AsyncIterator[None]:
    try:
        yield
    finally:
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)


def memory() -> float:
    """Megabytes resident."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def p(waits: Sequence[float]) -> str:
    cut = statistics.quantiles(waits, n=20)
    return f"p50 {cut[9]:.0f}, p95 {cut[18]:.0f} ms of {len(waits)}"


async def run(many: int, database: str) -> bool:
    """Measure and print; whether the aim was met."""
    engine = make_engine(database)
    async with panel_running() as url:
        client = Kavenegar("key", url)
        async with at_work(asyncio.create_task(courier(engine, client, a_second=None).run())):
            alone, cpu = Replies(engine, url), time.process_time()
            async with at_work(asyncio.create_task(alone.go())):
                await asyncio.sleep(ALONE_SECONDS)
            waits, of_a_reply = await alone.waits(), (time.process_time() - cpu) / (ALONE_SECONDS * REPLIES_A_SECOND)
            print(
                f"replies alone, from commit to the panel: {p(waits)}; {1000 * of_a_reply:.1f} ms of a processor each"
            )
            gc.freeze()
            await put(engine, many)
            met = await _measured(engine, url, many, of_a_reply)
        seconds, cpu = await floor(url, many)
        print(f"floor, httpx alone: {many / seconds:,.0f} a second, {1e6 * cpu / many:.0f} µs of a processor each")
        await _with_the_lines_rate(engine, client)
        await client.close()
    await engine.dispose()
    return met


async def _measured(engine: AsyncEngine, url: str, many: int, of_a_reply: float) -> bool:
    replies = Replies(engine, url)
    began, cpu, theirs = time.perf_counter(), time.process_time(), await _database_seconds(engine)
    sizes = [memory()]
    async with at_work(asyncio.create_task(replies.go())):
        while await any_left(engine):
            await asyncio.sleep(0.5)
            sizes.append(memory())
    took, cpu, theirs = time.perf_counter() - began, time.process_time() - cpu, await _database_seconds(engine) - theirs
    waits = await replies.waits()
    cpu -= len(waits) * of_a_reply
    print(f"{many:,} notices: {took:.1f} s, {many / took:,.0f} a second")
    ours, database = 1e6 * cpu / many, 1e6 * theirs / many
    print(f"  of a processor each, without the replies: {ours:.0f} µs here, {database:.0f} µs in the database")
    print(f"  memory: {sizes[0]:.0f} MB at the start, {max(sizes):.0f} at most, {sizes[-1]:.0f} at the end")
    print(f"replies meanwhile: {p(waits)}")
    print(f"aim: {AIM:,} a second: {'met' if many / took >= AIM else 'missed'}", flush=True)
    return many / took >= AIM


async def _with_the_lines_rate(engine: AsyncEngine, client: Kavenegar) -> None:
    await put(engine, 20 * A_SECOND * ALONE_SECONDS)
    before = await left(engine)
    async with at_work(asyncio.create_task(courier(engine, client, a_second=A_SECOND).run())):
        await asyncio.sleep(ALONE_SECONDS)
    rate = (before - await left(engine)) / ALONE_SECONDS
    whole = timedelta(seconds=round(100_000 / rate))
    kept = "a fifth of it kept for replies"
    print(f"a line of {A_SECOND} a second, {kept}: {rate:.1f} notices a second, 100,000 in {whole}")


def main() -> None:
    """Run in a database of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notices", type=int, default=100_000)
    parser.add_argument("--panel", action="store_true", help="be the panel")
    arguments = parser.parse_args()
    if arguments.panel:
        uvloop.run(panel())
        return
    with tempfile.TemporaryDirectory() as folder, embedded(Path(folder)) as url:
        migrations.upgrade(url)
        met = uvloop.run(run(arguments.notices, url))
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
