"""Real workers of `hamyar work` by the handful: forked from one process that has imported everything, to be killed."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import uvloop

from bot import worker
from bot.parts import assembled
from bot.settings import Settings
from bot.stalled import Vigil
from tests.crashes.month_ends import killing
from tests.rehearsal import PACE

# As in real life, in haste. One that is only slow may be taken for dead: that has to be harmless as well.
HASTY_VIGIL = Vigil(sign_of_life_seconds=0.5, dead_after_seconds=3, looking="* * * * * */1")
HASTY_PACE = replace(PACE, look=0.2)
PATIENCE = 600.0  # seconds for what must come

_FORKED = multiprocessing.get_context("forkserver")
_FORKED.set_forkserver_preload([__name__])


def work(url: str, settings: Mapping[str, Any], log: str, point: str, times: int) -> None:
    """Work until SIGTERM, or until killed at that point."""
    with open(log, "ab", buffering=0) as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    uvloop.run(_work(url, Settings(**settings), killing(point, times)))


async def _work(url: str, settings: Settings, checkpoint: Callable[[str], None]) -> None:
    here = asyncio.current_task()
    assert here
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, here.cancel)
    try:
        async with assembled(settings, url) as parts:
            await worker.run(parts, pace=HASTY_PACE, checkpoint=checkpoint, vigil=HASTY_VIGIL)
    except asyncio.CancelledError:
        return


@dataclass
class Shift:
    """The workers there are, by name."""

    url: str
    settings: Mapping[str, Any]
    folder: Path
    _at_work: dict[str, BaseProcess] = field(default_factory=dict)

    async def begins(self, *names: str, point: str = "", times: int = 0) -> None:
        """Put workers to work; with a point, to be killed there once they have passed it so often."""
        for name in names:
            log = str(self.folder / f"{name}.log")
            task = (self.url, self.settings, log, point, times)
            process = _FORKED.Process(target=work, args=task, name=name, daemon=True)  # it never outlives the tests
            await asyncio.to_thread(process.start)
            self._at_work[name] = process

    async def meets_its_end(self, *names: str) -> None:
        """Those who were to be killed at a point have been."""
        for name in names:
            await self._ends(name, -signal.SIGKILL)

    async def is_killed(self, *names: str) -> None:
        """By SIGKILL, all of them at once."""
        for name in names:
            self._at_work[name].kill()
        await self.meets_its_end(*names)

    async def goes_home(self, *names: str) -> None:
        """By SIGTERM: what they are at is finished, or left to others in order. Some may not even have begun."""
        for name in names:
            self._at_work[name].terminate()
        for name in names:
            await self._ends(name, 0, -signal.SIGTERM)

    def is_abandoned(self) -> None:
        """Nobody is left behind, whatever has happened."""
        for process in self._at_work.values():
            process.kill()

    async def _ends(self, name: str, *how: int) -> None:
        process = self._at_work[name]
        await asyncio.to_thread(process.join, PATIENCE)
        assert process.exitcode in how, (self.folder / f"{name}.log").read_text()[-4000:]
        del self._at_work[name]
