"""Links to the upload page: short, signed, of one conversation, and gone in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.conversations import Place
from services.uploads import GOOD_FOR, Uploads, Visits, upload_of
from services.uploads.code import ID_BYTES, code_of
from tests.clock import FrozenClock

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
SARA = Place("sms", "09121234567")
HOST_OF_TWENTY = "https://hamyar.tamin.org.ir"
ids = st.binary(min_size=ID_BYTES, max_size=ID_BYTES).map(bytes.hex)


async def a_link(engine: AsyncEngine, clock: FrozenClock, base_url: str | None = HOST_OF_TWENTY) -> str:
    async with engine.begin() as connection:
        return await Uploads(connection, clock, KEY, SARA, base_url).link()


def upload_behind(link: str) -> str:
    upload = upload_of(KEY, link.rpartition("/")[2])
    assert upload
    return upload


async def test_a_link_is_short_enough_for_an_sms(engine: AsyncEngine, clock: FrozenClock) -> None:
    link = await a_link(engine, clock)
    assert link.startswith(f"{HOST_OF_TWENTY}/u/")
    assert len(link) <= 60


async def test_without_a_public_address_there_is_no_link(engine: AsyncEngine, clock: FrozenClock) -> None:
    assert await a_link(engine, clock, None) == ""
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM hamyar.uploads"))).scalar_one() == 0


async def test_a_link_leads_to_its_conversation_and_no_two_are_the_same(
    engine: AsyncEngine, clock: FrozenClock
) -> None:
    links = {await a_link(engine, clock) for _ in range(3)}
    assert len(links) == 3
    async with engine.connect() as connection:
        for link in links:
            upload = await Visits(connection, clock).find(upload_behind(link))
            assert upload
            assert (upload.place, upload.used) == (SARA, 0)


@pytest.mark.parametrize(("after", "there"), [(GOOD_FOR - timedelta(seconds=1), True), (GOOD_FOR, False)])
async def test_a_link_is_good_for_three_days(
    after: timedelta, there: bool, engine: AsyncEngine, clock: FrozenClock
) -> None:
    link = await a_link(engine, clock)
    clock.advance(seconds=after.total_seconds())
    async with engine.connect() as connection:
        assert (await Visits(connection, clock).find(upload_behind(link)) is not None) is there


@given(ids)
def test_a_code_reads_back_in_small_letters_and_in_capitals(upload: str) -> None:
    code = code_of(KEY, upload)
    assert upload_of(KEY, code) == upload_of(KEY, code.upper()) == upload


@given(ids, st.integers(0, 28), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_a_code_with_another_letter_is_nobody_s(upload: str, place: int, letter: str) -> None:
    code = code_of(KEY, upload)
    changed = code[:place] + letter + code[place + 1 :]
    assert upload_of(KEY, changed) == (upload if changed == code else None)


@given(st.text(max_size=40))
def test_what_is_no_code_is_nobody_s(typed: str) -> None:
    assert upload_of(KEY, typed) is None


def test_a_code_signed_with_another_key_is_nobody_s() -> None:
    assert upload_of(KEY, code_of(OTHER_KEY, "00" * ID_BYTES)) is None
