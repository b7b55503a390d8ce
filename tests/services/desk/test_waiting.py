"""What somebody who asks for a person is told of the wait: as long as it takes, and no prettier."""

from __future__ import annotations

from services.conversations import Place
from tests.services.desk.room import AGENT, Room

HER = Place("telegram", "5")


async def waited(room: Room, *minutes: int) -> None:
    """So long somebody waited before, one after another."""
    for address, wait in enumerate(minutes, start=1):
        number = await room.opened(Place("telegram", f"w{address}"))
        room.clock.advance(minutes=wait)
        await room.act(lambda desk, number=number: desk.take(number, AGENT))


async def test_the_expected_wait_is_the_median_of_recent_ones(room: Room) -> None:
    await waited(room, 2, 9, 4)
    (told,) = await room.says(HER, "کارشناس")
    assert "حدود ۴ دقیقه" in told


async def test_a_wait_that_is_not_over_counts_as_well(room: Room) -> None:
    await waited(room, 1, 2, 1)
    await room.opened(Place("telegram", "4"))
    room.clock.advance(minutes=20)
    (told,) = await room.says(HER, "کارشناس")
    assert "نفر دوم صف هستید" in told
    assert "حدود ۲۰ دقیقه" in told


async def test_a_wait_that_goes_beyond_today_names_the_day_it_may_come_to(room: Room) -> None:
    await waited(room, 30, 40, 50)
    room.clock.advance(minutes=10)  # 14:10, and the desk closes at 14:30
    (told,) = await room.says(HER, "کارشناس")
    assert "شاید امروز نوبت به شما نرسد" in told
    assert "۲ مهر ۱۴۰۴، ساعت ۰۷:۳۰" in told
