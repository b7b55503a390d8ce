"""Daughters of the deceased who draw a share of the pension, and what happened to them: somebody for each outcome.

Those whose case is not worth showing are among them too: a son, a widow, somebody who draws nothing, the same event
told twice. Husbands and the deceased are not in people.csv.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from sandbox.people.cases import Case
from sandbox.people.folder import Folder
from sandbox.people.invention import Person, Registrar

YEAR = timedelta(days=365)
DRAWS_SINCE = 4 * YEAR
BEFORE_IT = 6 * YEAR
LATE = timedelta(days=200)


class Daughters:
    """Writes the cases' rows into a folder, in a fixed order."""

    def __init__(self, today: date, registrar: Registrar, folder: Folder) -> None:
        self._today = today
        self._registrar = registrar
        self._folder = folder

    def cases(self) -> Iterator[Case]:
        """Every case once; the order is the one in which they are shown."""
        yield self._case("daughter-drawing", self._draws(), "دختر مستمری‌بگیر درگذشته است و سهم خود را می‌گیرد")
        yield from self._ending()
        yield from self._doubtful()
        self._uncounted()

    def _ending(self) -> Iterator[Case]:
        person, husband = self._draws(), self._husband()
        self._weds(person, husband, 10)
        self._event("marriage", person, 10, husband)  # the same once more
        yield self._case("daughter-married", person, "سهم مستمری می‌گیرد و به‌تازگی ازدواج کرده است")

        person = self._draws()
        self._works(person, 15)
        yield self._case("daughter-employed", person, "سهم مستمری می‌گیرد و به‌تازگی سر کار رفته است")

    def _doubtful(self) -> Iterator[Case]:
        person, husband = self._draws(), self._husband()
        self._folder.marriage(self._ago(14), husband, person.national_id, kind="temporary")
        self._event("marriage", person, 12, husband)
        yield self._case("daughter-temporary", person, "سهم مستمری می‌گیرد و ازدواجش موقت ثبت شده است")

        person, husband = self._draws(), self._husband()
        self._weds(person, husband, 40)
        self._event("divorce", person, 5, husband)
        yield self._case("daughter-divorced", person, "سهم مستمری می‌گیرد؛ ازدواج کرده و سپس جدا شده است")

        person, husband = self._draws(), self._husband()
        self._weds(person, husband, 60)
        self._folder.event("death", husband, self._ago(8), person.national_id)
        yield self._case("daughter-widowed", person, "سهم مستمری می‌گیرد؛ ازدواج کرده و همسرش درگذشته است")

        person = self._draws()
        self._works(person, 50, ended=6)
        yield self._case("daughter-job-over", person, "سهم مستمری می‌گیرد؛ سر کار رفته و کارش تمام شده است")

        person, husband = self._draws(), self._husband()
        self._event("marriage", person, LATE.days, husband)
        yield self._case("daughter-late", person, "سهم مستمری می‌گیرد و خبر ازدواجش دیر رسیده است")

        person, husband = self._draws(), self._husband()
        self._event("marriage", person, BEFORE_IT.days, husband)
        self._event("divorce", person, BEFORE_IT.days - 300, husband)
        yield self._case("daughter-before", person, "پیش از گرفتن سهم مستمری ازدواج کرده و جدا شده است")

    def _uncounted(self) -> None:
        """Events that end nothing: of a son, of a widow, of somebody who draws no pension."""
        for relation, sex in (("son", "M"), ("wife", "F")):
            person = self._draws(relation, sex)
            self._event("marriage", person, 20, self._husband())
        self._folder.event("employment_start", self._husband(), self._ago(20))

    def _draws(self, relation: str = "daughter", sex: str = "F") -> Person:
        person = self._registrar.person(sex, youngest=27, oldest=45)
        self._folder.person(person)
        deceased = self._registrar.person("M", youngest=60, oldest=80).national_id
        self._folder.pension(deceased, person.national_id, relation, self._today - DRAWS_SINCE)
        return person

    def _husband(self) -> str:
        return self._registrar.person("M", youngest=30, oldest=50).national_id

    def _weds(self, person: Person, husband: str, days: int) -> None:
        self._folder.marriage(self._ago(days), husband, person.national_id)
        self._event("marriage", person, days, husband)

    def _works(self, person: Person, days: int, *, ended: int | None = None) -> None:
        """At work since so many days ago; the lists of those months are not in yet."""
        last = None if ended is None else self._ago(ended)
        self._folder.employment(person.national_id, self._registrar.workshop(), self._ago(days), last)
        self._event("employment_start", person, days)
        if ended is not None:
            self._event("employment_end", person, ended)

    def _event(self, kind: str, person: Person, days: int, spouse: str = "") -> None:
        self._folder.event(kind, person.national_id, self._ago(days), spouse)

    def _ago(self, days: int) -> date:
        return self._today - timedelta(days=days)

    @staticmethod
    def _case(code: str, person: Person, line: str) -> Case:
        return Case(code, person.national_id, person.name, line)
