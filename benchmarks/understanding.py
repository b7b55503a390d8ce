"""What understanding a message costs: `python -m benchmarks.understanding`.

Every message of the held-out files, as `serve` would be asked: milliseconds each, memory above a process that has only
started, and the time until the first answer. The floor, in the same run, is one pass of the same text through the
folding that every button and keyword goes through anyway (`persian.words`).
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # when run by path

from services import persian
from services.understanding.examples import read_examples

ROUNDS = 7
HELDOUT = Path(__file__).resolve().parent.parent / "tests" / "services" / "understanding" / "heldout.txt"


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def main() -> None:
    texts = [one.text for one in read_examples(HELDOUT.read_text(encoding="utf-8").splitlines())]
    before, started = resident_mb(), time.perf_counter()
    from services.understanding.model import load

    model = load()
    model.understand(texts[0])
    ready = time.perf_counter() - started
    ours, floors = [], []
    for _ in range(ROUNDS):
        for text in texts:
            began = time.process_time()
            model.understand(text)
            ours.append((time.process_time() - began) * 1000)
        began = time.process_time()
        for text in texts:
            persian.words(text)
        floors.append((time.process_time() - began) * 1000 / len(texts))
    marks = statistics.quantiles(ours, n=100)
    print("| CPU ms a message: p50 | p95 | p99 | floor | first answer after | memory |\n|---|---|---|---|---|---|")
    print(
        f"| {marks[49]:.2f} | {marks[94]:.2f} | {marks[98]:.2f} | {statistics.median(floors):.3f} "
        f"| {ready * 1000:.0f} ms | {resident_mb() - before:.0f} MB |"
    )


if __name__ == "__main__":
    main()
