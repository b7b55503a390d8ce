"""Tables and queries of upload links and what was given through them."""

from sqlalchemy import text

MAKE = text(
    """
    INSERT INTO hamyar.uploads (id, channel, address, made_at, expires_at)
    VALUES (:id, :channel, :address, :now, :expires_at)
    """
)

# The message that a used link has put into the inbox, and where the conversation stands.
FIND = text(
    """
    SELECT u.id, u.channel, u.address, u.expires_at, u.used, i.state AS sent, coalesce(c.state, '{}') AS conversation
    FROM hamyar.uploads u
    LEFT JOIN hamyar.inbox i
        ON (i.channel, i.address, i.key) = (u.channel, u.address, 'u' || u.id || '.' || u.used)
    LEFT JOIN hamyar.conversations c ON (c.channel, c.address) = (u.channel, u.address)
    WHERE u.id = :id
    """
)

HOLD = text("SELECT FROM hamyar.uploads WHERE id = :id FOR UPDATE")

TRY = text("UPDATE hamyar.uploads SET tries = tries + 1 WHERE id = :id AND tries < :most RETURNING tries")

# Retention may have been faster than the person: what is not there any more is not shown, and not sent.
PICTURES = text(
    """
    SELECT p.number, p.document_id, p.paper, d.pages, d.remarks, d.media_type, d.sha256
    FROM hamyar.upload_pictures p JOIN hamyar.documents d ON d.id = p.document_id
    WHERE p.upload = :id ORDER BY p.number
    """
)

GIVE = text(
    """
    INSERT INTO hamyar.upload_pictures (upload, number, document_id, paper, given_at)
    VALUES (:id, :number, :document, :paper, :now)
    """
)

TAKE_BACK = text("DELETE FROM hamyar.upload_pictures WHERE upload = :id AND number = :number")

USE = text("UPDATE hamyar.uploads SET used = used + 1, used_at = :now WHERE id = :id RETURNING used")
