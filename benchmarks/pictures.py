"""What a picture costs: `python -m benchmarks.pictures`.

A photographed contract of 12 million pixels as a telephone writes it, and one as a messenger sends it, are looked at,
made anew, sealed and written to a folder, two processes at it. The floor, measured in the same run and on as many
processes, is what no program can do without: Pillow opens the file, as small as we need it, and saves it as a JPEG.
"""

from __future__ import annotations

import asyncio
import io
import os
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # when run by path

from PIL import Image

from sandbox.papers import jpeg, marriage_contract, photographed
from services.documents.examining import WORKERS, Examined, Examiner
from services.documents.files import Files
from services.documents.sealing import Keys
from services.documents.vault import Vault
from services.pictures import LONGEST_SIDE
from services.pictures.reading import ENOUGH, QUALITY

SIZES = {"telephone, 12 million pixels": 4160, "messenger, 1280 pixels long": 1280}
SECONDS = 6.0
ROUNDS = 3


def floor(data: bytes) -> int:
    with Image.open(io.BytesIO(data)) as image:
        share = ENOUGH / max(image.size)
        image.draft("RGB", (int(image.width * share), int(image.height * share)))
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        written = io.BytesIO()
        image.save(written, "JPEG", quality=QUALITY)
    return written.tell()


def floor_rate(data: bytes, pool: ProcessPoolExecutor) -> float:
    started, done = time.perf_counter(), 0
    while time.perf_counter() - started < SECONDS / ROUNDS:
        done += len(list(pool.map(floor, [data] * WORKERS * 4)))
    return done / (time.perf_counter() - started)


async def rate(data: bytes, examiner: Examiner, vault: Vault) -> float:
    async def one() -> None:
        found = await examiner.examine(data)
        assert isinstance(found, Examined), found
        await vault.put(found.pages)

    started, done = time.perf_counter(), 0
    while time.perf_counter() - started < SECONDS / ROUNDS:
        await asyncio.gather(*(one() for _ in range(WORKERS * 4)))
        done += WORKERS * 4
    return done / (time.perf_counter() - started)


async def main() -> None:
    print(f"{os.cpu_count()} processors, {WORKERS} processes, best of {ROUNDS} rounds taken in turns\n")
    print("| picture | bytes | a second | floor | share of the floor |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(WORKERS) as pool:
        async with Examiner() as examiner:
            vault = Vault(Files.at(folder), Keys({"one": os.urandom(32)}))
            for name, longest in SIZES.items():
                data = jpeg(photographed(marriage_contract(), longest=longest))
                floors, rates = [], []
                for _ in range(ROUNDS + 1):
                    floors.append(await asyncio.to_thread(floor_rate, data, pool))
                    rates.append(await rate(data, examiner, vault))
                ours, least = max(rates[1:]), max(floors[1:])
                print(f"| {name} | {len(data):,} | {ours:.1f} | {least:.1f} | {ours / least:.0%} |", flush=True)
            held = [_peak(process._process.pid) for process in examiner._idle]
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"\npeak memory: {max(held) // 1024} MB a process that looks, {own // 1024} MB this one with its samples")


def _peak(process: int) -> int:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    asyncio.run(main())
