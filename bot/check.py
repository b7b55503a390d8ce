"""What `hamyar check` tries: every setting, then the database. The channels' providers take their place beside it."""

from collections.abc import Iterator

from bot.errors import OperatorError
from bot.settings import Settings, SettingsError, read


def faults() -> Iterator[str]:
    """Every fault found, a line each; none when all is in order."""
    try:
        settings = read()
    except SettingsError as error:
        yield from map(str, error.faults)
        return
    yield from _database(settings)


def _database(settings: Settings) -> Iterator[str]:
    from bot.database import server
    from services.store import migrations

    try:
        with server(settings) as url:
            if settings.database_url is not None and migrations.pending(url):
                yield "The database's schema is older than this program: run `hamyar migrate`."
    except OperatorError as error:
        yield str(error)
