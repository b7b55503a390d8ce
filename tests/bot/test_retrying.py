"""How long a job that failed waits."""

from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.jobs import Job

from bot.retrying import LONGEST_SECONDS, MOST_TRIES, Patiently
from tests.logs import production


def wait(attempts: int) -> timedelta | None:
    """From now to the next try, after so many."""
    job = Job(id=7, queue="q", lock=None, queueing_lock=None, task_name="decide", task_kwargs={}, attempts=attempts)
    before = datetime.now(UTC)
    decision = Patiently().get_retry_decision(exception=OSError(), job=job)
    if decision is None:
        return None
    assert decision.retry_at
    return decision.retry_at - before


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 1), (1, 2), (4, 16), (6, 60), (9, 60), (MOST_TRIES - 2, 60)])
def test_waits_grow_to_a_minute_and_no_further(attempts: int, seconds: int) -> None:
    waited = wait(attempts)
    assert waited
    assert timedelta(seconds=seconds - 1) < waited < timedelta(seconds=seconds + 60)  # the clock goes on meanwhile


def test_an_absence_of_two_hours_is_outlasted() -> None:
    assert MOST_TRIES * LONGEST_SECONDS > 2 * 3600


def test_what_still_fails_is_given_up_and_said() -> None:
    with production() as said:
        assert wait(MOST_TRIES - 1) is None
    assert '"job given up"' in said.getvalue()
    assert '"decide"' in said.getvalue()
