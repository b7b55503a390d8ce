"""What is neither text nor a picture is known by a plain name, and colleagues read what it was in Persian."""

from __future__ import annotations

import re
from typing import Any

import pytest
from aiogram.types import Update

from dialogs.messages import Other, Words
from handlers.telegram.reading import read
from handlers.wording import Wording

FILE = {"file_id": "f", "file_unique_id": "u"}
SENT: dict[str, Any] = {
    "voice": {**FILE, "duration": 3},
    "audio": {**FILE, "duration": 3},
    "video": {**FILE, "duration": 3, "width": 2, "height": 2},
    "video_note": {**FILE, "duration": 3, "length": 2},
    "sticker": {**FILE, "type": "regular", "width": 2, "height": 2, "is_animated": False, "is_video": False},
    "location": {"latitude": 35.7, "longitude": 51.4},
    "dice": {"emoji": "🎲", "value": 3},
}


@pytest.mark.parametrize("what", SENT)
def test_it_has_a_plain_name(what: str) -> None:
    sender = {"id": 7, "is_bot": False, "first_name": "مریم"}
    message = {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "from": sender, what: SENT[what]}
    note = read(Update.model_validate({"update_id": 1, "message": message})).note
    assert note
    assert note.message == Other(what)
    assert not re.search("[A-Za-z]", Wording()(Words("desk-relayed-other", {"what": what})))
