"""Examining: what people send comes out as pages of our own; what means no good is named, and harms nobody else."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import signal
from functools import cache
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image, ImageChops, ImageStat

from sandbox.papers import jpeg, photographed
from sandbox.papers.drawing import booklet_page
from services.documents.examining import SECONDS, DoesNotStart, Examined, Examiner
from services.pictures import LONGEST_SIDE, MOST_BYTES, MOST_PAGE_BYTES, Fault, MediaType, NotAPicture, Remark
from tests.services.documents import hostile
from tests.services.documents.conftest import sample

# How the camera was held, that each of EXIF's orientations puts it right.
UNTURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
FAST = {"quality": 60, "enc_params": {"preset": "ultrafast"}}


async def taken(examiner: Examiner, data: bytes) -> Examined:
    found = await examiner.examine(data)
    assert isinstance(found, Examined), found
    return found


async def refused(examiner: Examiner, data: bytes) -> Fault:
    found = await examiner.examine(data)
    assert isinstance(found, NotAPicture), found
    return found.fault


@cache
def snapshot() -> bytes:
    """A good picture, as small as one may be."""
    return jpeg(photographed(booklet_page(), longest=960))


def opened(page: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(page))
    image.load()
    return image


def alike(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures show the same, the same way up."""
    small = [image.convert("L").resize((60, 60), Image.Resampling.BOX) for image in (one, other)]
    return ImageStat.Stat(ImageChops.difference(*small)).mean[0] < 4


@pytest.mark.parametrize(
    ("name", "media_type", "size", "pages"),
    [
        ("contract.jpg", MediaType.JPEG, (1894, 2600), 1),
        ("contract-sideways.jpg", MediaType.JPEG, (1894, 2600), 1),
        ("contract.heic", MediaType.HEIC, (1166, 1600), 1),
        ("contract.webp", MediaType.WEBP, (1166, 1600), 1),
        ("booklet.png", MediaType.PNG, (1600, 1141), 1),
        ("contract.pdf", MediaType.PDF, (1698, 2400), 2),
    ],
)
async def test_what_people_send_is_taken(
    examiner: Examiner, name: str, media_type: MediaType, size: tuple[int, int], pages: int
) -> None:
    data = sample(name)
    found = await taken(examiner, data)
    assert (found.media_type, len(found.pages), found.remarks) == (media_type, pages, ())
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    assert found.length == len(data)
    assert abs(found.width - size[0]) <= 2
    assert abs(found.height - size[1]) <= 2
    for page in map(opened, found.pages):
        assert page.format == "JPEG"
        assert max(page.size) <= LONGEST_SIDE


async def test_a_picture_is_turned_as_the_camera_was_held(examiner: Examiner) -> None:
    upright = opened((await taken(examiner, sample("contract.jpg"))).pages[0])
    turned = opened((await taken(examiner, sample("contract-sideways.jpg"))).pages[0])
    assert upright.size == turned.size
    assert alike(upright, turned)


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_all_eight_orientations_come_out_the_same_way_up(examiner: Examiner, orientation: int) -> None:
    upright = photographed(booklet_page(), longest=1000, tilt=0)
    exif, written = Image.Exif(), io.BytesIO()
    exif[0x0112] = orientation
    held = upright if orientation == 1 else upright.transpose(UNTURNED[orientation])
    held.save(written, "JPEG", exif=exif)
    found = await taken(examiner, written.getvalue())
    assert (found.width, found.height) == upright.size
    assert alike(opened(found.pages[0]), upright)


async def test_heic_is_turned_once_and_not_twice(examiner: Examiner) -> None:
    photo = photographed(booklet_page(), longest=1000, tilt=0)
    held = photo.transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6
    written = io.BytesIO()
    pillow_heif.from_pillow(held).save(written, exif=exif.tobytes(), **FAST)
    found = await taken(examiner, written.getvalue())
    plain = io.BytesIO()
    pillow_heif.from_pillow(photo).save(plain, **FAST)
    assert alike(opened(found.pages[0]), opened((await taken(examiner, plain.getvalue())).pages[0]))


