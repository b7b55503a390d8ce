"""How a message is read before it is weighed: alphabets, spellings, keyboards, and what is not meant."""

from __future__ import annotations

import pytest

from services.understanding.courtesy import KNOWN, read_courtesy
from services.understanding.features import BUCKETS, features, heard_features
from services.understanding.layout import LATIN, PERSIAN, Letters
from services.understanding.meaning import CONCEPTS, read_concepts
from services.understanding.meant import meant
from services.understanding.normalising import words
from services.understanding.reading import reader_of
from services.understanding.spelling import bones
from services.understanding.vocabulary import USUAL, Vocabulary
from tests.services.understanding.unseen import model


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("كمك هزينة", "کمک هزینه"),
        ("کمک‌هزینهٔ ازدواج", "کمک هزینه ازدواج"),
        ("می‌خواهم", "میخواهم"),
        ("سلاااااام", "سلام"),
        ("۵۲سالمه", "52 سالمه"),
        ("٤٢", "42"),
        ("ازدباج", "ازدواج"),
        ("چنده؟", "چنده ?"),
        ("BIME", "bime"),
        ("دوســـت", "دوست"),
    ],
)
def test_what_is_typed_becomes_plain_words(typed: str, said: str) -> None:
    assert words(typed) == tuple(said.split())


@pytest.mark.parametrize(
    "spellings",
    [
        ("هزینه", "حزینه", "هذینه", "hazine", "hazineh"),
        ("ازدواج", "ezdevaj", "ezdvaj", "عزدواج"),
        ("مفاصا", "مفاسا", "mafasa", "mofasa"),
        ("تقسیط", "تغسیت", "taghsit", "taqsit"),
        ("اعتراض", "اعتراظ", "eteraz", "etraz"),
        ("شعبه", "shobe", "shobeh"),
    ],
)
def test_spellings_of_a_word_have_the_same_bones(spellings: tuple[str, ...]) -> None:
    assert len({bones(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("typed", "read"),
    [("fdli hojdhvd", "بیمه اختیاری"), ("lthwh pshf", "مفاصا حساب"), ("hcn,h[", "ازدواج"), ("پشبشسش", "mafasa")],
)
def test_what_is_typed_on_the_wrong_keyboard_is_read(typed: str, read: str) -> None:
    assert model().reader.letters.reading(typed) == read


@pytest.mark.parametrize(
    "typed", ["bime ekhtiari", "salam", "hello my friend", "بیمه اختیاری", "کمک هزینه ازدواج", "سلام", "es.tamin.ir"]
)
def test_what_is_typed_on_the_right_keyboard_stays(typed: str) -> None:
    assert model().reader.letters.reading(typed) == typed


def test_a_reading_follows_the_likelier_letters() -> None:
    def table(likely: float, alphabet: str) -> tuple[tuple[float, ...], ...]:
        return tuple(tuple(likely for _ in alphabet) for _ in alphabet)

    assert Letters(table(-1, PERSIAN), table(-3, LATIN)).reading("fdli") == "بیمه"
    assert Letters(table(-3, PERSIAN), table(-1, LATIN)).reading("fdli") == "fdli"
    assert Letters(table(-3, PERSIAN), table(-1, LATIN)).reading("بیمه") == "fdli"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("وام نمیخوام، همون کمک هزینه ازدواج بیمه", "همون کمک هزینه ازدواج بیمه"),
        ("وام ازدواج نه، کمک هزینه ازدواج", "کمک هزینه ازدواج"),
        ("کسری نه، بیمه اختیاری", "بیمه اختیاری"),
        ("منظورم وام نیست، پول ازدواج بیمه", "پول ازدواج بیمه"),
        ("bime bikari nemikham mikham khodam bedam", "mikham khodam bedam"),
        ("نمیخوام با ماشین حرف بزنم", "نمیخوام با ماشین حرف بزنم"),
        ("ربات نه، آدم", "ربات نه، آدم"),
        ("نه شاغلم نه متاهل چرا کفالتم تموم شد", "نه شاغلم نه متاهل چرا کفالتم تموم شد"),
        ("نه قسط میخوام نه اعتراض، فقط مبلغ بدهی", "فقط مبلغ بدهی"),
        ("نه کارفرما دارم نه بیمه، چیکار کنم", "نه کارفرما دارم نه بیمه، چیکار کنم"),
        ("اعتراضی ندارم، متن اعلامیه رو بدید", "متن اعلامیه رو بدید"),
        ("کاری با تقسیط ندارم، مبلغ رو بگید", "مبلغ رو بگید"),
        ("دنبال مفاصا نیستم، بدهی کارگاه", "بدهی کارگاه"),
        ("فعلا کاری ندارم", "فعلا کاری ندارم"),
    ],
)
def test_what_is_not_wanted_is_set_aside(text: str, left: str) -> None:
    assert meant(text) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("سلام خسته نباشید، کمک هزینه ازدواج", "کمک هزینه ازدواج"),
        ("با سلام و احترام، پیتزا میخوام، مرسی", "پیتزا میخوام"),
        ("salam bime ekhtiari chande? mersi", "bime ekhtiari chande ?"),
        ("ببخشید یه سوال داشتم شعبه کجاست؟ ممنون میشم راهنمایی کنید", "شعبه کجاست ?"),
        ("سلام وقت بخیر", "سلام وقت بخیر"),
        ("?", "?"),
        ("", ""),
    ],
)
def test_courtesy_around_a_wish_is_taken_off(text: str, left: str) -> None:
    assert KNOWN.taken_off(words(text)) == tuple(left.split())


