"""What holds of the database whatever was said and whatever broke, as queries that find what does not.

`STANDING` holds at any moment, `QUIET` once everything has been played and sent. `WATCHED` and `unanswered` look at how
things came to be: `watch` lays triggers that keep every step of inbox, outbox and conversations, each with its
transaction.

    assert not offences(url, STANDING)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psycopg.errors import UndefinedTable

from handlers.playing import arrived
from services.conversations import Waiting
from services.store.engine import connect

STANDING: Mapping[str, str] = {
    "a link is proved by a contact or a code, and never by an SMS": """
        SELECT * FROM hamyar.links WHERE proof NOT IN ('contact', 'code') OR channel = 'sms'
    """,
    "who is linked by a code has typed one that was sent": """
        SELECT * FROM hamyar.links l WHERE proof = 'code' AND NOT EXISTS (
            SELECT FROM hamyar.codes c
            WHERE (c.channel, c.address, c.national_id) = (l.channel, l.address, l.national_id)
              AND c.used AND c.mobile IS NOT NULL AND c.asked_at <= l.since)
    """,
    "a linked person is in the registry": """
        SELECT * FROM hamyar.links l WHERE NOT EXISTS (
            SELECT FROM registry.people p WHERE p.national_id = l.national_id)
    """,
    "a code is forgotten once it is sent or given up": """
        SELECT * FROM hamyar.outbox WHERE kind = 'code' AND state IN ('sent', 'delivered', 'failed')
          AND body IS NOT NULL
    """,
    "only codes lose their text": "SELECT * FROM hamyar.outbox WHERE kind <> 'code' AND body IS NULL",
    "only what was played is forgotten": """
        SELECT * FROM hamyar.inbox WHERE message IS NULL AND state <> 'played'
    """,
    "what failed in a play has a reference, and nothing else has": """
        SELECT * FROM hamyar.inbox WHERE (state = 'failed') <> (reference IS NOT NULL)
    """,
    "what is sent was tried, and has a time and the provider's id": """
        SELECT * FROM hamyar.outbox WHERE state IN ('sent', 'delivered')
          AND (attempts = 0 OR sent_at IS NULL OR provider_id IS NULL)
    """,
    "what failed has a fault": "SELECT * FROM hamyar.outbox WHERE state = 'failed' AND fault IS NULL",
    "nobody holds what is done with": """
        SELECT * FROM hamyar.outbox WHERE state IN ('sent', 'delivered', 'failed') AND lease_until IS NOT NULL
    """,
    "no two messages are one at the provider": """
        SELECT channel, provider_id FROM hamyar.outbox WHERE provider_id IS NOT NULL
        GROUP BY channel, provider_id HAVING count(*) > 1
    """,
    "what was delivered has a report": """
        SELECT * FROM hamyar.outbox o WHERE state = 'delivered' AND NOT EXISTS (
            SELECT FROM hamyar.reports r WHERE (r.channel, r.provider_id) = (o.channel, o.provider_id)
              AND r.state = 'delivered')
    """,
}

QUIET: Mapping[str, str] = {
    "nothing waits to be played": "SELECT * FROM hamyar.inbox WHERE state = 'waiting'",
    "every message that goes out has an end": """
        SELECT * FROM hamyar.outbox WHERE state NOT IN ('sent', 'delivered', 'failed')
    """,
}

MONEY: Mapping[str, str] = {
    "a recorded payment has its charge in the ledger, to the rial, and no other payment has one": """
        SELECT p.id FROM hamyar.payments p LEFT JOIN hamyar.transfers t ON t.payment = p.id AND t.cause = 'charge'
        WHERE (p.state = 'recorded') <> (t.id IS NOT NULL) OR t.amount <> p.charged
           OR t.from_account <> 'bank ' || p.gateway OR t.to_account <> 'credit ' || p.national_id
    """,
    "what a charge pays for is its payment's own items, at their price": """
        SELECT t.id FROM hamyar.transfers t
        LEFT JOIN hamyar.payment_items i ON (i.payment, i.account) = (t.payment, t.to_account)
        WHERE t.cause = 'item' AND (i.amount IS NULL OR i.amount <> t.amount)
    """,
    "entitlement is what the ledger has paid": """
        SELECT (SELECT count(*) FROM hamyar.paid_items) AS entitled, count(*) AS paid
        FROM hamyar.transfers WHERE cause = 'item'
        HAVING count(*) <> (SELECT count(*) FROM hamyar.paid_items)
    """,
    "another amount than was asked for pays for nothing": """
        SELECT p.id FROM hamyar.payments p JOIN hamyar.transfers t ON t.payment = p.id AND t.cause = 'item'
        WHERE p.charged <> p.amount
    """,
    "nobody has less than nothing, and what a bank took is owed to us": """
        SELECT account, sum(amount) FROM (
            SELECT to_account AS account, amount FROM hamyar.transfers
            UNION ALL SELECT from_account, -amount FROM hamyar.transfers) AS moved
        GROUP BY account HAVING CASE WHEN account LIKE 'bank %' THEN sum(amount) > 0 ELSE sum(amount) < 0 END
    """,
    "who paid was told, once, what the ledger says": """
        SELECT p.id FROM hamyar.payments p
        LEFT JOIN hamyar.payment_news n ON n.about = p.id AND n.what = 'recorded'
        WHERE (p.state = 'recorded') <> (n.about IS NOT NULL) OR (n.facts ->> 'amount')::bigint <> p.charged
           OR (n.facts ->> 'credit')::bigint <> p.charged - (
               SELECT coalesce(sum(t.amount), 0) FROM hamyar.transfers t WHERE t.payment = p.id AND t.cause = 'item')
    """,
    "a payment is asked about until it is done": """
        SELECT id, state FROM hamyar.payments WHERE state NOT IN ('recorded', 'failed') AND due_at IS NULL
    """,
    "a refund is in the ledger as far as it has come": """
        SELECT r.id, r.state FROM hamyar.refunds r WHERE (
            SELECT array_agg(t.cause ORDER BY t.id) FROM hamyar.transfers t
            WHERE t.refund = r.id AND t.amount = r.amount
        ) IS DISTINCT FROM CASE r.state
            WHEN 'refused' THEN ARRAY['refund-asked', 'refund-refused']
            WHEN 'paid-back' THEN ARRAY['refund-asked', 'refund-paid']
            ELSE ARRAY['refund-asked'] END
    """,
    "each act on a refund is on record, in the order of the acts": """
        SELECT r.id, r.state FROM hamyar.refunds r WHERE (
            SELECT array_agg(a.act ORDER BY a.seq) FROM hamyar.audit a WHERE a.subject = 'refund ' || r.id
        ) IS DISTINCT FROM array_remove(ARRAY[
            'refund-ask', CASE WHEN r.confirmed_by IS NOT NULL THEN 'refund-confirm' END,
            CASE WHEN r.state IN ('refused', 'paid-back')
                THEN 'refund-' || replace(r.state, 'refused', 'refuse') END], NULL)
    """,
    "whoever was paid back was told, once, and nobody else": """
        SELECT r.id, n.about FROM hamyar.refunds r
        FULL JOIN (SELECT * FROM hamyar.payment_news WHERE what = 'paid-back') n ON n.about = r.id
        WHERE (r.state = 'paid-back') IS DISTINCT FROM (n.about IS NOT NULL)
           OR (n.facts ->> 'amount')::bigint <> r.amount
    """,
    "a further charge is of a payment that is recorded": """
        SELECT f.id FROM hamyar.payments f JOIN hamyar.payments p ON p.id = f.further_of
        WHERE p.state <> 'recorded' OR p.further_of IS NOT NULL OR f.reference = p.reference
    """,
    "money goes back on the word of two": """
        SELECT id FROM hamyar.refunds WHERE state IN ('confirmed', 'paid-back')
          AND (confirmed_by IS NULL OR national_id IN (asked_by, confirmed_by))
    """,
    "a receipt says what its payment paid for, to the rial": """
        SELECT r.number FROM hamyar.receipts r
        JOIN hamyar.payments p ON p.id = r.payment
        LEFT JOIN LATERAL (
            SELECT sum(amount) AS paid, array_agg(month ORDER BY month) AS months
            FROM hamyar.paid_items WHERE payment = r.payment) i ON true
        WHERE (r.national_id, r.paid_at) IS DISTINCT FROM (p.national_id, p.recorded_at)
           OR (r.facts ->> 'amount')::bigint IS DISTINCT FROM i.paid
           OR ARRAY(SELECT 100 * year + month FROM jsonb_to_recordset(r.facts -> 'months') AS m(year int, month int))
              IS DISTINCT FROM i.months
    """,
    "what paid for a contract or a request has one receipt, and what paid for nothing has none": """
        SELECT p.id FROM hamyar.payments p
        LEFT JOIN hamyar.receipts r ON r.payment = p.id
        CROSS JOIN LATERAL (
            SELECT count(*) AS paid FROM hamyar.paid_items i WHERE i.payment = p.id
              AND (EXISTS (SELECT FROM hamyar.contracts c WHERE (c.national_id, c.number) = (i.national_id, i.about))
                OR EXISTS (SELECT FROM hamyar.partial_requests q
                           WHERE (q.national_id, q.number) = (i.national_id, i.about)))) i
        WHERE (i.paid > 0) <> (r.number IS NOT NULL)
    """,
    "the months of a contract are paid from its first on, without gaps": """
        SELECT c.number FROM hamyar.contracts c JOIN hamyar.paid_items i
            ON (i.national_id, i.kind, i.about) = (c.national_id, 'voluntary', c.number)
        GROUP BY c.national_id, c.number HAVING min(i.month) <> c.first_month
            OR count(*) <> 1 + 12 * (max(i.month) / 100 - min(i.month) / 100) + max(i.month) % 100 - min(i.month) % 100
    """,
    "whoever paid for a contract was told of it by one notice": """
        SELECT n.about, n.what FROM hamyar.payment_news n
        JOIN hamyar.payments p ON p.id = n.about
        WHERE EXISTS (
            SELECT FROM hamyar.payment_items i
            JOIN hamyar.contracts c ON (c.national_id, c.number) = (i.national_id, i.about)
            WHERE i.payment = coalesce(p.further_of, p.id))
          AND (SELECT array_agg(DISTINCT o.event) FROM hamyar.notices o WHERE o.national_id = p.national_id
               AND o.key IN ('premium-paid ' || p.id, 'credit-kept ' || p.id, 'payment-returned ' || p.id)
               AND (o.event = 'payment-returned') = (n.what = 'returned'))
            IS DISTINCT FROM ARRAY[CASE
                WHEN n.what = 'returned' THEN 'payment-returned'
                WHEN EXISTS (SELECT FROM hamyar.receipts r WHERE r.payment = p.id) THEN 'premium-paid'
                ELSE 'credit-kept' END]
    """,
}

OBJECTIONS: Mapping[str, str] = {
    "a subject has one open objection at most": """
        SELECT national_id, subject_key FROM hamyar.objections
        WHERE state IN ('filed', 'more-wanted', 'to-confirm') GROUP BY 1, 2 HAVING count(*) > 1
    """,
    "every objection has pictures, and they are evidence of its person's": """
        SELECT o.number, i.document_id FROM hamyar.objections o
        LEFT JOIN hamyar.objection_images i USING (national_id, number)
        LEFT JOIN hamyar.documents d ON d.id = i.document_id
        WHERE d.filed_at IS NULL OR d.national_id <> o.national_id
    """,
    "an objection was filed once, is decided once at most, and stands as it was last told": """
        SELECT o.number FROM hamyar.objections o JOIN hamyar.objection_events e USING (national_id, number)
        GROUP BY o.national_id, o.number, o.state
        HAVING count(*) FILTER (WHERE what = 'filed' AND detail ? 'images') <> 1
            OR count(*) FILTER (WHERE what IN ('upheld', 'refused', 'withdrawn'))
               <> (o.state IN ('upheld', 'refused', 'withdrawn'))::int
            OR o.state <> (array_agg(what ORDER BY id DESC) FILTER (WHERE what <> 'images-added'))[1]
    """,
    "a criterion is found to hold by an upheld objection alone, and not to by a refused review": """
        SELECT v.number FROM hamyar.overrides v LEFT JOIN hamyar.objections o USING (national_id, number)
        WHERE o.state IS DISTINCT FROM CASE WHEN v.holds THEN 'upheld' ELSE 'refused' END
           OR (NOT v.holds AND o.subject ->> 'kind' <> 'review')
    """,
    "a notice is one message at most on its channel, and no message is of two": """
        SELECT o.channel, o.address, o.id FROM hamyar.outbox o
        LEFT JOIN hamyar.notices n ON (n.channel, n.address, n.outbox_id) = (o.channel, o.address, o.id)
        WHERE o.kind = 'notice' GROUP BY 1, 2, 3 HAVING count(n.key) <> 1
    """,
}

TICKETS: Mapping[str, str] = {
    "a conversation has one open ticket at most": """
        SELECT channel, address FROM hamyar.tickets WHERE state <> 'closed' GROUP BY 1, 2 HAVING count(*) > 1
    """,
    "what a citizen's line says is one message of theirs, and lines stand in its order": """
        SELECT l.channel, l.address, l.key FROM hamyar.ticket_lines l
        LEFT JOIN hamyar.inbox i USING (channel, address, key)
        LEFT JOIN hamyar.ticket_lines e ON (e.channel, e.address, e.number) = (l.channel, l.address, l.number)
            AND e.author = 'citizen' AND e.seq < l.seq
        LEFT JOIN hamyar.inbox before ON (before.channel, before.address, before.key) = (e.channel, e.address, e.key)
        WHERE l.author = 'citizen' AND (i.state IS DISTINCT FROM 'played' OR before.seq > i.seq)
    """,
    "each reply of a colleague is messages of its own": """
        SELECT outbox_channel, outbox_address, outbox_id FROM hamyar.ticket_lines WHERE author = 'staff'
        GROUP BY 1, 2, 3 HAVING count(*) > 1 OR outbox_id IS NULL
    """,
    "what stands in a topic stands there in order": """
        SELECT l.number, l.posted_as FROM hamyar.ticket_lines l JOIN hamyar.ticket_lines e
            ON (e.channel, e.address, e.number) = (l.channel, l.address, l.number) AND e.seq < l.seq
        WHERE l.author = 'citizen' AND e.author = 'citizen' AND l.edits IS NULL AND e.edits IS NULL
          AND split_part(l.posted_as, '.', 1) = split_part(e.posted_as, '.', 1)
          AND nullif(rtrim(split_part(e.posted_as, '.', 2), 'c'), '')::bigint
            > nullif(rtrim(split_part(l.posted_as, '.', 2), 'c'), '')::bigint
    """,
    "a ticket is closed once": """
        SELECT number FROM hamyar.tickets t WHERE state = 'closed' AND (
            SELECT count(*) FROM hamyar.audit a WHERE a.subject = 'ticket ' || t.number AND a.act = 'close') <> 1
    """,
}

_WATCH = """
CREATE SCHEMA watched;
CREATE TABLE watched.inbox (
    n bigserial, tx xid8 DEFAULT pg_current_xact_id(), began timestamptz DEFAULT now(),
    channel text, address text, key text, seq bigint, part_of text, due_at timestamptz,
    was text, state text, reference text, message jsonb, forgotten boolean);
