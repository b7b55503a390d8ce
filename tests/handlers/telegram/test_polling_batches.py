"""What polling makes of a batch: an update of a kind that nobody knows yet holds up no other."""

from __future__ import annotations

from typing import Any, cast

from aiogram.types import Update

from handlers.telegram.edge import TelegramEdge
from handlers.telegram.polling import take_all


class Edge:
    """Remembers what it was given."""

    def __init__(self) -> None:
        self.taken: list[list[int]] = []

    async def take_in_order(self, updates: list[Update]) -> None:
        self.taken.append([update.update_id for update in updates])


def written(update_id: int, sender: int) -> dict[str, Any]:
    chat = {"id": sender, "type": "private"}
    person = {"id": sender, "is_bot": False, "first_name": "سارا"}
    return {
        "update_id": update_id,
        "message": {"message_id": update_id, "date": 1, "chat": chat, "from": person, "text": "سلام"},
    }


async def test_an_update_of_an_unknown_kind_holds_up_no_other() -> None:
    edge = Edge()
    came = [written(1, 7), {"update_id": 2, "brand_new": {"from": {"id": 7}}}, written(3, 8), written(4, 7)]
    await take_all(cast(TelegramEdge, edge), [Update.model_validate(update) for update in came])
    assert sorted(edge.taken) == [[1, 4], [2], [3]]
