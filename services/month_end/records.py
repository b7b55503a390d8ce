"""Tables and queries of month-ends. Whoever is decided stands under their national ID, a run and its chunks do not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from psycopg import AsyncConnection as Driver
from sqlalchemy import Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.calendar import JalaliMonth
from services.grants.facts import Key
from services.month_end.rules import Decided
from services.month_end.run import OPEN, Result, Run, Tally, Why
from services.plain import dump, load

# Each reason to be decided is a query of its own, so that each goes by the index that answers it. Whoever finance has
# heard of, from us or from elsewhere, is not decided again, unless the bank returned it; nor is a spouse whom the
# registry only names. Upheld while a chunk was at that person, an objection may not have been seen by it, whatever the
# clock says: a decision that still refuses for what it overrides has not.
_CANDIDATES = """
    SELECT DISTINCT ON (c.national_id, c.marriage_id) c.national_id, c.marriage_id, c.why
    FROM (
        SELECT m.national_id, m.marriage_id, 'registered' AS why FROM registry.marriages m
        WHERE m.registered_on BETWEEN :first_day AND :last_day AND NOT EXISTS (
            SELECT FROM hamyar.month_decisions d WHERE d.national_id = m.national_id AND d.marriage_id = m.marriage_id)
        UNION ALL
        SELECT m.national_id, m.marriage_id, 'late' FROM hamyar.month_runs r
        JOIN registry.marriages m ON m.registered_on BETWEEN r.first_day AND r.last_day
        WHERE r.finished_at IS NOT NULL AND r.last_day < :first_day AND NOT EXISTS (
            SELECT FROM hamyar.month_decisions d WHERE d.national_id = m.national_id AND d.marriage_id = m.marriage_id)
        UNION ALL
        SELECT d.national_id, d.marriage_id, 'open' FROM hamyar.month_decisions d
        WHERE d.is_open AND d.registered_on <= :last_day
        UNION ALL
        SELECT d.national_id, d.marriage_id, 'returned' FROM hamyar.month_decisions d
        JOIN registry.people p ON p.national_id = d.national_id
        WHERE d.payment = 'returned' AND p.sheba <> d.account AND NOT EXISTS (
            SELECT FROM hamyar.month_decisions l WHERE l.national_id = d.national_id
              AND l.marriage_id = d.marriage_id AND (l.month, l.number) > (d.month, d.number))
        UNION ALL
        SELECT m.national_id, m.marriage_id, 'upheld' FROM hamyar.overrides v
        JOIN registry.marriages m ON m.national_id = v.national_id AND m.marriage_id = v.marriage_id
        WHERE v.holds AND m.registered_on <= :last_day AND NOT EXISTS (
            SELECT FROM hamyar.month_decisions d WHERE d.national_id = v.national_id AND d.marriage_id = v.marriage_id
              AND d.decided_at >= v.at AND NOT v.criterion = ANY(d.reasons))
    ) c
    WHERE NOT EXISTS (
            SELECT FROM registry.payments f
            WHERE f.national_id = c.national_id AND f.marriage_id = c.marriage_id AND f.state <> 'returned')
      AND NOT EXISTS (
            SELECT FROM hamyar.month_decisions d WHERE d.national_id = c.national_id
              AND d.marriage_id = c.marriage_id AND d.payment IN ('ordered', 'paid'))
      AND (EXISTS (SELECT FROM registry.people p WHERE p.national_id = c.national_id)
        OR EXISTS (SELECT FROM registry.quarantine q WHERE q.national_id = c.national_id AND q.file = 'people.csv'))
    ORDER BY c.national_id, c.marriage_id, array_position(:order, c.why) DESC
"""

# All of one person's marriages lie in one chunk, so that no two workers decide about one person at once.
_CHUNKS = f"""
    SELECT chunk, array_agg(national_id ORDER BY national_id, marriage_id) AS people,
           array_agg(marriage_id ORDER BY national_id, marriage_id) AS marriages,
           array_agg(why ORDER BY national_id, marriage_id) AS whys, count(*) AS size
    FROM (
        SELECT c.*, CAST((dense_rank() OVER (ORDER BY national_id) - 1) / :chunk AS int) AS chunk
        FROM ({_CANDIDATES}) c
    ) numbered
    GROUP BY chunk