@pytest.mark.parametrize("name", ["contract.jpg", "contract.heic", "contract.webp"])
async def test_where_and_with_what_it_was_taken_is_gone(examiner: Examiner, name: str) -> None:
    assert b"Sample phone" in sample(name)
    [page] = (await taken(examiner, sample(name))).pages
    image = opened(page)
    assert dict(image.getexif()) == {}
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for trace in (b"Exif", b"Sample phone", b"taken at home", b"http", b"ICC_PROFILE"):
        assert trace not in page


@pytest.mark.parametrize(
    ("name", "remarks"),
    [
        ("contract-dark.jpg", (Remark.TOO_DARK,)),
        ("contract-blurred.jpg", (Remark.BLURRED,)),
        ("contract-small.jpg", (Remark.TOO_SMALL,)),
        ("album-1.jpg", ()),
        ("album-2.jpg", ()),
        ("album-3.jpg", ()),
    ],
)
async def test_what_is_hard_to_read_is_said(examiner: Examiner, name: str, remarks: tuple[Remark, ...]) -> None:
    assert (await taken(examiner, sample(name))).remarks == remarks


async def test_writing_on_nothing_comes_out_on_white(examiner: Examiner) -> None:
    image = Image.new("RGBA", (1000, 1000), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (400, 400, 600, 600))
    written = io.BytesIO()
    image.save(written, "PNG")
    page = opened((await taken(examiner, written.getvalue())).pages[0])
    assert page.getpixel((10, 10)) == (255, 255, 255)
    assert page.getpixel((500, 500)) == (0, 0, 0)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
async def test_every_way_of_keeping_colours_is_read(examiner: Examiner, mode: str) -> None:
    grey = Image.linear_gradient("L").resize((1000, 1000))
    image = grey.convert("I").point(lambda level: level * 257).convert("I;16") if mode == "I;16" else grey.convert(mode)
    written = io.BytesIO()
    image.save(written, "JPEG" if mode == "CMYK" else "PNG")
    assert alike(opened((await taken(examiner, written.getvalue())).pages[0]), grey)


async def test_a_picture_of_30000_by_30000_is_refused_undecoded() -> None:
    bomb = hostile.huge_png(30_000)
    assert len(bomb) < 1_000_000
    async with Examiner(workers=1, memory=150_000_000) as examiner:  # its pixels would take six times as much
        assert await refused(examiner, bomb) is Fault.TOO_MANY_PIXELS


async def test_fifty_megabytes_are_refused_unread(examiner: Examiner) -> None:
    assert await refused(examiner, b"\xff\xd8\xff" + bytes(50_000_000)) is Fault.TOO_LARGE
    assert await refused(examiner, b"\xff\xd8\xff" + bytes(MOST_BYTES)) is Fault.TOO_LARGE


@pytest.mark.parametrize(
    "data",
    [
        b"",
        hostile.SVG,
        hostile.HTML,
        hostile.archive(),
        b"GIF89a" + bytes(99),
        b"MZ" + bytes(99),
        b"\0\0\0\x1cftypavif",
    ],
    ids=["nothing", "svg", "html", "zip", "gif", "program", "avif"],
)
async def test_what_is_no_picture_by_its_content_is_refused(examiner: Examiner, data: bytes) -> None:
    assert await refused(examiner, data) is Fault.UNKNOWN_TYPE


