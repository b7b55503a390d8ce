"""The queries of notices: each for many people at once."""

from sqlalchemy import text

# Of several conversations linked to a person the newest that has not shut us out, else one that has.
REACH = text(
    """
    SELECT w.national_id, t.address AS telegram, t.silences AS telegram_silences, p.mobile,
           ARRAY(SELECT why FROM hamyar.silences s WHERE s.channel = 'sms' AND s.address = p.mobile) AS mobile_silences,
           EXISTS (SELECT FROM hamyar.preferences f WHERE (f.channel, f.address) = ('telegram', t.address))
               AS telegram_simple,
           EXISTS (SELECT FROM hamyar.preferences f WHERE (f.channel, f.address) = ('sms', p.mobile)) AS mobile_simple
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
            outcome text, address text, body jsonb, parts smallint)
    ), noted AS (
        INSERT INTO hamyar.notices
            (national_id, key, channel, event, facts, dialog, about, outcome, address, outbox_id, at, parts)
        SELECT national_id, key, channel, :event, facts, dialog, about, outcome, address, outbox_id, :now, parts
        FROM given ORDER BY national_id, key, channel
        ON CONFLICT (national_id, key, channel) DO NOTHING
        RETURNING outbox_id
    ), queued AS (
        INSERT INTO hamyar.outbox (channel, address, id, kind, body, created_at, due_at, yields, parts)
        OVERRIDING SYSTEM VALUE
        SELECT g.channel, g.address, g.outbox_id, 'notice', g.body, :now, :due_at, :yields, g.parts
        FROM given g JOIN noted USING (outbox_id)
        RETURNING channel
    )
    SELECT pg_notify(:news, channel || :sort) FROM (SELECT DISTINCT channel FROM queued) AS channels
    """
)

TOLD = text(
    """
    SELECT DISTINCT n.national_id, n.key FROM hamyar.notices n
    JOIN unnest(cast(:people AS text[]), cast(:keys AS text[])) AS w(national_id, key)
        ON (n.national_id, n.key) = (w.national_id, w.key)
    """
)

# The message of a notice, and where that was blocked as advertising the one that went instead of it.
_ITS_MESSAGES = """
    LEFT JOIN hamyar.outbox f ON (f.channel, f.address, f.id) = (n.channel, n.address, n.outbox_id)
    LEFT JOIN hamyar.outbox i ON (i.channel, i.address, i.instead_of) = (n.channel, n.address, n.outbox_id)
    CROSS JOIN LATERAL (
        SELECT coalesce(i.state, f.state) AS state, coalesce(i.sent_at, f.sent_at) AS sent_at,
               CASE WHEN i.id IS NULL THEN f.fault ELSE i.fault END AS fault,
               (f.sent_at IS NOT NULL)::int + (i.sent_at IS NOT NULL)::int AS times,
               coalesce(f.cost, 0) + coalesce(i.cost, 0) AS cost
    ) o
"""

_STANDS = """
    CASE WHEN n.outcome = 'queued' AND o.state IN ('sent', 'delivered', 'failed') THEN o.state ELSE n.outcome END
"""

OF_PERSON = text(
    f"""
    SELECT n.key, n.channel, n.event, n.at, {_STANDS} AS outcome, coalesce(n.fault, o.fault) AS fault
    FROM hamyar.notices n {_ITS_MESSAGES}
    WHERE n.national_id = :national_id ORDER BY n.at, n.key, n.channel
    """  # noqa: S608  constants of our own
)

# An SMS is reported on within two days, Telegram tells nothing after it has taken a message.
SETTLE = text(
    f"""
    WITH done AS (
        SELECT n.national_id, n.key, n.channel, o.fault,
               CASE WHEN n.outbox_id IS NULL THEN n.outcome
                    WHEN o.state = 'failed' AND o.fault IN ('blocked', 'opted-out') THEN o.fault
                    ELSE coalesce(o.state, 'failed') END AS outcome,
               n.parts * o.times AS parts, CASE WHEN n.channel = 'sms' THEN o.cost END AS cost
        FROM hamyar.notices n {_ITS_MESSAGES}
        WHERE n.settled_at IS NULL
          AND (n.outbox_id IS NULL OR o.state IS NULL OR o.state IN ('delivered', 'failed')
               OR (o.state = 'sent' AND (n.channel <> 'sms' OR o.sent_at < :unreported)))
        LIMIT :most FOR UPDATE OF n SKIP LOCKED
    )
    UPDATE hamyar.notices n
    SET outcome = done.outcome, fault = done.fault, settled_at = :now, parts = done.parts, cost = done.cost
    FROM done WHERE (n.national_id, n.key, n.channel) = (done.national_id, done.key, done.channel)
    RETURNING n.national_id, n.key, n.channel, n.event, n.facts, n.dialog, n.about, n.outcome, n.outbox_id, n.fault
    """  # noqa: S608  constants of our own
)

# While nothing is settled, its messages know: parts of what was not sent yet are those it will take.
COUNTED = text(
    f"""
    SELECT n.event, n.channel, {_STANDS} AS outcome, count(*) AS notices, count(DISTINCT n.national_id) AS people,
           coalesce(sum(CASE WHEN n.settled_at IS NULL THEN n.parts * greatest(o.times, 1) ELSE n.parts END), 0)
               AS parts,
           coalesce(sum(CASE WHEN n.settled_at IS NULL THEN o.cost ELSE n.cost END), 0) AS cost
    FROM hamyar.notices n {_ITS_MESSAGES}
    WHERE n.at >= :since AND n.at < :until GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    """  # noqa: S608  constants of our own
)

# What the provider has charged a part of late.
PRICE = text(
    """
    SELECT sum(cost)::float8 / sum(parts) FROM (
        SELECT cost, parts FROM hamyar.outbox
        WHERE channel = 'sms' AND cost > 0 AND parts > 0 AND sent_at IS NOT NULL ORDER BY sent_at DESC LIMIT 1000
    ) AS latest
    """
)
