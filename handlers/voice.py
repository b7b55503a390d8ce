"""The desk's words to a citizen, rendered for their channel.

By SMS they are one message, however many parts that is: what a colleague writes is not cut into pages. The desk counts
the parts before it sends.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs.messages import Channel, Reply, Words
from handlers.rendering import Rendered, parts, render
from handlers.wording import Wording, without_marks
from services.desk import Spoken

_LONG = Channel("any", limit=4096)


class DeskVoice:
    """Speaks for the desk on the channels there are."""

    def __init__(self, channels: Mapping[str, Channel], wording: Wording) -> None:
        self._channels = channels
        self._wording = wording

    def say(self, channel: str, words: str, *, simple: bool = False, **facts: Any) -> Spoken:
        """Words of the locale, as they go out; `menu` is not offered while a colleague speaks."""
        known = self._channels.get(channel, _LONG)
        wording = self._wording.simply if simple else self._wording
        if known.short:
            said = without_marks(wording(Words(words, facts), short=True))
            signed = f"{said}\n{wording(Words('sms-signature'))}"
            return Spoken((Rendered(signed).body(),), parts(signed))
        rendered = render(Reply((Words(words, facts),)), known, wording)
        return Spoken(tuple(one.body() for one in rendered), 0)

    def event(self, event: str, facts: Mapping[str, Any]) -> str:
        """What happened to a ticket, as colleagues read it."""
        return self.text(f"desk-event-{event}", **facts)

    def text(self, words: str, *, short: bool = False, **facts: Any) -> str:
        """Words of the locale, as plain text."""
        return without_marks(self._wording(Words(words, facts), short=short))
