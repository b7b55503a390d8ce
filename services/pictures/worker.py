"""The process that decodes strangers' files: `python -m services.pictures.worker MEMORY CPU_SECONDS`.

It is started without our settings in its environment, bounds its own memory, processor time and files before it reads
anything, and holds nothing but the picture at hand. Its parent kills it when it takes too long, and believes it little.

On standard input: eight bytes of length, then a file. On standard output: R once it is ready; then for each file four
bytes of length, a JSON object, and the pages whose lengths it names.
"""

from __future__ import annotations

import json
import os
import resource
import struct
import sys
from typing import Any

from services.pictures import NotAPicture, Read

READY = b"R"
REQUEST = struct.Struct("!Q")
ANSWER = struct.Struct("!I")
KINDNESS = 5  # what answers people goes before what decodes


def main() -> None:
    """Read and answer until the input ends."""
    memory, cpu_seconds = (int(argument) for argument in sys.argv[1:])
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    os.nice(KINDNESS)
    _bound(memory)
    from services.pictures.reading import read

    answers.write(READY)
    answers.flush()
    while header := sys.stdin.buffer.read(REQUEST.size):
        (length,) = REQUEST.unpack(header)
        data = sys.stdin.buffer.read(length)
        _allow(cpu_seconds)
        found = read(data)
        del data
        _answer(answers, found)


def _answer(answers: Any, found: Read | NotAPicture) -> None:
    if isinstance(found, NotAPicture):
        said: dict[str, Any] = {"fault": found.fault}
        pages: tuple[bytes, ...] = ()
    else:
        pages = found.pages
        said = {
            "media_type": found.media_type,
            "width": found.width,
            "height": found.height,
            "remarks": found.remarks,
            "pages": [len(page) for page in pages],
        }
    head = json.dumps(said).encode()
    answers.write(ANSWER.pack(len(head)) + head)
    answers.writelines(pages)
    answers.flush()


def _bound(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the picture
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def _allow(cpu_seconds: int) -> None:
    """So much processor time from now on; the kernel ends whoever takes more."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + 1 + cpu_seconds, hard))


if __name__ == "__main__":
    main()
