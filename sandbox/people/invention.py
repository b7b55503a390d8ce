"""Invented persons: none of them exists, every number of theirs passes its check."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sandbox.people.names import LAST_NAMES, MEN, WOMEN
from services.national_id import check_digit, is_valid
from services.sheba import with_check_digits

# After 09: numbers of the three operators.
MOBILE_PREFIXES = (
    *("01", "02", "03", "30", "33", "35", "36", "37", "38", "39"),
    *("10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "90", "91"),
    *("20", "21", "22"),
)
# Refah, Melli, Mellat, Saderat, Tejarat, Sepah, Keshavarzi, Maskan: their codes in a Sheba.
BANKS = ("013", "017", "012", "019", "018", "015", "016", "014")


@dataclass(frozen=True)
class Person:
    """One row of people.csv."""

    national_id: str
    first_name: str
    last_name: str
    sex: str
    birth_date: date
    insurance_number: str
    mobile: str
    sheba: str
    marriage_history: str = "complete"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class Registrar:
    """Gives every invented person an ID, an insurance number and a mobile that nobody else has."""

    def __init__(self, rng: Random, today: date, taken: set[str]) -> None:
        self._rng = rng
        self._today = today
        self._taken = taken

    def person(self, sex: str, *, youngest: int = 21, oldest: int = 38) -> Person:
        """Somebody of an age in years between `youngest` and `oldest`."""
        rng = self._rng
        return Person(
            national_id=self._national_id(),
            first_name=_one(rng, WOMEN if sex == "F" else MEN),
            last_name=_one(rng, LAST_NAMES),
            sex=sex,
            birth_date=self._today - timedelta(days=youngest * 365 + int(rng.random() * (oldest - youngest) * 365)),
            insurance_number=self._fresh(lambda: f"00{rng.randrange(10**8):08}"),
            mobile=self._fresh(lambda: f"09{_one(rng, MOBILE_PREFIXES)}{rng.randrange(10**7):07}"),
            sheba=with_check_digits(f"{_one(rng, BANKS)}0{rng.randrange(10**18):018}"),
        )

    def workshop(self) -> str:
        return f"{self._rng.randrange(10**9, 10**10)}"

    def _national_id(self) -> str:
        while True:
            nine = f"{self._rng.randrange(10**7, 10**9):09}"
            national_id = f"{nine}{check_digit(nine)}"
            if is_valid(national_id) and national_id not in self._taken:
                self._taken.add(national_id)
                return national_id

    def _fresh(self, invent: Callable[[], str]) -> str:
        while (number := invent()) in self._taken:
            pass
        self._taken.add(number)
        return number


def _one(rng: Random, among: Sequence[str]) -> str:
    return among[int(rng.random() * len(among))]
