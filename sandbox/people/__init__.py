"""A sample registry: invented people, all the edge cases of the marriage grant and of dependency first among them."""

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random

from sandbox.people.cases import Case, Cast
from sandbox.people.daughters import Daughters
from sandbox.people.folder import HEADERS, Folder, opened
from sandbox.people.invention import Registrar
from sandbox.people.population import Population

__all__ = ["Case", "sample_cases", "write_sample"]


def write_sample(folder: Path, *, people: int, seed: int, today: date) -> Sequence[Case]:
    """Write the files of a registry as it could be on `today`, the same to the byte for the same seed.

    The cases are the first people of it, whatever `people` is; they and their spouses are counted in it.
    """
    with opened(folder) as files:
        taken: set[str] = set()
        cases = _cases(files, seed, today, taken)
        rng = Random(f"{seed}/people")  # noqa: S311 - invented, not secret
        rest = max(0, people - files.people)
        Population(rng, today, Registrar(rng, today, taken), files, rest).write()
    return cases


def sample_cases(*, seed: int, today: date) -> Sequence[Case]:
    """The cases that `write_sample` writes for this seed and day."""
    return _cases(Folder({name: io.StringIO() for name in HEADERS}), seed, today, set())


def _cases(files: Folder, seed: int, today: date, taken: set[str]) -> Sequence[Case]:
    rng = Random(f"{seed}/cases")  # noqa: S311 - invented, not secret
    registrar = Registrar(rng, today, taken)
    return (*Cast(rng, today, registrar, files).cases(), *Daughters(today, registrar, files).cases())
