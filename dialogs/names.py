"""The dialogs that belong to the conversation itself, by name, and what any dialog is called."""

from __future__ import annotations

from dialogs.messages import Words

MENU, RESUME, FORGET, WHICH, ONWARD = "menu", "resume", "forget", "which", "onward"
OURS = frozenset({MENU, RESUME, WHICH, ONWARD})  # of the conversation itself: whoever is there is in no dialog yet
INNER = frozenset({RESUME, WHICH, ONWARD})  # which nobody starts from outside
PASSING = frozenset({WHICH, ONWARD})  # of these, what goes by when something else is said


def named(dialog: str) -> Words:
    """What a dialog is called."""
    return Words(f"dialog-{dialog}".replace("_", "-"))
