"""What stands in a ticket's topic, as HTML: its name, its head with buttons, and each post."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile

from dialogs.messages import Words
from handlers.desk import buttons
from handlers.desk.calls import Buttons
from handlers.markup import as_html
from handlers.rendering import units
from handlers.wording import Wording, without_marks
from services.desk import Author, Exchange, Header, Kind, Line, Posting, State
from services.desk.replying import MOST_PARTS

TICKET = "t"  # the sort of topic that tickets are
LONGEST_NAME = 128  # of a topic
LONGEST_SAID = 300  # letters of what was said before, each
LONGEST = 3500  # UTF-16 units of one message; Telegram's own limit is 4096, and our marks take some
SHOWN_EVENTS = frozenset({"handed-to", "handed-to-group", "reopened", "forgotten", "reminded", "escalated"})
"""Events that are posts of their own. Of the others the head tells, and `not-delivered` has a button."""


class TicketTexts:
    """Speaks of tickets to colleagues."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    def say(self, words: str, **facts: object) -> str:
        """Words of the locale, with our marks."""
        return self._wording(Words(words, facts))

    def topic(self, header: Header) -> str:
        """The topic's name."""
        who = header.who or self.say("staff-who-unknown")
        facts = {"number": header.ticket.number, "who": who, "service": self.service(header.ticket.service)}
        return without_marks(self.say("staff-topic", **facts))[:LONGEST_NAME]

    def service(self, name: str) -> str:
        """What the citizen was at, in words."""
        return self._wording(Words(f"dialog-{name}".replace("_", "-"), otherwise="dialog-menu"))

    def kind(self, kind: Kind) -> str:
        """A group's name."""
        return self.say(f"staff-kind-{kind.value}")

    def channel(self, name: str) -> str:
        """A channel's name."""
        return self.say(f"staff-channel-{name}", most=MOST_PARTS)

    def state(self, header: Header) -> str:
        """Where the ticket stands."""
        ticket = header.ticket
        by = header.taken_by.name if header.taken_by else self.say("staff-colleague")
        facts = {"place": header.place_in_queue, "by": by, "closed": ticket.closed_at or ticket.opened_at}
        return self.say(f"staff-state-{ticket.state.value}", **facts)

    def head(self, header: Header) -> str:
        """The head of a ticket's topic."""
        ticket = header.ticket
        lines = [
            self.say(
                "staff-head",
                title=self.say("staff-title", number=ticket.number),
                state=self.state(header),
                who=header.who or self.say("staff-who-unknown"),
                channel=self.channel(ticket.place.channel),
                service=self.service(ticket.service),
                kind=self.kind(ticket.kind),
                opened=ticket.opened_at,
            )
        ]
        if ticket.mark:
            lines.append(self.say("staff-head-mark", mark=ticket.mark))
        if header.exchanges:
            lines.append(self.say("staff-head-said"))
            lines += [self._exchange(one) for one in header.exchanges]
        return as_html("\n".join(lines))

    def buttons(self, header: Header) -> Buttons:
        """What can be done now; pressed later, each is looked at anew."""
        state = header.ticket.state
        if state is State.CLOSED:
            return ()
        acts = (("give", "group"), ("back", "close")) if state is State.TAKEN else (("take",), ("close",))
        return [[self._button(act, header.ticket.number) for act in row] for row in acts]

    def undelivered(self, number: int, seq: int) -> Buttons:
        """A reply that did not arrive can go by SMS."""
        return [[(self.say("staff-button-sms", parts=0), buttons.data(TICKET, "sms", number, seq))]]

    def posting(self, posting: Posting, who: str, *, edited: bool = False, lacking: int = 0) -> str:
        """A post's words, with our marks; `who` is the colleague's name. Empty where there is nothing to say."""
        said = posting.text
        if posting.author is Author.EVENT:
            return self.event(posting.event, posting.facts)
        if lacking:
            said = "\n".join(filter(None, (said, self.say("staff-picture-gone"))))
        if posting.author is Author.CITIZEN:
            words = self.say("staff-says", who=self.say("staff-citizen"), said=said)
        elif posting.author is Author.NOTE:
            words = self.say("staff-note", who=who, said=said)
        else:
            words = self.say("staff-says", who=who, said=said)
        return f"{words}\n{self.say('staff-edited')}" if edited else words

    def event(self, event: str, facts: object) -> str:
        """What happened to a ticket."""
        assert isinstance(facts, dict)
        return self.say(f"desk-event-{event}", **facts)

    def so_far(self, lines: Sequence[Line], names: dict[int, str]) -> list[str]:
        """What was said in a topic that is not there any more, in as few messages as it takes; with our marks."""
        newest = {line.edits: line.text for line in lines if line.edits}
        told = [self.say("staff-so-far")]
        for line in lines:
            if line.edits or (line.author is Author.EVENT and line.event not in SHOWN_EVENTS):
                continue
            told.append(self._brief(line, newest.get(line.seq, line.text), names))
        return joined(told) if len(told) > 1 else []

    def _brief(self, line: Line, text: str, names: dict[int, str]) -> str:
        if line.author is Author.EVENT:
            return self.event(line.event, line.facts)
        said = text or self.say("staff-picture")
        who = names.get(line.staff or 0, self.say("staff-colleague"))
        if line.author is Author.CITIZEN:
            who = self.say("staff-citizen")
        return self.say("staff-note" if line.author is Author.NOTE else "staff-says", who=who, said=said)

    def _exchange(self, one: Exchange) -> str:
        who = self.say("staff-citizen" if one.by_citizen else "staff-bot")
        said = one.text if len(one.text) <= LONGEST_SAID else f"{one.text[:LONGEST_SAID]}…"
        return self.say("staff-says", who=who, said=said)

    def _button(self, act: str, number: int) -> tuple[str, str]:
        return self.say(f"staff-button-{act}"), buttons.data(TICKET, act, number)


def joined(lines: Sequence[str]) -> list[str]:
    """Lines as messages, none of them too long."""
    messages = [""]
    for line in (piece for one in lines for piece in pieces(one)):
        if messages[-1] and units(messages[-1]) + units(line) >= LONGEST:
            messages.append("")
        messages[-1] = f"{messages[-1]}\n{line}" if messages[-1] else line
    return messages


def pieces(text: str) -> list[str]:
    """A text cut into messages, in order; between words where there are any."""
    found = []
    while units(text) > LONGEST:
        fitting = "".join(takewhile(_counting(LONGEST), text))
        end = max(fitting.rfind("\n"), fitting.rfind(" ")) + 1
        end = end if end > len(fitting) // 2 else len(fitting)
        found.append(text[:end])
        text = text[end:]
    return [*found, text]


def _counting(most: int) -> Callable[[str], bool]:
    """Whether a letter still fits, one after another, into so many UTF-16 units."""
    left = most

    def fits(letter: str) -> bool:
        nonlocal left
        left -= units(letter)
        return left >= 0

    return fits
