"""`hamyar report`: what was decided in a month and why, as a page and as a PDF."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.errors import OperatorError
from bot.order_files import ANYBODY, make_folder, whole
from handlers.printing.reporting import report_page, report_pdf, report_texts
from handlers.wording import Wording
from services.calendar import JalaliMonth
from services.month_end import Run, finished_runs
from services.month_end.report import report
from services.store.engine import make_engine


class NothingDecided(OperatorError):
    """There is nothing to report."""

    def __init__(self, month: JalaliMonth) -> None:
        super().__init__(f"no run of {month} is finished\nDecide the month first: hamyar month-end {month}")


def write_report(url: str, month: JalaliMonth, folder: Path) -> str:
    """Write the report of a month and say where it is. Raises OperatorError."""
    found = report(month, asyncio.run(_finished(url)))
    if found is None:
        raise NothingDecided(month)
    texts = report_texts(found, Wording())
    page, pdf = folder / f"month-report-{month}.html", folder / f"month-report-{month}.pdf"
    make_folder(folder)
    for file, content in ((page, report_page(texts).encode()), (pdf, report_pdf(texts))):
        with whole(file, ANYBODY) as target:
            target.write(content)
    return f"{page}\n{pdf}"


async def _finished(url: str) -> tuple[Run, ...]:
    engine = make_engine(url, pool_size=1)
    try:
        async with engine.connect() as connection:
            return await finished_runs(connection)
    finally:
        await engine.dispose()