CREATE TABLE watched.noted (channel text, address text, key text, committed timestamptz);
CREATE TABLE watched.outbox (
    n bigserial, tx xid8 DEFAULT pg_current_xact_id(),
    channel text, address text, id bigint, kind text, was text, state text,
    attempts int, repeated boolean, was_repeated boolean, body jsonb);
CREATE TABLE watched.conversations (
    n bigserial, tx xid8 DEFAULT pg_current_xact_id(),
    channel text, address text, was jsonb, state jsonb, updated_at timestamptz);
CREATE INDEX ON watched.inbox (channel, address, seq);
CREATE INDEX ON watched.noted (channel, address, key);
CREATE INDEX ON watched.conversations (tx);

CREATE FUNCTION watched.see_inbox() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO watched.inbox (channel, address, key, seq, part_of, due_at, was, state, reference, message, forgotten)
    SELECT NEW.channel, NEW.address, NEW.key, NEW.seq, NEW.part_of, NEW.due_at,
           CASE WHEN TG_OP = 'UPDATE' THEN OLD.state END, NEW.state, NEW.reference,
           CASE WHEN TG_OP = 'UPDATE' THEN OLD.message ELSE NEW.message END, NEW.message IS NULL;
    RETURN NULL;
END $$;
CREATE FUNCTION watched.see_noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO watched.noted VALUES (NEW.channel, NEW.address, NEW.key, clock_timestamp());
    RETURN NULL;
