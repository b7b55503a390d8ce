"""The ordinary people of a sample: most of them insured, some of them lately married.

A million rows of wages come from here, so what is the same for many rows is made once: a month's row differs from
another person's of the same wage only by who and where.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from random import Random

from sandbox.people.folder import Folder
from sandbox.people.invention import Person, Registrar
from sandbox.people.wages import FACTORS, wage
from services.calendar import JalaliMonth

YEARS_BACK = 7
PEOPLE_A_WORKSHOP = 12
WEDDING_MONTHS = 18
MONTHS_OF_THE_AMOUNT = 24
SURELY_ENOUGH_MONTHS = 30

INSURED = 0.8
LEFT_WORK = 0.15
PART_OF_A_MONTH = 0.03
ON_THEIR_OWN = 0.3
NO_MOBILE = 0.04
NO_ACCOUNT = 0.08
PARTIAL_HISTORY = 0.03
MARRYING = 0.35
TEMPORARY = 0.03
UNOFFICIAL = 0.01
SPOUSE_UNKNOWN = 0.04
PAID, RETURNED = 0.85, 0.03


@dataclass(frozen=True)
class Worker:
    """A person with their one job: the place of its first month among the population's months, whether it goes on."""

    person: Person
    first: int = -1
    factor: int = 0
    goes_on: bool = False


class Population:
    """Writes so many people into the folder; `marriages` are spread over the last months up to `today`."""

    def __init__(self, rng: Random, today: date, registrar: Registrar, folder: Folder, people: int) -> None:
        self._rng = rng
        self._today = today
        self._registrar = registrar
        self._folder = folder
        self._people = people
        self._workshops = [registrar.workshop() for _ in range(people // PEOPLE_A_WORKSHOP + 1)]
        this_month = JalaliMonth.of(today)
        self._months = list(this_month.plus(-12 * YEARS_BACK).through(this_month.plus(-1)))
        self._heads = [f",{month.number}," for month in self._months]
        self._tails = cache(self._tails_of)

    def write(self) -> None:
        waiting: dict[str, Worker] = {}
        for _ in range(self._people):
            worker = self._worker()
            sex, other = ("F", "M") if worker.person.sex == "F" else ("M", "F")
            if self._chance(MARRYING):
                if other in waiting:
                    self._wed(waiting.pop(other), worker)
                elif self._chance(SPOUSE_UNKNOWN):
                    self._wed(worker, None)
                else:
                    waiting.setdefault(sex, worker)

    def _worker(self) -> Worker:
        person = self._registrar.person("F" if self._chance(0.5) else "M", youngest=21, oldest=45)
        if self._chance(NO_MOBILE):
            person = replace(person, mobile="")
        if self._chance(NO_ACCOUNT):
            person = replace(person, sheba="")
        if self._chance(PARTIAL_HISTORY):
            person = replace(person, marriage_history="partial")
        self._folder.person(person)
        return self._worked(person) if self._chance(INSURED) else Worker(person)

    def _worked(self, person: Person) -> Worker:
        rng, months = self._rng, self._months
        first = int(rng.random() * (len(months) - 2))
        goes_on = not self._chance(LEFT_WORK)
        place = int(rng.random() * len(self._workshops))
        # Of the last month only every other workshop's list is in.
        end = len(months) - place % 2 if goes_on else first + 1 + int(rng.random() * (len(months) - 1 - first))
        factor = FACTORS[int(rng.random() * len(FACTORS))]
        worked_from = int(rng.random() * 20)
        started = months[first].first_day + timedelta(days=worked_from)
        workshop = self._workshops[place]
        self._folder.employment(person.national_id, workshop, started, None if goes_on else months[end - 1].last_day)
        self._folder.wage_month(person.national_id, months[first], workshop, months[first].days - worked_from, factor)
        self._wages(person.national_id, workshop, factor, range(first + 1, end))
        if not goes_on and self._chance(ON_THEIR_OWN):
            scheme = ("voluntary", "freelance", "unemployment")[int(rng.random() * 3)]
            contract = self._registrar.workshop()
            for month in months[end : end + 6]:
                self._folder.wage_month(person.national_id, month, contract, month.days, 100, scheme)
        return Worker(person, first, factor, goes_on)

    def _wages(self, national_id: str, workshop: str, factor: int, places: Sequence[int]) -> None:
        heads, tails, rows = self._heads, self._tails(factor), self._folder.wage_rows
        rows += [f"{national_id}{heads[place]}{workshop}{tails[place]}" for place in places]
        if places and self._chance(PART_OF_A_MONTH * len(places)):
            del rows[-1]
            month = self._months[places[-1]]
            self._folder.wage_month(national_id, month, workshop, 1 + int(self._rng.random() * 28), factor)

    def _tails_of(self, factor: int) -> list[str]:
        return [f",compulsory,{month.days},{wage(month, month.days, factor)}\n" for month in self._months]

    def _wed(self, one: Worker, other: Worker | None) -> None:
        rng = self._rng
        span = (self._today - JalaliMonth.of(self._today).plus(-WEDDING_MONTHS).first_day).days
        wedding = self._today - timedelta(days=int(rng.random() * (span + 1)))
        spouse = other.person.national_id if other else self._stranger(one)
        of_one = one.person.national_id
        husband, wife = (of_one, spouse) if one.person.sex == "M" else (spouse, of_one)
        temporary, unofficial = self._chance(TEMPORARY), self._chance(UNOFFICIAL)
        marriage_id = self._folder.marriage(
            wedding, husband, wife, kind="temporary" if temporary else "permanent", official=not unofficial
        )
        if not temporary and not unofficial:
            for worker in (one, other):
                if worker is not None:
                    self._pay(worker, marriage_id, wedding)

    def _stranger(self, one: Worker) -> str:
        """Somebody of whom people.csv knows nothing, or nobody at all."""
        return self._registrar.person("M" if one.person.sex == "F" else "F").national_id if self._chance(0.7) else ""

    def _pay(self, worker: Worker, marriage_id: str, wedding: date) -> None:
        """Of those who certainly qualify most have been paid, the last month's have only been ordered."""
        person, month = worker.person, JalaliMonth.of(wedding)
        place = len(self._months) - _months_between(month, JalaliMonth.of(self._today))
        if not (worker.goes_on and person.mobile and person.sheba and person.marriage_history == "complete"):
            return
        if place > len(self._months) - 2 or place - worker.first < SURELY_ENOUGH_MONTHS:
            return
        counted = self._months[place - MONTHS_OF_THE_AMOUNT : place]
        total = sum(wage(each, each.days, worker.factor) for each in counted)
        chance = self._rng.random()
        state = "paid" if chance < PAID else "returned" if chance < PAID + RETURNED else "ordered"
        amount = (2 * total + MONTHS_OF_THE_AMOUNT) // (2 * MONTHS_OF_THE_AMOUNT)
        told_on = month.next().first_day + timedelta(days=9)
        self._folder.payment(marriage_id, person.national_id, amount, state, told_on)

    def _chance(self, share: float) -> bool:
        return self._rng.random() < share


def _months_between(first: JalaliMonth, last: JalaliMonth) -> int:
    return 12 * (last.year - first.year) + last.month - first.month
