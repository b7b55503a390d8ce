"""All wiring: which dialogs there are, which services they get, and what a turn is made of."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.key_files import make_once
from bot.settings import Settings
from dialogs.catalog import BoundCatalog, Catalog, Entry
from dialogs.contract import WORDS as CONTRACT_WORDS
from dialogs.contract import contract
from dialogs.dependency import WORDS as DEPENDENCY_WORDS
from dialogs.dependency import dependency
from dialogs.grant_status import WORDS as GRANT_WORDS
from dialogs.grant_status import grant_status
from dialogs.marking import marking
from dialogs.menu import GREETINGS, PREFERENCE_WORDS, WELCOME, forget, menu, preferences, resume
from dialogs.messages import Channel
from dialogs.objection import WORDS as OBJECTION_WORDS
from dialogs.objection import number_in, objection
from dialogs.opting import opt_in, opt_out
from dialogs.partial_months import WORDS as PARTIAL_WORDS
from dialogs.partial_months import partial_months
from dialogs.premium import WORDS as PREMIUM_WORDS
from dialogs.premium import count_in, premium
from dialogs.receipts import WORDS as RECEIPT_WORDS
from dialogs.receipts import receipts
from dialogs.which import onward, which
from handlers import sms, telegram, terminal
from handlers.floor import MakeDesk
from handlers.notices import MakeNotices, NoticeVoice
from handlers.playing import MakeEar
from handlers.turn import Checkpoint, Turn
from handlers.voice import DeskVoice
from handlers.wording import Wording
from services.calendar import Clock
from services.contracts import Contracts
from services.contracts.partials import Partials
from services.contracts.premiums import Premiums, Till
from services.conversations import Place
from services.dependency import Dependency
from services.desk import Desk, Marks
from services.documents.papers import Papers
from services.grants import Grants
from services.messages import Messages, Silences
from services.messages.notices import Notices
from services.objections import Objections
from services.people import People, random_code
from services.receipts import Receipts
from services.uploads import Uploads

CATALOG = Catalog(
    [
        Entry("menu", menu, GREETINGS, about=WELCOME),
        Entry("resume", resume),
        Entry("which", which),
        Entry("onward", onward),
        Entry("preferences", preferences, PREFERENCE_WORDS),
        Entry("forget", forget),
        Entry("opt_out", opt_out),
        Entry("opt_in", opt_in),
        Entry("marking", marking),
        Entry("grant_status", grant_status, GRANT_WORDS, unless=("وام", "اعتراض", "eteraz")),
        Entry("objection", objection, OBJECTION_WORDS, about_in=number_in),
        Entry("contract", contract, CONTRACT_WORDS, unless=("بیکاری", "سلامت", "ثالث")),
        Entry("premium", premium, PREMIUM_WORDS, unless=("بیکاری", "سلامت", "ثالث"), about_in=count_in),
        Entry("partial_months", partial_months, PARTIAL_WORDS, unless=("اقساط",)),
        Entry("dependency", dependency, DEPENDENCY_WORDS, unless=("اعتراض", "تبعی", "تحت", "eteraz")),
        Entry("receipts", receipts, RECEIPT_WORDS, unless=("نرسید",), about_in=number_in),
    ]
)


CHANNELS: Mapping[str, Channel] = {
    telegram.NAME: telegram.CHANNEL,
    sms.NAME: sms.CHANNEL,
    terminal.NAME: terminal.channel(contact=False),
}


class Hosting:
    """Gives a turn its dialogs, bound to services on the turn's own connection."""

    def __init__(
        self,
        clock: Clock,
        key: bytes,
        catalog: Catalog = CATALOG,
        *,
        new_code: Callable[[], str] = random_code,
        public_url: str | None = None,
        till: Till | None = None,
        quiet_hours: bool = True,
    ) -> None:
        self._clock = clock
        self._key = key
        self._catalog = catalog
        self._new_code = new_code
        self._public_url = public_url
        self._till = till
        self._notices = make_notices(clock, Wording(), quiet_hours=quiet_hours)

    def dialogs(self, connection: AsyncConnection, place: Place) -> tuple[BoundCatalog, People]:
        """The dialogs and the people service of one conversation."""
        people = People(connection, self._clock, self._key, place.channel, place.address, new_code=self._new_code)
        notices = self._notices(connection)
        services: Mapping[str, Any] = {
            "people": people,
            "contracts": Contracts(connection, self._clock, notices, said_on=place.channel),
            "dependency": Dependency(connection, self._clock, notices, said_on=place.channel),
            "grants": Grants(connection, self._clock),
            "marks": Marks(connection, self._clock, place),
            "objections": Objections(connection, self._clock, notices, said_on=place.channel),
            "papers": Papers(connection, self._clock, place),
            "partials": Partials(connection, self._clock),
            "premiums": Premiums(connection, self._clock, self._till),
            "receipts": Receipts(connection),
            "uploads": Uploads(connection, self._clock, self._key, place, self._public_url),
            "silences": Silences(Messages(connection), place.channel, place.address, self._clock.now()),
        }
        return self._catalog.bind(services), people


def wire_turn(
    engine: AsyncEngine,
    hosting: Hosting,
    channels: Mapping[str, Channel],
    clock: Clock,
    *,
    wording: Wording | None = None,
    desk: MakeDesk | None = None,
    ear: MakeEar | None = None,
    checkpoint: Checkpoint = lambda _: None,
) -> Turn:
    """The turn of a process."""
    return Turn(engine, hosting, channels, wording or Wording(), clock, desk=desk, ear=ear, checkpoint=checkpoint)


def make_desk(
    clock: Clock, wording: Wording, *, quiet_hours: bool = True, checkpoint: Checkpoint = lambda _: None
) -> MakeDesk:
    """The desk of a transaction; it speaks on every channel there is, whichever this process serves."""
    voice, notices = DeskVoice(CHANNELS, wording), make_notices(clock, wording, quiet_hours=quiet_hours)

    def desk(connection: AsyncConnection) -> Desk:
        return Desk(connection, clock, voice, notices(connection), checkpoint=checkpoint)

    return desk


def make_notices(clock: Clock, wording: Wording, *, quiet_hours: bool = True) -> MakeNotices:
    """The notices of a transaction; they go out on every channel there is, whichever this process serves."""
    voice = NoticeVoice(CHANNELS, wording)

    def notices(connection: AsyncConnection) -> Notices:
        return Notices(connection, clock, voice, quiet_hours=quiet_hours)

    return notices


def secret_key(settings: Settings) -> bytes:
    """The key for hashes and signatures: the setting, or one made once and kept beside the embedded database."""
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value().encode()
    path = key_file(settings)
    make_once(path, lambda: secrets.token_hex(32).encode())
    return path.read_bytes()


def key_file(settings: Settings) -> Path:
    """Where that key is kept when no setting holds it."""
    return settings.data_dir / "secret_key"