@pytest.mark.parametrize("name", ["contract.webp", "booklet.png", "contract.heic"])
async def test_what_breaks_off_is_damaged(examiner: Examiner, name: str) -> None:
    assert await refused(examiner, sample(name)[: len(sample(name)) // 2]) is Fault.DAMAGED


@pytest.mark.parametrize(
    "data", [b"\xff\xd8\xff", hostile.PNG, b"%PDF-1.7\n", b"RIFF\0\0\0\0WEBP", b"\0\0\0\x18ftypheic"]
)
async def test_a_mere_beginning_is_damaged(examiner: Examiner, data: bytes) -> None:
    assert await refused(examiner, data + bytes(500)) is Fault.DAMAGED


async def test_a_truncated_jpeg_is_damaged(examiner: Examiner) -> None:
    assert await refused(examiner, sample("contract.jpg")[:100_000]) is Fault.DAMAGED


async def test_random_damage_breaks_nothing(examiner: Examiner) -> None:
    for seed, name in enumerate(("album-1.jpg", "contract.webp", "contract.pdf")):
        data = bytearray(sample(name))
        for step in range(60):
            data[(hash((seed, step)) % (len(data) - 12)) + 12] ^= 1 + step
        found = await examiner.examine(bytes(data))
        assert isinstance(found, Examined) or found.fault is Fault.DAMAGED


async def test_of_a_polyglot_nothing_but_the_picture_goes_on(examiner: Examiner) -> None:
    picture = sample("album-1.jpg")
    polyglot = picture[:2] + b"\xff\xfe\x00\x40" + hostile.HTML.ljust(62) + picture[2:] + hostile.archive()
    [page] = (await taken(examiner, polyglot)).pages
    assert b"canary-script" in polyglot
    assert b"canary-script" not in page
    assert b"PK\x03\x04" not in page


async def test_a_comment_that_unpacks_for_ever_is_not_unpacked(examiner: Examiner) -> None:
    assert await refused(examiner, hostile.text_bomb_png()) is Fault.DAMAGED


async def test_of_a_pdf_with_scripts_nothing_but_the_page_goes_on(examiner: Examiner) -> None:
    document = hostile.scripted_document()
    assert b"canary-script" in document
    found = await taken(examiner, document)
    [page] = found.pages
    assert b"canary" not in page
    assert ImageStat.Stat(opened(page)).mean[0] < 254  # something is drawn


async def test_a_pdf_of_a_thousand_pages_is_refused(examiner: Examiner) -> None:
    assert await refused(examiner, hostile.document(1000)) is Fault.TOO_MANY_PAGES
    assert len((await taken(examiner, hostile.document(20))).pages) == 20


async def test_a_pdf_that_asks_for_a_password_is_named_so(examiner: Examiner) -> None:
    assert await refused(examiner, hostile.encrypted_document()) is Fault.ENCRYPTED


@pytest.mark.parametrize("size", [(14_400, 14_400), (1, 14_400), (1_000_000, 1_000_000)])
async def test_a_pdf_page_of_any_size_is_drawn_within_bounds(examiner: Examiner, size: tuple[float, float]) -> None:
    found = await taken(examiner, hostile.document(1, size=size))
    assert max(opened(found.pages[0]).size) <= LONGEST_SIDE


def test_a_page_of_pure_noise_is_within_what_is_believed() -> None:
    noise = Image.effect_noise((LONGEST_SIDE, LONGEST_SIDE), 120)
    written = io.BytesIO()
    Image.merge("RGB", (noise, noise.rotate(90), noise.rotate(180))).save(written, "JPEG", quality=85)
    assert written.tell() < MOST_PAGE_BYTES


async def test_a_hundred_pictures_at_once_wait_their_turn_in_flat_memory() -> None:
    async with Examiner() as examiner:
        await examiner.examine(snapshot())
        before = _memory(examiner)
        found = await asyncio.gather(*(examiner.examine(snapshot()) for _ in range(100)))
        assert len({one.sha256 for one in found if isinstance(one, Examined)}) == 1
        assert all(isinstance(one, Examined) for one in found)
        assert _memory(examiner) < before + 100_000
        assert len(_workers(examiner)) == 2


async def test_what_comes_beyond_the_queue_is_to_come_again() -> None:
    async with Examiner(workers=1, most_waiting=3) as examiner:
        found = await asyncio.gather(*(examiner.examine(snapshot()) for _ in range(5)))
        assert [isinstance(one, Examined) for one in found] == [True] * 3 + [False] * 2
        assert isinstance(found[4], NotAPicture)
        assert (found[4].fault, found[4].may_pass) == (Fault.BUSY, True)
        assert isinstance(await examiner.examine(snapshot()), Examined)
    async with Examiner(most_waiting_bytes=1000) as examiner:
        assert await refused(examiner, snapshot()) is Fault.BUSY


async def test_the_event_loop_goes_on_meanwhile() -> None:
    async with Examiner(workers=1) as examiner:
        await taken(examiner, hostile.small("JPEG"))
        [worker] = _workers(examiner)
        os.kill(worker, signal.SIGSTOP)  # as in the midst of something endless
        looking = asyncio.create_task(examiner.examine(hostile.small("JPEG")))
        await begun()
        assert not looking.done()
        os.kill(worker, signal.SIGCONT)
        assert isinstance(await looking, Examined)


async def test_one_that_is_too_slow_is_refused_and_the_next_is_not() -> None:
    async with Examiner(workers=1) as examiner:
        await taken(examiner, hostile.small("JPEG"))
        [stopped] = _workers(examiner)
        os.kill(stopped, signal.SIGSTOP)
        examiner._seconds = 0.2
        assert await refused(examiner, hostile.small("JPEG")) is Fault.TOO_SLOW
        assert not runs(stopped)
        examiner._seconds = SECONDS
        await taken(examiner, hostile.small("JPEG"))


async def test_a_killed_process_costs_one_picture() -> None:
    async with Examiner(workers=2) as examiner:
        await asyncio.gather(*(taken(examiner, hostile.small("JPEG")) for _ in range(2)))
        first, second = _workers(examiner)
        os.kill(second, signal.SIGSTOP)  # so that it is in the midst of a picture
        slow = asyncio.create_task(examiner.examine(hostile.small("JPEG")))
        await begun()
        others = [asyncio.create_task(examiner.examine(hostile.small("JPEG"))) for _ in range(5)]
        os.kill(second, signal.SIGKILL)
        assert await slow == NotAPicture(Fault.TOO_HEAVY)
        assert all(isinstance(one, Examined) for one in await asyncio.gather(*others))
        assert first in _workers(examiner)


async def test_a_process_that_died_idle_costs_none() -> None:
    async with Examiner(workers=1) as examiner:
        await taken(examiner, hostile.small("JPEG"))
        os.kill(_workers(examiner)[0], signal.SIGKILL)
        await examiner._idle[0]._process.wait()
        await taken(examiner, hostile.small("JPEG"))


async def test_what_wants_too_much_memory_is_refused_and_the_next_is_not() -> None:
    async with Examiner(workers=1, memory=150_000_000) as examiner:
        assert await refused(examiner, hostile.huge_png(7000)) in {Fault.TOO_HEAVY, Fault.DAMAGED}
        await taken(examiner, hostile.small("JPEG"))


async def test_the_largest_pictures_fit_the_memory(examiner: Examiner) -> None:
    found = await taken(examiner, hostile.huge_png(7000))
    assert found.remarks == (Remark.TOO_DARK, Remark.BLURRED)


async def test_a_telephones_picture_is_halved_while_it_is_decoded(examiner: Examiner) -> None:
    found = await taken(examiner, hostile.small("JPEG", (3000, 4000)))
    assert (found.width, found.height) == (3000, 4000)
    assert opened(found.pages[0]).size == (1500, 2000)
    found = await taken(examiner, hostile.small("JPEG", (2600, 100)))
    assert opened(found.pages[0]).size == (2400, 92)


async def test_a_cancelled_wait_leaves_no_process_in_the_midst() -> None:
    async with Examiner(workers=1) as examiner:
        await taken(examiner, hostile.small("JPEG"))
        os.kill(_workers(examiner)[0], signal.SIGSTOP)
        waiting = asyncio.create_task(examiner.examine(hostile.small("JPEG")))
        await begun()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await taken(examiner, hostile.small("JPEG"))


async def test_the_process_is_told_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAMYAR_SECRET_KEY", "canary")
    async with Examiner(workers=1) as examiner:
        await taken(examiner, hostile.small("JPEG"))
        environment = environment_of(_workers(examiner)[0])
    assert b"canary" not in environment
    assert b"HAMYAR" not in environment


async def test_a_process_that_does_not_come_up_is_our_fault() -> None:
    async with Examiner(memory=1_000_000) as examiner:
        with pytest.raises(DoesNotStart):
            await examiner.examine(hostile.small("JPEG"))


async def test_none_is_left_at_the_end() -> None:
    async with Examiner() as examiner:
        await taken(examiner, hostile.small("JPEG"))
        workers = _workers(examiner)
    assert workers
    assert not any(map(runs, workers))


async def begun() -> None:
    """Until what was started has gone as far as it goes by itself; the loop has its turns all the while."""
    for _ in range(1_000):
        await asyncio.sleep(0)


def runs(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


def environment_of(process: int) -> bytes:
    return Path(f"/proc/{process}/environ").read_bytes()


def _workers(examiner: Examiner) -> list[int]:
    return [process._process.pid for process in examiner._idle]


def _memory(examiner: Examiner) -> int:
    """The most that the processes have held, in kilobytes, together."""
    return sum(
        int(line.split()[1])
        for worker in _workers(examiner)
        for line in Path(f"/proc/{worker}/status").read_text().splitlines()
        if line.startswith("VmHWM")
    )
