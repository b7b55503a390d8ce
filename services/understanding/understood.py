"""What was understood of a message, and how sure we are of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Service(StrEnum):
    """What a message is about: the Organisation's nine services, and the three ways of being about none of them."""

    MAR = "MAR"  # the marriage grant
    DAU = "DAU"  # the end of a daughter's dependency
    CLM = "CLM"  # orders of claims, seen
    CLR = "CLR"  # the clearance certificate
    CRT = "CRT"  # certificates of pension status and of insurance
    PMC = "PMC"  # completing partial months
    DEP = "DEP"  # registering dependants
    VOL = "VOL"  # voluntary and freelance insurance
    AGR = "AGR"  # the employers' agreement: instalments, objections to claims
    ASK = "ASK"  # the Organisation or the assistant itself; greetings and thanks too
    HUMAN = "HUMAN"  # a person is wanted, or somebody to complain to
    OUT = "OUT"  # not the Organisation's business, or one of its services that is not among these


class Sureness(StrEnum):
    """What a confidence is good for."""

    SURE = "sure"  # go on with it
    UNSURE = "unsure"  # ask back, with the alternatives
    LOST = "lost"  # the menu and a person


@dataclass(frozen=True)
class Thresholds:
    """From which confidence on what is done; chosen from data when the model is made."""

    sure: float
    unsure: float
    faq: float

    def sureness(self, confidence: float) -> Sureness:
        if confidence >= self.sure:
            return Sureness.SURE
        return Sureness.UNSURE if confidence >= self.unsure else Sureness.LOST


@dataclass(frozen=True)
class Alternative:
    """What else it may be about."""

    service: Service
    confidence: float


@dataclass(frozen=True)
class Understood:
    """What a text is about. `confidence` is a probability; `faq` names an entry of the FAQ, where one answers it."""

    text: str
    service: Service
    confidence: float
    sureness: Sureness
    alternatives: tuple[Alternative, ...]
    faq: str | None
