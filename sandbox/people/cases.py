"""The cases worth showing: somebody for every outcome the marriage grant knows, and for its boundaries; then people who
would insure themselves.

Everything is reckoned back from one day, so that the months not yet over, and the lists not yet due, are where they
should be whenever the sample is made. A premium list is due by the end of the next month: in month T the lists up to
T−2 are in, T−1 is on its way. Whoever works every day has one counted day a day: started 690 days before the wedding,
they have 690.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from sandbox.people.folder import Folder
from sandbox.people.invention import Person, Registrar
from services.calendar import JalaliDay, JalaliMonth

FULL = 720
ENOUGH = 1000
WEDDING_DAY = 11
RECENT = 3
PAID_FOR = 5
UNTIL_THE_AMOUNT_IS_EMPTY = 26
MONTHS_OF_THE_AMOUNT = 24
LEFT_WORK_DAYS = 100
TOO_FEW_AT_53 = 900  # 1,095 are needed
PARTIAL_MONTHS = 10


@dataclass(frozen=True)
class Case:
    """One person of the sample: `line` says in Persian what their case is, `month` is that of the marriage meant."""

    code: str
    national_id: str
    name: str
    line: str
    month: JalaliMonth | None = None


@dataclass(frozen=True)
class Work:
    """A job: days from `started`, and the wages they brought by month."""

    workshop: str
    started: date
    wages: dict[JalaliMonth, int]


class Cast:
    """Writes the cases' rows into a folder, in a fixed order."""

    def __init__(self, rng: Random, today: date, registrar: Registrar, folder: Folder) -> None:
        self._rng = rng
        self._today = today
        self._registrar = registrar
        self._folder = folder
        self.this_month = JalaliMonth.of(today)
        self.last_list = self.this_month.plus(-2)
        self._wedding = _day(self.this_month.plus(-RECENT), WEDDING_DAY)

    def cases(self) -> Iterator[Case]:
        """Every case once; the order is the one in which they are shown."""
        yield from self._payable()
        yield from self._refused()
        yield from self._undecided()
        yield from self._told_by_finance()
        yield from self._unusual()
        yield from self._insuring()

    def _payable(self) -> Iterator[Case]:
        yield self._married("payable", "M", "همهٔ شرط‌ها برقرار است و کمک‌هزینه پرداخت می‌شود", days=ENOUGH)

        person, wife = self._someone("F"), self._someone("M")
        self._worked(person, self._wedding - timedelta(days=ENOUGH), factor=118)
        self._worked(person, self._wedding - timedelta(days=400), factor=52)
        self._weds(person, wife, self._wedding)
        yield self._case("two-workshops", person, "در دو کارگاه کار کرده و دستمزد هر دو حساب می‌شود", self._wedding)

        yield self._married("days-720", "F", "درست ۷۲۰ روز سابقه دارد و پذیرفته می‌شود", days=FULL)

    def _refused(self) -> Iterator[Case]:
        yield self._married("days-690", "M", "۶۹۰ روز از ۷۲۰ روز لازم را دارد", days=690)
        yield self._married("days-719", "M", "یک روز کم دارد: ۷۱۹ روز از ۷۲۰ روز لازم", days=FULL - 1)

        person, spouse = self._someone("M"), self._someone("F")
        left = self._wedding - timedelta(days=40)
        self._worked(person, left - timedelta(days=430), ended=left)
        self._weds(person, spouse, self._wedding, official=False)
        yield self._case("several-failed", person, "چند شرط را با هم ندارد: ثبت رسمی، اشتغال و سابقه", self._wedding)

        person, spouse = self._someone("F"), self._someone("M")
        left = self._wedding - timedelta(days=10)
        self._worked(person, left - timedelta(days=ENOUGH), ended=left)
        self._weds(person, spouse, self._wedding)
        yield self._case("not-employed", person, "ده روز پیش از ازدواج کارش تمام شده است", self._wedding)

        person, spouse = self._someone("M", youngest=32), self._someone("F")
        self._worked(person, self._wedding - timedelta(days=ENOUGH))
        self._weds(person, self._someone("F"), self._wedding - timedelta(days=2200))
        self._weds(person, spouse, self._wedding)
        yield self._case("not-first", person, "پیش‌تر یک ازدواج دائم دیگر داشته است", self._wedding)

        yield self._married("unofficial", "F", "ازدواجش در دفترخانهٔ رسمی ثبت نشده است", days=ENOUGH, official=False)
        yield self._married("temporary", "M", "ازدواجش موقت است", days=ENOUGH, kind="temporary")

    def _undecided(self) -> Iterator[Case]:
        yield self._married("no-account", "F", "شرط‌ها برقرار است ولی شمارهٔ حسابی ندارد", days=ENOUGH, sheba="")
        yield self._married("no-mobile", "M", "شرط‌ها برقرار است ولی شمارهٔ موبایلی ندارد", days=ENOUGH, mobile="")
        yield self._married(
            "partial-history",
            "F",
            "سابقهٔ ازدواجش ناقص است و کارشناس بررسی می‌کند",
            days=ENOUGH,
            marriage_history="partial",
        )

        wedding = _day(self.this_month.previous(), 25)
        yield self._married(
            "provisional",
            "M",
            "چند روز کم دارد و فهرست ماه گذشته هنوز نرسیده است",
            days=FULL + 10,
            wedding=wedding,
        )
        yield self._married(
            "month-not-over", "F", "این ماه ازدواج کرده و پایان ماه بررسی می‌شود", days=ENOUGH, wedding=self._today
        )

    def _told_by_finance(self) -> Iterator[Case]:
        wedding = _day(self.this_month.plus(-PAID_FOR), WEDDING_DAY)
        for code, sex, line in (
            ("ordered", "F", "سند پرداختش به امور مالی رفته است"),
            ("paid", "M", "کمک‌هزینه به حسابش واریز شده است"),
            ("returned", "F", "واریز به حسابش برگشت خورده است"),
        ):
            person, spouse = self._someone(sex), self._someone("M" if sex == "F" else "F")
            work = self._worked(person, wedding - timedelta(days=ENOUGH))
            marriage = self._weds(person, spouse, wedding)
            told_on = JalaliMonth.of(wedding).next().first_day + timedelta(days=9)
            self._folder.payment(marriage, person.national_id, amount([work], wedding), code, told_on)
            yield self._case(code, person, line, wedding)

    def _unusual(self) -> Iterator[Case]:
        person, spouse = self._someone("M", youngest=28), self._someone("F")
        first = JalaliMonth.of(self._wedding).plus(-UNTIL_THE_AMOUNT_IS_EMPTY).first_day
        self._worked(person, first - timedelta(days=900), ended=first - timedelta(days=1))
        self._worked(person, JalaliMonth.of(self._wedding).first_day)
        self._weds(person, spouse, self._wedding)
        yield self._case(
            "amount-zero", person, "شرط‌ها برقرار است ولی در ۲۴ ماه پیش از ازدواج دستمزدی ندارد", self._wedding
        )

        person = self._someone("F")
        self._worked(person, self._wedding - timedelta(days=ENOUGH))
        yield self._case("no-marriage", person, "ازدواجی به نامش ثبت نشده است", None)

        person, spouse = self._someone("F", youngest=28), self._someone("M")
        self._worked(person, self._wedding - timedelta(days=ENOUGH))
        self._weds(person, self._someone("M"), self._wedding - timedelta(days=1500), kind="temporary")
        self._weds(person, spouse, self._wedding)
        yield self._case("two-marriages", person, "دو ازدواج دارد: یکی موقت، سپس نخستین ازدواج دائم", self._wedding)

        husband = self._someone("M")
        wife = self._someone("F", mobile=husband.mobile)
        for one in (husband, wife):
            self._worked(one, self._wedding - timedelta(days=ENOUGH))
        self._weds(husband, wife, self._wedding)
        yield self._case("shared-mobile", husband, "با همسرش یک شمارهٔ موبایل دارد", self._wedding)
        yield self._case("shared-mobile-wife", wife, "با شوهرش یک شمارهٔ موبایل دارد", self._wedding)

        person = self._someone("M")
        self._worked(person, self._wedding - timedelta(days=ENOUGH))
        stranger = self._registrar.person("F")
        self._weds(person, stranger, self._wedding)
        yield self._case("spouse-absent", person, "همسرش بیمه‌شده نیست و در پرونده‌ها نیست", self._wedding)

        wedding = self._esfand_30()
        person = self._someone("F", youngest=30)
        self._worked(person, wedding - timedelta(days=1900))
        self._weds(person, self._someone("M", youngest=30), wedding)
        yield self._case("esfand-30", person, "۳۰ اسفند سال کبیسه ازدواج کرده است", wedding)

    def _insuring(self) -> Iterator[Case]:
        person = self._someone("F", youngest=28)
        left = self._today - timedelta(days=LEFT_WORK_DAYS)
        self._worked(person, left - timedelta(days=ENOUGH), ended=left, factor=190)
        yield self._case("voluntary", person, "کارش تمام شده و می‌تواند قرارداد بیمهٔ اختیاری ببندد", None)

        person = self._someone("M", youngest=53)
        self._worked(person, left - timedelta(days=TOO_FEW_AT_53), ended=left)
        yield self._case("voluntary-age", person, "۵۳ سال یا بیشتر دارد و سابقه‌اش برای این سن کم است", None)

        person, workshop = self._someone("F"), self._registrar.workshop()
        first = self.last_list.plus(-PARTIAL_MONTHS)
        self._folder.employment(person.national_id, workshop, first.first_day, None)
        for month in first.through(self.last_list):
            self._folder.wage_month(person.national_id, month, workshop, self._rng.randint(12, 22), 125)
        yield self._case("partial-months", person, "هر ماه چند روز کار می‌کند و ماه‌هایش کسری دارد", None)

    def _someone(self, sex: str, *, youngest: int = 23, **changes: Any) -> Person:
        person = replace(self._registrar.person(sex, youngest=youngest, oldest=youngest + 12), **changes)
        self._folder.person(person)
        return person

    def _married(
        self,
        code: str,
        sex: str,
        line: str,
        *,
        days: int,
        wedding: date | None = None,
        kind: str = "permanent",
        official: bool = True,
        **changes: Any,
    ) -> Case:
        """Somebody at work on each of the `days` before the wedding and still, and their spouse who never was."""
        on = wedding or self._wedding
        person, spouse = self._someone(sex, **changes), self._someone("M" if sex == "F" else "F")
        self._worked(person, on - timedelta(days=days))
        self._weds(person, spouse, on, kind=kind, official=official)
        return self._case(code, person, line, on)

    def _worked(self, person: Person, started: date, *, ended: date | None = None, factor: int = 125) -> Work:
        """Every day from `started`, in the lists as far as they are in."""
        workshop = self._registrar.workshop()
        self._folder.employment(person.national_id, workshop, started, ended)
        wages = {}
        last = min(self.last_list, JalaliMonth.of(ended)) if ended else self.last_list
        month = JalaliMonth.of(started)
        while month <= last:
            first_day = max(started, month.first_day)
            last_day = min(ended, month.last_day) if ended else month.last_day
            days = (last_day - first_day).days + 1
            wages[month] = self._folder.wage_month(person.national_id, month, workshop, days, factor)
            month = month.next()
        return Work(workshop, started, wages)

    def _weds(self, one: Person, other: Person, on: date, *, kind: str = "permanent", official: bool = True) -> str:
        husband, wife = (one, other) if one.sex == "M" else (other, one)
        return self._folder.marriage(on, husband.national_id, wife.national_id, kind=kind, official=official)

    def _case(self, code: str, person: Person, line: str, wedding: date | None) -> Case:
        return Case(code, person.national_id, person.name, line, JalaliMonth.of(wedding) if wedding else None)

    def _esfand_30(self) -> date:
        month = JalaliMonth(self.last_list.year, 12)
        while month > self.last_list or month.days < 30:
            month = month.plus(-12)
        return month.last_day


def amount(works: list[Work], wedding: date) -> int:
    """The grant these wages give: the 24 months before the wedding's month ÷ 24, rounded half up (DOMAIN §3)."""
    month = JalaliMonth.of(wedding)
    first = month.plus(-MONTHS_OF_THE_AMOUNT)
    total = sum(wage for work in works for each, wage in work.wages.items() if first <= each < month)
    return (2 * total + MONTHS_OF_THE_AMOUNT) // (2 * MONTHS_OF_THE_AMOUNT)


def _day(month: JalaliMonth, day: int) -> date:
    return JalaliDay(month.year, month.month, day).gregorian
