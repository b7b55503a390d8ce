"""PDFs that somebody has had in hands: what is genuine, what was changed, what is none of ours."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdfium2  # type: ignore[import-untyped]
import pytest

from handlers.printing import Press
from handlers.wording import Wording
from sandbox.papers import SAMPLES
from services.issued import PublicKeys, SigningKeys, Verdict, stated, verify
from services.issued.pdf import ATTACHMENT, LARGEST
from services.issued.statement import envelope
from services.money import Rials
from tests.handlers.printing.reading import rewritten
from tests.services.issued.papers import KEYS, OTHERS, RECEIPT

CHEAPER = stated(replace(RECEIPT, amount=Rials(1)), KEYS)


@pytest.fixture(scope="module")
async def genuine(press: Press) -> bytes:
    return (await press.receipt(RECEIPT)).pdf


def attached(pdf: bytes, *files: bytes, anew: bool = True, name: str = ATTACHMENT) -> bytes:
    """The document with these files; `anew` without those that it had."""
    document = pypdfium2.PdfDocument(pdf)
    if anew:
        for place in reversed(range(document.count_attachments())):
            document.del_attachment(place)
    for place, file in enumerate(files):
        # pdfium gives no name twice, PDF does: the names are made the same afterwards.
        document.new_attachment(name if not place and anew else name[:-1] + str(place)).set_data(file)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def verdict(pdf: bytes, keys: PublicKeys = KEYS.public) -> Verdict:
    return verify(pdf, keys).verdict


def test_a_genuine_one_says_what_it_says(genuine: bytes) -> None:
    found = verify(genuine, KEYS.public)
    assert (found.verdict, found.key) == (Verdict.GENUINE, KEYS.id)
    assert found.statement
    assert found.statement.paper == RECEIPT


def test_no_changed_byte_is_passed_over(genuine: bytes) -> None:
    for place in range(0, len(genuine), 97):
        changed = bytearray(genuine)
        changed[place] ^= 0x01
        assert verdict(bytes(changed)) is not Verdict.GENUINE, place


def test_no_changed_byte_of_the_seal_is_passed_over(genuine: bytes) -> None:
    start = genuine.index(b"hamyar-seal-")
    for place in range(start, start + 98):
        for bit in range(8):
            changed = bytearray(genuine)
            changed[place] ^= 1 << bit
            assert verdict(bytes(changed)) is not Verdict.GENUINE, place


def test_what_was_added_at_the_end_breaks_the_seal_and_not_the_facts(genuine: bytes) -> None:
    found = verify(genuine + b"\n% seen", KEYS.public)
    assert found.verdict is Verdict.RESAVED
    assert found.statement
    assert found.statement.paper == RECEIPT


def test_the_facts_outlive_another_program_that_saves_the_file(genuine: bytes) -> None:
    found = verify(rewritten(genuine), KEYS.public)
    assert found.verdict is Verdict.RESAVED
    assert found.statement
    assert found.statement.paper == RECEIPT


def test_a_seal_of_another_paper_does_not_hold(genuine: bytes) -> None:
    """Facts of one genuine paper behind the page of another."""
    found = verify(attached(genuine, envelope(CHEAPER)), KEYS.public)
    assert found.verdict is Verdict.RESAVED
    assert found.statement == CHEAPER


def test_changed_facts_are_changed(genuine: bytes) -> None:
    forged = envelope(stated(RECEIPT, KEYS)).replace(b"34788961", b"94788961")
    assert verdict(attached(genuine, forged)) is Verdict.CHANGED


@pytest.mark.parametrize("forged", [b"", b"{}", b"not JSON", b"\xff" * 100, b"[" * 3000, b"x" * 100_000])
def test_an_attachment_under_our_name_is_not_trusted(genuine: bytes, forged: bytes) -> None:
    assert verdict(attached(genuine, forged)) is Verdict.CHANGED


def test_two_statements_are_one_too_many(genuine: bytes) -> None:
    other = ATTACHMENT[:-1] + "0"
    two = attached(genuine, envelope(CHEAPER), anew=False)
    for encoding in ("utf-16-be", "latin-1"):
        two = two.replace(other.encode(encoding), ATTACHMENT.encode(encoding))
    document = pypdfium2.PdfDocument(two)
    names = [document.get_attachment(place).get_name() for place in range(document.count_attachments())]
    assert names == [ATTACHMENT, ATTACHMENT]
    assert verdict(two) is Verdict.CHANGED


async def test_another_issuers_paper_names_an_unknown_key() -> None:
    press = Press(OTHERS, Wording(), None)
    pdf = (await press.receipt(RECEIPT)).pdf
    await press.close()
    found = verify(pdf, KEYS.public)
    assert (found.verdict, found.key, found.statement) == (Verdict.UNKNOWN_KEY, OTHERS.id, None)
    assert verdict(pdf, OTHERS.public) is Verdict.GENUINE


def test_a_file_stays_genuine_once_another_key_signs(genuine: bytes) -> None:
    assert verdict(genuine, SigningKeys([b"n" * 32, b"k" * 32]).public) is Verdict.GENUINE
    assert verdict(genuine, SigningKeys([b"n" * 32]).public) is Verdict.UNKNOWN_KEY


def test_a_truncated_file_is_never_genuine(genuine: bytes) -> None:
    for length in range(0, len(genuine), 997):
        assert verdict(genuine[:length]) is not Verdict.GENUINE


def test_anybody_elses_pdf_is_not_ours() -> None:
    assert verdict(SAMPLES["contract.pdf"]()) is Verdict.NOT_OURS


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-", b"%PDF-1.7\n" + b"0" * 1000, b"PK\x03\x04", b"\x89PNG\r\n", bytes(5000)]
)
def test_what_is_no_pdf_is_not_ours(data: bytes) -> None:
    assert verdict(data) is Verdict.NOT_OURS


def test_a_huge_file_is_not_even_opened(genuine: bytes) -> None:
    assert verdict(genuine + b" " * LARGEST) is Verdict.NOT_OURS


def test_a_picture_of_a_seal_without_facts_is_not_ours(genuine: bytes) -> None:
    assert verdict(attached(genuine)) is Verdict.NOT_OURS
