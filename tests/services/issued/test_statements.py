"""Statements and codes: what is signed comes back, and nothing else is taken."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.calendar import TEHRAN, JalaliMonth
from services.issued import (
    Changed,
    NotKeys,
    NotOurs,
    Paper,
    PublicKeys,
    Receipt,
    SigningKeys,
    UnknownKey,
    code,
    new_key,
    opened_code,
    stated,
)
from services.issued.keys import parsed, written
from services.issued.statement import LONGEST, envelope, opened, opened_envelope
from services.money import Rials
from tests.services.issued.papers import CONTRACT, KEYS, LONG_RECEIPT, OTHERS, RECEIPT

PAPERS = pytest.mark.parametrize("paper", [RECEIPT, LONG_RECEIPT, CONTRACT], ids=["receipt", "long", "contract"])
STATEMENT = stated(RECEIPT, KEYS)


@PAPERS
def test_a_code_says_what_the_paper_says(paper: Paper) -> None:
    statement = opened_code(code(stated(paper, KEYS)), KEYS.public)
    assert statement.paper == paper
    assert statement == stated(paper, KEYS)


@PAPERS
def test_an_envelope_says_what_the_paper_says(paper: Paper) -> None:
    assert opened_envelope(envelope(stated(paper, KEYS)), KEYS.public).paper == paper


@PAPERS
def test_a_code_fits_into_a_code_that_telephones_read(paper: Paper) -> None:
    assert len(code(stated(paper, KEYS))) < 500


def test_the_payload_is_one_line_of_sorted_json_with_the_person_masked() -> None:
    assert STATEMENT.payload.decode() == (
        '{"amount":34788961,"key":"cd8fa86a","kind":"receipt","months":[140407],"national_id":"۰۰۱•••۶۷۹",'
        '"number":"140408-00012345","paid_at":"2025-10-23T12:35:07+03:30","payer":"سارا ا•••",'
        '"reference":"22334455667788","scheme":"voluntary","version":1}'
    )


def test_every_changed_bit_of_the_payload_is_refused() -> None:
    for place in range(len(STATEMENT.payload)):
        for bit in range(8):
            changed = bytearray(STATEMENT.payload)
            changed[place] ^= 1 << bit
            with pytest.raises(NotOurs):
                opened(bytes(changed), STATEMENT.signature, KEYS.public)


def test_every_changed_letter_of_a_code_is_refused() -> None:
    genuine = code(STATEMENT)
    for place, letter in enumerate(genuine):
        for other in {"A", "z", "-", "_", "=", "+", " ", "۱"} - {letter}:
            with pytest.raises(NotOurs):
                opened_code(genuine[:place] + other + genuine[place + 1 :], KEYS.public)


def test_no_other_spelling_of_a_code_is_taken() -> None:
    genuine = code(STATEMENT)
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for other in [genuine[:-1] + letter for letter in last if letter != genuine[-1]]:
        with pytest.raises(NotOurs):
            opened_code(other, KEYS.public)
    for other in (genuine + "=", genuine + "==", genuine + "\n", " " + genuine, genuine + "A"):
        with pytest.raises(NotOurs):
            opened_code(other, KEYS.public)


def test_every_shortened_code_is_refused() -> None:
    genuine = code(STATEMENT)
    for length in range(len(genuine)):
        with pytest.raises(NotOurs):
            opened_code(genuine[:length], KEYS.public)


def test_every_changed_byte_of_an_envelope_is_refused() -> None:
    genuine = envelope(STATEMENT)
    for place in range(len(genuine)):
        for other in {0, 0x20, 0x41, genuine[place] ^ 1} - {genuine[place]}:
            with pytest.raises(NotOurs):
                opened_envelope(genuine[:place] + bytes([other]) + genuine[place + 1 :], KEYS.public)


def test_genuine_facts_in_another_spelling_are_refused() -> None:
    loose = json.dumps(json.loads(STATEMENT.payload), ensure_ascii=False).encode()
    with pytest.raises(Changed):
        opened(loose, STATEMENT.signature, KEYS.public)
    with pytest.raises(Changed):  # though its key has signed just that
        opened(loose, KEYS.sign(loose), KEYS.public)


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(UnknownKey) as unknown:
        opened_code(code(stated(RECEIPT, OTHERS)), KEYS.public)
    assert unknown.value.key == OTHERS.id


def test_another_key_under_our_keys_name_is_found_out() -> None:
    payload = STATEMENT.payload
    with pytest.raises(Changed):
        opened(payload, OTHERS.sign(payload), KEYS.public)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"version":1}',
        b'{"version":true,"kind":"receipt"}',
        b'{"version":1,"kind":["receipt"]}',
        STATEMENT.payload.replace(b'"version":1', b'"version":2'),
        STATEMENT.payload.replace(b'"receipt"', b'"contract"'),
        STATEMENT.payload.replace(b"34788961", b'"34788961"'),
        STATEMENT.payload.replace(b"34788961", b"34788961.0"),
        STATEMENT.payload.replace(b'"amount"', b'"amounts"'),
        b"[" * 3000,
        b"9" * 3900,
        b'{"kind":"\\ud800"}',
    ],
)
def test_what_has_no_form_of_ours_is_not_ours(payload: bytes) -> None:
    with pytest.raises(NotOurs) as not_ours:
        opened(payload, KEYS.sign(payload), KEYS.public)
    assert not isinstance(not_ours.value, Changed | UnknownKey)
    encoded = base64.urlsafe_b64encode(payload + bytes(64)).decode().rstrip("=")
    with pytest.raises(NotOurs):
        opened_code(encoded, KEYS.public)


@given(some.binary(max_size=300))
def test_noise_is_not_ours(noise: bytes) -> None:
    with pytest.raises(NotOurs):
        opened_envelope(noise, KEYS.public)
    with pytest.raises(NotOurs):
        opened_code(base64.urlsafe_b64encode(noise).decode().rstrip("="), KEYS.public)


@given(some.text(max_size=300))
def test_nonsense_is_not_ours(nonsense: str) -> None:
    with pytest.raises(NotOurs):
        opened_code(nonsense, KEYS.public)


@given(
    number=some.text(some.characters(exclude_categories=["Cs"]), max_size=30),
    payer=some.text(some.characters(exclude_categories=["Cs"]), max_size=60),
    months=some.lists(some.integers(0, 500).map(JalaliMonth(1390, 1).plus), max_size=14).map(tuple),
    amount=some.integers(1, 10**15 - 1).map(Rials),
    paid_at=some.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1)),  # noqa: DTZ001  the zone comes below
)
def test_whatever_is_signed_comes_back(
    number: str, payer: str, months: tuple[JalaliMonth, ...], amount: Rials, paid_at: datetime
) -> None:
    at = paid_at.replace(microsecond=0, tzinfo=TEHRAN)
    receipt = Receipt(number, payer, "۰۰۱•••۶۷۹", "partial", months, amount, "1", at)
    statement = stated(receipt, KEYS)
    assert opened(statement.payload, statement.signature, KEYS.public).paper == receipt


def test_a_huge_code_is_not_even_looked_at() -> None:
    with pytest.raises(NotOurs):
        opened_code("A" * (LONGEST + 1), KEYS.public)


def test_the_same_facts_have_one_code_and_other_facts_another() -> None:
    assert code(stated(RECEIPT, KEYS)) == code(STATEMENT)
    others = [
        replace(RECEIPT, amount=Rials(34_788_962)),
        replace(RECEIPT, number="140408-00012346"),
        replace(RECEIPT, paid_at=RECEIPT.paid_at + timedelta(seconds=1)),
    ]
    assert len({code(stated(paper, KEYS)) for paper in (RECEIPT, *others)}) == 4


def test_an_amount_that_cannot_be_written_in_words_is_no_papers() -> None:
    for amount in (0, -1, 10**15):
        with pytest.raises(ValueError, match="no amount"):
            replace(RECEIPT, amount=Rials(amount))


def test_the_first_key_signs_and_an_older_one_still_verifies() -> None:
    old, new = new_key(), new_key()
    before = code(stated(RECEIPT, SigningKeys([old])))
    rotated = SigningKeys([new, old])
    assert opened_code(before, rotated.public).paper == RECEIPT
    after = stated(RECEIPT, rotated)
    assert after.key == SigningKeys([new]).id
    with pytest.raises(UnknownKey):
        opened_code(code(after), SigningKeys([old]).public)


def test_keys_are_read_as_they_were_written() -> None:
    keys = (new_key(), new_key())
    assert parsed(written(keys)) == keys
    assert parsed(written(keys).replace("\n", ", ")) == keys
    public = SigningKeys(keys).public
    assert PublicKeys.parse(public.written()) == public


def test_a_secret_key_does_not_pass_for_a_public_one_nor_the_other_way() -> None:
    secret = written([new_key()])
    with pytest.raises(NotKeys):
        PublicKeys.parse(secret)
    with pytest.raises(NotKeys):
        parsed(KEYS.public.written())


def test_a_public_key_under_another_ones_name_is_refused() -> None:
    ours, theirs = KEYS.public.written().strip(), OTHERS.public.written().strip()
    with pytest.raises(NotKeys):
        PublicKeys.parse(f"{ours.partition(':')[0]}:{theirs.partition(':')[2]}")


@pytest.mark.parametrize("given", ["", ",", "x", "a" * 44, base64.b64encode(b"k" * 31).decode(), "\u06f1" * 44])
def test_what_are_no_keys_is_refused_and_not_repeated(given: str) -> None:
    for reads in (parsed, PublicKeys.parse):
        with pytest.raises(NotKeys) as error:
            reads(given)
        assert len(given) < 2 or given not in str(error.value)


def test_the_same_key_twice_is_refused() -> None:
    with pytest.raises(NotKeys, match="twice"):
        parsed(written([b"k" * 32, b"k" * 32]))
