"""The queries of reviewers' work. An objection's number is unique; its rows are keyed by the person and the number."""

from sqlalchemy import text

ABOUT = text(
    """
    SELECT (SELECT p.first_name || ' ' || p.last_name FROM registry.people p
            WHERE p.national_id = :national_id) AS name,
           coalesce((SELECT max(e.id) FROM hamyar.objection_events e
                     WHERE e.national_id = :national_id AND e.number = :number), 0) AS last_event
    """
)

HOLD = text("SELECT FROM hamyar.objections WHERE number = :number FOR UPDATE")

SPOUSE = text(
    "SELECT spouse_id FROM registry.marriages WHERE national_id = :national_id AND marriage_id = :marriage_id"
)

EVENTS_AFTER = text(
    """
    SELECT e.id, e.at, e.what, e.by,
           coalesce((SELECT s.name FROM hamyar.staff s WHERE s.national_id = e.by AND e.by <> e.national_id
                     ORDER BY s.since DESC LIMIT 1), '') AS by_name,
           e.detail,
           (SELECT o.subject ->> 'kind' FROM hamyar.objections o
            WHERE o.national_id = e.national_id AND o.number = e.number) AS matter
    FROM hamyar.objection_events e
    WHERE e.national_id = :national_id AND e.number = :number AND e.id > :after ORDER BY e.id
    """
)
