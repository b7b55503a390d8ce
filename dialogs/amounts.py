"""Amounts of money: the many ways in which people write them."""

from __future__ import annotations

import re
from typing import ClassVar

from dialogs.kind import Kind, Unreadable
from services import persian
from services.money import RIALS_IN_A_TOMAN, Rials
from services.plain import Json
from services.spelled_numbers import in_digits


class Amount(Kind[Rials]):
    """An amount of money in rials; «تومان» is counted as ten, «هزار» and «میلیون» as what they say.

    A point is a decimal one before a scale («۱٫۵ میلیون») and parts thousands elsewhere. The numbers may be spelled out
    («سی میلیون»). A writing that could be read two ways is not read.
    """

    name = "amount"
    takes = "amount"
    _SCALES: ClassVar = {"میلیارد": 10**9, "ملیارد": 10**9, "میلیون": 10**6, "ملیون": 10**6, "هزار": 10**3}
    _SCALED = re.compile(
        r"(?P<number>\d{1,3}(?:[,،٬]\d{3})+|\d{1,15})(?:[.٫/](?P<decimals>\d{1,3}))?"
        rf"(?P<scale>{'|'.join(_SCALES)})و?",
        re.ASCII,
    )
    _PLAIN = re.compile(r"\d{1,3}([.,،٬٫/'])\d{3}(?:\1\d{3})*|\d{1,18}", re.ASCII)
    _UNIT = re.compile(r"(تومان|تومن|ریال)$")

    def __init__(self, least: int = 1, most: int = 10**15) -> None:
        self._least, self._most = least, most

    def parse(self, text: str) -> Rials:
        said = persian.fold(in_digits(text))
        unit = self._UNIT.search(said)
        number = said[: unit.start()] if unit else said
        amount = self._counted(number) * (RIALS_IN_A_TOMAN if unit and unit[1] != "ریال" else 1)
        if not self._least <= amount <= self._most:
            raise Unreadable("answer-amount-range", least=self._least, most=self._most)
        return Rials(amount)

    def _counted(self, said: str) -> int:
        """«۳میلیونو۵۰۰هزار» as a number; scales go down."""
        counted, place, below = 0, 0, 10**18
        while part := self._SCALED.match(said, place):
            scale = self._SCALES[part["scale"]]
            if scale >= below:
                raise Unreadable("answer-amount")
            thousandths = int(_digits(part["number"]) + (part["decimals"] or "").ljust(3, "0"))
            counted += thousandths * scale // 1000
            place, below = part.end(), scale
        rest = said[place:]
        if rest or not place:
            if not self._PLAIN.fullmatch(rest) or int(_digits(rest)) >= below:
                raise Unreadable("answer-amount")
            counted += int(_digits(rest))
        return counted

    def load(self, stored: Json) -> Rials:
        if isinstance(stored, bool) or not isinstance(stored, int) or not self._least <= stored <= self._most:
            raise Unreadable("answer-option-gone")
        return Rials(stored)

    def dump(self, value: Rials) -> Json:
        return int(value)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
