"""Telegram's HTML: the tags it knows, the errors it gives, the entities it makes of them.

Follows `parse_html` of Telegram's own library: offsets in the errors are bytes, offsets of entities are UTF-16 units, a
lone `&` passes and a lone `<` does not.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from sandbox.telegram.errors import Refused, bad_request

Entity = dict[str, Any]

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>]+)(?:\s*=\s*("[^"]*"|'[^']*'|[A-Za-z0-9.\-]+))?""")
_FOUND = (
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/<>])")),
    ("url", re.compile(r"https?://[^\s<>«»\u2066-\u2069]+")),
)


@dataclass
class _Open:
    tag: str
    offset: int
    more: dict[str, str]


def units(text: str) -> int:
    """Length as Telegram counts offsets: UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def read_html(source: str) -> tuple[str, list[Entity]]:
    """The text and its entities, outermost first.

    Raises Refused as Telegram does.
    """
    text: list[str] = []
    entities: list[Entity] = []
    opened: list[_Open] = []
    offset = 0
    at = 0
    while at < len(source):
        if source[at] != "<":
            piece = _ENTITY.match(source, at)
            character = unescape(piece[0]) if piece else source[at]
            at = piece.end() if piece else at + 1
            text.append(character)
            offset += units(character)
            continue
        begin = len(source[:at].encode())
        if source[at : at + 2] == "</":
            at, tag = _closing(source, at, begin, opened)
            entities += _entity(tag, offset)
        else:
            at, tag = _opening(source, at, begin, offset)
            opened.append(tag)
    if opened:
        raise _unreadable(f'Can\'t find end tag corresponding to start tag "{opened[-1].tag}"')
    whole, entities = _trimmed("".join(text), entities)
    return whole, _in_order(entities)


def _opening(source: str, at: int, begin: int, offset: int) -> tuple[int, _Open]:
    name = re.compile(r"[^\s>]*").match(source, at + 1)
    tag = name[0].lower() if name else ""
    end = at + 1 + len(tag)
    if end >= len(source):
        raise _unreadable(f"Unclosed start tag at byte offset {begin}")
    if tag not in _KINDS:
        raise _unreadable(f'Unsupported start tag "{tag}" at byte offset {begin}')
    more: dict[str, str] = {}
    while (attribute := _ATTRIBUTE.match(source, end)) is not None:
        more[attribute[1].lower()] = unescape((attribute[2] or "").strip("\"'"))
        end = attribute.end()
    closing = re.compile(r"\s*>").match(source, end)
    if closing is None:
        raise _unreadable(f"Unclosed start tag at byte offset {begin}")
    if tag == "span" and more.get("class") != "tg-spoiler":
        raise _unreadable(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
    return closing.end(), _Open(tag, offset, more)


def _closing(source: str, at: int, begin: int, opened: list[_Open]) -> tuple[int, _Open]:
    if not opened:
        raise _unreadable(f"Unexpected end tag at byte offset {begin}")
    closing = re.compile(r"</([^\s>]*)\s*>").match(source, at)
    if closing is None:
        raise _unreadable(f"Unclosed end tag at byte offset {begin}")
    found, expected = closing[1].lower(), opened[-1].tag
    if found and found != expected:
        raise _unreadable(f'Unmatched end tag at byte offset {begin}, expected "</{expected}>", found "</{found}>"')
    return closing.end(), opened.pop()


def _entity(tag: _Open, end: int) -> Iterator[Entity]:
    if end == tag.offset:
        return
    kind = _KINDS[tag.tag]
    entity: Entity = {"type": kind, "offset": tag.offset, "length": end - tag.offset}
    if kind == "text_link":
        if not tag.more.get("href"):
            return
        entity["url"] = tag.more["href"]
    elif kind == "blockquote" and "expandable" in tag.more:
        entity["type"] = "expandable_blockquote"
    elif kind == "custom_emoji":
        entity["custom_emoji_id"] = tag.more.get("emoji-id", "")
    elif kind == "code" and (language := tag.more.get("class", "").removeprefix("language-")):
        entity["language"] = language
    yield entity


def _unreadable(why: str) -> Refused:
    return bad_request(f"can't parse entities: {why}")


def _in_order(entities: Iterable[Entity]) -> list[Entity]:
    merged = sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))
    # <pre><code class="language-x"> is one entity, the <pre>, with the language.
    blocks = {(e["offset"], e["length"]): e for e in merged if e["type"] == "pre"}
    kept = []
    for entity in merged:
        if entity["type"] == "code":
            language = entity.pop("language", "")
            if block := blocks.get((entity["offset"], entity["length"])):
                block.update({"language": language} if language else {})
                continue
        kept.append(entity)
    return kept


def plain(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Text sent without a parse mode, with the entities that the sender gave."""
    text, kept = _trimmed(text, [dict(entity) for entity in entities])
    return text, _in_order(kept)


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """As Telegram stores it: without blanks at either end, entities moved and cut to fit."""
    begun = text.lstrip()
    moved = units(text) - units(begun)
    whole = begun.rstrip()
    length = units(whole)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - moved, 0)
        end = min(entity["offset"] + entity["length"] - moved, length)
        if start < end:
            kept.append(entity | {"offset": start, "length": end - start})
    return whole, kept


def found_entities(text: str) -> list[Entity]:
    """What Telegram marks by itself in any text: commands and addresses."""
    return [
        {"type": kind, "offset": units(text[: match.start()]), "length": units(match[0])}
        for kind, pattern in _FOUND
        for match in pattern.finditer(text)
    ]
