"""The menu, and the small dialogs around the others: coming back to one, how to be spoken to, and being forgotten."""

from __future__ import annotations

from typing import Protocol

from dialogs.messages import Command, Words
from dialogs.names import named
from dialogs.reading import Choice, YesNo
from dialogs.talk import Go, Resume, Talk, ToPerson

SERVICES = ("grant_status", "objection", "contract", "premium", "partial_months", "dependency", "receipts")
PREFERENCE_WORDS = ("تنظیم", "تنظیم‌ها", "تنظیمات", "tanzimat")
GREETINGS = ("سلام", "درود", "سلام علیکم", "وقت بخیر", "salam", "hello", "hi")
WELCOME = "start"  # what the menu is about when somebody has just arrived


class Links(Protocol):
    """What `forget` needs of the people service."""

    async def unlink(self) -> bool: ...


async def menu(talk: Talk) -> Go | ToPerson:
    """What can be done here."""
    if talk.about == WELCOME:
        await talk.say("welcome")
    chosen = await talk.ask("what", Choice(*(name.replace("_", "-") for name in SERVICES), "person", "preferences"))
    if chosen == "person":
        return ToPerson()
    return Go(chosen.replace("-", "_"))


async def preferences(talk: Talk) -> Go | Command:
    """What words of their own ask for, for whoever has nothing but numbers: each is the command that the word is."""
    by_channel = ("opt-out", "opt-in") if talk.channel.short else ("forget",)
    chosen = await talk.ask("what", Choice("simple", "plain", *by_channel, "complaint"))
    match chosen:
        case "simple" | "plain" | "forget" | "complaint":
            return Command(chosen)
        case _:
            return Go(chosen.replace("-", "_"))


async def resume(talk: Talk) -> Resume | None:
    """Offer the conversation that was left half-way."""
    left = named(talk.about)
    if await talk.ask("continue", YesNo(Words("act-continue"), Words("act-drop")), dialog=left):
        return Resume()
    await talk.say("dropped", dialog=left)
    return None


async def forget(talk: Talk, people: Links) -> None:
    """Remove the link between this conversation and a person."""
    linked = await talk.once("unlinked", people.unlink)
    await talk.say("done" if linked else "nothing")
