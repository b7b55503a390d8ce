"""Short questions that name no service: «مهلتش کیه؟» is about whatever is being talked of.

Heard by itself such a question says too little, and what it is taken for may be wrong: «درمان هم دارد؟» has one answer
for voluntary insurance and another for a partial month. So the kinds of them stand in short_questions.txt, as words,
and what answers them here, by service. They are strict: a text with any other word is left to the model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from dialogs.remarks import sections
from services import persian
from services.understanding import Service, Sureness, Understood
from services.understanding.faq_entries import FAQ

RULES = Path(__file__).with_name("short_questions.txt")
LATELY = timedelta(hours=1)  # how long a service counts as being talked of; ours
WHAT = "what"

_ANSWERS: Mapping[Service, Mapping[str, str]] = {
    Service.MAR: {
        "papers": "mar-papers",
        "both": "mar-both",
        "days": "mar-days",
        "due": "mar-objection",
        "who": "mar-who",
        "amount": "mar-amount",
        "when": "mar-when",
        WHAT: "mar-who",
    },
    Service.DAU: {"again": "dau-again", "who": "dau-when", "when": "dau-when", WHAT: "dau-when"},
    Service.PMC: {
        "past": "pmc-past",
        "health": "pmc-health",
        "percent": "pmc-premium",
        "due": "pmc-due",
        "who": "pmc-who",
        "amount": "pmc-premium",
        "pay": "pmc-due",
        "when": "pmc-due",
        WHAT: "pmc-who",
    },
    Service.VOL: {
        "missed": "vol-lapse",
        "health": "vol-health",
        "covers": "vol-covers",
        "age": "vol-age",
        "percent": "vol-rate",
        "days": "vol-who",
        "due": "vol-due",
        "who": "vol-who",
        "amount": "vol-premium",
        "pay": "vol-due",
        "when": "vol-due",
        WHAT: "vol-covers",
    },
    Service.DEP: {
        "siblings": "dep-siblings",
        "parents": "dep-parents",
        "son": "dep-son",
        "daughter": "dep-daughter",
        "both": "dep-husband",
        "papers": "dep-papers",
    },
    Service.CLM: {"missed": "clm-enforcement", "due": "clm-objection"},
    Service.CLR: {"percent": "clr-rates", "amount": "clr-rates", WHAT: "clr-withheld"},
    Service.CRT: {WHAT: "crt-what"},
    Service.AGR: {
        "missed": "agr-missed",
        "percent": "agr-instalments",
        "due": "clm-objection",
        WHAT: "agr-how",
    },
}

_READ = {name: tuple(map(persian.words, lines)) for name, lines in sections(RULES).items()}
_NAMES = {Service(name): lines for name, lines in _READ.items() if name.isupper()}
_WORDS = {name: frozenset(word for line in lines for word in line) for name, lines in _READ.items()}
_BESIDE = _WORDS["beside"]
_KINDS = tuple(name for name in _READ if name.islower() and name != "beside")
_NO_WORD = re.compile(r"[^\w\s\u200c]")


def told(understood: Understood, lately: str) -> Understood:
    """`understood`, or what answers its text where that is a short question; `lately`: the service last talked of.

    Where the question itself names a service, what the model found there comes first.
    """
    named, rest = _named(persian.words(_NO_WORD.sub(" ", understood.text)))
    if named and understood.faq:
        return understood
    service = named or (Service(lately) if lately else None)
    entry = _answer(service, rest, named=named is not None) if service else None
    return Understood(understood.text, FAQ[entry].service, 1.0, Sureness.SURE, (), entry) if entry else understood


def _named(said: tuple[str, ...]) -> tuple[Service | None, tuple[str, ...]]:
    """The service that is named in the words, and those without the longest of its names."""
    found = [
        (len(name), service, said[:place] + said[place + len(name) :])
        for service, names in _NAMES.items()
        for name in names
        if name[0] in said
        for place in range(len(said) - len(name) + 1)
        if said[place : place + len(name)] == name
    ]
    _, service, rest = max(found, key=lambda one: one[0], default=(0, None, said))
    return service, rest


def _answer(service: Service, said: tuple[str, ...], *, named: bool) -> str | None:
    answers = _ANSWERS.get(service, {})
    for kind in _KINDS:
        asks = kind in answers and (named or kind != WHAT)
        if asks and not _WORDS[kind].isdisjoint(said) and _WORDS[kind].union(_BESIDE).issuperset(said):
            return answers[kind]
    return None
