"""The queries of the outbox.

A lane is one recipient on one channel. A row can be claimed when it is queued, due, the oldest queued one of its lane,
and nothing of its lane is under way; what does not yield does not wait for what yields and has not set out. The claim
is a lease, and makes `due_at` the moment at which the row was last handed to the provider. `sending` rows whose lease
has run out are of unknown outcome, and so are `ambiguous` ones.

Where a channel has several lines, each claims what it carries: see `lines`.
"""

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

PUT = text(
    """
    INSERT INTO hamyar.outbox (channel, address, kind, body, created_at, due_at, yields)
    VALUES (:channel, :address, cast(:kind AS text), :body, :now, :now, cast(:kind AS text) = 'notice') RETURNING id
    """
).bindparams(bindparam("body", type_=JSONB))

REPLY = text(
    """
    WITH queued AS (
        INSERT INTO hamyar.outbox (channel, address, kind, body, created_at, due_at)
        SELECT :channel, :address, 'reply', body, :now, :now
        FROM jsonb_array_elements(:bodies) WITH ORDINALITY AS b(body, place) ORDER BY place
    )
    SELECT pg_notify(:news, :channel)
    """
).bindparams(bindparam("bodies", type_=JSONB))

WAKE = text("SELECT pg_notify(:news, :channel)")

_CARRIED = """
    CASE WHEN o.yields AND o.line IS NULL THEN o.id % :total >= :first AND o.id % :total < :end
         ELSE (coalesce(o.line, (SELECT w.line FROM hamyar.written_to w
                                 WHERE (w.channel, w.address) = (o.channel, o.address)), '')
               = ANY(cast(:lines AS text[]))) <> :others END
"""
_SENT_FROM = "(coalesce(line, '') = ANY(cast(:lines AS text[]))) <> :others"
_GIVEN = (
    "RETURNING o.channel, o.address, o.id, o.kind, o.body, o.attempts, o.repeated, o.created_at, o.yields, o.due_at"
)


def _claim(carried: str) -> TextClause:
    return text(
        f"""
        WITH claimed AS (
            SELECT o.channel, o.address, o.id FROM hamyar.outbox o
            WHERE o.channel = :channel AND o.state = 'queued' AND o.yields = :yields AND o.due_at <= :now
              AND (cast(:address AS text) IS NULL OR o.address = :address)
              AND {carried}
              AND NOT EXISTS (
                  SELECT FROM hamyar.outbox e
                  WHERE e.channel = o.channel AND e.address = o.address AND e.id <> o.id
                    AND e.state IN ('queued', 'sending', 'ambiguous')
                    AND (e.state <> 'queued' OR (e.id < o.id AND (:yields OR NOT e.yields))))
            ORDER BY o.due_at, o.id LIMIT :most
            FOR UPDATE OF o SKIP LOCKED
        )
        UPDATE hamyar.outbox o
        SET state = 'sending', attempts = o.attempts + 1, lease_until = :lease_until, line = :line, due_at = :now
        FROM claimed c WHERE (o.channel, o.address, o.id) = (c.channel, c.address, c.id)
        {_GIVEN}
        """  # noqa: S608  names of our own
    )


CLAIM, CLAIM_CARRIED = _claim("true"), _claim(_CARRIED)


def _take_unsettled(sent_from: str) -> TextClause:
    """Their sender died with them, or never heard the answer; they are taken over to be settled."""
    return text(
        f"""
        WITH claimed AS (
            SELECT channel, address, id FROM hamyar.outbox
            WHERE channel = :channel AND state IN ('sending', 'ambiguous') AND lease_until < :now
              AND id <> ALL(cast(:but AS bigint[])) AND {sent_from}
            ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED
        )
        UPDATE hamyar.outbox o SET state = 'ambiguous', attempts = o.attempts + 1, lease_until = :lease_until
        FROM claimed c WHERE (o.channel, o.address, o.id) = (c.channel, c.address, c.id)
        {_GIVEN}
        """  # noqa: S608  names of our own
    )


TAKE_UNSETTLED, TAKE_UNSETTLED_OF_LINE = _take_unsettled("true"), _take_unsettled(_SENT_FROM)

