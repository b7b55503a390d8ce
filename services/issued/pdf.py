"""A PDF that carries a statement, and a seal over all of its bytes.

The statement lies in it as an attachment, and stays when a program writes the file anew. The seal is a signature over
the file with zeros in the seal's place, as PDF's own signatures leave out theirs; it stands in the keywords and is gone
or wrong once anything at all is changed. So two things can be told apart: the facts are genuine; and so is the page.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from services.issued.keys import PublicKeys
from services.issued.statement import Changed, NotOurs, Statement, UnknownKey, opened_envelope

ATTACHMENT = "hamyar-statement.json"
LARGEST = 5 * 1024 * 1024  # bytes; ours have some fifty thousand
_LETTERS = 86  # of a signature in base64 for addresses
_SEAL = re.compile(rb"hamyar-seal-([A-Za-z0-9_-]{86})")
UNSEALED = "hamyar-seal-" + "0" * _LETTERS  # what a PDF that is to be sealed has among its keywords


class Verdict(StrEnum):
    """What a file is.

    RESAVED: the facts are ours, the file is not as it was issued; so the page may say anything.
    """

    GENUINE = "genuine"
    RESAVED = "resaved"
    CHANGED = "changed"
    UNKNOWN_KEY = "unknown-key"
    NOT_OURS = "not-ours"


@dataclass(frozen=True, slots=True)
class Verified:
    """The verdict on a file; its statement where the facts are genuine, the key's id where it names one."""

    verdict: Verdict
    statement: Statement | None = None
    key: str | None = None


def sealed(pdf: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """The PDF with its seal; all else stays where it is."""
    if not pdf.startswith(b"%PDF-") or not _SEAL.search(pdf):
        raise ValueError("no place for a seal")
    return _SEAL.sub(b"hamyar-seal-" + _spelled(sign(_unsealed(pdf))), pdf)


def verify(pdf: bytes, keys: PublicKeys) -> Verified:
    """What that file is, whatever it is. It is read by pdfium, which a hostile one can give much to do: bound it."""
    found = _attached(pdf) if len(pdf) <= LARGEST else []
    if not found:
        return Verified(Verdict.NOT_OURS)
    if len(found) > 1:
        return Verified(Verdict.CHANGED)  # one of them was put in
    try:
        statement = opened_envelope(found[0], keys)
    except UnknownKey as unknown:
        return Verified(Verdict.UNKNOWN_KEY, key=unknown.key)
    except (Changed, NotOurs):
        return Verified(Verdict.CHANGED)  # it bears the name of ours
    whole = _seal_holds(pdf, statement.key, keys)
    return Verified(Verdict.GENUINE if whole else Verdict.RESAVED, statement, statement.key)


def _attached(pdf: bytes) -> list[bytes]:
    """Every statement that the file carries; none in what is no PDF."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        return []
    try:
        attachments = [document.get_attachment(place) for place in range(document.count_attachments())]
        return [bytes(one.get_data()) for one in attachments if one.get_name() == ATTACHMENT]
    except pypdfium2.PdfiumError:
        return []
    finally:
        document.close()


def _unsealed(pdf: bytes) -> bytes:
    return _SEAL.sub(UNSEALED.encode(), pdf)


def _seal_holds(pdf: bytes, key: str, keys: PublicKeys) -> bool:
    seals = set(_SEAL.findall(pdf))
    if len(seals) != 1:
        return False
    seal = seals.pop()
    signature = base64.urlsafe_b64decode(seal + b"==")
    return _spelled(signature) == seal and keys.signed(key, _unsealed(pdf), signature)


def _spelled(signature: bytes) -> bytes:
    return base64.urlsafe_b64encode(signature).rstrip(b"=")
