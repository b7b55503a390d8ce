"""Turns a second through the whole path, against their floor.

    python -m benchmarks.turns [--rounds 5] [--seconds 4] [--at-once 32] [--a-second 100]
    python -m benchmarks.turns --memory        # 10,000 conversations opened; what it costs in memory

A turn is: an update POSTed to the real `serve`, the embedded PostgreSQL with its settings for production, the reply
sent by the real `work`, to a Bot API that answers at once. `serve` and `work` are processes of their own; those who
write and the Bot API are a third. Rate budgets are off.

The floor runs beside it in processes of the same kind, on a database of its own in the same PostgreSQL, and takes turns
with it, so that both see the same machine. It is the same HTTP, aiogram's parse, the statements and commits that our
turn makes, the same send: no logic of ours (benchmarks/turns/floor.py). `bare` is the floor with psycopg alone instead
of SQLAlchemy.

`first` is a /start of somebody who never wrote before, `step` a button pressed in the menu, which is answered with the
menu again (and the press with an answerCallbackQuery, in both).
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop
from sqlalchemy import make_url

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))  # when run by path

from benchmarks.turns.floor import FIRST, STEP
from benchmarks.turns.processes import cpu_ms, memory_mb, running
from benchmarks.turns.world import SECRET, BotApi, People, Times, Update, bot_api, free_port, update
from bot import database
from services.store import connect, migrations

OURS, FLOOR, BARE = "ours", "floor", "bare"
AIM_OF_FLOOR, AIM_P95_MS = 0.6, 100.0
CONVERSATIONS = 400  # opened for steps
_numbers = count(1)


@dataclass
class System:
    """One of the two that are compared: its processes, and the people who write to it."""

    name: str
    serve: int
    work: int
    api: BotApi
    people: People

    def cpu_ms(self) -> tuple[float, float]:
        """Of `serve`, and of `work`."""
        return cpu_ms(self.serve), cpu_ms(self.work)


@dataclass(frozen=True)
class Figures:
    """What one phase came to."""

    turns_a_second: float
    taken: tuple[float, ...]
    answered: tuple[float, ...]
    serve_ms: float
    work_ms: float
    postgres_ms: float

    @property
    def cpu_ms(self) -> float:
        return self.serve_ms + self.work_ms + self.postgres_ms


def starts(chats: range) -> list[Update]:
    return [_update(chat, _message) for chat in chats]


def steps(chats: range, turns: int) -> list[Update]:
    return [_update(chats[turn % len(chats)], _press) for turn in range(turns)]


def _update(chat: int, event: Callable[[int, int], str]) -> Update:
    number = next(_numbers)
    return update(chat, number, event(chat, number))


def _who(chat: int) -> str:
    return f'{{"id":{chat},"is_bot":false,"first_name":"Sara","language_code":"fa"}}'


def _chat(chat: int) -> str:
    return f'{{"id":{chat},"type":"private","first_name":"Sara"}}'


def _message(chat: int, number: int) -> str:
    entities = '[{"offset":0,"length":6,"type":"bot_command"}]'
    return (
        f'"message":{{"message_id":{number},"date":1700000000,"from":{_who(chat)},"chat":{_chat(chat)},'
        f'"text":"/start","entities":{entities}}}'
    )


def _press(chat: int, number: int) -> str:
    bot = '{"id":1000000001,"is_bot":true,"first_name":"Hamyar","username":"hamyar_bot"}'
    button = '{"text":"کمک‌هزینهٔ ازدواج","callback_data":"q:aaaaaa:0"}'
    shown = (
        f'{{"message_id":{number},"date":1700000000,"from":{bot},"chat":{_chat(chat)},"text":"سلام",'
        f'"reply_markup":{{"inline_keyboard":[[{button}]]}}}}'
    )
    return (
        f'"callback_query":{{"id":"{number}","from":{_who(chat)},"message":{shown},"chat_instance":"1",'
        f'"data":"c:menu"}}'
    )


@contextmanager
def systems(folder: Path, url: str, apis: Mapping[str, tuple[BotApi, int]]) -> Iterator[dict[str, System]]:
    """Ours and the floor, each on a database of its own."""
    with ExitStack() as stack:
        found = {}
        for name, (api, api_port) in apis.items():
            own = _database(url, f"turns_{name}")
            port = free_port()
            env = {
                "HAMYAR_DATABASE_URL": own.replace("postgresql+psycopg", "postgresql"),
                "HAMYAR_DATA_DIR": str(folder / name),
                "HAMYAR_SECRET_KEY": "k" * 32,
                "HAMYAR_PUBLIC_URL": f"http://127.0.0.1:{port}",
                "HAMYAR_LISTEN": f"127.0.0.1:{port}",
                "HAMYAR_TELEGRAM_TOKEN": "1000000001:benchmark-of-turns",
                "HAMYAR_TELEGRAM_API": f"http://127.0.0.1:{api_port}",
                "HAMYAR_TELEGRAM_SECRET": SECRET,
                "HAMYAR_RATE_LIMITS": "off",
            }
            log = folder / f"{name}.log"
            command = ("bot.cli",) if name == OURS else ("benchmarks.turns.floor",)
            rest = () if name == OURS else (own, name)
            serve = stack.enter_context(running(*command, "serve", *rest, env=env, log=log))
            work = stack.enter_context(running(*command, "work", *rest, env=env, log=log))
            found[name] = System(name, serve, work, api, People(api, port))
        yield found


def _database(url: str, name: str) -> str:
    with connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    own = make_url(url).set(database=name).render_as_string(hide_password=False)
    migrations.upgrade(own)
    return own


async def ready(system: System) -> None:
    """A first turn has gone through."""
    for _ in range(600):
        try:
            await system.people.one_after_another(starts(range(1, 2)), at_once=1)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{system.name} does not answer")


class Bench:
    """Measures phases, the systems taking turns."""

    def __init__(self, found: Mapping[str, System], postgres: int) -> None:
        self._systems = found
        self._postgres = postgres
        self._chats = count(1_000_000, 1_000_000)
        self._open: dict[str, range] = {}
        self.figures: dict[tuple[str, str, str], list[Figures]] = defaultdict(list)

    async def warm(self) -> None:
        for name, system in self._systems.items():
            await ready(system)
            self._open[name] = self._new(CONVERSATIONS)
            await system.people.one_after_another(starts(self._open[name]), at_once=16)
            await system.people.one_after_another(steps(self._open[name], CONVERSATIONS), at_once=16)

    async def round(self, *, seconds: float, at_once: int, a_second: float, guess: Mapping[str, float]) -> None:
        for kind in (FIRST, STEP):
            for name, system in self._systems.items():
                many = self._updates(kind, name, int(guess[kind] * seconds))
                await self._measured(
                    (name, kind, "limit"), system, system.people.one_after_another(many, at_once=at_once)
                )
            for name, system in self._systems.items():
                few = self._updates(kind, name, int(a_second * seconds))
                await self._measured((name, kind, "steady"), system, system.people.steadily(few, a_second=a_second))

    def _updates(self, kind: str, name: str, turns: int) -> list[Update]:
        return starts(self._new(turns)) if kind == FIRST else steps(self._open[name], turns)

    def _new(self, chats: int) -> range:
        first = next(self._chats)
        return range(first, first + chats)

    async def _measured(self, key: tuple[str, str, str], system: System, phase: object) -> None:
        await asyncio.sleep(0.3)
        before = (*system.cpu_ms(), cpu_ms(self._postgres))
        times: Times = await phase  # type: ignore[misc]
        turns = len(times.answered)
        spent = [
            after - earlier for earlier, after in zip(before, (*system.cpu_ms(), cpu_ms(self._postgres)), strict=True)
        ]
        self.figures[key].append(
            Figures(
                turns / times.seconds,
                _percentiles(times.taken),
                _percentiles(times.answered),
                *(one / turns for one in spent),
            )
        )


def _percentiles(times: list[float]) -> tuple[float, ...]:
    cuts = statistics.quantiles(times, n=100)
    return (cuts[49], cuts[94], cuts[98])


def table(figures: Mapping[tuple[str, str, str], list[Figures]]) -> tuple[list[str], bool]:
    """The figures as lines, and whether the aims are met. Each is the median of the rounds."""
    lines = [
        "kind   load    who     turns/s   200: p50   p95    p99   reply: p50   p95    p99"
        "   CPU ms: serve   work      SQL",
    ]
    met = True
    for kind in (FIRST, STEP):
        for load in ("limit", "steady"):
            of = {name: figures[(name, kind, load)] for name in (OURS, FLOOR, BARE)}
            lines += [_line(kind, load, name, rounds) for name, rounds in of.items()]
            if load == "limit":
                for name in (FLOOR, BARE):
                    share = _ratio(of, name, lambda one: one.turns_a_second)
                    cpu = 1 / _ratio(of, name, lambda one: one.cpu_ms)
                    lines.append(
                        f"       ours : {name:5}   {share:.2f} of its turns a second, {cpu:.2f} of its turns by CPU"
                    )
                    met = met and (share >= AIM_OF_FLOOR or name == BARE)
            else:
                met = met and statistics.median(one.answered[1] for one in of[OURS]) < AIM_P95_MS
    return lines, met


def _ratio(of: Mapping[str, list[Figures]], floor: str, figure: Callable[[Figures], float]) -> float:
    """The median over the rounds of ours to the floor of the same round."""
    return statistics.median(figure(a) / figure(b) for a, b in zip(of[OURS], of[floor], strict=True))


def _line(kind: str, load: str, name: str, rounds: list[Figures]) -> str:
    def median(figure: Callable[[Figures], float]) -> float:
        return statistics.median(figure(one) for one in rounds)

    taken = [statistics.median(cut) for cut in zip(*(one.taken for one in rounds), strict=True)]
    answered = [statistics.median(cut) for cut in zip(*(one.answered for one in rounds), strict=True)]
    return (
        f"{kind:6} {load:7} {name:6} {median(lambda one: one.turns_a_second):8.0f}"
        f"   {taken[0]:8.1f} {taken[1]:6.1f} {taken[2]:6.1f} {answered[0]:12.1f} {answered[1]:6.1f} {answered[2]:6.1f}"
        f" {median(lambda one: one.serve_ms):15.2f} {median(lambda one: one.work_ms):6.2f}"
        f" {median(lambda one: one.postgres_ms):8.2f}"
    )


async def memory(system: System, conversations: int) -> None:
    """What open conversations cost in memory."""
    await ready(system)
    opened = 0
    for many in (100, conversations):
        chats = range(1_000_000 + opened, 1_000_000 + many)
        await system.people.one_after_another(starts(chats), at_once=16)
        opened = many
        await asyncio.sleep(1)
        print(f"{many:6} conversations: serve {memory_mb(system.serve):.1f} MB, work {memory_mb(system.work):.1f} MB")


def postmaster(data_dir: Path) -> int:
    """The process id of the server of a data directory."""
    from bot.postgres import place

    return int((place(data_dir).data / "postmaster.pid").read_text().splitlines()[0])


async def main(given: argparse.Namespace) -> int:
    with TemporaryDirectory(prefix="hamyar-turns-") as directory:
        folder = Path(directory)
        data_dir = folder / "data"
        try:
            with database.embedded(data_dir) as url:
                return await _run(given, folder, url, postmaster(data_dir))
        finally:
            database.remove(data_dir)


def tell_of(folder: Path) -> None:
    """What the processes have said."""
    for log in folder.glob("*.log"):
        print(log.name, log.read_text()[-3000:], file=sys.stderr)


async def _run(given: argparse.Namespace, folder: Path, url: str, postgres: int) -> int:
    listening = {}
    for name in (OURS,) if given.memory else (OURS, FLOOR, BARE):
        api = BotApi()
        server, port = await bot_api(api)
        listening[name] = (api, port, server)
    with systems(folder, url, {name: (api, port) for name, (api, port, _) in listening.items()}) as found:
        try:
            return await _measure(given, found, postgres)
        except BaseException:
            tell_of(folder)
            raise
        finally:
            for system in found.values():
                system.people.hang_up()


async def _measure(given: argparse.Namespace, found: Mapping[str, System], postgres: int) -> int:
    if given.memory:
        await memory(found[OURS], given.conversations)
        return 0
    bench = Bench(found, postgres)
    await bench.warm()
    print("both are up and warm", file=sys.stderr)
    guess = {FIRST: 300.0, STEP: 300.0}
    for number in range(given.rounds):
        await bench.round(seconds=given.seconds, at_once=given.at_once, a_second=given.a_second, guess=guess)
        print(f"round {number + 1} of {given.rounds}", file=sys.stderr)
    lines, met = table(bench.figures)
    print("\n".join(lines))
    print(f"at least {AIM_OF_FLOOR} of the floor, p95 under {AIM_P95_MS:.0f} ms: {'yes' if met else 'NO'}")
    return 0 if met else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=5, help="of each phase; figures are medians over them")
    parser.add_argument("--seconds", type=float, default=4, help="about how long one phase takes")
    parser.add_argument("--at-once", type=int, default=32, help="people writing at once, at the limit")
    parser.add_argument("--a-second", type=float, default=100, help="messages a second, when steady")
    parser.add_argument("--memory", action="store_true", help="measure memory instead of time")
    parser.add_argument("--conversations", type=int, default=10_000)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(uvloop.run(main(arguments())))
