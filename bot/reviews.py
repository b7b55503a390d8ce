"""Reviewers' work on objections, put together."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import make_notices
from bot.settings import Settings
from handlers.desk.case_topics import MakeReviews
from handlers.wording import Wording
from services.calendar import Clock
from services.dependency import Dependency
from services.grants import Grants
from services.money import Rials
from services.objections import Objections
from services.reviews import Reviews


def make_reviews(
    settings: Settings, clock: Clock, wording: Wording, *, checkpoint: Callable[[str], None] = lambda _: None
) -> MakeReviews:
    """The reviews of a transaction; people hear of what is decided on every channel there is."""
    notices = make_notices(clock, wording, quiet_hours=settings.quiet_hours)
    second_over = Rials(settings.second_reviewer_rials)

    def reviews(connection: AsyncConnection) -> Reviews:
        told = notices(connection)
        services = (Objections(connection, clock, told), Grants(connection, clock), Dependency(connection, clock, told))
        return Reviews(connection, clock, *services, second_over=second_over, checkpoint=checkpoint)

    return reviews
