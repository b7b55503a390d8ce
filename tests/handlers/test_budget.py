"""The rate budget: what can wait leaves room to what cannot, however much of it there is."""

from __future__ import annotations

import random

import pytest

from handlers.budget import Budget, Rate
from handlers.telegram.sending import KEPT, OVERALL


class Seconds:
    """A clock of one's own."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_what_can_wait_leaves_the_rest_to_replies() -> None:
    budget = Budget(Rate(28, 1), None, kept=8, clock=Seconds())
    assert budget.room() == (20, 0)
    assert [budget.reserve("n", yields=True) for _ in range(20)] == [0] * 20
    assert budget.room()[0] == 0
    assert [budget.reserve("r") for _ in range(8)] == [0] * 8, "replies go at once"
    assert budget.reserve("r") > 0


def test_room_comes_back_when_it_is_said_to() -> None:
    clock = Seconds()
    budget = Budget(Rate(28, 1), None, kept=8, clock=clock)
    for _ in range(20):
        budget.reserve("n", yields=True)
        clock.now += 0.01
    room, wait = budget.room(5)
    assert room == 0
    clock.now += wait - 0.001
    assert budget.room(5)[0] == 0
    clock.now += 0.002
    assert budget.room(5) == (5, 0)


def test_notices_go_on_beside_many_replies_and_rest_only_when_those_take_all() -> None:
    clock = Seconds()
    budget = Budget(Rate(20, 1), None, kept=10, clock=clock)
    for replies, room in ((10, 5), (15, 0), (20, 0)):
        clock.now += 2
        for _ in range(replies):
            budget.reserve("r")
        found, wait = budget.room()
        assert found == room
        assert (wait > 0) == (not room)


def test_a_penalty_is_for_notices_too() -> None:
    budget = Budget(None, None, clock=Seconds())
    budget.penalise(3)
    assert budget.room() == (0, 3)


def test_without_limits_there_is_always_room() -> None:
    assert Budget(None, None).room()[0] >= 100_000


@pytest.mark.parametrize("seed", range(20))
def test_replies_wait_no_longer_for_all_the_notices_of_a_country(seed: int) -> None:
    """The bot's own budget: notices take whatever room there is, replies come as they like, up to what is theirs."""
    draw, clock = random.Random(seed), Seconds()
    flooded, alone = (Budget(OVERALL, None, kept=KEPT, clock=clock) for _ in range(2))
    notices, replies = 0, list[float]()
    for _ in range(3000):
        clock.now += draw.expovariate(100)
        room, _ = flooded.room()
        for _ in range(room):
            assert flooded.reserve("n", yields=True) == 0, "a notice never waits in the budget, before a reply"
            notices += 1
        replies = [at for at in replies if at > clock.now - OVERALL.seconds - 0.1]
        if draw.random() < 0.2 and len(replies) < KEPT:
            replies.append(clock.now)
            assert flooded.reserve("r") == alone.reserve("r") == 0
    assert notices > 300
