"""Where each service is: the dialogs that serve it here, or elsewhere; and where to go with what is not ours.

A topic is found by the beginnings of words. Where the FAQ answers it, the FAQ's words are said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.messages import Started, Words
from services import persian
from services.understanding import Service, figures
from services.understanding.faq_entries import FAQ

DIALOGS: Mapping[Service, tuple[str, ...]] = {
    Service.MAR: ("grant_status", "objection"),
    Service.DAU: ("dependency",),
    Service.PMC: ("partial_months",),
    Service.VOL: ("contract", "premium", "receipts"),
}
SERVICES = frozenset(Service) - {Service.ASK, Service.HUMAN, Service.OUT}
ELSEWHERE = SERVICES - DIALOGS.keys()  # what is not served here yet
# What follows an answer of the FAQ, where that is not the first of its service's dialogs.
_FOLLOWS: Mapping[str, Started] = {
    "mar-papers": Started("objection"),
    "mar-objection": Started("objection"),
    "vol-due": Started("premium"),
}


@dataclass(frozen=True)
class Topic:
    """What is not ours, by the beginnings of the words that name it; those of a phrase stand side by side.

    `words` are said: an entry of the FAQ, or words of our own. `precise`: they say more than the FAQ, whatever entry
    was found. `may_be_meant`: it is easily taken for one of ours.
    """

    id: str
    begin: tuple[str, ...]
    words: str
    precise: bool = False
    may_be_meant: bool = False


_TOPICS: Mapping[Service, tuple[Topic, ...]] = {
    Service.OUT: (
        Topic("loan-of-marriage", ("وام ازدواج", "vam ezdevaj"), "faq-out-marriage-loan", may_be_meant=True),
        Topic("loan", ("وام", "تسهیلات", "vam"), "elsewhere-loan", precise=True, may_be_meant=True),
        Topic(
            "instalments",
            ("کسر از اقساط", "کسر اقساط", "گواهی کسر"),
            "elsewhere-instalments",
            precise=True,
            may_be_meant=True,
        ),
        Topic("unemployment", ("بیکار", "bikar"), "faq-out-unemployment"),
        Topic("sick-pay", ("غرامت", "استعلاجی"), "faq-out-sick-pay"),
        Topic("maternity", ("باردار", "زایمان", "شیردهی"), "faq-out-maternity"),
        Topic("prescription", ("نسخه", "دارو"), "faq-out-prescription"),
        Topic("subsidy", ("یارانه", "کالابرگ", "معیشت", "yarane"), "faq-out-subsidy"),
        Topic("car", ("ثالث", "بدنه", "خودرو", "ماشین", "موتور"), "elsewhere-car", precise=True),
        Topic("health", ("بیمه سلامت", "سلامت همگانی"), "elsewhere-health", precise=True),
        Topic("topping-up", ("تکمیلی",), "elsewhere-topping-up", precise=True),
        Topic("settlement", ("تسویه",), "faq-out-labour", may_be_meant=True),
        Topic("labour", ("کارفرما", "سنوات", "عیدی", "اضافه کار", "اداره کار", "صاحبکار"), "faq-out-labour"),
        Topic("funeral", ("کفن", "دفن", "فوت", "ترحیم"), "elsewhere-funeral"),
        Topic("retirement", ("بازنشست", "فیش حقوق", "مستمری", "همسان", "متناسب"), "elsewhere-retirement"),
        Topic("treatment", ("درمان", "بیمارستان", "دکتر", "پزشک", "دندان", "عینک", "سمعک"), "elsewhere-treatment"),
        Topic("record", ("سابقه", "سوابق"), "faq-out-record"),
    ),
    # How to be divorced for the share's sake is not told, whatever else the question resembles.
    Service.DAU: (
        Topic(
            "sham-divorce",
            ("طلاق صوری", "صوری طلاق", "صوری جدا", "جدایی صوری", "طلاق الکی", "الکی طلاق", "talagh sori"),
            "dependency-no-advice",
            precise=True,
        ),
    ),
    Service.ASK: (
        Topic("branch", ("شعبه", "ادرس", "نشانی"), "elsewhere-branch"),
        Topic("mobile", ("موبایل", "شماره همراه", "تلفن همراه", "سیم کارت", "mobile"), "elsewhere-mobile"),
        Topic("account", ("شماره حساب", "شماره شبا", "شبا چ", "شبای", "شبام", "شباتون"), "elsewhere-account"),
        Topic("site", ("رمز", "پسورد", "گذرواژه", "سایت", "سامانه", "ramz", "site"), "elsewhere-site"),
    ),
}


# Messages too short to be about one thing only, whatever is more usual: what they may mean, by service and topic.
_BARE: Mapping[str, tuple[tuple[Service, str], ...]] = {
    **dict.fromkeys(("دختر", "دخترم", "بیمه دخترم", "فرزند دختر"), ((Service.DEP, ""), (Service.DAU, ""))),
    **dict.fromkeys(("تسویه", "تسویه حساب", "برگه تسویه"), ((Service.CLR, ""), (Service.OUT, "settlement"))),
    **dict.fromkeys(("کسر", "کسری", "گواهی کسر"), ((Service.PMC, ""), (Service.OUT, "instalments"))),
    **dict.fromkeys(("بدهی", "بدهی کارگاه", "حکم بدهی"), ((Service.CLM, ""), (Service.AGR, ""))),
}
_SPOKEN = {persian.spoken(text): meanings for text, meanings in _BARE.items()}


def ambiguous(text: str) -> tuple[tuple[Service, str], ...]:
    """What a message of a word or two may mean, where that is more than one thing: services, and topics of OUT."""
    return _SPOKEN.get(persian.spoken(text), ())


def topic_in(text: str, service: Service) -> Topic | None:
    """The topic that a text of ASK, OUT or DAU names."""
    said = persian.words(text)
    return next((one for one in _TOPICS.get(service, ()) if any(_begins(said, words) for words in one.begin)), None)


def topic_named(id: str) -> Topic | None:
    return next((one for one in _TOPICS[Service.OUT] if one.id == id), None)


def where(topic: Topic, today: date) -> Words:
    """Where to go with it."""
    entry = FAQ.get(topic.words.removeprefix("faq-"))
    return Words(topic.words, entry.facts(today) if entry else places())


def places() -> Mapping[str, str]:
    """The Organisation's line and its portal."""
    return {"line": figures.LINE.value, "portal": figures.PORTAL.value}


def here(service: Service, knows: Callable[[str], bool]) -> Sequence[str]:
    """The dialogs that serve it, of those that there are; the first one where nothing tells which."""
    return [name for name in DIALOGS.get(service, ()) if knows(name)]


def served_by(dialog: str) -> Service | None:
    """The service that a dialog serves; None of what belongs to none."""
    return next((service for service, dialogs in DIALOGS.items() if dialog in dialogs), None)


def follows(id: str, service: Service, knows: Callable[[str], bool]) -> Started:
    """What an answer of the FAQ that is about a service with dialogs leads to."""
    named = _FOLLOWS.get(id)
    return named if named and knows(named.dialog) else Started(here(service, knows)[0])


def _begins(said: tuple[str, ...], phrase: str) -> bool:
    begun = persian.words(phrase)
    return any(
        all(word.startswith(start) for word, start in zip(said[place:], begun, strict=False))
        for place in range(len(said) - len(begun) + 1)
    )