# One statement for everything that came of a batch. Only open rows move; what a report has already settled stays.
SETTLE = text(
    """
    UPDATE hamyar.outbox o
    SET state = CASE WHEN r.state IS NOT NULL AND s.state = 'sent' THEN r.state ELSE s.state END,
        sent_at = CASE WHEN s.state = 'sent' THEN :now ELSE o.sent_at END,
        provider_id = coalesce(s.provider_id, o.provider_id),
        fault = coalesce(r.fault, s.fault),
        cost = coalesce(s.cost, o.cost),
        repeated = o.repeated OR s.repeated,
        due_at = CASE WHEN s.state = 'ambiguous' THEN o.due_at ELSE coalesce(s.due_at, o.due_at) END,
        lease_until = s.due_at,
        line = CASE WHEN s.state = 'queued' AND o.instead_of IS NULL THEN NULL ELSE o.line END,
        body = CASE WHEN o.kind = 'code' AND s.state IN ('sent', 'failed') THEN NULL ELSE o.body END
    FROM unnest(cast(:addresses AS text[]), cast(:ids AS bigint[]), cast(:states AS text[]),
                cast(:provider_ids AS text[]), cast(:faults AS text[]), cast(:costs AS integer[]),
                cast(:repeats AS bool[]), cast(:due AS timestamptz[]))
        AS s(address, id, state, provider_id, fault, cost, repeated, due_at)
    LEFT JOIN hamyar.reports r ON r.channel = :channel AND r.provider_id = s.provider_id
    WHERE o.channel = :channel AND o.address = s.address AND o.id = s.id AND o.state IN ('sending', 'ambiguous')
    RETURNING o.address, o.id, o.state, o.fault
    """
)

# A report is final: the first one stands (kept as it is when another comes), and its row moves on from `sent` alone.
REPORT = text(
    """
    WITH told AS (
        SELECT DISTINCT ON (provider_id) provider_id, state, fault
        FROM unnest(cast(:provider_ids AS text[]), cast(:states AS text[]), cast(:faults AS text[]))
            WITH ORDINALITY AS t(provider_id, state, fault, place)
        ORDER BY provider_id, place
    ), kept AS (
        INSERT INTO hamyar.reports AS reports (channel, provider_id, state, fault, at)
        SELECT :channel, provider_id, state, fault, :now FROM told ORDER BY provider_id
        ON CONFLICT (channel, provider_id) DO UPDATE SET at = reports.at RETURNING provider_id, state, fault
    )
    UPDATE hamyar.outbox o SET state = kept.state, fault = kept.fault FROM kept
    WHERE o.channel = :channel AND o.provider_id = kept.provider_id AND o.state = 'sent'
    RETURNING o.address, o.id, o.state, o.fault
    """
)

# What was blocked on another line goes from this one, once, as a message of its own: by its old number the provider
# would take it for the old one.
GO_ONCE_MORE = text(
    """
    INSERT INTO hamyar.outbox
        (channel, address, kind, body, created_at, due_at, yields, parts, line, instead_of)
    SELECT o.channel, o.address, o.kind, o.body, :now, :now, o.yields, o.parts, :line, o.id
    FROM unnest(cast(:addresses AS text[]), cast(:ids AS bigint[])) AS b(address, id)
    JOIN hamyar.outbox o ON o.channel = :channel AND o.address = b.address AND o.id = b.id
    WHERE o.instead_of IS NULL AND o.line IS DISTINCT FROM :line AND o.kind <> 'code'
    ORDER BY o.id
    ON CONFLICT (channel, address, instead_of) WHERE instead_of IS NOT NULL DO NOTHING
    """
)

UNREPORTED = text(
    """
    SELECT provider_id, sent_at, id FROM hamyar.outbox
    WHERE channel = :channel AND state = 'sent' AND provider_id IS NOT NULL
      AND (sent_at, id) > (:since, :behind) AND sent_at <= :newest
    ORDER BY sent_at, id LIMIT :most
    """
)

GIVE_UP_LANE = text(
    """
    UPDATE hamyar.outbox SET state = 'failed', fault = :fault, lease_until = NULL,
        body = CASE WHEN kind = 'code' THEN NULL ELSE body END
    WHERE channel = :channel AND address = :address AND state = 'queued' AND (kind = 'notice' OR NOT :notices)
    """
)

SILENCE = text(
    """
    INSERT INTO hamyar.silences (channel, address, why, since) VALUES (:channel, :address, :why, :now)
    ON CONFLICT DO NOTHING
    """
)

HEAR_AGAIN = text("DELETE FROM hamyar.silences WHERE channel = :channel AND address = :address AND why = :why")

SILENCED = text("SELECT why FROM hamyar.silences WHERE channel = :channel AND address = :address")

REPLIES_SINCE = text(
    """
    SELECT count(*) FROM hamyar.outbox
    WHERE channel = :channel AND address = :address AND kind = 'reply' AND created_at >= :since
      AND NOT coalesce(body ? 'ticket', false)
    """
)

# `cost > 0` leaves out nothing that counts: it is what lets the index of what cost something serve.
SPENT_SINCE = text(
    """
    SELECT coalesce(sum(cost), 0) FROM hamyar.outbox
    WHERE channel = :channel AND sent_at >= :since AND cost > 0
    """
)

MARK = text("SELECT value FROM hamyar.marks WHERE name = :name")

SET_MARK = text(
    """
    INSERT INTO hamyar.marks (name, value, at) VALUES (:name, :value, :now)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at
    """
)

DEPTH = text(
    """
    SELECT channel, kind, count(*) AS rows, min(created_at) AS oldest FROM hamyar.outbox
    WHERE state IN ('queued', 'sending', 'ambiguous') GROUP BY channel, kind
    """
)
