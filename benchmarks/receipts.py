"""What a receipt costs: `python -m benchmarks.receipts`.

Receipts of one month and of twelve are signed, drawn as a PDF under its seal, and as a picture; verified from their
codes and from their files. The floor, measured in the same run and taken in turns, is a bare compile by Typst of a page
of one constant line in the same typeface, as a PDF of the same kind or a picture of the same size.
"""

from __future__ import annotations

import asyncio
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # when run by path

import typst

from handlers.printing import ARCHIVAL, DOTS_AN_INCH, HERE, Press
from handlers.wording import Wording
from services.issued import Receipt, SigningKeys, code, opened_code, stated, verify
from tests.services.issued.papers import LONG_RECEIPT, RECEIPT

ROUNDS = 5
A_ROUND = 30
CONSTANT = b"""
#set document(date: datetime(year: 2025, month: 10, day: 23))
#set page(paper: "a5")
#set text(font: "Vazirmatn", lang: "fa", dir: rtl)
\xd8\xb1\xd8\xb3\xdb\x8c\xd8\xaf
"""
KEYS = SigningKeys([b"k" * 32])
PAPERS = {"one month": RECEIPT, "twelve months": LONG_RECEIPT}


class Floor:
    """Typst alone; each page has a number of its own, so that none is remembered."""

    def __init__(self) -> None:
        self._compiler = typst.Compiler(root=HERE, font_paths=[HERE / "fonts"], ignore_system_fonts=True)
        self._page = 0

    def pdf(self) -> None:
        self._compiler.compile(self._input(), format="pdf", pdf_standards=ARCHIVAL, timestamp=0)

    def png(self) -> None:
        self._compiler.compile(self._input(), format="png", ppi=DOTS_AN_INCH)

    def _input(self) -> bytes:
        self._page += 1
        return CONSTANT + b"%d" % self._page


def rate(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    for _ in range(A_ROUND):
        act()
    return A_ROUND / (time.perf_counter() - started)


async def drawn_rate(press: Press, paper: Receipt, first: int) -> float:
    papers = [replace(paper, number=f"140408-{first + place:08}") for place in range(A_ROUND)]
    started = time.perf_counter()
    await asyncio.gather(*map(press.receipt, papers))
    return A_ROUND / (time.perf_counter() - started)


async def longest_wait(press: Press) -> float:
    """How long the event loop stood still, at worst, while receipts were drawn; milliseconds."""
    drawing = asyncio.gather(*(press.receipt(replace(RECEIPT, number=f"w{place}")) for place in range(A_ROUND)))
    waits = []
    while not drawing.done():
        before = time.perf_counter()
        await asyncio.sleep(0.001)
        waits.append((time.perf_counter() - before - 0.001) * 1000)
    await drawing
    return statistics.quantiles(waits, n=100)[98]


async def main() -> None:
    press, floor, number = Press(KEYS, Wording(), "https://hamyar.example"), Floor(), 0
    print(f"{os.cpu_count()} processors, one thread draws; median of {ROUNDS} rounds of {A_ROUND}, taken in turns\n")
    print("| receipt | PDF and picture a second | floor | share of the floor |\n|---|---|---|---|")
    for name, paper in PAPERS.items():
        rates, floors = [], []
        for turn in range(ROUNDS + 1):
            pdf, png = await asyncio.to_thread(rate, floor.pdf), await asyncio.to_thread(rate, floor.png)
            ours = await drawn_rate(press, paper, number)
            number += A_ROUND
            if turn:
                floors.append(1 / (1 / pdf + 1 / png))
                rates.append(ours)
        least, most = statistics.median(rates), statistics.median(floors)
        print(f"| {name} | {least:.1f} | {most:.1f} | {least / most:.0%} |", flush=True)
    drawn = await press.receipt(RECEIPT)
    letters = code(stated(RECEIPT, KEYS))
    print("\n| verifying | a second |\n|---|---|")
    print(f"| a code, as the page does | {rate(lambda: opened_code(letters, KEYS.public)):.0f} |")
    print(f"| a PDF, as the command does | {rate(lambda: verify(drawn.pdf, KEYS.public)):.0f} |")
    print(f"| signing alone | {rate(lambda: stated(RECEIPT, KEYS)):.0f} |")
    print(f"\nthe event loop waits {await longest_wait(press):.1f} ms (p99) while receipts are drawn")
    size, picture = len(drawn.pdf), len(drawn.png or b"")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"a PDF has {size:,} bytes, a picture {picture:,}; peak memory {peak} MB")
    await press.close()


if __name__ == "__main__":
    asyncio.run(main())
