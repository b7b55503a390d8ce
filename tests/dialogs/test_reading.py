"""The kinds of answer read what people really type, and say what is wrong with what they cannot read."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.kind import Kind, Unreadable
from dialogs.messages import Contact, Message, Option, Other, Pictures, Pressed, Shown, Typed, Words
from dialogs.reading import (
    RIGHT,
    Amount,
    Choice,
    ContactOr,
    Day,
    Mobile,
    Month,
    NationalId,
    OneTimeCode,
    Picture,
    Sheba,
    Text,
    YesNo,
)
from services import national_id, sheba
from services.calendar import MONTH_NAMES, JalaliDay, JalaliMonth
from services.persian import grouped, persian_digits
from tests.services.typed import typings

YES_NO = YesNo(Words("ثبت می‌کنم"), Words("نه، برمی‌گردم"))
ALL: list[Kind[Any]] = [
    *(Choice("a", "b"), YES_NO, Text(), Text(3, 5), NationalId(), Mobile(), Sheba(), ContactOr("no"), Day(), Month()),
    *(OneTimeCode("again", "other"), OneTimeCode(), Amount(), Amount(100, 200)),
    *(Picture("enough"), Picture("keep"), Picture()),
]


def shown(kind: Kind[Any]) -> Shown:
    """The question as it went out, labels being the ids of their words."""
    return Shown(
        "key", "n1", tuple((o.value, o.label.id) for o in kind.options), tuple(o.synonyms for o in kind.options)
    )


def read(kind: Kind[Any], message: Message | str) -> Any:
    return kind.read(Typed(message) if isinstance(message, str) else message, shown(kind))


def fault(kind: Kind[Any], message: Message | str) -> tuple[str, dict[str, Any]]:
    with pytest.raises(Unreadable) as refused:
        read(kind, message)
    words = refused.value.fault.words
    return words.id, dict(words.facts)


# ---- every kind -----------------------------------------------------------------------------------------------------

anything = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="0123456789۰۱۲۳٤٥٦ /.,٬٫-‌میلیونهزارتوکدIRآذردیabمهر", max_size=30),
    st.sampled_from(["9" * 5000, "۱" * 5000, "", "\u200c", "😀", "\x00", "\ud800", "²", "½", "१२३४५६"]),
).map(Typed)
arriving: st.SearchStrategy[Message] = st.one_of(
    anything,
    anything,
    st.builds(Pressed, st.sampled_from(["n1", "n2"]), st.integers(-2, 5)),
    st.builds(Contact, st.text(max_size=15) | st.just("+98 912 123 4567"), st.booleans()),
    st.builds(Pictures, st.lists(st.text(min_size=1, max_size=5), max_size=3).map(tuple)),
    st.builds(Other, st.just("sticker")),
)


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(ALL), arriving)
def test_whatever_comes_is_read_or_refused_and_what_is_read_is_kept(kind: Kind[Any], message: Message) -> None:
    try:
        value = kind.read(message, shown(kind))
    except Unreadable:
        return
    kept = json.loads(json.dumps(kind.dump(value)))
    again = kind.load(kept)
    assert again == (RIGHT if kind.secret and value not in {"again", "other"} else value)
    assert kind.dump(again) == kept


stored = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.sampled_from(["20201205", "2020-12-05"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(ALL), stored)
def test_whatever_is_stored_is_read_back_or_refused(kind: Kind[Any], json: Any) -> None:
    with suppress(Unreadable):
        kind.load(json)


@pytest.mark.parametrize("kind", ALL)
def test_a_sticker_is_no_answer(kind: Kind[Any]) -> None:
    assert fault(kind, Other("sticker"))[0] == "answer-not-this"


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind.wants != "pictures"])
def test_pictures_are_not_wanted_everywhere(kind: Kind[Any]) -> None:
    assert fault(kind, Pictures(("a",)))[0] == "answer-no-pictures"


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind.wants != "contact"])
def test_a_contact_is_not_wanted_everywhere(kind: Kind[Any]) -> None:
    assert fault(kind, Contact("09121234567", own=True))[0] == "answer-not-this"


@pytest.mark.parametrize("message", [Pressed("other", 0), Pressed("n1", 2), Pressed("n1", -1)])
def test_a_button_of_another_question_is_refused(message: Pressed) -> None:
    assert fault(Choice("a", "b"), message)[0] == "answer-old-button"


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


# ---- days and months ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        *("1399/9/15", "۱۳۹۹/۰۹/۱۵", "١٣٩٩/٠٩/١٥", "1399-09-15", "1399.9.15", "1399 9 15", "13990915", "۱۳۹۹۰۹۱۵"),
        *("99/9/15", "99-09-15", "15/9/1399", "15/9/99", "۱۵ آذر ۱۳۹۹", "۱۵ آذر ۹۹", "15 اذر 1399", "15آذر1399"),
        *("آذر ۱۵، ۱۳۹۹", "۱۵ آذرماه سال ۱۳۹۹", "15 آذر‌ماه 99", "1399 آذر 15", "\u200f1399/9/15 "),
    ],
)
def test_a_day_is_read_in_every_usual_writing(typed: str) -> None:
    assert read(Day(), typed) == date(2020, 12, 5)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("۱۵ اردیبهشت ۱۳۹۹", JalaliDay(1399, 2, 15)),
        ("۱۵ ارديبهشت ۹۹", JalaliDay(1399, 2, 15)),
        ("۵ دي ۱۳۹۹", JalaliDay(1399, 10, 5)),
        ("15 آذر 05", JalaliDay(1405, 9, 15)),
        ("5 آذر 15", JalaliDay(1415, 9, 5)),
        ("05/09/15", JalaliDay(1405, 9, 15)),
        ("30 اسفند 1399", JalaliDay(1399, 12, 30)),
        ("1/1/1301", JalaliDay(1301, 1, 1)),
    ],
)
def test_days_are_told_apart(typed: str, day: JalaliDay) -> None:
    assert read(Day(), typed) == day.gregorian


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        *[(typed, ("answer-day", {})) for typed in ("", "دیروز", "1399", "1399/9", "آذر", "1/2/3/4", "99" * 9)],
        ("15 آذر دی 99", ("answer-day", {})),
        ("1398/12/30", ("answer-day-none", {"day": 30, "month": 12})),
        ("1399/13/1", ("answer-day-none", {"day": 1, "month": 13})),
        ("1399/7/31", ("answer-day-none", {"day": 31, "month": 7})),
        ("1399/7/0", ("answer-day-none", {"day": 0, "month": 7})),
        ("2020-12-05", ("answer-year", {"year": 2020})),
    ],
)
def test_what_is_no_day_is_told(typed: str, why: tuple[str, dict[str, Any]]) -> None:
    assert fault(Day(), typed) == why


months = st.builds(JalaliMonth, st.integers(1300, 1449), st.integers(1, 12))


@given(months, st.integers(1, 29), st.data())
def test_a_day_as_we_write_it_reads_back(month: JalaliMonth, day: int, data: st.DataObject) -> None:
    there = JalaliDay(month.year, month.month, day)
    name = MONTH_NAMES[month.month - 1].replace("ی", data.draw(st.sampled_from("یي")))
    written = data.draw(
        st.sampled_from([str(there), f"{day} {name} {month.year}", f"{day} {name} {month.year % 100:02}"])
    )
    if 50 <= month.year - 1300 < 150 or str(month.year) in written:
        assert read(Day(), data.draw(st.sampled_from([written, persian_digits(written)]))) == there.gregorian


@pytest.mark.parametrize(
    "typed", ["1399/09", "۱۳۹۹/۹", "1399-09", "139909", "9/1399", "99/9", "9/99", "آذر ۱۳۹۹", "آذرماه 99", "۱۳۹۹ اذر"]
)
def test_a_month_is_read_in_every_usual_writing(typed: str) -> None:
    assert read(Month(), typed) == JalaliMonth(1399, 9)


@pytest.mark.parametrize(
    ("typed", "month"),
    [("05/09", JalaliMonth(1405, 9)), ("اردیبهشت ۹۹", JalaliMonth(1399, 2)), ("دی ۱۴۰۰", JalaliMonth(1400, 10))],
)
def test_months_are_told_apart(typed: str, month: JalaliMonth) -> None:
    assert read(Month(), typed) == month


@pytest.mark.parametrize(
    ("typed", "why"),
    [("1399/13", "answer-month"), ("1399", "answer-month"), ("", "answer-month"), ("2020/12", "answer-year")],
)
def test_what_is_no_month_is_told(typed: str, why: str) -> None:
    assert fault(Month(), typed)[0] == why


@given(months)
def test_a_month_as_we_write_it_reads_back(month: JalaliMonth) -> None:
    assert read(Month(), str(month)) == read(Month(), str(month.number)) == month


# ---- money ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "rials"),
    [
        ("1500000", 1_500_000),
        ("۱٬۵۰۰٬۰۰۰ ریال", 1_500_000),
        ("١،٥٠٠،٠٠٠ ريال", 1_500_000),
        ("1,500,000", 1_500_000),
        ("1.500.000", 1_500_000),
        ("1/500/000", 1_500_000),
        ("1 500 000", 1_500_000),
        ("۱۵۰ هزار تومان", 1_500_000),
        ("۱۵۰هزارتومن", 1_500_000),
        ("۱٫۵ میلیون", 1_500_000),
        ("1.5 میلیون ریال", 1_500_000),
        ("۱/۵ ملیون", 1_500_000),
        ("۱ میلیون و ۵۰۰ هزار", 1_500_000),
        ("1 میلیون و 500000 ریال", 1_500_000),
        ("۲ میلیون تومان", 20_000_000),
        ("۱٫۲۵ میلیارد تومان", 12_500_000_000),
        ("۳ ميليون و ۲۵۰ هزار و ۴۰۰ تومان", 32_504_000),
        ("75,842,120 ﷼", 75_842_120),
    ],
)
def test_an_amount_is_read_in_every_usual_writing(typed: str, rials: int) -> None:
    assert read(Amount(), typed) == rials


@pytest.mark.parametrize(
    "typed",
    [
        *("", "زیاد", "میلیون", "تومان", "-500", "1.5", "1,5", "1,50,000", "5 هزار 2 میلیون", "2 میلیون 3 میلیون"),
        *("1 میلیون و 2000000", "500 دلار", "9" * 5000, "1.5.000", "1,500.000"),
    ],
)
def test_an_amount_that_reads_two_ways_or_none_is_refused(typed: str) -> None:
    assert fault(Amount(), typed) == ("answer-amount", {})


def test_an_amount_out_of_range_is_told_with_the_range() -> None:
    assert fault(Amount(100, 200), "۵۰ تومان") == ("answer-amount-range", {"least": 100, "most": 200})
    assert read(Amount(100, 500), "۵۰ تومان") == 500
    assert fault(Amount(100, 200), "۹۹") == ("answer-amount-range", {"least": 100, "most": 200})
    assert fault(Amount(), "0") == ("answer-amount-range", {"least": 1, "most": 10**15})


@given(st.integers(1, 10**15))
def test_an_amount_as_we_write_it_reads_back(rials: int) -> None:
    assert read(Amount(), f"{grouped(rials)} ریال") == rials
