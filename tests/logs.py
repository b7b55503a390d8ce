"""Logs of the tests: plain lines, or for as long as a block lasts what production writes."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
import structlog

from bot.logs import configure


def plain() -> None:
    """Left to itself structlog draws every traceback with all local variables: that takes seconds, and nothing runs."""
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(["event"]),
        ]
    )


@contextmanager
def kept() -> Iterator[None]:
    """Whatever becomes of logging meanwhile, as in a command that is run here, is undone."""
    root, before = logging.getLogger(), structlog.get_config()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(root, "handlers", root.handlers[:])
        patch.setattr(root, "level", root.level)
        patch.setattr(sys, "excepthook", sys.excepthook)
        try:
            yield
        finally:
            logging.captureWarnings(False)
            structlog.configure(**before)


@contextmanager
def production(level: int = logging.INFO) -> Iterator[StringIO]:
    """What is written to standard error; all is put back afterwards. pytest's own handlers are left out meanwhile."""
    stream = StringIO()
    with kept(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stderr", stream)
        configure(level)
        yield stream
