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

SPOUSE = text(
    "SELECT spouse_id FROM registry.marriages WHERE national_id = :national_id AND marriage_id = :marriage_id"
)

EVENTS_AFTER = text(
    """
    SELECT e.id, e.at, e.what, e.by,
           coalesce((SELECT s.name FROM hamyar.staff s WHERE s.national_id = e.by AND e.by <> e.national_id
                     ORDER BY s.since DESC LIMIT 1), '') AS by_name,
           e.detail
    FROM hamyar.objection_events e
    WHERE e.national_id = :national_id AND e.number = :number AND e.id > :after ORDER BY e.id
    """
)

# An open objection without a topic, or a topic that lacks an event. What was withdrawn before it was shown stays so.
UNSHOWN = text(
    """
    SELECT o.number FROM (
        SELECT * FROM hamyar.objections WHERE state IN ('filed', 'more-wanted', 'to-confirm')
        UNION ALL
        SELECT * FROM hamyar.objections WHERE decided_at > :since
    ) o
    LEFT JOIN hamyar.objection_topics t ON t.national_id = o.national_id AND t.number = o.number
    WHERE CASE WHEN t.number IS NULL THEN o.state IN ('filed', 'more-wanted', 'to-confirm')
               ELSE EXISTS (SELECT FROM hamyar.objection_events e
                            WHERE e.national_id = o.national_id AND e.number = o.number
                              AND e.id > least(t.shown, t.headed)) END
    ORDER BY o.filed_at LIMIT 200
    """
)

PLACE = text(
    "SELECT chat_id, topic_id, header_message_id, headed, shown FROM hamyar.objection_topics WHERE number = :number"
)

BY_TOPIC = text("SELECT number FROM hamyar.objection_topics WHERE chat_id = :chat_id AND topic_id = :topic_id")

SET_PLACE = text(
    """
    INSERT INTO hamyar.objection_topics (national_id, number, chat_id, topic_id, header_message_id, headed, shown)
    VALUES (:national_id, :number, :chat_id, :topic_id, :header_message_id, :headed, 0)
    ON CONFLICT (national_id, number) DO UPDATE
    SET chat_id = excluded.chat_id, topic_id = excluded.topic_id, header_message_id = excluded.header_message_id,
        headed = excluded.headed, shown = 0
    """
)

HEADED = text("UPDATE hamyar.objection_topics SET headed = greatest(headed, :event) WHERE number = :number")

SHOWN = text("UPDATE hamyar.objection_topics SET shown = greatest(shown, :event) WHERE number = :number")
