"""Verifying a file from anybody: a few kilobytes of a PDF can unfold to gigabytes.

So a process of its own reads it, with bounds on its memory and its time; a file that it does not outlive is none of
ours.
"""

from __future__ import annotations

import multiprocessing
import resource
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from services.issued.keys import PublicKeys
from services.issued.pdf import Verdict, Verified, verify

MEMORY = 1024**3  # bytes of addresses; a receipt takes some two hundred millions, with the program itself
SECONDS = 10  # of a processor; a receipt takes some milliseconds


def verify_apart(pdf: bytes, keys: PublicKeys) -> Verified:
    """What that file is. It takes the time in which a process starts."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _bound) as reader:
        try:
            return reader.submit(verify, pdf, keys).result()
        except (BrokenProcessPool, MemoryError):
            return Verified(Verdict.NOT_OURS)


def _bound() -> None:
    """Bound this process, which goes in a moment."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
