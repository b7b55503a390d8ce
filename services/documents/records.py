"""The queries of documents."""

from sqlalchemy import text

KEEP = text(
    """
    INSERT INTO hamyar.documents (id, channel, address, national_id, paper, sha256, media_type, pages, bytes,
                                  width, height, remarks, key_id, stored_at, due_at)
    VALUES (:id, :channel, :address, :national_id, :paper, :sha256, :media_type, :pages, :bytes,
            :width, :height, :remarks, :key_id, :now, :due_at)
    """
)

_COLUMNS = """id, channel, address, national_id, paper, sha256, media_type, pages, bytes, width, height, remarks,
              key_id, stored_at, filed_at, due_at"""

FACTS = text(f"SELECT {_COLUMNS} FROM hamyar.documents WHERE id = :id")  # noqa: S608  names of our own

SAME_PICTURE = text(
    """
    SELECT id, stored_at FROM hamyar.documents
    WHERE sha256 = :sha256 AND channel = :channel AND address = :address
    UNION
    SELECT id, stored_at FROM hamyar.documents WHERE sha256 = :sha256 AND national_id = :national_id
    ORDER BY stored_at, id
    """
)

HOLD = text(
    """
    SELECT id, paper FROM hamyar.documents
    WHERE id = ANY(cast(:ids AS text[])) AND channel = :channel AND address = :address
    ORDER BY id FOR UPDATE
    """
)

# Rows are locked in one order, whatever order they are named in.
FILE = text(
    """
    WITH named AS (SELECT id FROM hamyar.documents WHERE id = ANY(cast(:ids AS text[])) ORDER BY id FOR UPDATE)
    UPDATE hamyar.documents d
    SET filed_at = coalesce(d.filed_at, :now), due_at = greatest(d.due_at, :due_at),
        national_id = coalesce(d.national_id, :national_id)
    FROM named WHERE d.id = named.id
    RETURNING d.id
    """
)

DUE = text("SELECT id FROM hamyar.documents WHERE due_at < :now ORDER BY due_at, id LIMIT :most")

FORGET = text("DELETE FROM hamyar.documents WHERE id = :id RETURNING pages")

FORGET_DUE = text(
    """
    WITH due AS (
        SELECT id FROM hamyar.documents WHERE due_at < :now ORDER BY due_at, id LIMIT :most FOR UPDATE SKIP LOCKED
    )
    DELETE FROM hamyar.documents d USING due WHERE d.id = due.id
    RETURNING d.id, d.pages, d.filed_at IS NOT NULL AS filed
    """
)

KNOWN = text("SELECT id, pages FROM hamyar.documents WHERE id = ANY(cast(:ids AS text[]))")

UNDER_OTHER_KEYS = text(
    """
    SELECT id, pages FROM hamyar.documents WHERE key_id <> :key_id AND id > :after ORDER BY id LIMIT :most
    """
)

NOW_UNDER = text("UPDATE hamyar.documents SET key_id = :key_id WHERE id = ANY(cast(:ids AS text[]))")
