"""A reply as it goes out: one message, rendered for its channel, ready to lie in the outbox.

Where a channel is short (SMS), the message is at most three parts; what does not fit waits in pages, turned by «بیشتر».
In simple words it is so everywhere: a few sentences at a time, the question with its buttons last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dialogs.messages import Channel, Issued, Reply, Shown, Words
from handlers.wording import Wording, marks_are_closed, without_marks
from services import persian

PARTS = 3
A_THING = 200  # letters that are read at one time in simple words: four or five short sentences
ALONE, JOINED = 70, 67  # UTF-16 units of one part, alone and among others, once a letter is Persian
_BETWEEN_SENTENCES = re.compile(r"(?<=[^0-9۰-۹][.؟]) ")


def units(text: str) -> int:
    """UTF-16 units of a text, as the operator counts them."""
    return len(text.encode("utf-16-le")) // 2


def parts(text: str) -> int:
    """How many SMS parts a Persian text is."""
    length = units(text)
    return 1 if length <= ALONE else -(-length // JOINED)


@dataclass(frozen=True)
class Button:
    """A button, and what pressing it sends."""

    label: str
    data: str


@dataclass(frozen=True)
class Rendered:
    """One message. `pages` follow it one by one when the person asks for more.

    With a `paper` it is that paper as a file, and the text stands under it.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    footer: tuple[Button, ...] = ()
    contact: str = ""
    pages: tuple[Rendered, ...] = ()
    paper: Issued | None = None

    def body(self) -> dict[str, Any]:
        """What an edge needs in order to send it, as JSON."""
        body = {
            "text": self.text,
            "buttons": [[button.label, button.data] for button in self.buttons],
            "footer": [[button.label, button.data] for button in self.footer],
            "contact": self.contact,
        }
        return {**body, "paper": [self.paper.kind, self.paper.number]} if self.paper else body

    @classmethod
    def waiting(cls, body: Mapping[str, Any]) -> Rendered:
        """A page again, of the body that was kept."""
        buttons, footer = (tuple(Button(*button) for button in body[name]) for name in ("buttons", "footer"))
        return cls(body["text"], buttons, footer, body["contact"])


def render(reply: Reply, channel: Channel, wording: Wording, *, simple: bool = False) -> tuple[Rendered, ...]:
    """The reply for that channel: one message, or as many as its length makes; the last one carries the buttons.

    Papers follow, a message each. `simple`: the words are simple ones, and come a few at a time.
    """
    if channel.short:
        rendered = _short(reply, wording)
    else:
        rendered = _simple(reply, channel, wording) if simple else _long(reply, channel, wording)
    told = _split(rendered, channel.limit) if channel.limit else (rendered,)
    return (*told, *(_handed_over(paper, wording) for paper in reply.papers)) if channel.files else told


def _handed_over(paper: Issued, wording: Wording) -> Rendered:
    return Rendered(wording(Words(f"issued-caption-{paper.kind}", {"number": paper.number})), paper=paper)


def _split(rendered: Rendered, limit: int) -> tuple[Rendered, ...]:
    """In pieces of at most `limit` units, broken between paragraphs, else between lines, else between words."""
    texts = _pieces(rendered.text, limit, ("\n\n", "\n", " "))
    if not all(map(marks_are_closed, texts)):
        texts = _pieces(without_marks(rendered.text), limit, ("\n\n", "\n", " "))
    return (*(Rendered(text) for text in texts[:-1]), replace(rendered, text=texts[-1]))


def _pieces(text: str, limit: int, breaks: tuple[str, ...]) -> list[str]:
    if units(text) <= limit:
        return [text]
    if not breaks:
        head = _head(text, limit)
        return [head, *_pieces(text[len(head) :], limit, ())]
    pieces: list[str] = []
    for part in text.split(breaks[0]):
        joined = f"{pieces[-1]}{breaks[0]}{part}" if pieces else part
        if units(joined) <= limit:
            pieces[-1:] = [joined]
        else:
            pieces += _pieces(part, limit, breaks[1:])
    return pieces


def page(pages: Sequence[Rendered]) -> Rendered:
    """The first of the waiting pages; the rest wait on."""
    return replace(pages[0], pages=tuple(pages[1:]))


def _long(reply: Reply, channel: Channel, wording: Wording) -> Rendered:
    said = [wording(words) for words in reply.said]
    contact = ""
    if reply.question:
        said.append(wording(reply.question.words))
        if reply.question.wants == "contact" and channel.contact:
            contact = wording(Words("act-share-contact"))
    return Rendered("\n\n".join(said), _buttons(reply.shown), _footer(reply, wording), contact)


