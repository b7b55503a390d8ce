"""The queries of the desk. Whoever changes a ticket holds its conversation's row first, and the ticket's after it."""

from sqlalchemy import BigInteger, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

TICKET = (
    "channel, address, number, kind, state, service, national_id, opened_at, in_hours, taken_by, taken_at,"
    " first_answer_at, closed_at, mark, version"
)
LINE = "seq, author, staff, at, text, pictures, event, facts, edits"
_TICKET_OF = ", ".join(f"t.{name.strip()}" for name in TICKET.split(","))

# ---- a conversation and its floor ----------------------------------------------------------------------------------

HOLD = text(
    """
    INSERT INTO hamyar.conversations (channel, address, updated_at) VALUES (:channel, :address, :now)
    ON CONFLICT (channel, address) DO UPDATE SET channel = excluded.channel
    """
)

GIVE_FLOOR = text(
    """
    UPDATE hamyar.conversations
    SET state = jsonb_set(state, '{floor}', to_jsonb(cast(:number AS bigint))), updated_at = :now
    WHERE channel = :channel AND address = :address
    """
)

TAKE_FLOOR = text(
    """
    UPDATE hamyar.conversations SET state = state - 'floor', updated_at = :now
    WHERE channel = :channel AND address = :address
    """
)

# ---- tickets -------------------------------------------------------------------------------------------------------

OPEN = text(
    f"""
    INSERT INTO hamyar.tickets (channel, address, kind, service, national_id, opened_at, in_hours, unheard_since)
    VALUES (:channel, :address, :kind, :service, :national_id, :now, :in_hours, :now) RETURNING {TICKET}
    """  # noqa: S608  names of our own, here and below
)

OPEN_ONE = text(
    f"SELECT {TICKET} FROM hamyar.tickets"  # noqa: S608
    " WHERE channel = :channel AND address = :address AND state <> 'closed' FOR UPDATE"
)

PLACE_OF = text("SELECT channel, address FROM hamyar.tickets WHERE number = :number")

HELD = text(
    f"SELECT {TICKET} FROM hamyar.tickets"  # noqa: S608
    " WHERE channel = :channel AND address = :address AND number = :number FOR UPDATE"
)

BY_NUMBER = text(f"SELECT {TICKET} FROM hamyar.tickets WHERE number = :number")  # noqa: S608

_THIS = "channel = :channel AND address = :address AND number = :number"

# What a change of state makes of a ticket; a version more each time, for its header.
CHANGE = {
    "wait": "state = 'waiting', taken_by = NULL, unheard_since = :now, silent = NULL",
    "take": (
        "state = 'taken', taken_by = :staff, taken_at = coalesce(taken_at, :now),"
        " unheard_since = coalesce(unheard_since, :now), silent = NULL"
    ),
    "hand-to": "taken_by = :staff, silent = NULL",
    "hand-to-group": (
        "state = 'waiting', taken_by = NULL, kind = :kind, unheard_since = coalesce(unheard_since, :now), silent = NULL"
    ),
    "hand-back": "state = 'handed_back', unheard_since = NULL, silent = NULL",
    "close": "state = 'closed', closed_at = :now, unheard_since = NULL, silent = NULL",
    "mark": "mark = :mark",
}
CHANGES = {
    name: text(
        f"UPDATE hamyar.tickets SET {change}, version = version + 1 WHERE {_THIS} RETURNING {TICKET}"  # noqa: S608
    )
    for name, change in CHANGE.items()
}

ANSWERED = text(
    f"""
    UPDATE hamyar.tickets SET first_answer_at = coalesce(first_answer_at, :now), unheard_since = NULL, silent = NULL
    WHERE {_THIS}
    """  # noqa: S608
)

SPOKE = text(
    f"UPDATE hamyar.tickets SET unheard_since = coalesce(unheard_since, :now) WHERE {_THIS}"  # noqa: S608
)

QUEUE = text(
    f"""
    SELECT {TICKET} FROM hamyar.tickets
    WHERE state <> 'closed' AND (cast(:kind AS text) IS NULL OR kind = :kind) ORDER BY opened_at, number
    """  # noqa: S608
)

PLACE_IN_QUEUE = text(
    """
    SELECT count(*) FROM hamyar.tickets
    WHERE state = 'waiting' AND kind = :kind AND (opened_at, number) <= (:opened_at, :number)
    """
)

