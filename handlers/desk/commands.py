"""What colleagues ask of the bot in words, anywhere in a group: `/queue`, and `/stats` for supervisors."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import TypeAlias

from handlers.desk.acting import Hands
from handlers.desk.reading import Said
from services.calendar import JalaliDay
from services.desk import Act, Figures, NotAllowed, may
from services.persian import persian_digits

Command: TypeAlias = Callable[[Hands, Said, str], Awaitable[None]]
"""Does what a command asks, given what follows it. Raises DeskError: then nothing is done."""

_COMMAND = re.compile(r"/([a-z]{1,12})(?:@\w{3,32})?(?:\s+(.*))?", re.ASCII | re.DOTALL)
LISTED = ("r", "give", "queue", "stats", "credit", "refunds")  # to Telegram, which offers them
DAYS = 14  # that `/stats` looks back
MOST_LINES = 40


def command_in(text: str) -> tuple[str, str] | None:
    """A command and what follows it."""
    match = _COMMAND.fullmatch(text)
    return (match[1], (match[2] or "").strip()) if match else None


async def _queue(hands: Hands, said: Said, _: str) -> None:
    await _allowed(hands, said, Act.SHOW)
    tickets = await hands.desk.queue()
    lines = [hands.word("staff-queue", count=len(tickets))] if tickets else [hands.word("staff-queue-none")]
    for ticket in tickets[:MOST_LINES]:
        header = await hands.desk.header(ticket.number)
        by = header.taken_by.name if header.taken_by else hands.word("staff-colleague")
        facts = {"place": header.place_in_queue, "by": by, "closed": ticket.opened_at}
        lines.append(
            hands.word(
                "staff-queue-line",
                number=ticket.number,
                state=hands.word(f"staff-state-{ticket.state.value}", **facts),
                kind=hands.word(f"staff-kind-{ticket.kind.value}"),
                channel=hands.word(f"staff-channel-{ticket.place.channel}", most=0).partition("،")[0],
            )
        )
    await hands.say("\n".join(lines), answers=said.message_id)


async def _stats(hands: Hands, said: Said, _: str) -> None:
    """Figures by day and by person as text, and the days as a picture."""
    await _allowed(hands, said, Act.STATS)
    since = hands.now - timedelta(days=DAYS)
    stats = await hands.desk.stats(since, hands.now)
    lines = [hands.word("staff-stats", since=since, until=hands.now)]
    lines.append(_line(hands, hands.word("staff-stats-total"), stats.total))
    lines += [_line(hands, _day(day), figures) for day, figures in stats.by_day]
    lines += [_line(hands, name, figures) for name, figures in stats.by_person]
    bars = bars_of(stats.by_day)
    chart = {"title": hands.word("staff-chart-title"), "bars": bars} if bars else None
    await hands.say("\n".join(lines), answers=said.message_id, chart=chart)


ANYWHERE: Mapping[str, Command] = {"queue": _queue, "stats": _stats}


async def _allowed(hands: Hands, said: Said, act: Act) -> None:
    """Raises NotAllowed."""
    who = await hands.desk.staff(said.staff)
    if who is None or not may(who.role, act):
        raise NotAllowed(said.staff, act, who.role if who else None)


def bars_of(by_day: Sequence[tuple[str, Figures]]) -> list[tuple[str, int, str]]:
    """A bar for each day from the first to the last, also where nobody asked for a person."""
    if not by_day:
        return []
    known = dict(by_day)
    first, last = (date.fromisoformat(by_day[end][0]) for end in (0, -1))
    days = [(first + timedelta(days=after)).isoformat() for after in range((last - first).days + 1)]
    return [(_day(day), known[day].tickets, _bar(known[day])) if day in known else (_day(day), 0, "") for day in days]


def _bar(figures: Figures) -> str:
    minutes = f" ({_minutes(figures.first_answer_seconds)})" if figures.first_answer_seconds is not None else ""
    return persian_digits(f"{figures.tickets}{minutes}")


def _line(hands: Hands, name: str, figures: Figures) -> str:
    none = hands.word("staff-stats-none")

    def time(seconds: int | None) -> str:
        return none if seconds is None else hands.word("staff-stats-minutes", minutes=_minutes(seconds))

    mark = none if figures.mean_mark is None else persian_digits(f"{figures.mean_mark:.1f}".replace(".", "٫"))
    return hands.word(
        "staff-stats-line",
        name=name,
        tickets=figures.tickets,
        closed=figures.closed,
        first=time(figures.first_answer_seconds),
        resolution=time(figures.resolution_seconds),
        mark=mark,
    )


def _minutes(seconds: int) -> int:
    return -(-seconds // 60)


def _day(iso: str) -> str:
    """A day, without its year."""
    day = JalaliDay.of(date.fromisoformat(iso))
    return persian_digits(f"{day.month}/{day.day}")
