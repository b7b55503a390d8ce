"""Pictures as a colleague who has the floor reads them."""

from __future__ import annotations

import pytest

from dialogs.messages import Pictures
from handlers.floor import Relayed, relayed
from handlers.wording import Wording

NOT_TAKEN = "فایل فرستاد که به دست ما نرسید یا تصویر سالم نبود)"


def test_pictures_go_with_what_was_written_under_them() -> None:
    assert relayed(Pictures(("d1", "d2"), "عقدنامه"), {}, Wording()) == Relayed("عقدنامه", ("d1", "d2"))


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        (Pictures(("d1",), "عقدنامه", ("damaged",)), f"عقدنامه\n(۱ {NOT_TAKEN}"),
        (Pictures((), "", ("too_large", "not_fetched")), f"(۲ {NOT_TAKEN}"),
        (Pictures(()), f"(۱ {NOT_TAKEN}"),
    ],
)
def test_a_colleague_is_told_of_files_that_were_not_taken(sent: Pictures, text: str) -> None:
    assert relayed(sent, {}, Wording()) == Relayed(text, sent.ids)
