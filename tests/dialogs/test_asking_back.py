"""What is not sure in free text is asked back, or leads to the menu."""

from __future__ import annotations

import pytest

from dialogs.hearing import Came, halves_in
from dialogs.messages import Started
from tests.dialogs.ears import TestEar
from tests.dialogs.wishes import HERS, UNSURE, Desk, notes, ready, told_nobody


async def test_between_two_it_is_asked_which() -> None:
    phone = ready()
    await phone.says(UNSURE)
    phone.hears("which-agr-clm")
    assert [label for _, label in phone.shown.options] == ["meant-clm", "meant-agr", "which-neither"]
    await phone.says("۲")
    phone.hears("not-here-agr", "onward-person")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("دخترم", "which-dau-dep"),
        ("تسویه", "which-clr-settlement"),
        ("گواهی کسر", "which-instalments-pmc"),
        ("بدهی؟", "which-agr-clm"),
    ],
)
async def test_a_word_that_means_two_things_is_never_guessed_at(text: str, words: str) -> None:
    phone = ready(dependency=notes)
    await phone.says(text)
    phone.hears(words)
    await phone.says(text)
    phone.hears("conversation-not-understood", "menu-what")


async def test_of_two_wishes_in_one_sentence_it_is_asked_which_comes_first() -> None:
    ear = TestEar()
    phone = ready(ear)
    await phone.says("هم عقد من هم خودم بیمه کنم")
    phone.hears("which-first")
    assert [label for _, label in phone.shown.options] == ["dialog-grant-status", "dialog-contract", "which-neither"]
    assert [came for _, came in ear.heard_] == [Came.ASKED_BACK]
    await phone.says("۲")
    phone.hears("contract-base")


@pytest.mark.parametrize(
    ("text", "halves"),
    [
        ("هم پول ازدواجم رو نریختین هم میخوام بیمه بشم", ("پول ازدواجم رو نریختین", "میخوام بیمه بشم")),
        ("سلام، هم رسید می‌خوام و هم قرارداد", ("رسید می خوام", "قرارداد")),
        ("رسیدم رو بفرستید، همچنین حق بیمه را بگویید", ("رسیدم رو بفرستید", "حق بیمه را بگویید")),
        ("پول ازدواجم نیومده راستی کسری ماهم رو هم پر کنم", ("پول ازدواجم نیومده", "کسری ماهم رو هم پر کنم")),
        ("همسرم هم بیمه است", ()),
        ("بیمه اختیاری میخوام", ()),
    ],
)
def test_two_wishes_are_told_apart_by_what_joins_them(text: str, halves: tuple[str, ...]) -> None:
    assert halves_in(text) == halves


async def test_what_the_sentence_gave_is_kept_while_it_is_asked_back() -> None:
    ear = TestEar()
    phone = ready(ear)
    await phone.says("شاید عقد")
    phone.hears("which-one")
    await phone.commands("menu")
    text = "شاید عقد"
    unsure = ear.understand(text)
    ear.understand = lambda _: unsure  # type: ignore[method-assign]
    ear.heard = told_nobody  # type: ignore[assignment]
    phone = ready(ear)
    await phone.says(f"{text} {HERS}")
    phone.hears("which-one")
    await phone.says("۱")
    phone.hears("grant-status-hello", "given-national-id", "grant-status-sure")
    assert phone.turned
    assert (phone.turned.began, phone.turned.chose) == ("grant_status", "MAR")


async def test_neither_of_them_shows_the_menu_and_offers_a_person() -> None:
    phone = ready(desk=Desk())
    await phone.says(UNSURE)
    assert not phone.reply.person
    await phone.presses("neither")
    phone.hears("conversation-not-understood", "desk-offer", "menu-what")
    assert phone.reply.person


@pytest.mark.parametrize("text", ["نه", "هیچکدوم", "na"])
async def test_no_is_neither_of_them(text: str) -> None:
    phone = ready()
    await phone.says(UNSURE)
    await phone.says(text)
    phone.hears("conversation-not-understood", "menu-what")


async def test_yes_is_the_only_one_that_was_asked_about() -> None:
    phone = ready()
    await phone.says("شاید عقد")
    await phone.says("آره")
    phone.hears("grant-status-hello", "grant-status-who")


async def test_unsure_twice_in_a_row_shows_the_menu_and_offers_a_person() -> None:
    phone = ready(desk=Desk())
    await phone.says(UNSURE)
    await phone.says(UNSURE)
    phone.hears("conversation-not-understood", "desk-offer", "menu-what")
    await phone.says("عقد من")
    phone.hears("grant-status-hello", "grant-status-who")


async def test_who_writes_on_instead_of_choosing_is_heard() -> None:
    phone = ready()
    await phone.says(UNSURE)
    await phone.says("عقد من")
    phone.hears("grant-status-hello", "grant-status-who")
    assert phone.under_way == {"front": "grant_status"}


async def test_what_is_lost_shows_the_menu() -> None:
    phone = ready()
    await phone.says("نمی‌دانم چه بگویم")
    phone.hears("conversation-not-understood", "menu-what")


async def test_a_keyword_among_words_that_are_not_understood_still_counts() -> None:
    phone = ready()
    phone.repertoire.keywords["رسیدی"] = Started("notes")
    await phone.says("رسیدی که نمی‌دانم")
    phone.hears("notes-first")


@pytest.mark.parametrize("text", ["🙂 ؟!", "۱۲", "0012345678"])
async def test_signs_and_numbers_alone_are_not_guessed_at(text: str) -> None:
    ear = TestEar()
    phone = ready(ear)
    await phone.says(text)
    phone.hears("conversation-not-understood", "menu-what")
    assert ear.heard_ == []


async def test_nobody_starts_from_outside_what_only_the_conversation_asks() -> None:
    phone = ready()
    for inner in ("which", "resume"):
        await phone.starts(inner, "MAR:grant_status:")
        phone.hears("conversation-no-such")
