"""Codes are not kept, and are checked once."""

from __future__ import annotations

from dialogs.messages import Started
from tests.dialogs.phone import Phone
from tests.dialogs.plays import Codes, three


async def test_a_right_code_is_recorded_as_right_and_its_message_is_not_kept() -> None:
    phone = Phone(codes=Codes())
    await phone.starts("codes")
    await phone.says("۱۲۳۴۵۶")
    assert phone.journal == [["code", "answer", "right"]]
    assert phone.turned
    assert phone.turned.secret
    assert phone.fact("given") == "right"
    assert "123456" not in phone.kept


async def test_a_wrong_code_and_one_among_words_are_not_kept_either() -> None:
    phone = Phone(codes=Codes(), keywords={"ازدواج": Started("other")}, other=three)
    await phone.starts("codes")
    for typed in ("654321", "code 123456", "12345", "ازدواج 123456"):
        await phone.says(typed)
        assert phone.turned
        assert phone.turned.secret, typed
        assert typed not in phone.kept


async def test_other_messages_are_kept() -> None:
    phone = Phone(codes=Codes())
    await phone.starts("codes")
    await phone.says("123456")
    await phone.says("anything")
    assert phone.turned
    assert not phone.turned.secret


async def test_a_check_runs_on_a_fresh_answer_only() -> None:
    codes = Codes()
    phone = Phone(codes=codes)
    await phone.starts("codes")
    await phone.says("111111")
    phone.hears("codes-wrong", "codes-code")
    assert phone.fact("left") == 4
    await phone.says("123456")
    await phone.commands("help")
    await phone.says("more")
    await phone.commands("back")
    assert codes.tried == ["111111", "123456"]


async def test_what_does_not_read_is_not_checked() -> None:
    codes = Codes()
    phone = Phone(codes=codes)
    await phone.starts("codes")
    await phone.says("12")
    phone.hears("answer-code", "codes-code")
    assert codes.tried == []