"""  # noqa: S608  constants of our own

CHUNKS = text(f"{_CHUNKS} ORDER BY chunk")

# A month's candidates are sorted in memory, some ten MB, and compiling takes longer than finding them.
SORTED_IN_MEMORY = text("SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)")

START = text(
    """
    INSERT INTO hamyar.month_runs (month, number, first_day, last_day, as_of, early, started_at, started_by)
    SELECT :month, 1 + (SELECT count(*) FROM hamyar.month_runs WHERE month = :month),
           :first_day, :last_day, :as_of, :early, :now, :by
    ON CONFLICT DO NOTHING RETURNING number
    """
)

KEEP_CHUNKS = text(
    f"""
    INSERT INTO hamyar.month_chunks (month, number, chunk, people, marriages, whys, size)
    SELECT :month, :number, chunk, people, marriages, whys, size FROM ({_CHUNKS}) c
    """  # noqa: S608
)

_RUNS = """
    SELECT r.*, c.people, c.chunks, c.people_done, c.chunks_done FROM hamyar.month_runs r
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(size), 0) AS people, count(*) AS chunks,
               coalesce(sum(size) FILTER (WHERE done_at IS NOT NULL), 0) AS people_done, count(done_at) AS chunks_done
        FROM hamyar.month_chunks c WHERE c.month = r.month AND c.number = r.number
    ) c
"""

UNFINISHED = text(f"{_RUNS} WHERE r.finished_at IS NULL")
# One look, so that a run that is started meanwhile is seen as what it is.
IN_THE_WAY = text(
    f"""
    {_RUNS} WHERE r.finished_at IS NULL OR (r.month = :month AND NOT r.early)
    ORDER BY r.finished_at IS NULL DESC LIMIT 1
    """
)
ONE = text(f"{_RUNS} WHERE r.month = :month AND r.number = :number")
OF_MONTH = text(f"{_RUNS} WHERE r.month = :month ORDER BY r.number")
FINISHED = text(f"{_RUNS} WHERE r.finished_at IS NOT NULL ORDER BY r.month, r.number")

_CHUNK = """
    SELECT c.chunk, c.people, c.marriages, c.whys, c.done_at, r.as_of
    FROM hamyar.month_chunks c JOIN hamyar.month_runs r USING (month, number)
    WHERE c.month = :month AND c.number = :number
