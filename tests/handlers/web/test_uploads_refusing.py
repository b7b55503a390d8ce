"""What the upload page does not take, and says so: no pictures, too much, and all at once."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from handlers.web import receiving
from services.documents.examining import Examined, Examiner
from services.pictures import MOST_BYTES, Fault, NotAPicture
from services.uploads import MOST_PICTURES, MOST_TRIES
from tests.handlers.web.conftest import World, pictures, sample
from tests.rehearsal import PATIENCE
from tests.services.documents import hostile


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (hostile.SVG, "تصویر یا پی‌دی‌اف نیست"),
        (hostile.archive(), "تصویر یا پی‌دی‌اف نیست"),
        (hostile.encrypted_document(), "رمز دارد"),
        (hostile.document(21), "بیش از ۲۰ صفحه"),
        (hostile.huge_png(30_000), "بیش از اندازه بزرگ"),
        (b"\xff\xd8\xff" + bytes(1000), "خراب است"),
        (b"", "تصویری انتخاب نشده بود"),
    ],
    ids=["svg", "zip", "encrypted", "21-pages", "30000-squared", "truncated", "nothing"],
)
async def test_what_is_no_picture_gets_a_clear_word(data: bytes, words: str, world: World) -> None:
    link = await world.link()
    page = await world.give_bytes(link, data)
    assert words in page.text
    assert await pictures(world, link) == []


async def test_every_fault_has_its_words(world: World) -> None:
    link = await world.link()
    for fault in Fault:
        assert 'class="said' in (await world.http.get(f"{link}?said={fault.value.replace('_', '-')}")).text


async def test_fifty_megabytes_are_told_so_and_are_never_held(world: World) -> None:
    link = await world.link()
    page = await world.give_bytes(link, bytes(50_000_000))
    assert "بیش از ۲۰ مگابایت" in page.text
    assert MOST_BYTES < receiving.MOST_BODY < 2 * MOST_BYTES


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data; na"),
        ("multipart/form-data", b"--b--"),
        ("text/plain", b"hello"),
        ("multipart/form-data; boundary=b", b"--b\r\nX: y\r\n\r\nno name\r\n--b--\r\n"),
        (
            "multipart/form-data; boundary=b",
            b"".join(b'--b\r\nContent-Disposition: form-data; name="%d"\r\n\r\nx\r\n' % n for n in range(50))
            + b"--b--",
        ),
    ],
    ids=["cut-off", "no-boundary", "no-form", "no-name", "fifty-fields"],
)
async def test_a_form_that_is_none_gets_a_clear_word(content_type: str, body: bytes, world: World) -> None:
    link = await world.link()
    page = await world.http.post(link, content=body, headers={"Content-Type": content_type}, follow_redirects=True)
    assert page.status_code == 200
    assert 'class="said' in page.text


async def test_a_link_takes_ten_pictures(world: World) -> None:
    link = await world.link()
    small = hostile.small("JPEG", (640, 480))
    for _ in range(MOST_PICTURES):
        await world.give_bytes(link, small)
    page = await world.give_bytes(link, small)
    assert "بیش از این تصویر جا نمی‌گیرد" in page.text
    assert len(await pictures(world, link)) == MOST_PICTURES
    first = (await pictures(world, link))[0].rpartition("/")[2]
    assert "تصویر رسید." in (await world.give_bytes(link, sample("booklet.png"), replaces=first)).text


async def test_a_link_has_had_enough_of_files_at_some_point(world: World) -> None:
    link = await world.link()
    for _ in range(MOST_TRIES):
        await world.give_bytes(link, b"no picture")
    assert "فایل‌های زیادی" in (await world.give_bytes(link, sample("booklet.png"))).text


async def test_pictures_that_come_at_once_are_asked_to_wait(
    world: World, examiner: Examiner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first is being looked at until another has been asked to wait."""
    link, examine, one_waits = await world.link(), examiner.examine, asyncio.Event()

    async def looked_at(data: bytes) -> Examined | NotAPicture:
        async with asyncio.timeout(PATIENCE):
            await one_waits.wait()
        return await examine(data)

    async def gives() -> httpx.Response:
        answer = await world.give(link, "booklet.png")
        if "تصویر قبلی هنوز در راه است" in answer.text:
            one_waits.set()
        return answer

    monkeypatch.setattr(examiner, "examine", looked_at)
    answers = await asyncio.gather(*(gives() for _ in range(5)))
    assert len(await pictures(world, link)) == sum("تصویر رسید." in answer.text for answer in answers)
