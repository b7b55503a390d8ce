"""A citizen and colleagues, over real HTTP: a ticket is opened and taken, words go both ways, it is closed."""

from __future__ import annotations

from sandbox.telegram.citizen import TelegramPhone
from tests.handlers.desk.office import Office
from tests.rehearsal import until


async def test_from_the_first_word_to_the_close(at: Office, phone: TelegramPhone) -> None:
    _, topic = await at.opened(phone)
    assert "ناشناس" in topic.name
    assert "در صف" in at.head(topic).text
    press = at.sara.presses("برداشتن", at.head(topic))
    assert "برداشتید" in await at.answered(press)
    await at.stands(topic, "پیش سارا")
    phone.says("بیمه‌ام قطع شده <b>است</b> & چرا")
    shown = await at.stands(topic, "بیمه‌ام قطع شده")
    assert "<b>است</b> & چرا" in shown.text
    at.sara.says("بررسی می‌کنم <i>", topic)
    await phone.sees(lambda message: "بررسی می‌کنم <i>" in message.text)
    at.sara.presses("بستن", at.head(topic))
    await phone.sees(lambda message: "چقدر به کارتان آمد" in message.text)
    await until(lambda: _closed(topic))
    phone.presses("۵، بسیار خوب")
    await at.stands(topic, "امتیاز شهروند: ۵ از ۵")


async def _closed(topic: object) -> bool:
    return bool(topic.closed)  # type: ignore[attr-defined]