END $$;
CREATE FUNCTION watched.see_outbox() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO watched.outbox (channel, address, id, kind, was, state, attempts, repeated, was_repeated, body)
    SELECT NEW.channel, NEW.address, NEW.id, NEW.kind, CASE WHEN TG_OP = 'UPDATE' THEN OLD.state END, NEW.state,
           NEW.attempts, NEW.repeated, CASE WHEN TG_OP = 'UPDATE' THEN OLD.repeated END, NEW.body;
    RETURN NULL;
END $$;
CREATE FUNCTION watched.see_conversation() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO watched.conversations (channel, address, was, state, updated_at)
    SELECT NEW.channel, NEW.address, OLD.state, NEW.state, NEW.updated_at;
    RETURN NULL;
END $$;
CREATE TRIGGER watched AFTER INSERT OR UPDATE ON hamyar.inbox
    FOR EACH ROW EXECUTE FUNCTION watched.see_inbox();
CREATE CONSTRAINT TRIGGER watched_commit AFTER INSERT ON hamyar.inbox DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION watched.see_noted();
CREATE TRIGGER watched AFTER INSERT OR UPDATE ON hamyar.outbox
    FOR EACH ROW EXECUTE FUNCTION watched.see_outbox();
CREATE TRIGGER watched AFTER UPDATE ON hamyar.conversations
    FOR EACH ROW EXECUTE FUNCTION watched.see_conversation();
