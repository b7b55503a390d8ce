"""The dialogs by name, with their services, and by the words people use for them."""

from __future__ import annotations

import pytest

from dialogs.catalog import Catalog, Entry
from dialogs.journal import Journal
from dialogs.messages import Channel, Started
from dialogs.play import play
from dialogs.talk import Scene, Talk


async def grants(talk: Talk, ledger: list[str]) -> str:
    return ledger[0]


async def marriage(talk: Talk) -> None:
    return None


CATALOG = Catalog(
    [
        Entry("grants", grants, words=("کمک‌هزینه", "وام ازدواج"), unless=("بیکاری",)),
        Entry("marriage", marriage, words=("ازدواج",), about="start"),
    ]
)


@pytest.mark.parametrize("text", ["ازدواج", "إزدواج", " ازدواج ", "ازدواجـ"])
def test_a_keyword_alone_starts_its_dialog_about_what_it_says(text: str) -> None:
    assert CATALOG.wanted(text, exactly=True) == Started("marriage", "start")


def test_a_keyword_among_other_words_counts_only_where_that_is_allowed() -> None:
    assert CATALOG.wanted("ازدواج من چه شد", exactly=True) is None
    assert CATALOG.wanted("ازدواج من چه شد", exactly=False) == Started("marriage", "start")


def test_the_longest_of_several_keywords_wins() -> None:
    assert CATALOG.wanted("می‌خواهم وام ازدواج بگیرم", exactly=False) == Started("grants")


def test_a_keyword_is_a_word_and_no_part_of_one() -> None:
    assert CATALOG.wanted("ازدواجی", exactly=False) is None
    assert CATALOG.wanted("كمك هزينه ام", exactly=False) == Started("grants")


def test_a_word_beside_it_can_rule_a_dialog_out() -> None:
    assert CATALOG.wanted("کمک‌هزینهٔ بیکاری", exactly=False) is None


def test_a_dialog_is_given_the_services_it_names() -> None:
    assert CATALOG.needs == {"ledger"}


async def test_a_bound_dialog_plays_with_its_services() -> None:
    dialog = CATALOG.bind({"ledger": ["entry"]}).named("grants")
    assert dialog
    assert (await play(dialog, "grants", Scene(Channel("chat")), Journal())).result == "entry"


def test_a_missing_service_and_an_unknown_dialog() -> None:
    with pytest.raises(KeyError):
        CATALOG.bind({}).named("grants")
    assert CATALOG.bind({}).named("nothing") is None
