"""Answers given to a kind, and what it makes of them."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.kind import Kind, Unreadable
from dialogs.messages import Message, Shown, Typed


def shown(kind: Kind[Any]) -> Shown:
    """The question as it went out, labels being the ids of their words."""
    return Shown(
        "key", "n1", tuple((o.value, o.label.id) for o in kind.options), tuple(o.synonyms for o in kind.options)
    )


def read(kind: Kind[Any], message: Message | str) -> Any:
    return kind.read(Typed(message) if isinstance(message, str) else message, shown(kind))


def fault(kind: Kind[Any], message: Message | str) -> tuple[str, dict[str, Any]]:
    with pytest.raises(Unreadable) as refused:
        read(kind, message)
    words = refused.value.fault.words
    return words.id, dict(words.facts)
