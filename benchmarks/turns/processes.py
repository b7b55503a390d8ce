"""Processes that are measured: their CPU time and memory, as the kernel counts them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
STOP_SECONDS = 15


@contextmanager
def running(*command: str, env: Mapping[str, str], log: Path) -> Iterator[int]:
    """A Python command of ours, stopped in order in the end; its process id."""
    with log.open("ab") as said:
        process = subprocess.Popen([sys.executable, "-m", *command], env={**os.environ, **env}, stderr=said)
    try:
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def cpu_ms(*roots: int) -> float:
    """CPU milliseconds of these processes and all below them so far; what has ended counts with its parent."""
    return sum(_ticks(pid) for root in roots for pid in _tree(root)) * TICK_MS


def memory_mb(pid: int) -> float:
    """Resident memory of one process, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _tree(root: int) -> Iterator[int]:
    yield root
    for child in _children(root):
        yield from _tree(child)


def _children(pid: int) -> Iterable[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def _ticks(pid: int) -> int:
    """utime, stime, and both of children that have ended."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0
    return sum(int(field) for field in after_name[11:15])
