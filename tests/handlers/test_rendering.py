"""Replies as they go out: counted in SMS parts, paged without losing a word, buttons where there are buttons."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dialogs.messages import Channel, Issued, Option, Question, Reply, Shown, Words
from handlers.rendering import ALONE, JOINED, PARTS, Button, Rendered, page, parts, render, units
from handlers.wording import COPIED, COPY
from services.persian import persian_digits

SMS = Channel("sms", buttons=False, pictures=False, contact=False, short=True)
CHAT = Channel("chat")
SIGNATURE, HINT = "تأمین اجتماعی", "ادامه: «بیشتر» را بفرستید."


@dataclass
class Said:
    """Words that say what they are named, or what is written down for them."""

    texts: dict[str, str] = field(default_factory=dict)
    mores: dict[str, str] = field(default_factory=dict)

    def __call__(self, words: Words, *, short: bool = False) -> str:
        own = {"sms-signature": SIGNATURE, "sms-more": HINT}
        return self.texts.get(words.id) or own.get(words.id) or words.id

    def more(self, words: Words) -> str | None:
        return self.mores.get(words.id)


def reply(*said: str, question: str = "", options: tuple[str, ...] = (), **rest: Any) -> Reply:
    asked = (
        Question("key", Words(question), "choice", tuple(Option(o, Words(o)) for o in options)) if question else None
    )
    shown = Shown("key", "n1", tuple((option, option) for option in options)) if question else None
    return Reply(tuple(Words(one) for one in said), asked, shown, **rest)


def sms(given: Reply, wording: Said | None = None) -> list[str]:
    """All pages, in order."""
    (rendered,) = render(given, SMS, wording or Said())  # type: ignore[arg-type]
    return [rendered.text, *(one.text for one in rendered.pages)]


def told(pages: list[str]) -> list[str]:
    """The words of all pages, without signatures and hints."""
    return [
        word for text in pages for line in text.split("\n") if line not in (SIGNATURE, HINT) for word in line.split()
    ]


def lines_of(texts: list[str]) -> list[str]:
    return [line for text in texts for line in text.split("\n") if line.strip()]


# ---- parts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("length", "count"), [(0, 1), (1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4), (268, 4), (269, 5)]
)
def test_parts_are_seventy_alone_and_sixty_seven_each_together(length: int, count: int) -> None:
    assert parts("ا" * length) == count


def test_an_emoji_counts_as_two() -> None:
    assert units("😀") == 2
    assert (parts("😀" * 35), parts("😀" * 36)) == (1, 2)


@pytest.mark.parametrize("text", ["\u200c", "\u2068", "ً", "۱"])
def test_everything_else_counts_as_one_seen_or_not(text: str) -> None:
    assert units(text) == 1


# ---- SMS ------------------------------------------------------------------------------------------------------------


def test_a_short_reply_is_one_signed_message() -> None:
    assert sms(reply("سلام", question="کدام؟", options=("اول", "دوم"))) == [f"سلام\nکدام؟\n۱. اول\n۲. دوم\n{SIGNATURE}"]


def test_what_fits_three_parts_exactly_is_not_paged() -> None:
    room = PARTS * JOINED - len(SIGNATURE) - 1
    assert len(sms(reply("ا" * room))) == 1
    assert len(sms(reply("ا" * (room + 1)))) == 2


def test_every_page_but_the_last_tells_how_to_turn_and_each_is_signed() -> None:
    pages = sms(reply(*(f"خط {number} " + "ا" * 40 for number in range(12))))
    assert len(pages) > 2
    for text in pages[:-1]:
        assert text.endswith(f"\n{HINT}\n{SIGNATURE}")
    assert pages[-1].endswith(f"\n{SIGNATURE}")
    assert HINT not in pages[-1]


def test_options_are_numbered_on_over_the_pages() -> None:
    options = tuple(f"گزینهٔ بلند {'ب' * 30} شمارهٔ {name}" for name in "آابپتثجچحخدذ")
    pages = sms(reply(question="کدام؟", options=options))
    numbers = [line.split(".")[0] for text in pages for line in text.split("\n") if ". " in line]
    assert len(pages) > 1
    assert numbers == [persian_digits(str(number)) for number in range(1, 13)]


def test_what_follows_the_short_form_waits_in_pages_and_is_announced() -> None:
    waits = f"دلیل دوم {'ا' * 140}\nدلیل سوم"
    assert sms(reply("refused"), Said({"refused": "ب" * 60}, {"refused": waits})) == [
        f"{'ب' * 60}\n{HINT}\n{SIGNATURE}",
        f"{waits}\n{SIGNATURE}",
    ]


def test_the_question_comes_before_what_waits() -> None:
    waits = f"دلیل دوم {'ا' * 160}"
    wording = Said(mores={"refused": waits})
    first, second = sms(reply("refused", question="کدام؟", options=("اول",)), wording)
    assert first == f"refused\nکدام؟\n۱. اول\n{HINT}\n{SIGNATURE}"
    assert second == f"{waits}\n{SIGNATURE}"


def test_what_follows_the_short_form_does_not_wait_where_one_message_holds_all() -> None:
    wording = Said(mores={"refused": "دلیل دوم"})
    told = f"refused\nدلیل دوم\nکدام؟\n۱. اول\n{SIGNATURE}"
    assert sms(reply("refused", question="کدام؟", options=("اول",)), wording) == [told]


def test_what_waits_is_told_before_a_question_that_does_not_fit_beside_it() -> None:
    wording = Said({"refused": "ا" * 150}, {"refused": "دلیل دوم" * 4})
    assert sms(reply("refused", question="کدام؟", options=("اول",)), wording) == [
        f"{'ا' * 150}\n{HINT}\n{SIGNATURE}",
        f"{'دلیل دوم' * 4}\nکدام؟\n۱. اول\n{SIGNATURE}",
    ]


def test_a_list_of_options_is_not_cut_in_two() -> None:
    options = tuple(f"گزینهٔ {name * 8}" for name in "ابپتثج")
    pages = sms(reply("ا" * 100, question="کدام؟", options=options))
    assert pages[0] == f"{'ا' * 100}\n{HINT}\n{SIGNATURE}"
    assert pages[1].startswith("کدام؟\n۱. ")
    assert len(pages) == 2


def test_a_long_line_is_cut_between_its_sentences() -> None:
    first, second = "ا" * 110 + " ب.", "پ" * 90 + " ت؟"
    assert sms(reply("m"), Said({"m": f"{first} {second}"})) == [
        f"{first}\n{HINT}\n{SIGNATURE}",
        f"{second}\n{SIGNATURE}",
    ]


def test_pages_and_what_follows_are_turned_one_after_the_other() -> None:
    wording = Said(
        texts={"long": "\n".join("ا" * 60 for _ in range(8))}, mores={"long": "\n".join("ب" * 60 for _ in range(8))}
    )
    pages = sms(reply("long"), wording)
    assert [HINT in text for text in pages] == [True] * (len(pages) - 1) + [False]
    assert told(pages) == ["ا" * 60] * 8 + ["ب" * 60] * 8


def test_what_is_to_be_copied_carries_no_marks_in_an_sms() -> None:
    assert sms(reply("code"), Said(texts={"code": f"کد {COPY}123{COPIED}"})) == [f"کد 123\n{SIGNATURE}"]


def test_empty_lines_cost_nothing_in_an_sms() -> None:
    assert sms(reply("two"), Said(texts={"two": "یک\n\n \nدو"})) == [f"یک\nدو\n{SIGNATURE}"]


def test_a_page_is_turned_one_by_one() -> None:
    first = page([Rendered("two"), Rendered("three")])
    assert first == Rendered("two", pages=(Rendered("three"),))
    assert page(first.pages) == Rendered("three")


lines = st.lists(st.text(alphabet="ابپ‌ ۱۲😀a.", min_size=1, max_size=300).filter(str.strip), max_size=8)


@settings(max_examples=150, deadline=None)
@given(lines, lines, st.lists(st.text(alphabet="ابپ ۱", min_size=1, max_size=60).filter(str.strip), max_size=6))
def test_no_page_is_over_three_parts_and_no_word_is_lost(said: list[str], more: list[str], options: list[str]) -> None:
    assume(said or options)
    texts = {f"m{place}": text for place, text in enumerate(said)}
    wording = Said(texts, {"m0": "\n".join(more)} if more and said else {})
    pages = sms(reply(*texts, question="q" if options else "", options=tuple(options)), wording)
    assert all(parts(text) <= PARTS for text in pages)
    assert all(text.endswith(SIGNATURE) for text in pages)
    numbered = [persian_digits(f"{place}. {option}") for place, option in enumerate(options, 1)]
    asked, rest = (["q", *numbered] if options else []), (more if said else [])
    told_last = pages[0] != "\n".join([*lines_of(said), *asked, HINT, SIGNATURE])
    expected = [*said, *rest, *asked] if told_last else [*said, *asked, *rest]
    assert "".join(told(pages)) == "".join("".join(text.split()) for text in expected)
    assert [HINT in text for text in pages] == [True] * (len(pages) - 1) + [False]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="ابپ", min_size=1, max_size=20), min_size=1, max_size=120))
def test_words_are_broken_only_where_they_must_be(words: list[str]) -> None:
    pages = sms(reply("m"), Said({"m": " ".join(words)}))
    assert told(pages) == words
    assert all(parts(text) <= PARTS for text in pages)


def test_full_pages_leave_room_for_the_hint() -> None:
    assert all(parts(text) <= PARTS for text in sms(reply(*["ا" * 9] * 60)))


def test_one_part_is_seventy_units() -> None:
    assert parts("ا" * ALONE) == 1


# ---- chats ----------------------------------------------------------------------------------------------------------


def chat(given: Reply, channel: Channel = CHAT, wording: Said | None = None) -> Rendered:
    (rendered,) = render(given, channel, wording or Said())  # type: ignore[arg-type]
    return rendered


def test_a_chat_gets_one_text_and_its_buttons_by_nonce_and_place() -> None:
    rendered = chat(reply("سلام", question="کدام؟", options=("اول", "دوم")))
    assert rendered.text == "سلام\n\nکدام؟"
    assert rendered.buttons == (Button("اول", "q:n1:0"), Button("دوم", "q:n1:1"))
    assert rendered.pages == ()


def test_a_buttons_data_fits_in_64_bytes() -> None:
    options = tuple(str(number) for number in range(100))
    shown = Shown("key", "AbCdEf", tuple((option, option) for option in options))
    given = Reply((), Question("key", Words("q"), "choice"), shown)
    assert all(len(button.data.encode()) <= 64 for button in chat(given).buttons)


@pytest.mark.parametrize(
    ("rest", "labels"),
    [
        ({}, []),
        ({"back": True}, ["c:back"]),
        ({"cancel": True}, ["c:cancel"]),
        ({"back": True, "cancel": True}, ["c:back", "c:cancel"]),
        ({"menu": True}, ["c:menu"]),
    ],
)
def test_the_footer_holds_the_ways_out(rest: dict[str, bool], labels: list[str]) -> None:
    assert [button.data for button in chat(reply("x", **rest)).footer] == labels


def test_a_contact_is_asked_for_only_where_the_channel_has_one() -> None:
    given = Reply((), Question("key", Words("who"), "contact", wants="contact"), Shown("key", "n1"))
    assert chat(given).contact == "act-share-contact"
    assert chat(given, Channel("terminal", contact=False)).contact == ""


def test_a_body_is_json() -> None:
    assert chat(reply("x", question="q", options=("a",), back=True)).body() == {
        "text": "x\n\nq",
        "buttons": [["a", "q:n1:0"]],
        "footer": [["act-back", "c:back"]],
        "contact": "",
    }


def test_a_paper_follows_as_a_message_of_its_own_where_there_are_files() -> None:
    given = reply("signed", question="q", options=("a",), papers=(Issued("contract", "11111118"),))
    told, paper = render(given, Channel("telegram", limit=100, files=True), Said())  # type: ignore[arg-type]
    assert (told.text, bool(told.buttons), "paper" in told.body()) == ("signed\n\nq", True, False)
    assert (paper.text, paper.buttons) == ("issued-caption-contract", ())
    assert paper.body()["paper"] == ["contract", "11111118"]


@pytest.mark.parametrize("channel", [SMS, CHAT])
def test_a_channel_without_files_is_sent_no_paper(channel: Channel) -> None:
    rendered = render(reply("signed", papers=(Issued("receipt", "1"),)), channel, Said())  # type: ignore[arg-type]
    assert [one.paper for one in rendered] == [None]


# ---- messages with a limit ------------------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(lines, st.integers(20, 120))
def test_a_long_reply_is_several_messages_within_the_limit_the_last_with_the_buttons(
    said: list[str], limit: int
) -> None:
    texts = {f"m{place}": text for place, text in enumerate(said)}
    given = reply(*texts, question="question", options=("a",))
    rendered = render(given, Channel("chat", limit=limit), Said(texts))  # type: ignore[arg-type]
    assert all(0 < units(one.text) <= limit for one in rendered)
    assert [bool(one.buttons) for one in rendered] == [False] * (len(rendered) - 1) + [True]
    letters = "".join("".join(one.text.split()) for one in rendered)
    assert letters == "".join("".join(text.split()) for text in [*said, "question"])
