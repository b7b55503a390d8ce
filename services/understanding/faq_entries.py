"""The entries of the FAQ: each with its sources, and its figures taken from the rules, none written here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from services.calendar import JalaliMonth
from services.dependency import rules as dependency
from services.desk.hours import OFFICE
from services.grants import rules as grants
from services.law import Constant
from services.money import Rials
from services.objections import rules as objections
from services.persian import persian_digits
from services.premiums import rules as premiums
from services.premiums.rates import NoFigure, Rates
from services.premiums.table import TABLE
from services.understanding import figures
from services.understanding.faq import Entry, Facts, NoSuchEntry, Then, by_id
from services.understanding.understood import Service

HUNDREDTHS = 100


def percent(share: Fraction | str) -> str:
    """A share, or a percentage as the text gives it, in Persian digits: «۷٫۷۸»."""
    told = share if isinstance(share, str) else f"{float(share * HUNDREDTHS):g}"
    return persian_digits(told.replace(".", "٫"))


def _rates(month: JalaliMonth) -> Rates:
    """Of that month, or of the last one that the table has."""
    _, last = TABLE.span
    return TABLE.of(month if last is None else min(month, last))


def premium_of(month: JalaliMonth, base: Rials | None = None) -> Facts | None:
    """The premium of that month on a monthly base, or on the lowest one; an unconfirmed figure is told as such.

    None where the base is not allowed, or the month is before the table.
    """
    try:
        rates = _rates(month)
        quote = premiums.voluntary(rates, None if base is None else premiums.daily_base(base))
    except (premiums.BaseTooLow, premiums.BaseTooHigh, NoFigure):
        return None
    told = {"month": quote.month, "premium": quote.premium, "confirmed": not rates.unconfirmed}
    return told if base is None else {**told, "base": base}


def _lowest_premium(today: date) -> Facts:
    return premium_of(JalaliMonth.of(today)) or {}


def _rate(today: date) -> Facts:
    rates = _rates(JalaliMonth.of(today))
    return {"rate": percent(rates.rate.value), "confirmed": rates.rate.is_confirmed}


def _due(months: int) -> Facts:
    """After how many months something is due, and Mehr as an example of it."""
    mehr = JalaliMonth(1400, 7)
    return {"months": months, "example": mehr, "due": mehr.plus(months)}


def _entry(id: str, service: Service, then: Then, *sources: Constant[Any], **facts: Any) -> Entry:
    return Entry(id, service, then, sources, lambda _today: facts)


def _dated(id: str, service: Service, then: Then, *sources: Constant[Any], facts: Callable[[date], Facts]) -> Entry:
    return Entry(id, service, then, sources, facts)


_DAYS = {"days": grants.NEEDED_DAYS.value, "years": grants.WINDOW_YEARS.value}
_MAR, _VOL, _PMC, _DEP, _DAU = Service.MAR, Service.VOL, Service.PMC, Service.DEP, Service.DAU
_CLM, _AGR, _CLR, _CRT, _ASK, _OUT = Service.CLM, Service.AGR, Service.CLR, Service.CRT, Service.ASK, Service.OUT
_START, _PERSON, _PORTAL, _AWAY = Then.START, Then.PERSON, Then.PORTAL, Then.ELSEWHERE

FAQ = by_id(
    (
        _entry("mar-days", _MAR, _START, grants.NEEDED_DAYS, grants.WINDOW_YEARS, **_DAYS),
        _entry("mar-who", _MAR, _START, grants.GRANTED_KINDS, grants.EARLIER_KINDS, grants.AT_WORK, **_DAYS),
        _entry("mar-amount", _MAR, _START, grants.WAGE_MONTHS, grants.ROUNDING, months=grants.WAGE_MONTHS.value),
        _entry("mar-both", _MAR, _START, figures.EACH_SPOUSE),
        _entry("mar-second", _MAR, _START, grants.EARLIER_KINDS),
        _entry("mar-temporary", _MAR, _START, grants.GRANTED_KINDS),
        _entry("mar-not-at-work", _MAR, _START, grants.AT_WORK, grants.SCHEME),
        _entry("mar-when", _MAR, _START, figures.GRANT_BY_ITSELF),
        _entry("mar-papers", _MAR, _START, objections.WANTED_PAPERS),
        _entry(
            *("mar-objection", _MAR, _START, objections.FILED_ANY_TIME, objections.ANSWER_WITHIN),
            days=objections.ANSWER_WITHIN.value.days,
        ),
        _entry("mar-account", _MAR, _START, figures.WAITS_FOR_ACCOUNT),
        _entry(
            *("vol-who", _VOL, _START, premiums.LEAST_RECORD, premiums.AGE_WITHOUT_EXCESS, premiums.ENOUGH_RECORD),
            days=premiums.LEAST_RECORD.value,
            age=premiums.AGE_WITHOUT_EXCESS.value,
        ),
        _entry(
            *("vol-age", _VOL, _START, premiums.AGE_WITHOUT_EXCESS, premiums.DAYS_FOR_EXCESS_YEAR),
            age=premiums.AGE_WITHOUT_EXCESS.value,
            days=premiums.DAYS_FOR_EXCESS_YEAR.value,
            enough=premiums.ENOUGH_RECORD.value,
        ),
        _dated("vol-premium", _VOL, _START, premiums.LOWEST_BASE, facts=_lowest_premium),
        _dated("vol-rate", _VOL, _START, figures.RATE, facts=_rate),
        _entry(
            *("vol-base", _VOL, _START, premiums.LOWEST_BASE, premiums.HIGHEST_BASE),
            lowest=persian_digits(f"{float(premiums.LOWEST_BASE.value):g}".replace(".", "٫")),
            highest=int(premiums.HIGHEST_BASE.value),
        ),
        _entry("vol-due", _VOL, _START, premiums.DUE_MONTHS, **_due(premiums.DUE_MONTHS.value)),
        _entry("vol-lapse", _VOL, _START, premiums.DUE_MONTHS, months=premiums.DUE_MONTHS.value),
        _entry("vol-covers", _VOL, _START, figures.VOLUNTARY_COVERS),
        _entry("vol-health", _VOL, _START, figures.HEALTH_AT_ONCE),
        _entry("vol-elsewhere", _VOL, _START, premiums.FREELANCE_MONTHS),
        _entry(
            *("vol-freelance", _VOL, _PORTAL, figures.FREELANCE_RETIREMENT, figures.FREELANCE_DEATH),
            figures.FREELANCE_DISABILITY,
            retirement=percent(figures.FREELANCE_RETIREMENT.value),
            death=percent(figures.FREELANCE_DEATH.value),
            disability=percent(figures.FREELANCE_DISABILITY.value),
        ),
        _entry("pmc-who", _PMC, _START, premiums.LEAST_RECORDED, days=premiums.LEAST_RECORDED.value),
        _dated(
            "pmc-premium", _PMC, _START, figures.RATE, premiums.LOWEST_PARTIAL, premiums.HIGHEST_PARTIAL, facts=_rate
        ),
        _entry("pmc-past", _PMC, _START, premiums.MONTHS_AFTER_REQUEST),
        _entry("pmc-due", _PMC, _START, premiums.PARTIAL_DUE_MONTHS, months=premiums.PARTIAL_DUE_MONTHS.value),
        _entry("pmc-health", _PMC, _START, figures.PARTIAL_GIVES_NO_TREATMENT),
        _entry(
            *("dep-parents", _DEP, _PORTAL, figures.FATHER_FROM, figures.MOTHER_FROM),
            father=figures.FATHER_FROM.value,
            mother=figures.MOTHER_FROM.value,
        ),
        _entry("dep-son", _DEP, _PORTAL, figures.SON_UNTIL, age=figures.SON_UNTIL.value),
        _entry("dep-daughter", _DEP, _PORTAL, figures.DAUGHTER_UNTIL),
        _entry("dep-husband", _DEP, _PORTAL, figures.HUSBAND_FROM, age=figures.HUSBAND_FROM.value),
        _entry("dep-siblings", _DEP, _PORTAL, figures.SIBLINGS),
        _entry("dep-papers", _DEP, _PORTAL, figures.DEPENDANT_PAPERS, age=figures.SON_UNTIL.value),
        _entry("dep-mothers", _DEP, _PORTAL, figures.MOTHERS_CHILDREN),
        _entry("dau-when", _DAU, _START, dependency.MARRIAGE_ENDS, dependency.EMPLOYMENT_ENDS),
        _entry("dau-again", _DAU, _START, dependency.UNDOES),
        _entry("dau-objection", _DAU, _START, dependency.MARRIAGE_ENDS, dependency.EMPLOYMENT_ENDS),
        _entry("clm-objection", _CLM, _PORTAL, figures.OBJECTION_DAYS, days=figures.OBJECTION_DAYS.value),
        _entry(
            *("clm-appeal", _CLM, _PORTAL, figures.APPEAL_DAYS, figures.APPEAL_ABOVE),
            days=figures.APPEAL_DAYS.value,
            above=figures.APPEAL_ABOVE.value,
        ),
        _entry("clm-warning", _CLM, _PORTAL, figures.WARNING, hours=int(figures.WARNING.value.total_seconds()) // 3600),
        _entry("clm-enforcement", _CLM, _PERSON, figures.ENFORCED),
        _entry("clm-list-due", _CLM, _PORTAL, figures.LIST_DUE_MONTHS),
        _entry(
            *("agr-instalments", _AGR, _PORTAL, figures.MOST_INSTALMENTS, figures.INSTALMENT_RATE),
            months=figures.MOST_INSTALMENTS.value,
            rate=percent(figures.INSTALMENT_RATE.value),
        ),
        _entry("agr-missed", _AGR, _PORTAL, figures.ONE_MISSED),
        _entry("agr-how", _AGR, _PORTAL, figures.AGREEMENT),
        _entry("clr-withheld", _CLR, _PORTAL, figures.WITHHELD, share=percent(figures.WITHHELD.value)),
        _entry(
            *("clr-rates", _CLR, _PORTAL, figures.WITH_MATERIALS, figures.LABOUR_ONLY),
            *(figures.STATE_WORKS, figures.CONSULTING),
            materials=percent(figures.WITH_MATERIALS.value),
            labour=percent(figures.LABOUR_ONLY.value),
            state=percent(figures.STATE_WORKS.value),
            consulting=percent(figures.CONSULTING.value),
        ),
        _entry("clr-verify", _CLR, _PORTAL, figures.CLEARANCE_CHECKED),
        _entry("crt-what", _CRT, _PORTAL, figures.CERTIFICATE),
        _entry("crt-verify", _CRT, _PORTAL, figures.CERTIFICATE_CHECKED),
        _entry("ask-1420", _ASK, _AWAY, figures.LINE, line=figures.LINE.value),
        _entry("ask-ussd", _ASK, _AWAY, figures.USSD, code=figures.USSD.value),
        _entry(
            *("ask-hours", _ASK, _PERSON, figures.OFFICE_HOURS, figures.LINE),
            opens=f"{OFFICE.opens:%H:%M}",
            closes=f"{OFFICE.closes:%H:%M}",
            line=figures.LINE.value,
        ),
        _entry("ask-portal", _ASK, _AWAY, figures.PORTAL, portal=figures.PORTAL.value),
        _entry("ask-services", _ASK, _PERSON, figures.SERVICES),
        _entry("out-unemployment", _OUT, _AWAY, figures.NOT_OURS, figures.WHERE_IT_IS),
        _entry("out-marriage-loan", _OUT, _START, figures.NOT_OURS, figures.WHERE_IT_IS),
        _entry("out-sick-pay", _OUT, _AWAY, figures.NOT_OURS, figures.WHERE_IT_IS, portal=figures.PORTAL.value),
        _entry("out-maternity", _OUT, _AWAY, figures.NOT_OURS, figures.WHERE_IT_IS, portal=figures.PORTAL.value),
        _entry("out-pension-day", _OUT, _AWAY, figures.NOT_OURS, line=figures.LINE.value),
        _entry("out-prescription", _OUT, _AWAY, figures.NOT_OURS, figures.WHERE_IT_IS, portal=figures.PORTAL.value),
        _entry("out-record", _OUT, _AWAY, figures.NOT_OURS, figures.WHERE_IT_IS, portal=figures.PORTAL.value),
        _entry("out-subsidy", _OUT, _AWAY, figures.NOT_OURS, figures.WHERE_IT_IS),
        _entry("out-labour", _OUT, _AWAY, figures.NOT_OURS, figures.WHERE_IT_IS, line=figures.LINE.value),
        _entry("out-other-insurance", _OUT, _AWAY, figures.NOT_OURS, figures.WHERE_IT_IS),
    )
)


def entry(id: str) -> Entry:
    """Raises `NoSuchEntry`."""
    try:
        return FAQ[id]
    except KeyError:
        raise NoSuchEntry(id) from None
