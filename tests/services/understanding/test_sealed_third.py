"""The third sealed set is in order, and no line of it is known to the model or stands in another unseen set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from pathlib import Path

from services.understanding.examples import Example, known_examples, read_examples
from services.understanding.normalising import words
from services.understanding.understood import Service

HERE = Path(__file__).parent
LEAST_OF_A_SERVICE = 18


@cache
def messages(name: str = "sealed_third.txt") -> tuple[Example, ...]:
    return read_examples((HERE / name).read_text(encoding="utf-8").splitlines())


def also_among(others: Iterable[Example]) -> list[str]:
    known = {words(other.text) for other in others}
    return [message.text for message in messages() if words(message.text) in known]


def test_it_has_four_hundred_messages_of_which_130_are_out() -> None:
    counts = Counter(message.service for message in messages())
    assert counts.total() == 400
    assert counts[Service.OUT] == 130
    assert {service: counts[service] for service in Service if counts[service] < LEAST_OF_A_SERVICE} == {}


def test_every_service_has_one_section() -> None:
    sections = [service for service, _ in groupby(message.service for message in messages())]
    assert sections == list(dict.fromkeys(sections))


def test_it_marks_services_only() -> None:
    assert [message.text for message in messages() if message.faq] == []


def test_no_two_messages_have_the_same_words() -> None:
    counts = Counter(words(message.text) for message in messages())
    assert () not in counts
    assert [said for said, times in counts.items() if times > 1] == []


def test_no_message_is_among_the_examples() -> None:
    assert also_among(known_examples()) == []


def test_no_message_stands_in_another_unseen_set() -> None:
    assert also_among(messages("heldout.txt")) == []
