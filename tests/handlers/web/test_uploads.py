"""The upload page, as a plain browser uses it."""

from __future__ import annotations

from tests.handlers.web.conftest import REASON, SARA, World


async def test_the_page_says_what_is_objected_to_and_which_papers_are_wanted(world: World) -> None:
    page = await world.http.get(await world.link())
    assert page.status_code == 200
    for words in (REASON, "عقدنامه", "صفحهٔ ازدواج شناسنامه", "مدرک دیگر", "عکس می‌گیرم", "از گالری می‌آورم"):
        assert words in page.text


async def test_a_picture_that_is_given_is_seen_and_sent(world: World) -> None:
    link = await world.link()
    page = await world.give(link, "contract.jpg")
    assert "تصویر رسید." in page.text
    assert f'src="{link}/1"' in page.text
    picture = await world.http.get(f"{link}/1")
    assert picture.headers["content-type"] == "image/jpeg"
    done = await world.http.post(f"{link}/submit", follow_redirects=True)
    assert "تصویرهای شما رسید" in done.text
    [(images, reason)] = await world.filings()
    assert (len(images), reason) == (1, REASON)
    [(message, state)] = await world.inbox(SARA)
    assert (message["ids"], message["complete"], state) == (images, True, "played")