@pytest.mark.parametrize("line", ["سلام", "between: سلام", "before: یک دو سه چهار پنج"])
def test_a_line_without_courtesy_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="no courtesy"):
        read_courtesy([line])


SMALL = Vocabulary(dict.fromkeys(("کمک", "هزینه", "ازدواج", "اعتراض", "بدهی", "بیمه", "به"), USUAL) | {"اعتبار": 1})


@pytest.mark.parametrize(
    ("said", "mended"),
    [
        ("اعتزاض به بدهی", "اعتراض به بدهی"),  # a letter for its neighbour
        ("اعترض", "اعتراض"),  # one too few
        ("بدههی", "بدهی"),  # one too many
        ("زادواج", "ازدواج"),  # out of their places
        ("کمکهزینهازدواج", "کمک هزینه ازدواج"),  # run together
        ("ازد واج", "ازدواج"),  # come apart
        ("اعتبار", "اعتبار"),  # rare, yet a word
        ("عزدباج", "عزدباج"),  # two slips: too far to say
        ("هزنیهکمک", "هزنیهکمک"),
        ("ezdevag 1420 ?", "ezdevag 1420 ?"),
        ("بهی", "بهی"),  # too short to say
    ],
)
def test_what_is_no_word_is_mended_into_usual_ones(said: str, mended: str) -> None:
    assert SMALL.mended(said.split()) == tuple(mended.split())


def test_of_several_usual_words_the_most_frequent_is_meant() -> None:
    assert Vocabulary({"کارگر": USUAL, "کارگاه": USUAL + 1, "کارگه": 1}).mended(["کارگا"]) == ("کارگاه",)


def test_a_reader_knows_the_words_of_its_texts() -> None:
    reader = reader_of(["به بدهی اعتراض دارم"] * USUAL + ["سلام"])
    assert reader.words("سلام، به بدهی اعتزاض دارم") == ("به", "بدهی", "اعتراض", "دارم")


def test_nobodys_number_is_a_feature() -> None:
    assert features(words("کد ملی 0012345679")) == features(words("کد ملی 1234567891"))
    assert features(words("ماده 38")) != features(words("ماده 85"))


def test_features_are_rows_of_the_table() -> None:
    found = features(words("مفاصا حساب mafasa 1420؟"))
    assert all(0 <= row < BUCKETS for row in found)
    assert heard_features(words("مفاصا")).keys() == heard_features(words("مفاسا")).keys()


def test_meanings_are_found_by_spelling_and_by_sound() -> None:
    assert {"marriage", "money"} <= set(CONCEPTS.of(words("پول ازدواجم")))
    assert "marriage" in CONCEPTS.of(words("ezdevaj"))
    assert CONCEPTS.of(()) == []


def test_a_line_without_a_concept_is_refused() -> None:
    with pytest.raises(ValueError, match="no concept"):
        read_concepts(["ازدواج"])
