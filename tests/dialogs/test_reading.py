"""The kinds of answer read what people really type, and say what is wrong with what they cannot read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.kind import Unreadable
from dialogs.messages import Contact, Message, Option, Pictures, Pressed, Typed, Words
from dialogs.reading import RIGHT, Choice, ContactOr, Mobile, NationalId, OneTimeCode, Picture, Sheba, Text, YesNo
from services import national_id, sheba
from services.persian import persian_digits
from tests.dialogs.readings import fault, read, shown
from tests.services.typed import typings

YES_NO = YesNo(Words("ثبت می‌کنم"), Words("نه، برمی‌گردم"))


# ---- options --------------------------------------------------------------------------------------------------------


MARRIAGES = Choice(
    Option("1", Words("کمک‌هزینهٔ ازدواج")), Option("2", Words("ازدواج دیگر"), ("دومی",)), Option("3", Words("🙂"))
)


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        *[(typed, "1") for typed in ("كمك هزينة ازدواج", "کمکهزینهٔ‌ازدواج", "هزینه", "1", "۱", "١", "1.", "(۱)", "۱-")],
        *[(typed, "2") for typed in ("ازدواج دیگر", "ازدواج ديگر.", "«ازدواج دیگر»", "دومي", "۲", " 2 ")],
        ("3", "3"),
    ],
)
def test_an_option_is_chosen_by_number_label_or_another_name(typed: str, chosen: str) -> None:
    assert read(MARRIAGES, typed) == chosen


@pytest.mark.parametrize("typed", ["ازدواج", "0", "4", "99", "", "از", "12", "😀", "1" * 5000])
def test_what_names_no_option_or_two_is_not_guessed(typed: str) -> None:
    assert fault(MARRIAGES, typed) == ("answer-choose", {})


def test_an_option_that_has_gone_is_refused() -> None:
    with pytest.raises(Unreadable, match="answer-option-gone"):
        Choice("a").read(Pressed("n1", 1), shown(Choice("a", "b")))


@pytest.mark.parametrize(
    "typed", ["بله", "بلي", "آره", "اره", "تایید", "تأييد", "ثبت مي‌كنم", "ثبت", "۱", "باشه", "Yes"]
)
def test_yes_is_said_in_many_ways(typed: str) -> None:
    assert read(YES_NO, typed) is True


@pytest.mark.parametrize("typed", ["خیر", "نه", "نخير", "نه، برمی‌گردم", "نه برمیگردم", "برمیگردم", "2", "no"])
def test_no_is_said_in_many_ways(typed: str) -> None:
    assert read(YES_NO, typed) is False


@pytest.mark.parametrize("json", ["true", 1, 0, None])
def test_yes_is_kept_as_itself(json: Any) -> None:
    with pytest.raises(Unreadable):
        YES_NO.load(json)


# ---- words and numbers that are kept as typed -----------------------------------------------------------------------


def test_a_text_is_kept_as_it_was_written() -> None:
    assert read(Text(), "  من، كار مي‌كردم؛ ۱۲ سال! \n") == "من، كار مي‌كردم؛ ۱۲ سال!"


def test_a_text_may_be_too_short_or_too_long_and_both_are_told() -> None:
    assert fault(Text(10, 20), "  کوتاه  ") == ("answer-text-short", {"least": 10, "given": 5})
    assert fault(Text(1, 20), "د" * 21) == ("answer-text-long", {"most": 20, "given": 21})
    assert fault(Text(), " \n ") == ("answer-text-short", {"least": 1, "given": 0})


valid_ids = (
    st.integers(1, 10**9 - 1)
    .map(lambda number: f"{number:09}")
    .map(lambda nine: nine + str(national_id.check_digit(nine)))
)


@given(valid_ids, st.data())
def test_a_national_id_is_read_however_it_is_typed(valid: str, data: st.DataObject) -> None:
    if len(set(valid)) > 1:
        assert read(NationalId(), data.draw(typings(valid))) == valid


@pytest.mark.parametrize(
    ("typed", "why", "digits"),
    [
        ("۱۲۳۴۵۶۷", "length", 7),
        ("۰۰۱۲۳۴۵۶۷۹۰", "length", 11),
        ("001234567a", "letters", 9),
        ("سلام", "letters", 0),
        ("1111111111", "repeated", 10),
        ("0012345678", "checksum", 10),
    ],
)
def test_what_is_wrong_with_a_national_id_is_told(typed: str, why: str, digits: int) -> None:
    assert fault(NationalId(), typed) == (f"answer-national-id-{why}", {"digits": digits})


@pytest.mark.parametrize("typed", ["۰۹۱۲ ۱۲۳ ۴۵۶۷", "+98 912-123-4567", "00989121234567", "9121234567", "٠٩١٢١٢٣٤٥٦٧"])
def test_a_mobile_is_read_in_every_usual_writing(typed: str) -> None:
    assert read(Mobile(), typed) == "09121234567"


@pytest.mark.parametrize(("typed", "digits"), [("02188776655", 11), ("0912123456", 10), ("شماره من", 0)])
def test_what_is_no_mobile_is_told_with_its_digits(typed: str, digits: int) -> None:
    assert fault(Mobile(), typed) == ("answer-mobile", {"digits": digits})


def test_a_sheba_is_read_with_and_without_its_letters() -> None:
    valid = sheba.with_check_digits("0570028870010872000001")
    for typed in (valid, valid.lower(), valid[2:], persian_digits(valid), f"{valid[:4]} {valid[4:14]}-{valid[14:]}"):
        assert read(Sheba(), typed) == valid


@pytest.mark.parametrize(
    ("typed", "why", "digits"),
    [("6037997112345678", "length", 16), ("IR" + "1" * 24, "checksum", 24), ("شبا ندارم", "letters", 0)],
)
def test_what_is_wrong_with_a_sheba_is_told(typed: str, why: str, digits: int) -> None:
    assert fault(Sheba(), typed) == (f"answer-sheba-{why}", {"digits": digits})


# ---- contacts, codes, pictures --------------------------------------------------------------------------------------


def test_a_contact_of_ones_own_gives_its_mobile() -> None:
    assert read(ContactOr("no"), Contact("+989121234567", own=True)) == "09121234567"


def test_a_contact_may_be_refused() -> None:
    kind = ContactOr("no")
    assert read(kind, Pressed("n1", 0)) is None
    assert kind.load(kind.dump(None)) is None


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (Contact("09121234567", own=False), "answer-contact-not-own"),
        (Contact("+4915112345678", own=True), "answer-contact-foreign"),
        (Typed("09121234567"), "answer-contact-typed"),
    ],
)
def test_what_proves_no_mobile_is_refused(message: Message, why: str) -> None:
    assert fault(ContactOr("no"), message)[0] == why


@pytest.mark.parametrize("typed", ["123456", "۱۲۳۴۵۶", "١٢٣٤٥٦", " 123 456 ", "123-456", "\u200f۱۲۳۴۵۶"])
def test_a_code_is_read_in_any_digits_and_kept_as_right(typed: str) -> None:
    code = OneTimeCode("again")
    assert read(code, typed) == "123456"
    assert code.dump("123456") == RIGHT


@pytest.mark.parametrize("typed", ["12345", "1234567", "کد", "12345a", ""])
def test_what_is_no_code_is_told_with_the_digits_it_has(typed: str) -> None:
    assert fault(OneTimeCode(), typed) == ("answer-code", {"digits": 6})


def test_the_options_of_a_code_are_kept_by_name() -> None:
    code = OneTimeCode("again", "other")
    assert read(code, "۲") == "other"
    assert code.load(code.dump("other")) == "other"


def test_a_picture_is_kept_by_its_document() -> None:
    assert read(Picture("enough"), Pictures(("doc-1",))) == "doc-1"
    assert read(Picture("enough"), Pressed("n1", 0)) == "enough"
    assert fault(Picture("enough"), "here it is")[0] == "answer-picture-typed"
    assert fault(Picture("enough"), Pictures(()))[0] == "answer-not-this"
    for stored in ("enough", "keep"):
        with pytest.raises(Unreadable):
            Picture().load(stored)


def test_pictures_of_which_none_was_taken_say_each_reason_once() -> None:
    sent = Pictures((), faults=("too_large", "not_fetched", "too_large"))
    id, facts = fault(Picture(), sent)
    assert id == "picture-not-taken"
    assert [words.id for words in facts["faults"]] == ["picture-fault-too-large", "picture-fault-not-fetched"]


def test_where_nothing_more_is_to_come_it_is_enough() -> None:
    assert read(Picture("enough"), Pictures((), complete=True)) == "enough"
    assert fault(Picture(), Pictures((), complete=True))[0] == "answer-not-this"
