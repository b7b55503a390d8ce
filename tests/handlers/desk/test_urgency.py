"""Over a group's limit who talks with a colleague goes first; a ticket keeps its order, and nothing starves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from handlers.desk.posts import EVENT_WAITS, by_urgency
from services.desk import Author, Kind, Posting

NOON = datetime(2026, 6, 1, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def post(number: int, seq: int, at: int, author: Author = Author.CITIZEN) -> Posting:
    return Posting(number, Kind.INSURED, "telegram", author, "متن", (), (seq,), at=NOON + at * SECOND)


def order(*postings: Posting) -> list[tuple[int, int]]:
    return [(one.number, one.seqs[0]) for _, one in by_urgency(postings)]


def test_the_longest_waiting_goes_first_whatever_its_number() -> None:
    assert order(post(1, 10, 9), post(2, 11, 5), post(3, 12, 7)) == [(2, 11), (3, 12), (1, 10)]


def test_a_citizens_words_go_before_what_happened_to_another_ticket() -> None:
    assert order(post(1, 10, 0, Author.EVENT), post(2, 11, 30)) == [(2, 11), (1, 10)]


def test_what_has_waited_long_enough_yields_no_more() -> None:
    late = int(EVENT_WAITS / SECOND) + 1
    assert order(post(1, 10, 0, Author.EVENT), post(2, 11, late)) == [(1, 10), (2, 11)]


def test_nothing_is_overtaken_within_a_ticket() -> None:
    assert order(post(1, 10, 0, Author.EVENT), post(1, 11, 1), post(2, 12, 2)) == [(1, 10), (1, 11), (2, 12)]