def _simple(reply: Reply, channel: Channel, wording: Wording) -> Rendered:
    """A few lines at a time, the question last; each button says its number."""
    whole = _long(reply, channel, wording)
    if not channel.numbers and not whole.contact:  # a label beside a contact's button is sent as words
        labels = _numbered(button.label for button in whole.buttons)
        buttons = tuple(replace(button, label=label) for button, label in zip(whole.buttons, labels, strict=True))
        whole = replace(whole, buttons=buttons)
    if len(whole.text) <= A_THING:
        return whole
    texts = ["\n".join(lines).strip() for lines in _packed(whole.text.split("\n"), A_THING)]
    further = (Button(wording(Words("act-more")), "c:more"),)
    hint = wording(Words("sms-more"))
    turned = [Rendered(f"{text}\n\n{hint}", footer=further) for text in texts[:-1]]
    return page([*turned, replace(whole, text=texts[-1])])


def _buttons(shown: Shown | None) -> tuple[Button, ...]:
    if shown is None:
        return ()
    return tuple(Button(label, f"q:{shown.nonce}:{place}") for place, (_, label) in enumerate(shown.options))


def _footer(reply: Reply, wording: Wording) -> tuple[Button, ...]:
    person = (Button(wording(Words("act-person")), "c:person"),) if reply.person else ()
    if reply.menu:
        return (Button(wording(Words("act-menu")), "c:menu"), *person)
    back = (Button(wording(Words("act-back")), "c:back"),) if reply.back else ()
    cancel = (Button(wording(Words("act-cancel")), "c:cancel"),) if reply.cancel else ()
    return (*back, *cancel, *person)


def _short(reply: Reply, wording: Wording) -> Rendered:
    """All of it in one message, if it fits; else the short form with its question, if they fit, and what follows them.

    Where even these need pages the question comes last: nobody is asked before having been told.
    """
    said = _lines(wording(words, short=True) for words in reply.said)
    asked = _asked(reply, wording)
    rest = _lines(text for words in reply.said if (text := wording.more(words)))
    signature = wording(Words("sms-signature"))
    hint = wording(Words("sms-more"))
    first = "\n".join([*said, *asked, hint, signature])
    texts = _paged([*said, *rest], asked, signature, hint)
    if rest and len(texts) > 1 and parts(first) <= PARTS:
        texts = [first, *_paged(rest, (), signature, hint)]
    return page([Rendered(text) for text in texts])


def _asked(reply: Reply, wording: Wording) -> list[str]:
    """The question with its options."""
    if reply.question is None:
        return []
    labels = (label for _, label in reply.shown.options) if reply.shown else ()
    return _lines([wording(reply.question.words, short=True), *_numbered(labels)])


def _lines(texts: Iterable[str]) -> list[str]:
    return [line for text in texts for line in without_marks(text).split("\n") if line.strip()]


def _numbered(labels: Iterable[str]) -> list[str]:
    return [persian.persian_digits(f"{place}. {label}") for place, label in enumerate(labels, 1)]


def _paged(said: list[str], asked: Sequence[str], signature: str, hint: str) -> list[str]:
    """Lines in pages of three parts, each signed; all but the last tell how to turn. What is asked stays together."""
    whole = "\n".join([*said, *asked, signature])
    if parts(whole) <= PARTS:
        return [whole]
    room = PARTS * JOINED - units(f"\n{hint}\n{signature}")
    together = "\n".join(asked)
    lines = [*said, *([together] if units(together) <= room else asked)]
    pages = _packed([piece for line in filter(None, lines) for piece in _fitting(line, room)], room)
    turned = ["\n".join([*page, hint, signature]) for page in pages[:-1]]
    return [*turned, "\n".join([*pages[-1], signature])]


def _packed(lines: Iterable[str], room: int) -> list[list[str]]:
    """Lines in pages of at most `room` units; a longer line has one for itself."""
    pages: list[list[str]] = [[]]
    for line in lines:
        if pages[-1] and units("\n".join([*pages[-1], line])) > room:
            pages.append([])
        pages[-1].append(line)
    return pages


def _fitting(line: str, room: int) -> list[str]:
    """A line in pieces that fit a page, broken between sentences, else between words, else where it must be."""
    if units(line) <= room:
        return [line]
    pieces: list[str] = [""]
    for sentence in _BETWEEN_SENTENCES.split(line):
        for chunk in [sentence] if units(sentence) <= room else sentence.split(" "):
            while units(chunk) > room:
                head = _head(chunk, room)
                pieces.append(head)
                chunk = chunk[len(head) :]
            joined = f"{pieces[-1]} {chunk}".strip()
            if units(joined) <= room:
                pieces[-1] = joined
            else:
                pieces.append(chunk)
    return [piece for piece in pieces if piece]


def _head(word: str, room: int) -> str:
    head = word[:room]
    while units(head) > room:
        head = head[:-1]
    return head