# The waits that foretell others: of the last tickets of this group that were opened while somebody was there.
RECENT_WAITS = text(
    """
    SELECT extract(epoch FROM taken_at - opened_at) FROM hamyar.tickets
    WHERE kind = :kind AND in_hours AND taken_at >= opened_at AND opened_at > :since
    ORDER BY opened_at DESC LIMIT :most
    """
)

OLDEST_WAITING = text("SELECT min(unheard_since) FROM hamyar.tickets WHERE state = 'waiting' AND kind = :kind")

OPENED_BETWEEN = text(
    f"""
    SELECT {_TICKET_OF},
           (SELECT s.name FROM hamyar.staff s WHERE s.telegram_id = t.taken_by ORDER BY s.since DESC LIMIT 1) AS who
    FROM hamyar.tickets t WHERE t.opened_at >= :since AND t.opened_at < :until ORDER BY t.opened_at
    """  # noqa: S608
)

UNHEARD = text(
    f"""
    SELECT {TICKET}, unheard_since, silent FROM hamyar.tickets
    WHERE state IN ('waiting', 'taken') AND unheard_since < :before AND silent IS DISTINCT FROM 'escalated'
    ORDER BY unheard_since LIMIT 500
    """  # noqa: S608
)

FALLEN_SILENT = text(
    f"""
    UPDATE hamyar.tickets SET silent = :what
    WHERE {_THIS} AND unheard_since = :since AND silent IS DISTINCT FROM :what RETURNING number
    """  # noqa: S608
)

FORGOTTEN = text(
    """
    SELECT number FROM hamyar.tickets t WHERE state = 'handed_back' AND NOT EXISTS (
        SELECT FROM hamyar.ticket_lines l
        WHERE (l.channel, l.address, l.number) = (t.channel, t.address, t.number) AND l.at > :before)
    LIMIT 500
    """
)

# ---- lines ---------------------------------------------------------------------------------------------------------

ADD_LINE = text(
    """
    INSERT INTO hamyar.ticket_lines
        (channel, address, number, author, staff, at, text, pictures, event, facts, key, edits, posted, posted_as,
         outbox_channel, outbox_address, outbox_id)
    VALUES
        (:channel, :address, :number, :author, :staff, :now, :text, :pictures, :event, :facts, :key, :edits, :posted,
         :posted_as, :outbox_channel, :outbox_address, :outbox_id)
    RETURNING seq
    """
).bindparams(
    bindparam("pictures", type_=JSONB),
    bindparam("facts", type_=JSONB),
    bindparam("staff", type_=BigInteger),
    bindparam("edits", type_=BigInteger),
    bindparam("outbox_id", type_=BigInteger),
)

LINE_BY_KEY = text(
    f"SELECT {LINE} FROM hamyar.ticket_lines WHERE {_THIS} AND key = :key"  # noqa: S608
)

# What a line says by now: its newest edit, or itself.
NEWEST_TEXT = text(
    f"""
    SELECT text FROM hamyar.ticket_lines WHERE {_THIS} AND :seq IN (seq, edits) ORDER BY seq DESC LIMIT 1
    """  # noqa: S608
)

LAST_WORD = text(f"SELECT max(at) FROM hamyar.ticket_lines WHERE {_THIS} AND author = 'citizen'")  # noqa: S608

LINES = text(f"SELECT {LINE} FROM hamyar.ticket_lines WHERE {_THIS} ORDER BY seq")  # noqa: S608

NEWS = text("SELECT pg_notify(:news, cast(:number AS text))")

UNPOSTED = text(
    """
    SELECT l.channel, l.address, l.number, t.kind, l.seq, l.author, l.staff, l.at, l.text, l.pictures, l.event,
           l.facts, l.edits
    FROM hamyar.ticket_lines l JOIN hamyar.tickets t USING (channel, address, number)
    LEFT JOIN hamyar.ticket_topics p USING (channel, address, number)
    WHERE NOT l.posted AND (cast(:chat_id AS bigint) IS NULL OR p.chat_id = :chat_id AND p.header_message_id <> 0)
    ORDER BY l.number, l.seq LIMIT 1000
    """
)

# Of a post that stands, the lines that made it, each with its newest text.
POST_OF = text(
    """
    SELECT p.posted_as, l.seq,
           coalesce((SELECT e.text FROM hamyar.ticket_lines e
                     WHERE (e.channel, e.address, e.number) = (l.channel, l.address, l.number) AND e.edits = l.seq
                     ORDER BY e.seq DESC LIMIT 1), l.text) AS text
    FROM hamyar.ticket_lines p JOIN hamyar.ticket_lines l
      ON (l.channel, l.address, l.number, l.posted_as) = (p.channel, p.address, p.number, p.posted_as)
    WHERE p.channel = :channel AND p.address = :address AND p.number = :number AND p.seq = :seq AND l.edits IS NULL
    ORDER BY l.seq
    """
)

