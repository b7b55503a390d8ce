"""The pictures of an objection: where they can be given, what they are, and how they become evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dialogs.messages import Words
from dialogs.talk import Talk
from services.documents import DocumentsGone
from services.documents.papers import Papers
from services.objections import Image, Objections
from services.people import People
from services.pictures import PaperSeen
from services.uploads import Uploads

OTHER = "other"


@dataclass(frozen=True)
class Means:
    """The services with which objections are filed and followed."""

    people: People
    objections: Objections
    papers: Papers
    uploads: Uploads


async def upload_link(talk: Talk, means: Means, key: str = "link") -> str | None:
    """Where pictures can be given, on a channel that carries none; elsewhere empty. None where there is no way."""
    if talk.channel.pictures:
        return ""
    link = await talk.seen(key, str, means.uploads.link)
    if link:
        return link
    with talk.within("evidence"):
        await talk.say("no-way")
    return None


async def looked_over(talk: Talk, means: Means, images: Sequence[str], wanted: Sequence[str], key: str) -> list[Words]:
    """The pictures as they are confirmed, a line each, with those that may be hard to read."""
    seen = await talk.seen(key, tuple[PaperSeen, ...], lambda: _seen(means.papers, images))
    return [
        Words("evidence-hard-to-read" if looked.remarks else "evidence-paper", {"paper": Words(f"paper-{paper}")})
        for paper, looked in zip(_asked_as(images, wanted), seen, strict=True)
    ]


async def _seen(papers: Papers, images: Sequence[str]) -> tuple[PaperSeen, ...]:
    try:
        return tuple([await papers.look(image) for image in images])
    except DocumentsGone:  # said when they are to be filed
        return tuple(PaperSeen() for _ in images)


async def as_images(papers: Papers, images: Sequence[str], wanted: Sequence[str]) -> tuple[Image, ...]:
    """Pictures with the papers they were given as, held until they are filed. Raises DocumentsGone."""
    given_as = await papers.hold(images)
    return tuple(
        Image(one, given_as[one] or asked) for one, asked in zip(images, _asked_as(images, wanted), strict=True)
    )


def _asked_as(images: Sequence[str], wanted: Sequence[str]) -> Iterator[str]:
    for place in range(len(images)):
        yield wanted[place] if place < len(wanted) else OTHER
