"""What commands start with."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings


@contextmanager
def database() -> Iterator[tuple["Settings", str]]:
    """The settings and the address of a database whose schema is up to date: what most commands start with."""
    from bot.database import attach
    from bot.settings import read

    settings = read()
    with attach(settings) as url:
        yield settings, url


@contextmanager
def repeatable() -> Iterator[tuple["Settings", str]]:
    """The same for commands that go on when they are given again, which is said where the database goes away."""
    from bot.database import lasting

    with database() as opened, lasting():
        yield opened


@contextmanager
def until_stopped() -> Iterator[None]:
    """For what runs until Ctrl-C or SIGTERM: being stopped is its good end."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also where a shell started us with it ignored
    with suppress(KeyboardInterrupt):
        yield
