"""What the page's buttons do: a person on their phone, a colleague in the staff's group.

Each act takes the person and what the page sent, and gives what it needs to know, if anything.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sandbox.calls import Call, Unreadable
from sandbox.kavenegar.world import mobile
from sandbox.page.stage import Stage
from sandbox.papers import gallery
from sandbox.telegram.citizen import GroupMember, NotPossible, TelegramPhone, new_album
from sandbox.telegram.world import Message, Topic

Json = dict[str, Any]
MOST_IN_ALBUM = 10
Result = Json | None
Sample = tuple[str, bytes]


def _start(account: TelegramPhone, call: Call, stage: Stage) -> None:
    account.opens(call.text("payload"))


def _text(account: TelegramPhone, call: Call, stage: Stage) -> None:
    account.says(call.text("text"))


def _edit(who: TelegramPhone | GroupMember, call: Call, stage: Stage) -> None:
    who.edits(_message(who, call), call.text("text"))


def _delete(who: TelegramPhone | GroupMember, call: Call, stage: Stage) -> None:
    who.deletes(_message(who, call))


def _press(who: TelegramPhone | GroupMember, call: Call, stage: Stage) -> Json:
    return {"press": who.presses_data(_message(who, call), call.text("data")).id}


def _tap(account: TelegramPhone, call: Call, stage: Stage) -> None:
    account.taps(call.text("label"))


def _contact(account: TelegramPhone, call: Call, stage: Stage) -> None:
    """One's own, or that of another number's owner."""
    other = mobile(call.text("of"))
    account.shares_contact(stage.user(other) if other else None)


def _photos(account: TelegramPhone, call: Call, stage: Stage) -> None:
    _send_photos(account, [upload.data for upload in call.uploads.values()], call.text("caption"))


def _document(account: TelegramPhone, call: Call, stage: Stage) -> None:
    album = new_album() if len(call.uploads) > 1 else ""
    for upload in call.uploads.values():
        account.sends_document(upload.data, upload.name, upload.mime, call.text("caption"), album)


async def _papers(account: TelegramPhone, call: Call, stage: Stage) -> None:
    samples = await _drawn(call)
    if call.flag("as_files"):
        album = new_album() if len(samples) > 1 else ""
        for name, data in samples:
            account.sends_document(data, name, gallery.mime(name), album=album)
    else:
        _send_photos(account, [data for _, data in samples], "")


def _block(account: TelegramPhone, call: Call, stage: Stage) -> None:
    account.blocks()


def _unblock(account: TelegramPhone, call: Call, stage: Stage) -> None:
    account.unblocks()


def _desk_start(member: GroupMember, call: Call, stage: Stage) -> None:
    """A link to a bot, `t.me/<bot>?start=<payload>`, was followed."""
    stage.desk.private(member, call.text("bot")).opens(call.text("payload"))


def _desk_text(member: GroupMember, call: Call, stage: Stage) -> None:
    if not call.text("text").strip():
        raise NotPossible("an empty message")
    if call.whole("topic") < 0:
        stage.desk.private(member).says(call.text("text"))
        return
    member.says(call.text("text").strip(), _topic(member, call), _replied(member, call))


def _desk_photos(member: GroupMember, call: Call, stage: Stage) -> None:
    _desk_send_photos(member, [upload.data for upload in call.uploads.values()], call)


def _desk_document(member: GroupMember, call: Call, stage: Stage) -> None:
    topic, replied = _topic(member, call), _replied(member, call)
    album = new_album() if len(call.uploads) > 1 else ""
    for upload in call.uploads.values():
        member.sends_document(upload.data, upload.name, upload.mime, topic, call.text("caption"), replied, album)


async def _desk_papers(member: GroupMember, call: Call, stage: Stage) -> None:
    samples = await _drawn(call)
    topic, replied = _topic(member, call), _replied(member, call)
    if not call.flag("as_files"):
        _desk_send_photos(member, [data for _, data in samples], call)
        return
    album = new_album() if len(samples) > 1 else ""
    for name, data in samples:
        member.sends_document(data, name, gallery.mime(name), topic, "", replied, album)


def _close_topic(member: GroupMember, call: Call, stage: Stage) -> None:
    member.closes_topic(_managed(member, call))


def _reopen_topic(member: GroupMember, call: Call, stage: Stage) -> None:
    member.reopens_topic(_managed(member, call))


def _delete_topic(member: GroupMember, call: Call, stage: Stage) -> None:
    member.deletes_topic(_managed(member, call))


TELEGRAM_ACTS: Mapping[str, Callable[[TelegramPhone, Call, Stage], Result | Awaitable[Result]]] = {
    "start": _start,
    "text": _text,
    "edit": _edit,
    "delete": _delete,
    "press": _press,
    "tap": _tap,
    "contact": _contact,
    "photos": _photos,
    "document": _document,
    "papers": _papers,
    "block": _block,
    "unblock": _unblock,
}

DESK_ACTS: Mapping[str, Callable[[GroupMember, Call, Stage], Result | Awaitable[Result]]] = {
    "start": _desk_start,
    "text": _desk_text,
    "edit": _edit,
    "delete": _delete,
    "press": _press,
    "photos": _desk_photos,
    "document": _desk_document,
    "papers": _desk_papers,
    "close-topic": _close_topic,
    "reopen-topic": _reopen_topic,
    "delete-topic": _delete_topic,
}


def _message(who: TelegramPhone | GroupMember, call: Call) -> Message:
    return who.chat.messages[call.whole("message")]


def _send_photos(account: TelegramPhone, pictures: list[bytes], caption: str) -> None:
    if len(pictures) == 1:
        account.sends_photo(pictures[0], caption)
    elif pictures:
        account.sends_album(pictures[:MOST_IN_ALBUM], caption)


def _desk_send_photos(member: GroupMember, pictures: list[bytes], call: Call) -> None:
    topic, replied = _topic(member, call), _replied(member, call)
    album = new_album() if len(pictures) > 1 else ""
    for place, data in enumerate(pictures[:MOST_IN_ALBUM]):
        member.sends_photo(data, "" if place else call.text("caption"), topic, replied, album)


async def _drawn(call: Call) -> list[Sample]:
    """The samples named, drawn beside the event loop: whoever else is served by it does not wait."""
    names = call.json("names")
    if not isinstance(names, list) or not names:
        raise Unreadable("names")
    draw = gallery.as_file if call.flag("as_files") else gallery.as_photo
    return [(str(name), await asyncio.to_thread(draw, str(name))) for name in names[:MOST_IN_ALBUM]]


def _topic(member: GroupMember, call: Call) -> Topic | None:
    """None is General; raises KeyError for one that is gone."""
    number = call.whole("topic")
    return member.chat.topics[number] if number else None


def _replied(member: GroupMember, call: Call) -> Message | None:
    number = call.whole("reply")
    return member.chat.messages[number] if number else None


def _managed(member: GroupMember, call: Call) -> Topic:
    if not member.manages_topics:
        raise NotPossible("only who may manage topics")
    return member.chat.topics[call.whole("topic")]
