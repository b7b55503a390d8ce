"""Hearing less, and more again: the only things that change on the word of an SMS alone."""

from __future__ import annotations

from typing import Protocol

from dialogs.talk import Talk


class Silences(Protocol):
    """What opting needs of the messages service, for this conversation."""

    async def opt_out(self) -> bool: ...

    async def opt_in(self) -> bool: ...


async def opt_out(talk: Talk, silences: Silences) -> None:
    """No more notices; answers to questions go on."""
    await talk.once("opted-out", silences.opt_out)
    await talk.say("done")


async def opt_in(talk: Talk, silences: Silences) -> None:
    """Notices again."""
    await talk.once("opted-in", silences.opt_in)
    await talk.say("done")
