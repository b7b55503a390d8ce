"""Tables and queries of objections. Every key starts with the national ID, as everything about a person does."""

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

# One open objection a subject: the unique index decides, whoever comes second is given the first one's number.
FILE = text(
    """
    INSERT INTO hamyar.objections
        (national_id, number, subject_key, subject, reason, state, filed_at, answer_by, channel, address)
    VALUES (:national_id, :number, :subject_key, :subject, :reason, 'filed', :now, :answer_by, :channel, :address)
    ON CONFLICT DO NOTHING RETURNING number
    """
).bindparams(bindparam("subject", type_=JSONB))

SPOUSE = text(
    "SELECT spouse_id FROM registry.marriages WHERE national_id = :national_id AND marriage_id = :marriage_id"
)

OPEN_NUMBER = text(
    """
    SELECT number FROM hamyar.objections
    WHERE national_id = :national_id AND subject_key = :subject_key AND state IN ('filed', 'more-wanted', 'to-confirm')
    """
)

_COLUMNS = """
    SELECT o.national_id, o.number, o.subject, o.reason, o.state, o.filed_at, o.answer_by, o.wanted, o.upheld_first_by,
           o.refusal_reason, o.note, o.channel, o.address,
           (SELECT count(*) FROM hamyar.objection_images i
            WHERE i.national_id = o.national_id AND i.number = o.number) AS images
    FROM hamyar.objections o
"""

OF_PERSON = text(
    f"""
    {_COLUMNS} WHERE o.national_id = :national_id AND o.subject ->> 'kind' NOT IN ('doubt', 'review')
    ORDER BY o.filed_at DESC, o.number
    """
)

ONE = text(f"{_COLUMNS} WHERE o.national_id = :national_id AND o.number = :number")

BY_NUMBER = text(f"{_COLUMNS} WHERE o.number = :number")

HOLD = text("SELECT state FROM hamyar.objections WHERE national_id = :national_id AND number = :number FOR UPDATE")

MOVE = text(
    """
    UPDATE hamyar.objections
    SET state = :state, wanted = :wanted, refusal_reason = :refusal_reason, note = :note,
        upheld_first_by = coalesce(:upheld_first_by, upheld_first_by),
        decided_at = CASE WHEN :final THEN cast(:now AS timestamptz) END,
        decided_by = CASE WHEN :final THEN cast(:by AS text) END
    WHERE national_id = :national_id AND number = :number
    """
)

ADD_IMAGES = text(
    """
    INSERT INTO hamyar.objection_images (national_id, number, document_id, paper, added_at)
    SELECT :national_id, :number, i.document_id, i.paper, :now
    FROM unnest(cast(:documents AS text[]), cast(:papers AS text[])) WITH ORDINALITY AS i(document_id, paper, place)
    ORDER BY i.place
    ON CONFLICT DO NOTHING
    """
)

IMAGES = text(
    """
    SELECT document_id, paper FROM hamyar.objection_images
    WHERE national_id = :national_id AND number = :number ORDER BY seq
    """
)

# Whoever shows objections to reviewers hears of it once this transaction commits.
TELL = text(
    """
    WITH told AS (
        INSERT INTO hamyar.objection_events (national_id, number, at, what, by, detail)
        VALUES (:national_id, :number, :now, :what, :by, :detail) RETURNING id
    ), heard AS (
        SELECT pg_notify('hamyar_desk', cast(:number AS text))
    )
    SELECT told.id FROM told, heard
    """
).bindparams(bindparam("detail", type_=JSONB))

EVENTS = text(
    """
    SELECT at, what, by, detail FROM hamyar.objection_events
    WHERE national_id = :national_id AND number = :number ORDER BY id
    """
)

# What counts as held goes on doing so; what a reviewer found not to hold may be shown to hold by papers.
OVERRIDE = text(
    """
    INSERT INTO hamyar.overrides AS v (national_id, marriage_id, criterion, holds, ground, by, number, at)
    SELECT :national_id, :marriage_id, criterion, :holds, :ground, :by, :number, :now
    FROM unnest(cast(:criteria AS text[])) AS criterion
    ON CONFLICT (national_id, marriage_id, criterion) DO UPDATE
    SET holds = true, ground = excluded.ground, by = excluded.by, number = excluded.number, at = excluded.at
    WHERE excluded.holds AND NOT v.holds
    """
)

# Ends of dependencies that the rules leave to a person, and which none has before them, as a doubt or an objection.
DOUBTS = text(
    """
    SELECT c.national_id, c.event_id, c.kind, c."on", c.spouse_id FROM hamyar.dependency_cases c
    WHERE c.state = 'review' AND NOT EXISTS (
        SELECT FROM hamyar.objections o
        WHERE o.national_id = c.national_id AND o.subject_key IN ('doubt ' || c.event_id, 'dependency ' || c.event_id)
          AND o.state IN ('filed', 'more-wanted', 'to-confirm'))
    ORDER BY c.changed_at, c.national_id LIMIT :most
    """
)

# Grants of which the data cannot tell whether they are owed, and at which no reviewer has looked. One whose rows could
# not be read is no case of theirs: nothing they find would make the rows readable.
REVIEWS = text(
    """
    SELECT d.national_id, d.marriage_id, d.registered_on, m.spouse_id FROM hamyar.month_decisions d
    JOIN registry.marriages m USING (national_id, marriage_id)
    JOIN registry.people p USING (national_id)
    WHERE d.is_open AND d.outcome = 'review' AND 'partial_history' = ANY(d.reasons)
      AND p.marriage_history IS DISTINCT FROM 'complete'
      AND NOT EXISTS (
        SELECT FROM hamyar.objections o WHERE o.national_id = d.national_id
          AND o.subject_key IN (d.marriage_id, 'review ' || d.marriage_id) AND o.state <> 'withdrawn')
    ORDER BY d.decided_at, d.national_id LIMIT :most
    """
)

WAITING = text(f"{_COLUMNS} WHERE o.state IN ('filed', 'more-wanted', 'to-confirm') ORDER BY o.filed_at LIMIT :most")
