"""The summaries of orders: each figure that is signed, the sums beside it, and what they add up to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from handlers.printing import Press
from services.calendar import JalaliMonth
from services.dependency.case import Change, EventKind
from services.issued import PaymentOrder, PensionOrder, Verdict, verify
from services.money import Rials
from tests.handlers.printing.reading import lines, pages
from tests.services.issued.papers import KEYS

AT = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)
PAID = PaymentOrder("1405-08-1", JalaliMonth(1405, 8), 3, Rials(195_842_121), "ab" * 32, AT)
BANKS = {"062": (2, Rials(195_842_120)), "054": (1, Rials(1))}
CHANGED = PensionOrder("7", 6, 3, 1, 2, "cd" * 32, AT)
SORTS = {
    (Change.REESTABLISHED, EventKind.MARRIAGE): 2,
    (Change.ENDED, EventKind.EMPLOYMENT_START): 1,
    (Change.ENDED, EventKind.MARRIAGE): 1,
    (Change.ENDED, EventKind.DEATH): 1,
    (Change.RESTORED, EventKind.EMPLOYMENT_START): 1,
}


async def test_a_payment_order_adds_its_banks_up(press: Press) -> None:
    drawn = await press.payment_order(PAID, BANKS)
    read = lines(drawn.pdf)
    first = read.index("۰۵۴ ۱ ۱ ریال")
    assert read[first + 1 : first + 3] == ["۰۶۲ ۲ ۱۹۵٬۸۴۲٬۱۲۰ ریال", "جمع ۳ ۱۹۵٬۸۴۲٬۱۲۱ ریال"]
    assert verify(drawn.pdf, KEYS.public).verdict is Verdict.GENUINE


async def test_a_pension_order_tells_its_changes_by_sort_and_cause(press: Press) -> None:
    drawn = await press.pension_order(CHANGED, SORTS)
    read = lines(drawn.pdf)
    for line in ("دستور تغییر سهم مستمری فرزندان اناث", "شماره دستور 7", "تعداد تغییر ۶", "پایان سهم ۳"):
        assert line in read
    first = read.index("پایان سهم ازدواج ۱")
    assert read[first + 1 : first + 6] == [
        "پایان سهم فوت ۱",
        "پایان سهم شروع کار ۱",
        "ادامه سهم شروع کار ۱",
        "برقراری دوباره ازدواج ۲",
        "جمع ۶",
    ]
    found = verify(drawn.pdf, KEYS.public)
    assert found.verdict is Verdict.GENUINE
    assert found.statement
    assert found.statement.paper == CHANGED


async def test_an_order_to_many_banks_is_two_pages_and_is_signed_on_the_second(press: Press) -> None:
    banks = {f"{bank:03}": (1, Rials(1)) for bank in range(10, 60)}
    drawn = await press.payment_order(replace(PAID, lines=50, total=Rials(50)), banks)
    assert pages(drawn.pdf) == 2
    read = lines(drawn.pdf)
    note = next(place for place, line in enumerate(read) if line.startswith("پرداخت‌ها در فایل"))
    assert read.index("صفحه ۱ از ۲") < note < read.index("صفحه ۲ از ۲")
