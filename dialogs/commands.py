"""Words and slash commands that work everywhere, in a question or outside one."""

from __future__ import annotations

from typing import Literal, TypeAlias

from dialogs.messages import Command, Message, Started
from services import persian

ARRIVED = Started("menu", "start")  # somebody opens the conversation, and is welcomed
Name: TypeAlias = Literal["back", "cancel", "help", "person", "complaint", "menu", "more", "forget", "simple", "plain"]

_SLASH: dict[str, Name] = {
    "/back": "back",
    "/cancel": "cancel",
    "/help": "help",
    "/person": "person",
    "/complaint": "complaint",
    "/menu": "menu",
    "/more": "more",
    "/forget": "forget",
    "/simple": "simple",
    "/plain": "plain",
}
# A keypad alone is enough: each further nought goes one step further out. No nought is an option's number.
_SAID: dict[Name, tuple[str, ...]] = {
    "back": ("برگشت", "بازگشت", "برگرد", "قبلی", "back", "0"),
    "cancel": ("انصراف", "منصرف شدم", "بی‌خیال", "ولش کن", "ولش", "کنسل", "cancel", "00"),
    "help": ("راهنما", "راهنمایی", "help", "?", "؟", "*"),
    "person": ("کارشناس", "اپراتور", "پشتیبان", "پشتیبانی", "0000"),
    "complaint": ("شکایت", "شکایت دارم", "ثبت شکایت"),
    "menu": ("فهرست", "منو", "منوی اصلی", "menu", "000"),
    "more": ("بیشتر", "ادامه", "بعدی", "more", "#"),
    "forget": ("فراموشم کن",),
    "simple": ("ساده", "زبان ساده", "ساده بگو", "ساده بنویس", "ساده حرف بزن", "simple"),
    "plain": ("عادی", "زبان عادی", "زبان معمولی", "عادی بنویس", "plain"),
}
_WORDS = {persian.fold(word): name for name, words in _SAID.items() for word in words}


def said_as(name: Name) -> str:
    """What somebody would type for that command."""
    return _SAID[name][0]


def command_in(text: str) -> Message | None:
    """The command that a typed text is, or None. `/start` may carry `<dialog>-<about>`."""
    first, _, payload = " ".join(text.split()).partition(" ")
    slash = first.partition("@")[0].lower()
    if slash == "/start":
        return _started(payload)
    name = _SLASH.get(slash) or _WORDS.get(persian.fold(text)) or _WORDS.get(persian.spoken(text))
    return Command(name) if name else None


def _started(payload: str) -> Message:
    dialog, _, about = payload.partition("-")
    return Started(dialog, about) if dialog else ARRIVED
