"""What `hamyar check` tries: settings, the model of free text, the table of premiums, the database, the providers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.errors import OperatorError
from bot.settings import Settings, SettingsError, read
from services.calendar import SystemClock, today


@dataclass(frozen=True)
class Finding:
    """Something to know; `wrong` when somebody has to put it right."""

    text: str
    wrong: bool = True


def findings() -> Iterator[Finding]:
    """Everything found, in the order of trying. Wrong settings end it: nothing can be tried with them."""
    try:
        settings = read()
    except SettingsError as error:
        yield from (Finding(str(fault)) for fault in error.faults)
        return
    yield _understanding()
    yield from premiums(today(SystemClock()))
    yield from _database(settings)
    if settings.telegram_token or settings.kavenegar_key or settings.desk_token or settings.has_bank:
        from bot.providers import look

        yield from look(settings)


def _understanding() -> Finding:
    from bot.hearing import fault

    wrong = fault()
    return Finding(f"{wrong[0].upper()}{wrong[1:]}.") if wrong else Finding("Free text is understood.", wrong=False)


def premiums(day: date) -> list[Finding]:
    """What is found of the table of premiums on that day."""
    from bot.premium_figures import missing, told

    month = missing(day)
    return [] if month is None else [Finding(told(month), wrong=False)]


def _database(settings: Settings) -> Iterator[Finding]:
    from bot.database import server
    from services.store import migrations

    try:
        with server(settings) as url:
            if settings.database_url is not None and migrations.pending(url):
                yield Finding("The database's schema is older than this program: run `hamyar migrate`.")
    except OperatorError as error:
        yield Finding(str(error))
