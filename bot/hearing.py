"""The ear of a process: the model, loaded once, and given to each turn with what keeps what it heard."""

from __future__ import annotations

import zlib
from functools import cache
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import OperatorError
from dialogs.hearing import Came, Ear
from handlers.playing import MakeEar
from services.calendar import Clock, SystemClock
from services.conversations import Place
from services.understanding import Service, Understood
from services.understanding.examples import EXAMPLES, fingerprint
from services.understanding.records import UnsureTexts, is_worth_keeping

ANSWERS = frozenset({Came.REFUSED})  # said to a question of ours: no wish to be learnt from
FILE = EXAMPLES.with_name("model.npz")
TRIED, MEANT = "کمک‌هزینهٔ ازدواج من چه شد", Service.MAR  # what `hamyar check` says to the model
CAME_TO_NOTHING = frozenset({Came.LOST})


class Understands(Protocol):
    """The model, as far as an ear cares, and whoever checks it."""

    @property
    def fingerprint(self) -> str: ...

    def understand(self, text: str) -> Understood: ...


class Listening:
    """The model for one turn, and in its transaction what the model was unsure of."""

    def __init__(self, model: Understands, texts: UnsureTexts, place: Place, clock: Clock) -> None:
        self._model = model
        self._texts = texts
        self._place = place
        self._clock = clock

    def understand(self, text: str) -> Understood:
        return self._model.understand(text)

    async def heard(self, text: str, understood: Understood, came: Came) -> None:
        """Keep it, masked, for somebody to label, where it was not understood for sure."""
        if came not in ANSWERS and is_worth_keeping(understood, came, CAME_TO_NOTHING):
            await self._texts.keep(understood, channel=self._place.channel, came=came, at=self._clock.now())


def make_ear(clock: Clock | None = None) -> MakeEar:
    """What gives each turn its ear. Raises `OperatorError` where the model cannot be read."""
    model = _model()
    now = clock or SystemClock()

    def ear(connection: AsyncConnection, place: Place) -> Ear:
        return Listening(model, UnsureTexts(connection), place, now)

    return ear


def fault() -> str | None:
    """What is wrong with the model, for an operator; None where it is that of our examples and understands a message.

    A file may read well and still hold what no message can be weighed with, so one is tried.
    """
    try:
        model = _model()
        print_ = fingerprint()
        understood = model.understand(TRIED)
    except OperatorError as wrong:
        return str(wrong)
    except Exception as wrong:  # noqa: BLE001  whatever the file does to us is its fault, and is told
        return f"{FILE} is broken: {type(wrong).__name__}: {wrong}"
    if model.fingerprint != print_:
        return f"{FILE} was not made from the examples beside it: run `make model`, or install the program anew"
    if understood.service is not MEANT:
        return f"{FILE} takes «{TRIED}» for {understood.service}, not {MEANT}: install the program anew"
    return None


@cache
def _model() -> Understands:
    """Imported only by what plays turns: numbers cost memory and time."""
    try:
        from services.understanding.model import NotAModel, load
    except ImportError as wrong:
        raise OperatorError(f"free text cannot be understood, for {wrong.name} does not load: {wrong}") from wrong
    try:
        return load()
    except NotAModel as wrong:
        raise OperatorError(f"free text cannot be understood: {wrong}") from wrong
    except (zlib.error, EOFError) as wrong:  # a file that begins like one
        raise OperatorError(f"free text cannot be understood: {FILE} is broken: {wrong}") from wrong
