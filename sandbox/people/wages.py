"""Wages as lists report them: the year's minimum daily wage, a factor of the person's own, the days worked."""

from functools import cache

from services.calendar import JalaliMonth

# Rials a day, by decree of the Supreme Labour Council. 1397 to 1405: DOMAIN §4 (1405 is A, unconfirmed).
MINIMUM_DAILY_WAGE = {
    1388: 87_840,
    1389: 101_000,
    1390: 110_100,
    1391: 129_900,
    1392: 162_375,
    1393: 202_970,
    1394: 237_475,
    1395: 270_722,
    1396: 309_977,
    1397: 370_423,
    1398: 505_627,
    1399: 636_809,
    1400: 885_165,
    1401: 1_393_250,
    1402: 1_769_428,
    1403: 2_388_728,
    1404: 3_463_656,
    1405: 5_541_850,
}
RAISED_IN_1399 = JalaliMonth(1399, 4)
BEFORE_THE_RAISE = 611_809

# Hundredths of the minimum: most earn little above it.
FACTORS = (100, 100, 100, 104, 108, 112, 118, 125, 133, 142, 155, 170, 190, 220, 270, 350, 480, 700)


@cache
def minimum(month: JalaliMonth) -> int:
    """Rials a day; outside the years known, the nearest known year's."""
    if month.year == RAISED_IN_1399.year and month < RAISED_IN_1399:
        return BEFORE_THE_RAISE
    first, last = min(MINIMUM_DAILY_WAGE), max(MINIMUM_DAILY_WAGE)
    return MINIMUM_DAILY_WAGE[min(max(month.year, first), last)]


def wage(month: JalaliMonth, days: int, factor: int) -> int:
    """Rials for so many days at `factor` hundredths of the minimum."""
    return minimum(month) * factor // 100 * days
