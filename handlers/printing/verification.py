"""What a paper says about how it is checked: the address of its page, as a QR code that a telephone reads off it."""

from __future__ import annotations

import io

import segno

from dialogs.messages import Words
from handlers.wording import Wording, without_marks
from services.issued import Statement, code

MASK = 0
QUIET = 4  # modules of white around it, as the standard asks


def address(public_url: str, statement: Statement) -> str:
    """Where anybody can check it."""
    return f"{public_url}/v/{code(statement)}"


def qr(url: str) -> list[int]:
    """The address as the bytes of a PNG, a dot a module. A sixth of it may be soiled or folded (level M).

    Of the eight masks, trying which takes most of the time, one is taken: a signature is noise, which needs none of
    them.
    """
    written = io.BytesIO()
    segno.make_qr(url, error="m", boost_error=False, mask=MASK).save(written, kind="png", border=QUIET)
    return list(written.getvalue())


def check_texts(statement: Statement, wording: Wording) -> dict[str, str]:
    """The words beside it."""

    def say(id: str, **facts: str) -> str:
        return without_marks(wording(Words(id, facts)))

    return {
        "scan": say("issued-check"),
        "at": say("issued-check-at"),
        "link": say("issued-check-link"),
        "key": say("issued-key", key=statement.key),
    }