"""

# One chunk of many: whoever is at one of them is passed by. A given one: whoever is at it is waited for.
NEXT_CHUNK = text(f"{_CHUNK} AND c.done_at IS NULL ORDER BY c.chunk LIMIT 1 FOR UPDATE OF c SKIP LOCKED")
THE_CHUNK = text(f"{_CHUNK} AND c.chunk = :chunk FOR UPDATE OF c")

CHUNK_DONE = text(
    """
    UPDATE hamyar.month_chunks SET done_at = :now, fingerprint = :fingerprint, tallies = :tallies
    WHERE month = :month AND number = :number AND chunk = :chunk
    """
).bindparams(bindparam("tallies", type_=JSONB))

CLOSE_FORMER = text(
    """
    UPDATE hamyar.month_decisions d SET is_open = false
    FROM ROWS FROM (jsonb_array_elements_text(:people), jsonb_array_elements_text(:marriages))
         AS k(national_id, marriage_id)
    WHERE d.national_id = k.national_id AND d.marriage_id = k.marriage_id AND d.is_open
    """
).bindparams(*(bindparam(name, type_=JSONB) for name in ("people", "marriages")))

# A run is finished once, when the last of its chunks is done; whoever comes second finds it so.
FINISH = text(
    """
    UPDATE hamyar.month_runs r SET finished_at = :now, totals = :totals, fingerprint = :fingerprint
    WHERE month = :month AND number = :number AND finished_at IS NULL
    """
).bindparams(bindparam("totals", type_=JSONB))

NOTHING_LEFT = text(
    """
    SELECT NOT EXISTS (SELECT FROM hamyar.month_chunks WHERE month = :month AND number = :number AND done_at IS NULL)
    """
)

HOLD = text(
    """
    SELECT finished_at IS NOT NULL AS finished, EXISTS (
        SELECT FROM hamyar.month_chunks c
        WHERE c.month = r.month AND c.number = r.number AND c.done_at IS NULL) AS going_on
    FROM hamyar.month_runs r WHERE month = :month AND number = :number FOR UPDATE
    """
)

CHUNKS_DONE = text(
    "SELECT fingerprint, tallies FROM hamyar.month_chunks WHERE month = :month AND number = :number ORDER BY chunk"
)

COLUMNS = (
    *("national_id", "marriage_id", "month", "number", "why", "registered_on", "outcome", "is_open", "reasons"),
    *("overridden", "counted", "total", "amount", "awaited_until", "decided_at", "account", "payment"),
)
COPY = f"COPY hamyar.month_decisions ({', '.join(COLUMNS)}) FROM STDIN"
NULL = "\\N"


def span(month: JalaliMonth) -> dict[str, Any]:
    """The parameters of candidates."""
    return {"first_day": month.first_day, "last_day": month.last_day, "order": [why.value for why in Why]}


def run(row: Row[Any]) -> Run:
    """A run out of its row."""
    return Run(
        JalaliMonth.of_number(row.month),
        row.number,
        row.as_of,
        row.early,
        row.started_at,
        row.started_by,
        int(row.people),
        row.chunks,
        int(row.people_done),
        row.chunks_done,
        row.finished_at,
        row.fingerprint,
        load(tuple[Tally, ...], row.totals or []),
    )


def kept(tallies: Sequence[Tally]) -> Any:
    """As the rows of runs and chunks keep them."""
    return dump(tuple(tallies))


def tallies(row: Row[Any]) -> tuple[Tally, ...]:
    """Those of a chunk."""
    return load(tuple[Tally, ...], row.tallies)


async def copy(
    connection: AsyncConnection, month: JalaliMonth, number: int, all_: Sequence[Decided], now: datetime
) -> None:
    """Write decisions, as many rows as there are, in one statement."""
    raw = await connection.get_raw_connection()
    driver: Driver[Any] = raw.driver_connection  # type: ignore[assignment]
    head, at = f"\t{month.number}\t{number}\t", now.isoformat()
    lines = "".join([_line(one, head, at) for one in all_])
    async with driver.cursor() as cursor, cursor.copy(COPY) as target:
        await target.write(lines)


def _line(one: Decided, head: str, at: str) -> str:
    """A row as COPY reads it. What the registry gives as text may hold anything; the rest is ours."""
    figures, why, result, reasons, overridden, amount, awaited, ordered = one
    return (
        f"{figures.national_id}\t{_escaped(figures.marriage_id)}{head}{why}\t{_day(figures.registered_on)}"
        f"\t{_ruled(result, reasons, overridden)}\t{figures.counted}\t{figures.total}"
        f"\t{NULL if amount is None else amount}\t{awaited.until if awaited else NULL}\t{at}"
        f"\t{figures.account if ordered else NULL}\t{'ordered' if ordered else NULL}\n"
    )


# The same few for all of a run.
@lru_cache(maxsize=4096)
def _ruled(result: Result, reasons: tuple[str, ...], overridden: tuple[str, ...]) -> str:
    return f"{result}\t{'t' if result in OPEN else 'f'}\t{{{','.join(reasons)}}}\t{{{','.join(overridden)}}}"


@lru_cache(maxsize=4096)
def _day(day: date) -> str:
    return day.isoformat()


def _escaped(text: str) -> str:
    if text.isalnum():
        return text
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def keys(row: Row[Any]) -> list[Key]:
    """The spouses of a chunk."""
    return list(zip(row.people, row.marriages, strict=True))
