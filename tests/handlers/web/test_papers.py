"""The pictures of an objection: who sees them, through which link, how often, and that it is on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count

import httpx
import pytest

from services.conversations import Place
from services.desk import Role
from services.desk.enrolment import Enrolment
from services.documents import Documents, take
from services.documents.examining import Examiner
from services.objections import Image, Subject, SubjectKind
from services.papers_links import GOOD_FOR, SEEN_FOR, PapersLinks, link_of
from tests.handlers.web.conftest import KEY, SARA_ID, World, sample
from tests.services.grants.registry import Registry
from tests.services.objections.filing import objections_of

MINA, OMID, BAHRAM = 11, 12, 13  # a reviewer, an agent, a supervisor
IDS = {MINA: "0033333333", OMID: "0022222222", BAHRAM: "0044444444"}
ROLES = {MINA: Role.REVIEWER, OMID: Role.AGENT, BAHRAM: Role.SUPERVISOR}
REASON = "عقد ما در دفتر ۱۲ ثبت شده است."
_days = count(1)


@dataclass
class Desk:
    """Colleagues, and objections with pictures."""

    world: World
    examiner: Examiner

    async def enrol(self, who: int, role: Role | None = None, national_id: str = "") -> None:
        async with self.world.engine.begin() as connection:
            await Enrolment(connection).add(
                who, role or ROLES[who], national_id or IDS[who], "نام", self.world.clock.now()
            )

    async def filed(self, *names: str, by: str = SARA_ID, marriage_id: str | None = None) -> str:
        """The number of an objection with these pictures."""
        world, place = self.world, Place("sms", by)
        images = []
        for name, paper in zip(names, ("marriage-contract", "identity-page", "other"), strict=False):
            taken = await take(self.examiner, world.vault, world.engine, world.clock, sample(name), place, paper=paper)
            images.append(Image(getattr(taken, "id"), paper))  # noqa: B009  a picture that was not taken fails here
            world.clock.advance(seconds=1)
        kind = SubjectKind.DECISION if marriage_id else SubjectKind.UNLISTED
        subject = Subject(kind, date(2025, 3, next(_days)), marriage_id)
        async with world.engine.begin() as connection:
            await Documents(connection, world.clock).file([image.document_id for image in images], by)
            return await objections_of(connection, world.clock).file(
                by, subject, REASON, images, channel="sms", address=by
            )

    def link(self, number: str, who: int = MINA) -> str:
        """The path of a new link."""
        return PapersLinks(KEY, self.world.clock, "").staff_link(number, who)

    async def opens(self, link: str) -> httpx.Response:
        """The page, as a browser of its own opens it; the session stays with `world.http`."""
        return await self.world.http.post(link, follow_redirects=True)

    async def audit(self) -> list[tuple[object, ...]]:
        return await self.world.rows(
            "SELECT actor, act, subject, facts->>'pictures' FROM hamyar.audit WHERE act = 'see-pictures' ORDER BY seq"
        )


@pytest.fixture
async def desk(world: World, examiner: Examiner) -> Desk:
    desk = Desk(world, examiner)
    for who in ROLES:
        await desk.enrol(who)
    return desk


async def test_a_link_opens_all_the_pictures_and_pages_in_order(desk: Desk, world: World) -> None:
    link = desk.link(await desk.filed("contract.pdf", "booklet.jpg"))
    door = await world.http.get(link)
    assert "دیدن مدارک" in door.text
    assert "<img" not in door.text
    page = await desk.opens(link)
    places = [page.text.index(f'src="{link}/{place}"') for place in ("1/1", "1/2", "2/1")]
    assert places == sorted(places)
    assert REASON in page.text
    for place in ("1/1", "1/2", "2/1"):
        picture = await world.http.get(f"{link}/{place}")
        assert (picture.status_code, picture.headers["content-type"]) == (200, "image/jpeg")
        assert picture.headers["cache-control"] == "no-store"


async def test_each_view_is_on_record_and_nothing_before_it(desk: Desk, world: World) -> None:
    number = await desk.filed("booklet.jpg")
    link = desk.link(number)
    await world.http.get(link)
    assert await desk.audit() == []
    await desk.opens(link)
    await world.http.get(link)
    seen = (f"staff:{MINA}", "see-pictures", f"objection {number}", "1")
    assert await desk.audit() == [seen, seen]


async def test_a_link_works_in_one_browser(desk: Desk, world: World) -> None:
    link = desk.link(await desk.filed("booklet.jpg"))
    await desk.opens(link)
    async with httpx.AsyncClient(base_url=world.url, trust_env=False, timeout=60) as other:
        for answer in (await other.get(link), await other.post(link)):
            assert answer.status_code == 410
            assert "این پیوند پیش‌تر باز شده است" in answer.text
        assert (await other.get(f"{link}/1/1")).status_code == 404
        other.cookies.set("papers", "made up", path=link)
        assert (await other.get(f"{link}/1/1")).status_code == 404
    assert (await world.http.get(f"{link}/1/1")).status_code == 200


async def test_looking_at_the_door_uses_nothing_up(desk: Desk, world: World) -> None:
    link = desk.link(await desk.filed("booklet.jpg"))
    for _ in range(3):
        assert (await world.http.get(link)).status_code == 200
    assert "<img" in (await desk.opens(link)).text


async def test_the_session_is_kept_from_scripts_other_sites_and_other_pages(desk: Desk, world: World) -> None:
    link = desk.link(await desk.filed("booklet.jpg"))
    cookie = (await world.http.post(link)).headers["set-cookie"]
    for property_ in ("HttpOnly", "SameSite=strict", f"Path={link}", "Max-Age=900"):
        assert property_ in cookie


async def test_a_link_that_nobody_opened_in_time_is_over(desk: Desk, world: World) -> None:
    link = desk.link(await desk.filed("booklet.jpg"))
    world.clock.advance(seconds=GOOD_FOR.total_seconds())
    assert (await world.http.get(link)).status_code == 410
    assert (await world.http.post(link)).status_code == 410


async def test_what_was_opened_is_seen_for_some_minutes_only(desk: Desk, world: World) -> None:
    link = desk.link(await desk.filed("booklet.jpg"))
    await desk.opens(link)
    world.clock.advance(seconds=SEEN_FOR.total_seconds())
    assert (await world.http.get(link)).status_code == 410
    assert (await world.http.get(f"{link}/1/1")).status_code == 404


@pytest.mark.parametrize("who", [OMID, 99])
async def test_agents_and_strangers_see_nothing(who: int, desk: Desk) -> None:
    link = desk.link(await desk.filed("booklet.jpg"), who)
    assert (await desk.opens(link)).status_code == 410
    assert await desk.audit() == []


async def test_a_supervisor_sees_them(desk: Desk) -> None:
    assert (await desk.opens(desk.link(await desk.filed("booklet.jpg"), BAHRAM))).status_code == 200


async def test_whoever_is_a_reviewer_no_more_sees_nothing_from_then_on(desk: Desk, world: World) -> None:
    link = desk.link(await desk.filed("booklet.jpg"))
    await desk.opens(link)
    async with world.engine.begin() as connection:
        await Enrolment(connection).remove(MINA, world.clock.now())
    assert (await world.http.get(link)).status_code == 410
    assert (await world.http.get(f"{link}/1/1")).status_code == 404


async def test_nobody_sees_the_pictures_of_a_case_of_their_own(desk: Desk) -> None:
    desk.world.clock.advance(seconds=1)
    await desk.enrol(MINA, national_id=SARA_ID)
    assert (await desk.opens(desk.link(await desk.filed("booklet.jpg")))).status_code == 410


async def test_nobody_sees_the_pictures_of_their_spouse_s_case_as_the_registry_has_it_today(
    desk: Desk, world: World
) -> None:
    link = desk.link(await desk.filed("booklet.jpg", marriage_id="M1"))
    assert (await desk.opens(link)).status_code == 200
    registry = Registry()
    registry.person(SARA_ID)
    registry.marriage("M1", date(2025, 3, 1), IDS[MINA], SARA_ID)
    async with world.engine.begin() as connection:
        await registry.load(connection)
    assert (await world.http.get(link)).status_code == 410
    assert (await world.http.get(f"{link}/1/1")).status_code == 404


async def test_a_session_is_good_for_its_own_link_alone(desk: Desk, world: World) -> None:
    first, second = desk.link(await desk.filed("booklet.jpg")), desk.link(await desk.filed("contract.webp", by="0099"))
    await desk.opens(first)
    session = next(cookie.value for cookie in world.http.cookies.jar)
    assert session
    async with httpx.AsyncClient(base_url=world.url, trust_env=False, timeout=60) as other:
        other.cookies.set("papers", session)
        assert (await other.get(f"{second}/1/1")).status_code == 404
        await other.post(second)
        assert (await other.get(f"{first}/1/1")).status_code == 200  # whoever has it, has it: for this link


@pytest.mark.parametrize("place", ["0/1", "1/0", "1/2", "2/1", "999999/1", "1/999999"])
async def test_a_place_out_of_range_shows_nothing(place: str, desk: Desk, world: World) -> None:
    link = desk.link(await desk.filed("booklet.jpg"))
    await desk.opens(link)
    assert (await world.http.get(f"{link}/{place}")).status_code == 404


async def test_no_changed_link_is_one_of_ours(desk: Desk, world: World) -> None:
    link = desk.link(await desk.filed("booklet.jpg"))
    token = link.rpartition("/")[2]
    for place in range(len(token)):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert link_of(KEY, changed) is None
    assert link_of(b"o" * 32, token) is None
    assert (await world.http.get(f"{link}A")).status_code == 404
    assert (await world.http.post("/papers/none")).status_code == 404


async def test_a_link_to_no_objection_opens_nothing(desk: Desk) -> None:
    assert (await desk.opens(desk.link("12345674"))).status_code == 410


async def test_a_picture_past_its_time_is_said_to_be_gone(desk: Desk, world: World) -> None:
    link = desk.link(await desk.filed("booklet.jpg", "contract.webp"))
    async with world.engine.begin() as connection:
        (document, _) = (await world.rows("SELECT id, pages FROM hamyar.documents ORDER BY stored_at LIMIT 1"))[0]
        await Documents(connection, world.clock).forget(document)
    page = await desk.opens(link)
    assert "این تصویر دیگر نیست" in page.text
    assert (await world.http.get(f"{link}/1/1")).status_code == 200
    assert (await world.http.get(f"{link}/2/1")).status_code == 404
