"""The queries of notices: each for many people at once."""

from sqlalchemy import text

# Of several conversations linked to a person the newest that has not shut us out, else one that has.
REACH = text(
    """
    SELECT w.national_id, t.address AS telegram, t.silences AS telegram_silences, p.mobile,
           ARRAY(SELECT why FROM hamyar.silences s WHERE s.channel = 'sms' AND s.address = p.mobile) AS mobile_silences
    FROM unnest(cast(:people AS text[])) AS w(national_id)
    LEFT JOIN registry.people p ON p.national_id = w.national_id
    LEFT JOIN LATERAL (
        SELECT l.address, l.since, s.silences
        FROM hamyar.links l CROSS JOIN LATERAL (
            SELECT ARRAY(SELECT why FROM hamyar.silences s WHERE s.channel = l.channel AND s.address = l.address)
        ) AS s(silences)
        WHERE l.national_id = w.national_id AND l.channel = 'telegram'
        ORDER BY 'blocked' = ANY(s.silences), l.since DESC, l.address LIMIT 1
    ) t ON true
    """
)

# The unique key decides who tells; only a notice that is new becomes a row of the outbox, under a number drawn before.
TELL = text(
    """
    WITH given AS MATERIALIZED (
        SELECT r.*, CASE WHEN r.outcome = 'queued'
                         THEN nextval(pg_get_serial_sequence('hamyar.outbox', 'id')) END AS outbox_id
        FROM json_to_recordset(cast(:notices AS json)) AS r(
            national_id text, key text, channel text, facts jsonb, dialog text, about text,
            outcome text, address text, body jsonb)
    ), noted AS (
        INSERT INTO hamyar.notices
            (national_id, key, channel, event, facts, dialog, about, outcome, address, outbox_id, at)
        SELECT national_id, key, channel, :event, facts, dialog, about, outcome, address, outbox_id, :now
        FROM given ORDER BY national_id, key, channel
        ON CONFLICT (national_id, key, channel) DO NOTHING
        RETURNING outbox_id
    ), queued AS (
        INSERT INTO hamyar.outbox (channel, address, id, kind, body, created_at, due_at)
        OVERRIDING SYSTEM VALUE
        SELECT g.channel, g.address, g.outbox_id, 'notice', g.body, :now, :due_at
        FROM given g JOIN noted USING (outbox_id)
        RETURNING channel
    )
    SELECT pg_notify(:news, channel) FROM (SELECT DISTINCT channel FROM queued) AS channels
    """
)

OF_PERSON = text(
    """
    SELECT n.key, n.channel, n.event, n.at,
           CASE WHEN n.outcome = 'queued' AND o.state IN ('sent', 'delivered', 'failed')
                THEN o.state ELSE n.outcome END AS outcome,
           coalesce(n.fault, o.fault) AS fault
    FROM hamyar.notices n
    LEFT JOIN hamyar.outbox o ON (o.channel, o.address, o.id) = (n.channel, n.address, n.outbox_id)
    WHERE n.national_id = :national_id ORDER BY n.at, n.key, n.channel
    """
)

# An SMS is reported on within two days, Telegram tells nothing after it has taken a message.
SETTLE = text(
    """
    WITH done AS (
        SELECT n.national_id, n.key, n.channel, o.fault,
               CASE WHEN n.outbox_id IS NULL THEN n.outcome
                    WHEN o.state = 'failed' AND o.fault IN ('blocked', 'opted-out') THEN o.fault
                    ELSE coalesce(o.state, 'failed') END AS outcome
        FROM hamyar.notices n
        LEFT JOIN hamyar.outbox o ON (o.channel, o.address, o.id) = (n.channel, n.address, n.outbox_id)
        WHERE n.settled_at IS NULL
          AND (n.outbox_id IS NULL OR o.id IS NULL OR o.state IN ('delivered', 'failed')
               OR (o.state = 'sent' AND (n.channel <> 'sms' OR o.sent_at < :unreported)))
        LIMIT :most FOR UPDATE OF n SKIP LOCKED
    )
    UPDATE hamyar.notices n SET outcome = done.outcome, fault = done.fault, settled_at = :now
    FROM done WHERE (n.national_id, n.key, n.channel) = (done.national_id, done.key, done.channel)
    RETURNING n.national_id, n.key, n.channel, n.event, n.facts, n.dialog, n.about, n.outcome, n.outbox_id
    """
)
