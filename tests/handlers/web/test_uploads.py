"""The upload page, as a plain browser uses it: what it takes, what it says, and that nothing is sent twice."""

from __future__ import annotations

import asyncio
import re

import httpx
import pytest
from sqlalchemy import text

from bot.logs import masked
from services.documents import Documents
from services.documents.files import Name
from services.uploads import GOOD_FOR, Uploads
from services.uploads.code import code_of
from tests.handlers.web.conftest import KEY, REASON, SARA, ZAHRA, World, pictures

SENT, OVER = "تصویرهای شما رسید", "این پیوند کار نمی‌کند"
CODE = "a" * 29


async def submitted(world: World, link: str) -> httpx.Response:
    return await world.http.post(f"{link}/submit", follow_redirects=True)


# What the page shows and takes.


async def test_the_page_says_what_is_objected_to_and_which_papers_are_wanted(world: World) -> None:
    page = await world.http.get(await world.link())
    assert page.status_code == 200
    for words in (REASON, "عقدنامه", "صفحهٔ ازدواج شناسنامه", "مدرک دیگر", "عکس می‌گیرم", "از گالری می‌آورم"):
        assert words in page.text


async def test_the_reason_is_shown_as_it_was_written_and_does_nothing(world: World) -> None:
    page = await world.http.get(await world.link(reason="<script>alert(1)</script> سابقهٔ من"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "<script>alert" not in page.text


async def test_a_picture_that_is_given_is_seen_and_sent(world: World) -> None:
    link = await world.link()
    page = await world.give(link, "contract.jpg")
    assert "تصویر رسید." in page.text
    (source,) = await pictures(world, link)
    picture = await world.http.get(source)
    assert picture.headers["content-type"] == "image/jpeg"
    assert len(picture.content) < 60_000
    assert SENT in (await submitted(world, link)).text
    [(images, reason)] = await world.filings()
    assert (len(images), reason) == (1, REASON)
    [(message, state)] = await world.inbox()
    assert (message["ids"], message["complete"], state) == (images, True, "played")


async def test_what_is_hard_to_read_is_said_at_once_and_may_be_sent(world: World) -> None:
    link = await world.link()
    page = await world.give(link, "contract-blurred.jpg")
    assert "نوشته‌ها خوانا نیست. لطفاً در نور بیشتر" in page.text
    await submitted(world, link)
    assert len(await world.filings()) == 1


async def test_the_same_picture_twice_is_noticed(world: World) -> None:
    link = await world.link()
    await world.give(link, "booklet.png")
    page = await world.give(link, "booklet.png", "identity-page")
    assert "این تصویر را یک بار دیگر هم داده‌اید." in page.text


async def test_a_picture_is_replaced_and_removed(world: World) -> None:
    link = await world.link()
    await world.give(link, "contract-small.jpg")
    (first,) = await pictures(world, link)
    await world.give(link, "contract.webp", replaces=first.rpartition("/")[2])
    (second,) = await pictures(world, link)
    assert second != first
    assert (await world.http.get(first)).status_code == 404
    page = await world.http.post(f"{second}/remove", follow_redirects=True)
    assert "تصویر برداشته شد." in page.text
    assert await pictures(world, link) == []


async def test_papers_are_sent_in_the_order_in_which_they_are_asked_for(world: World) -> None:
    link = await world.link()
    for name, paper in (
        ("album-3.jpg", "other"),
        ("booklet.png", "identity-page"),
        ("contract.webp", "marriage-contract"),
    ):
        await world.give(link, name, paper)
    await submitted(world, link)
    [(images, _)] = await world.filings()
    rows = dict(await world.rows("SELECT id, paper FROM hamyar.documents"))
    assert [rows[image] for image in images] == ["marriage-contract", "identity-page", "other"]


async def test_nothing_is_sent_before_there_is_a_picture(world: World) -> None:
    link = await world.link()
    assert "دست‌کم یک تصویر لازم است" in (await submitted(world, link)).text
    assert await world.inbox() == []


async def test_a_picture_that_retention_has_removed_is_neither_shown_nor_sent(world: World) -> None:
    link = await world.link()
    await world.give(link, "contract.webp")
    async with world.engine.begin() as connection:
        [(document,)] = await world.rows("SELECT id FROM hamyar.documents")
        await Documents(connection, world.clock).forget(document)
    assert await pictures(world, link) == []
    await submitted(world, link)
    assert await world.inbox() == []


# Once.


async def test_a_picture_that_does_not_open_breaks_no_page(world: World) -> None:
    link = await world.link()
    await world.give(link, "booklet.jpg")
    (picture,) = await pictures(world, link)
    [(document,)] = await world.rows("SELECT id FROM hamyar.documents")
    await world.vault.files.put(Name(document, 1), b"not what was sealed")
    assert (await world.http.get(picture)).status_code == 404
    assert (await world.http.get(link)).status_code == 200


async def test_a_hundred_submits_at_once_file_once(world: World) -> None:
    link = await world.link()
    await world.give(link, "contract.webp")
    answers = await asyncio.gather(*(submitted(world, link) for _ in range(100)))
    assert all(SENT in answer.text for answer in answers)
    assert len(await world.filings()) == len(await world.inbox()) == 1


async def test_after_it_was_sent_the_page_says_so_and_takes_and_shows_nothing(world: World) -> None:
    link = await world.link()
    await world.give(link, "contract.webp")
    (source,) = await pictures(world, link)
    await submitted(world, link)
    for answer in (await world.http.get(link), await submitted(world, link), await world.give(link, "booklet.png")):
        assert SENT in answer.text
    assert (await world.http.get(source)).status_code == 404
    assert len(await world.filings()) == 1


async def test_a_filing_that_fails_leaves_the_pictures_and_the_link(world: World) -> None:
    link = await world.link(reason="fail with this one")
    await world.give(link, "contract.webp")
    page = await submitted(world, link)
    assert "بار پیش کار به پایان نرسید" in page.text
    assert len(await pictures(world, link)) == 1
    assert [state for _, state in await world.inbox()] == ["failed"]
    assert await world.filings() == []
    await submitted(world, link)
    assert [state for _, state in await world.inbox()] == ["failed", "failed"]


async def test_a_process_that_ends_before_it_is_played_has_sent_it_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = await world.link()
    await world.give(link, "contract.webp")

    async def ended(_self: object, _place: object) -> bool:
        return False

    with monkeypatch.context() as patch:
        patch.setattr(type(world.turn), "look_again", ended)
        assert SENT in (await submitted(world, link)).text
    assert [state for _, state in await world.inbox()] == ["waiting"]
    assert SENT in (await submitted(world, link)).text
    await world.turn.look_again(SARA)
    assert len(await world.filings()) == len(await world.inbox()) == 1


async def test_what_is_sent_is_filed_though_no_more_is_said_today(world: World) -> None:
    link = await world.link()
    await world.give(link, "contract.webp")
    world.budget.left = 0
    await submitted(world, link)
    assert len(await world.filings()) == 1


# Whose, and until when.


async def refused(world: World, link: str) -> None:
    for answer in (
        await world.http.get(link),
        await world.http.get(f"{link}/1"),
        await world.http.post(f"{link}/1/remove"),
        await submitted(world, link),
        await world.give_bytes(link, b"anything"),
    ):
        assert answer.status_code == 404
        assert OVER in answer.text


async def test_wrong_expired_and_left_links_are_told_apart_by_nobody(world: World) -> None:
    left = await world.link()
    await world.says("انصراف")
    page = (await world.http.get(left)).text
    expired = await world.link(ZAHRA)
    world.clock.advance(seconds=GOOD_FOR.total_seconds())
    known = code_of(KEY, "00" * 8)
    for link in (left, expired, f"/u/{CODE}", f"/u/{known}", "/u/none", "/u/ن"):
        await refused(world, link)
        assert (await world.http.get(link)).text == page


async def test_a_link_is_over_once_another_one_was_given(world: World) -> None:
    first = await world.link()
    await world.says("انصراف", key="leave")
    async with world.engine.begin() as connection:
        other = await Uploads(connection, world.clock, KEY, SARA, "").link()
    await refused(world, first)
    await refused(world, other)


async def test_a_link_shows_takes_and_sends_its_own_pictures_alone(world: World) -> None:
    mine, theirs = await world.link(), await world.link(ZAHRA)
    await world.give(theirs, "contract.webp")
    (source,) = await pictures(world, theirs)
    number = source.rpartition("/")[2]
    assert (await world.http.get(f"{mine}/{number}")).status_code == 404
    await world.http.post(f"{mine}/{number}/remove")
    await world.give(mine, "booklet.png", replaces=number)
    assert await pictures(world, theirs) == [source]
    await submitted(world, mine)
    [(images, _)] = await world.filings()
    assert await world.rows("SELECT DISTINCT address FROM hamyar.documents WHERE id = ANY(:ids)", ids=images) == [
        (SARA.address,)
    ]


async def test_while_a_colleague_has_the_floor_nothing_is_taken(world: World) -> None:
    link = await world.link()
    async with world.engine.begin() as connection:
        await connection.execute(text("UPDATE hamyar.conversations SET state = state || '{\"floor\": 7}'"))
    await refused(world, link)


async def test_a_code_in_capitals_is_the_same(world: World) -> None:
    link = await world.link()
    assert (await world.http.get(f"/u/{link[3:].upper()}")).status_code == 200


# Nobody keeps it.


async def test_nobody_keeps_the_page_or_learns_its_address(world: World) -> None:
    link = await world.link()
    await world.give(link, "booklet.png")
    (source,) = await pictures(world, link)
    answers = [await world.http.get(link), await world.http.get(source), await world.http.get(f"/u/{CODE}")]
    answers.append(await world.http.post(f"{link}/submit"))
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "http" not in re.sub(r"<!doctype html>", "", answers[0].text)


async def test_what_stands_beside_the_page_is_kept_for_ever_and_nothing_else_is_served(world: World) -> None:
    page = (await world.http.get(await world.link())).text
    for address in re.findall(r'"(/static/[^"]+)"', page):
        assert "immutable" in (await world.http.get(address)).headers["cache-control"]
    assert (await world.http.get("/static/x/..%2Fpages.py")).status_code == 404
    assert (await world.http.get("/static/x/uploads.py")).status_code == 404


def test_codes_are_masked_in_logs() -> None:
    code = code_of(KEY, "00" * 8)
    assert code not in masked(f"GET https://example.ir/u/{code}?said=taken")
    assert code not in masked(f"/u/{code}/submit failed")
