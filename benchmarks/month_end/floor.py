"""What no program could do without: adding up the same people's days and wages, and writing as many rows."""

from __future__ import annotations

from benchmarks.month_end.cost import Cost, Meter
from benchmarks.month_end.registry import MONTH
from services.store import connect

ADDED_UP = f"""
SELECT count(*), sum(days), sum(wage) FROM (
    SELECT m.national_id, sum(w.days) AS days, sum(w.wage) AS wage
    FROM registry.marriages m JOIN registry.wage_months w ON w.national_id = m.national_id
    WHERE m.registered_on BETWEEN '{MONTH.first_day}' AND '{MONTH.last_day}'
      AND w.scheme = 'compulsory' AND w.month BETWEEN {MONTH.plus(-60).number} AND {MONTH.number}
    GROUP BY m.national_id
) added_up
"""
# The whole table through a hash on both processors, or along the index: whichever is the faster.
PLANS = ("SET enable_seqscan = on", "SET enable_seqscan = off")
TABLE = "DROP TABLE IF EXISTS floor; CREATE TABLE floor (LIKE hamyar.month_decisions INCLUDING ALL)"


def floor(url: str) -> tuple[Cost, Cost]:
    """The statement by its faster plan, and a COPY of the rows that the run has just written."""
    with connect(url) as connection:
        connection.execute("SET work_mem = '256MB'; SET jit = off")
        added_up = []
        for plan in PLANS:
            connection.execute(plan)
            with Meter(url) as meter:
                connection.execute(ADDED_UP).fetchall()
            added_up.append(meter.cost)
        connection.execute(TABLE)
        connection.commit()
        with connection.cursor() as cursor:
            with cursor.copy("COPY hamyar.month_decisions TO STDOUT") as source:
                written = [bytes(block) for block in source]
            with Meter(url) as meter:
                with cursor.copy("COPY floor FROM STDIN") as target:
                    for block in written:
                        target.write(block)
                connection.commit()
    return min(added_up, key=lambda cost: cost.seconds), meter.cost
