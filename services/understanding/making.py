"""`make model`: reads the examples, prints cross-validated figures, writes model.npz.

What it prints is of every example as a model judged it that was made without it. The file is the same, byte for byte,
when the examples are.
"""

from __future__ import annotations

import time
import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning  # type: ignore[import-untyped]
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from services.understanding.examples import EXAMPLES, read_examples
from services.understanding.layout import letters_of
from services.understanding.model import MODEL, save, softmax
from services.understanding.report import figures
from services.understanding.training import FOLDS, calibrated, judged, made, read


def main() -> None:
    started = time.monotonic()
    examples = read_examples(EXAMPLES.read_text(encoding="utf-8").splitlines())
    letters = letters_of(example.text for example in examples)
    reads = read(examples, letters)
    warnings.simplefilter("ignore", ConvergenceWarning)  # the number of steps is chosen, and enough
    with threadpool_limits(1):  # the tables are thin: threads would only wait for each other
        found = judged(reads, letters)
        model = calibrated(made(reads, letters), found)
    save(model)
    likely = softmax(found.scores / np.float32(model.temperature))
    taken = [found.services[place] for place in likely.argmax(axis=1)]
    sure = likely.max(axis=1) >= model.thresholds.sure
    right = np.array([one is example.service for one, example in zip(taken, found.truth, strict=True)])
    print(f"cross-validated in {FOLDS} folds:")
    print("\n".join(figures([example.service for example in found.truth], taken).lines()))
    print(
        f"temperature {model.temperature:.2f}; sure from {model.thresholds.sure:.2f} on "
        f"({sure.mean():.1%} of the examples, {right[sure].mean():.1%} of them right), "
        f"unsure from {model.thresholds.unsure:.2f}; FAQ from {model.thresholds.faq:.2f}"
    )
    print(f"{MODEL.name}: {MODEL.stat().st_size:,} bytes, in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
