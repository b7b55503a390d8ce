"""`make model`: reads the examples, prints cross-validated figures, writes model.npz.

What it prints is of every example as a model judged it that was made without it. The file is the same, byte for byte,
when the examples are. A model that understands the held-out messages worse than the one that ships is not taken: it is
written to refused.npz, for `hamyar understand --compare`, and the command fails. `--take` takes it all the same.
"""

from __future__ import annotations

import sys
import time
import warnings
from pathlib import Path

import numpy as np
from sklearn.exceptions import ConvergenceWarning  # type: ignore[import-untyped]
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from services.understanding.comparing import HELDOUT, compared, read_messages
from services.understanding.examples import known_examples
from services.understanding.model import MODEL, Model, NotAModel, load, save, softmax
from services.understanding.reading import reader_of
from services.understanding.report import figures
from services.understanding.training import FOLDS, calibrated, judged, made, read

REFUSED = Path("refused.npz")


def main(*, take: bool = False) -> int:
    """Make the model, and take it where it is no worse; the exit status."""
    started = time.monotonic()
    examples = known_examples()
    reader = reader_of(example.text for example in examples)
    reads = read(examples, reader)
    warnings.simplefilter("ignore", ConvergenceWarning)  # the number of steps is chosen, and enough
    with threadpool_limits(1):  # the tables are thin: threads would only wait for each other
        found = judged(reads, reader)
        model = calibrated(made(reads, reader), found)
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
    path = MODEL if _is_no_worse(model) or take else REFUSED
    save(model, path)
    print(f"{path.name}: {path.stat().st_size:,} bytes, in {time.monotonic() - started:.0f} s")
    return 0 if path == MODEL else 1


def _is_no_worse(model: Model) -> bool:
    """Print the new model beside the one that ships; where there is none that reads, any is no worse."""
    try:
        shipped = load()
    except NotAModel:
        return True
    found = compared(shipped, model, read_messages(HELDOUT))
    print("held out, the model that ships and the new one:")
    print("\n".join(found.lines()))
    return not found.is_worse


if __name__ == "__main__":
    sys.exit(main(take="--take" in sys.argv[1:]))
