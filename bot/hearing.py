"""The ear of a process: the model, loaded once, and given to each turn with what keeps what it heard."""

from __future__ import annotations

from functools import cache
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import OperatorError
from dialogs.hearing import Came, Ear
from handlers.playing import MakeEar
from services.conversations import Place
from services.understanding import Understood


class Understands(Protocol):
    """The model, as far as an ear cares."""

    def understand(self, text: str) -> Understood: ...


class Listening:
    """The model for one turn."""

    def __init__(self, model: Understands) -> None:
        self._model = model

    def understand(self, text: str) -> Understood:
        return self._model.understand(text)

    async def heard(self, text: str, understood: Understood, came: Came) -> None:
        """Nothing is kept of it."""


def make_ear() -> MakeEar:
    """What gives each turn its ear. Raises `OperatorError` where the model cannot be read."""
    model = _model()

    def ear(_connection: AsyncConnection, _place: Place) -> Ear:
        return Listening(model)

    return ear


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