"""

WATCHED: Mapping[str, str] = {
    "messages of one conversation are played in the order they came": """
        SELECT early.channel, early.address, early.key AS first, late.key AS second
        FROM watched.inbox early
        JOIN watched.noted noted USING (channel, address, key)
        JOIN watched.inbox late ON (late.channel, late.address) = (early.channel, early.address)
            AND late.seq > early.seq AND late.n < early.n AND late.tx <> early.tx
        JOIN watched.conversations played ON played.tx = late.tx
        WHERE early.was = 'waiting' AND early.state <> 'waiting' AND late.was = 'waiting' AND late.state <> 'waiting'
          AND noted.committed < late.began - interval '0.2 s' AND early.due_at <= played.updated_at
    """,
    "a message is played once": """
        SELECT channel, address, key FROM watched.inbox WHERE was = 'waiting' AND state <> 'waiting'
        GROUP BY 1, 2, 3 HAVING count(*) > 1
    """,
    "what has been played stays as it is": """
        SELECT * FROM watched.inbox WHERE was <> 'waiting' AND state IS DISTINCT FROM was
    """,
    "a message that goes out takes only the steps there are": """
        SELECT * FROM watched.outbox
        WHERE (was IS NULL AND state <> 'queued') OR (was <> state AND (was, state) NOT IN (
            ('queued', 'sending'), ('queued', 'failed'),
            ('sending', 'queued'), ('sending', 'ambiguous'),
            ('sending', 'sent'), ('sending', 'delivered'), ('sending', 'failed'),
            ('ambiguous', 'queued'), ('ambiguous', 'sent'), ('ambiguous', 'delivered'), ('ambiguous', 'failed'),
            ('sent', 'delivered'), ('sent', 'failed')))
    """,
    "what may have arrived is not sent again without a mark": """
        SELECT * FROM watched.outbox WHERE was = 'ambiguous' AND state = 'queued' AND NOT repeated
    """,
    "a mark stays": "SELECT * FROM watched.outbox WHERE was_repeated AND NOT repeated",
    "a lane keeps its order, but replies need not wait for notices": """
        SELECT later.channel, later.address, later.id FROM watched.outbox later
        WHERE later.was = 'queued' AND later.state = 'sending' AND EXISTS (
            SELECT FROM watched.outbox first WHERE (first.channel, first.address) = (later.channel, later.address)
              AND first.id < later.id AND first.n > later.n AND first.state NOT IN ('delivered', 'failed')
              AND (later.kind = 'notice' OR first.kind <> 'notice'))
    """,
    "nothing is said out of the blue": """
        SELECT * FROM watched.outbox o WHERE was IS NULL AND kind = 'reply' AND NOT body ? 'ticket' AND NOT EXISTS (
            SELECT FROM watched.inbox i WHERE i.tx = o.tx AND (i.channel, i.address) = (o.channel, o.address))
    """,
    "who is told of a fault is given its reference": """
        SELECT * FROM watched.inbox i WHERE state = 'failed' AND NOT EXISTS (
            SELECT FROM watched.outbox o WHERE o.tx = i.tx AND o.was IS NULL AND o.kind = 'reply'
              AND (o.channel, o.address) = (i.channel, i.address) AND strpos(o.body ->> 'text', i.reference) > 0)
    """,
    "what was answered to the question for a code is not kept": """
        SELECT i.* FROM watched.inbox i JOIN watched.conversations c USING (tx, channel, address)
        WHERE i.state = 'played' AND NOT i.forgotten AND c.was #>> '{front,shown,key}' ~ '(^|\\.)code\\.'
          AND i.message ->> 'text' ~ '^\\d{6}$' AND (SELECT count(*) FROM watched.inbox s WHERE s.tx = i.tx) = 1
    """,
    "the open question is the one that was shown last": """
        SELECT c.channel, c.address, c.state #> '{front,shown}' AS shown, o.body FROM watched.conversations c
        JOIN LATERAL (
            SELECT body FROM watched.outbox o
            WHERE o.tx = c.tx AND o.was IS NULL AND o.kind = 'reply' AND (o.channel, o.address) = (c.channel, c.address)
              AND NOT o.body ? 'ticket'
            ORDER BY id DESC LIMIT 1) o ON true
        WHERE c.channel = 'telegram' AND c.state #> '{front,shown,options}' IS NOT NULL
          -- the menu stays open behind what is said beside it, and is not told again
          AND NOT (c.state #>> '{front,dialog}' = 'menu' AND o.body -> 'buttons' = '[]')
          AND NOT EXISTS (SELECT FROM watched.inbox f WHERE f.tx = c.tx AND f.state = 'failed')
          AND o.body -> 'buttons' <> coalesce((
              SELECT jsonb_agg(jsonb_build_array(
                  option -> 1, format('q:%s:%s', c.state #>> '{front,shown,nonce}', place - 1)) ORDER BY place)
              FROM jsonb_array_elements(c.state #> '{front,shown,options}')
                  WITH ORDINALITY AS shown(option, place)), '[]')
    """,
}

_PLAYED = """
SELECT tx::text, channel, address, key, message, part_of, state FROM watched.inbox w
WHERE was = 'waiting' AND state <> 'waiting' AND NOT EXISTS (
    SELECT FROM hamyar.ticket_lines l WHERE (l.channel, l.address, l.key) = (w.channel, w.address, w.key))
ORDER BY channel, address, seq
"""
_REPLIES = """
SELECT tx::text, channel, address, count(*) FROM watched.outbox WHERE was IS NULL AND kind = 'reply' GROUP BY 1, 2, 3
"""


def watch(url: str) -> None:
    """Keep every step from now on."""
    with connect(url) as connection:
        connection.execute(_WATCH)


def forget(url: str) -> None:
    """Begin anew, conversations and all; the registry stays."""
    with connect(url) as connection:
        found = connection.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('hamyar', 'watched')"
            " AND tablename <> 'revision'"
        ).fetchall()
        connection.execute("SET LOCAL session_replication_role = replica")  # an audit keeps itself
        connection.execute(f"TRUNCATE {', '.join(name for (name,) in found)}")  # type: ignore[arg-type]


def offences(url: str, *invariants: Mapping[str, str]) -> dict[str, list[Any]]:
    """The invariants that do not hold, each with what it is broken by."""
    found = {}
    with connect(url) as connection:
        for name, query in (item for group in invariants for item in group.items()):
            if rows := connection.execute(query).fetchmany(5):  # type: ignore[arg-type]
                found[name] = rows
    return found


def wrong_money(url: str) -> dict[str, list[Any]]:
    """The same of `MONEY` alone, in one statement; nothing of a database that has no such tables."""
    each = (
        f"SELECT $${name}$$, (SELECT json_agg(w) FROM (SELECT * FROM ({query}) q LIMIT 5) w)"
        for name, query in MONEY.items()
    )
    with connect(url, autocommit=True) as connection:
        try:
            rows = connection.execute(" UNION ALL ".join(each)).fetchall()  # type: ignore[arg-type]
        except UndefinedTable:
            return {}
    return {name: broken for name, broken in rows if broken}


def unanswered(url: str) -> list[Any]:
    """Messages of watched plays that no reply was put beside. A colleague may answer what has become a ticket's line.

    Not those that were slowed; nor, where the day's replies by SMS are used up, those that are always heard.
    """
    with connect(url) as connection:
        played = connection.execute(_PLAYED).fetchall()
        replies = {(tx, channel, address): count for tx, channel, address, count in connection.execute(_REPLIES)}
    used_up = {(channel, address) for _, channel, address, _, _, _, state in played if state == "slowed"}
    plays: dict[tuple[str, str, str], list[Waiting]] = {}
    for tx, channel, address, key, message, part_of, state in played:
        if state != "slowed" and not ((channel, address) in used_up and message["is"] == "started"):
            plays.setdefault((tx, channel, address), []).append(Waiting(key, message, part_of))
    return [
        (channel, address, [one.key for one in rows], len(arrived(rows)), replies.get((tx, channel, address), 0))
        for (tx, channel, address), rows in plays.items()
        if replies.get((tx, channel, address), 0) < len(arrived(rows))
    ]
