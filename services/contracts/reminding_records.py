"""The queries of the morning's round: each gives the next lot of people, in order, who have not been told yet.

A person has one contract that stands and one request, so the national ID alone leads through them. Whether one month is
paid is one look into the ledger's index of items.
"""

from sqlalchemy import text

_UNPAID = """
    NOT EXISTS (
        SELECT FROM hamyar.transfers t WHERE t.cause = 'item'
          AND t.to_account = 'item ' || {row}.national_id || ' ' || :kind || ' ' || {row}.number || ' ' || :month)
"""

_UNTOLD = """
    NOT EXISTS (
        SELECT FROM hamyar.notices n
        WHERE n.national_id = {row}.national_id AND n.key = :event || ' ' || {row}.number || :told)
"""

OVERDUE = text(
    f"""
    SELECT c.national_id, c.number FROM hamyar.contracts c
    WHERE c.state = 'active' AND c.national_id > :after AND c.first_month <= cast(:month AS integer)
      AND {_UNPAID.format(row="c")}
    ORDER BY c.national_id LIMIT :most
    """  # noqa: S608  names of our own
)

DUE = text(
    f"""
    SELECT c.national_id, c.number, cast(b.base_daily AS text) AS base
    FROM hamyar.contracts c
    CROSS JOIN LATERAL (
        SELECT base_daily FROM hamyar.contract_bases b
        WHERE (b.national_id, b.number) = (c.national_id, c.number) AND b.from_month <= cast(:month AS integer)
        ORDER BY b.from_month DESC LIMIT 1
    ) b
    WHERE c.state = 'active' AND c.national_id > :after AND c.first_month <= cast(:month AS integer)
      AND abs(hashtext(c.national_id) % cast(:lanes AS integer)) = :lane
      AND {_UNPAID.format(row="c")} AND {_UNTOLD.format(row="c")}
    ORDER BY c.national_id LIMIT :most
    """  # noqa: S608  names of our own
)

READY = text(
    f"""
    SELECT r.national_id, r.number, list.days, list.compulsory_days, list.compulsory_wage
    FROM hamyar.partial_requests r
    CROSS JOIN LATERAL (
        SELECT sum(w.days) AS days,
               coalesce(sum(w.days) FILTER (WHERE w.scheme = 'compulsory'), 0) AS compulsory_days,
               cast(coalesce(sum(w.wage) FILTER (WHERE w.scheme = 'compulsory'), 0) AS bigint) AS compulsory_wage
        FROM registry.wage_months w
        WHERE w.national_id = r.national_id AND w.month = cast(:month AS integer) AND w.scheme <> :not_in_record
    ) list
    WHERE r.national_id > :after AND r.first_month <= cast(:month AS integer) AND list.compulsory_days > 0
      AND list.days < :length
      AND {_UNPAID.format(row="r")} AND {_UNTOLD.format(row="r")}
    ORDER BY r.national_id LIMIT :most
    """  # noqa: S608  names of our own
)