POSTED = text(
    f"""
    UPDATE hamyar.ticket_lines SET posted = true, posted_as = :key
    WHERE {_THIS} AND seq = ANY(:seqs) AND NOT posted AND (cast(:topic_id AS bigint) IS NULL OR EXISTS (
        SELECT FROM hamyar.ticket_topics WHERE {_THIS} AND chat_id = :chat_id AND topic_id = :topic_id))
    """  # noqa: S608
)

UNDELIVERED = text(
    """
    SELECT l.channel, l.address, l.number, l.seq, o.fault
    FROM hamyar.ticket_lines l
    JOIN hamyar.outbox o ON (o.channel, o.address, o.id) = (l.outbox_channel, l.outbox_address, l.outbox_id)
    WHERE l.outbox_id IS NOT NULL AND NOT l.failed AND o.state = 'failed' ORDER BY l.seq LIMIT 500
    """
)

TOLD_UNDELIVERED = text(
    f"UPDATE hamyar.ticket_lines SET failed = true WHERE {_THIS} AND seq = :seq AND NOT failed RETURNING seq"  # noqa: S608
)

# How a reply stands with the citizen: by the provider's id, once it has one.
SENT_AS = text(
    """
    SELECT o.channel, o.provider_id, coalesce(cast(l.facts->>'messages' AS integer), 0) AS messages
    FROM hamyar.ticket_lines l
    JOIN hamyar.outbox o ON (o.channel, o.address, o.id) = (l.outbox_channel, l.outbox_address, l.outbox_id)
    WHERE (l.channel, l.address, l.number) = (:channel, :address, :number) AND l.seq = :seq AND l.pictures = '[]'
      AND o.state IN ('sent', 'delivered') AND o.provider_id IS NOT NULL
    """
)

# ---- topics --------------------------------------------------------------------------------------------------------

TOPIC = text(
    f"SELECT chat_id, topic_id, header_message_id, kind, version FROM hamyar.ticket_topics WHERE {_THIS}"  # noqa: S608
)

BY_TOPIC = text("SELECT number FROM hamyar.ticket_topics WHERE chat_id = :chat_id AND topic_id = :topic_id")

# ---- what was said before ------------------------------------------------------------------------------------------

# With the bot, without what stands in the ticket itself. Presses are told by the label that the button had: it stands
# in the message that showed it.
EXCHANGES = text(
    f"""
    SELECT by_citizen, said, at FROM (
        (SELECT true AS by_citizen, i.received_at AS at,
                CASE i.message->>'is'
                    WHEN 'typed' THEN i.message->>'text'
                    WHEN 'pressed' THEN (
                        SELECT b->>0 FROM hamyar.outbox o, jsonb_array_elements(o.body->'buttons') b
                        WHERE o.channel = :channel AND o.address = :address
                          AND b->>1 = 'q:' || (i.message->>'nonce') || ':' || (i.message->>'index') LIMIT 1)
                END AS said
         FROM hamyar.inbox i
         WHERE i.channel = :channel AND i.address = :address AND i.received_at <= :until AND i.state = 'played'
           AND NOT EXISTS (SELECT FROM hamyar.ticket_lines l WHERE {_THIS} AND l.key = i.key)
         ORDER BY i.seq DESC LIMIT :most)
        UNION ALL
        (SELECT false, o.created_at, o.body->>'text' FROM hamyar.outbox o
         WHERE o.channel = :channel AND o.address = :address AND o.kind = 'reply' AND o.created_at <= :until
           AND NOT o.body ? 'ticket'
         ORDER BY o.id DESC LIMIT :most)
    ) AS said WHERE said <> '' ORDER BY at DESC, by_citizen LIMIT :most
    """  # noqa: S608
)

LAST_TAKEN = text(f"SELECT max(at) FROM hamyar.ticket_lines WHERE {_THIS} AND event = 'taken'")  # noqa: S608

MOBILE_OF = text("SELECT mobile FROM registry.people WHERE national_id = :national_id")
NAME_OF = text("SELECT first_name, last_name FROM registry.people WHERE national_id = :national_id")
LABEL_OF = text(
    """
    SELECT b->>0 FROM hamyar.outbox o, jsonb_array_elements(o.body->'buttons') b
    WHERE o.channel = :channel AND o.address = :address AND b->>1 = :data ORDER BY o.id DESC LIMIT 1
    """
)
