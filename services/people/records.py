"""Queries about people, the links of conversations to them, and one-time codes."""

from sqlalchemy import text

LINKED = text(
    """
    SELECT p.national_id, p.first_name, p.last_name, p.sex, p.mobile
    FROM hamyar.links l JOIN registry.people p USING (national_id)
    WHERE l.channel = :channel AND l.address = :address
    """
)

BY_MOBILE = text(
    """
    SELECT national_id, first_name, last_name, sex, mobile
    FROM registry.people WHERE mobile = :mobile ORDER BY national_id
    """
)

BY_NATIONAL_ID = text(
    "SELECT national_id, first_name, last_name, sex, mobile FROM registry.people WHERE national_id = :national_id"
)

KNOWN_MOBILE = text("SELECT EXISTS (SELECT FROM registry.people WHERE mobile = :mobile)")

HOLDS = text("SELECT count(*) FROM registry.people WHERE national_id = :national_id AND mobile = :mobile")

LINK = text(
    """
    INSERT INTO hamyar.links (channel, address, national_id, proof, since)
    VALUES (:channel, :address, :national_id, :proof, :now)
    ON CONFLICT (channel, address) DO UPDATE
    SET national_id = excluded.national_id, proof = excluded.proof, since = excluded.since
    """
)

UNLINK = text("DELETE FROM hamyar.links WHERE channel = :channel AND address = :address")

# One code at a time for one number, so that two conversations cannot both be the third of the hour, even for two people
# who share it. Where the registry holds no number, the national ID stands in for it.
ONE_AT_A_TIME = text(
    """
    SELECT pg_advisory_xact_lock(hashtextextended(coalesce(
        (SELECT mobile FROM registry.people WHERE national_id = :national_id), :national_id), 0))
    """
)

ASKED = text(
    """
    SELECT (SELECT until FROM hamyar.code_locks l
            WHERE l.channel = :channel AND l.address = :address AND l.until > :now) AS locked_until,
           count(*) FILTER (WHERE asked_at > :hour_ago) AS in_the_hour,
           count(*) AS in_the_day
    FROM hamyar.codes
    WHERE channel = :channel AND address = :address AND asked_at > :day_ago
    """
)

# The number is found and the code queued inside one statement: what is asked of the database is the same whether the
# registry knows the national ID, holds a mobile for it, or neither.
SEND_CODE = text(
    """
    WITH target AS (
        SELECT p.mobile FROM registry.people p
        WHERE p.national_id = :national_id AND p.mobile IS NOT NULL
          AND (SELECT count(*) FROM hamyar.codes c
               WHERE (c.mobile = p.mobile OR c.national_id = p.national_id)
                 AND c.mobile IS NOT NULL AND c.asked_at > :hour_ago) < :most_an_hour
          AND (SELECT count(*) FROM hamyar.codes c
               WHERE (c.mobile = p.mobile OR c.national_id = p.national_id)
                 AND c.mobile IS NOT NULL AND c.asked_at > :day_ago) < :most_a_day
    ), kept AS (
        INSERT INTO hamyar.codes (channel, address, asked_at, national_id, mobile, hash)
        VALUES (:channel, :address, :now, :national_id, (SELECT mobile FROM target), :hash)
    )
    INSERT INTO hamyar.outbox (channel, address, kind, body, created_at, due_at)
    SELECT 'sms', mobile, 'code', jsonb_build_object('code', cast(:code AS text)), :now, :now FROM target
    """
)

TRY_CODE = text(
    """
    WITH latest AS (
        SELECT asked_at FROM hamyar.codes
        WHERE channel = :channel AND address = :address AND national_id = :national_id
        ORDER BY asked_at DESC LIMIT 1
    )
    UPDATE hamyar.codes c SET tries = tries + 1
    FROM latest
    WHERE c.channel = :channel AND c.address = :address AND c.asked_at = latest.asked_at
      AND NOT c.used AND c.tries < :most_tries AND c.asked_at > :oldest
    RETURNING c.asked_at, c.hash, c.tries, c.mobile IS NOT NULL AS sent
    """
)

USE_CODE = text(
    "UPDATE hamyar.codes SET used = true WHERE channel = :channel AND address = :address AND asked_at = :asked_at"
)

STRIKE = text(
    """
    INSERT INTO hamyar.code_locks AS l (channel, address, strikes, until)
    VALUES (:channel, :address, 1, cast(:now AS timestamptz) + :first_lock)
    ON CONFLICT (channel, address) DO UPDATE
    SET strikes = CASE WHEN l.until > :day_ago THEN l.strikes + 1 ELSE 1 END,
        until = cast(:now AS timestamptz) + least(
            cast(:first_lock AS interval) * power(3, CASE WHEN l.until > :day_ago THEN least(l.strikes, 9) ELSE 0 END),
            cast(:longest_lock AS interval))
    RETURNING until
    """
)

LOCKED = text("SELECT until FROM hamyar.code_locks WHERE channel = :channel AND address = :address AND until > :now")

FORGIVE = text("DELETE FROM hamyar.code_locks WHERE channel = :channel AND address = :address")
