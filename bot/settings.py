"""The settings: read once from `HAMYAR_…` variables, checked all together, and passed in.

A wrong one is named with what is wrong and never with its value, since any of them may hold a secret put in the
wrong place. An unknown one is an error too: a misspelt HAMYAR_DATABASE_URL would quietly mean another database.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import OperatorError
from bot.setting_forms import (
    BankTerminal,
    BotToken,
    Count,
    DatabaseAddress,
    FileKeys,
    FileStore,
    Groups,
    HookSecret,
    Key,
    Listen,
    Merchant,
    ProxyAddress,
    SecretKey,
    SigningKeys,
    SmsLine,
    SmsLines,
    Switch,
    Template,
    Terminal,
    WebAddress,
)

PREFIX = "HAMYAR_"

# Not settings, but what a run of the tests is told: a browser is required, where pictures go, how long to soak.
OF_THE_TESTS = frozenset({"HAMYAR_BROWSER", "HAMYAR_SCREENSHOTS", "HAMYAR_SOAK"})

# Where the first is set, the second is needed; with a public address the providers call us, and must prove themselves.
NEEDS = (
    ("HAMYAR_DESK_TOKEN", "HAMYAR_DESK_CHATS"),
    ("HAMYAR_KAVENEGAR_KEY", "HAMYAR_SMS_LINE"),
    ("HAMYAR_SMS_LINES", "HAMYAR_SMS_LINE"),
    ("HAMYAR_SMS_SERVICE_LINE", "HAMYAR_SMS_LINE"),
    ("HAMYAR_ZARINPAL_MERCHANT", "HAMYAR_PUBLIC_URL"),
    ("HAMYAR_SEP_TERMINAL", "HAMYAR_PUBLIC_URL"),
)
NEEDS_WHEN_PUBLIC = (
    ("HAMYAR_TELEGRAM_TOKEN", "HAMYAR_TELEGRAM_SECRET"),
    ("HAMYAR_DESK_TOKEN", "HAMYAR_DESK_SECRET"),
    ("HAMYAR_KAVENEGAR_KEY", "HAMYAR_SMS_SECRET"),
)


class Settings(BaseSettings):
    """Every setting; one that is None is unset, and what it belongs to is off."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, hide_input_in_errors=True)

    database_url: DatabaseAddress | None = None
    data_dir: Path = Path(".hamyar")
    public_url: WebAddress | None = None
    chat_url: WebAddress | None = None
    listen: Listen = "127.0.0.1:8420"
    secret_key: SecretKey | None = None
    file_keys: FileKeys | None = None
    signing_keys: SigningKeys | None = None
    file_store: FileStore | None = None

    telegram_token: BotToken | None = None
    telegram_api: WebAddress = "https://api.telegram.org"
    telegram_secret: HookSecret | None = None
    telegram_proxy: ProxyAddress | None = None

    desk: Terminal | None = None
    desk_token: BotToken | None = None
    desk_api: WebAddress = "https://api.telegram.org"
    desk_secret: HookSecret | None = None
    desk_chats: Groups = ()
    second_reviewer_rials: Count = 1_000_000_000

    kavenegar_key: Key | None = None
    kavenegar_api: WebAddress = "https://api.kavenegar.com"
    sms_line: SmsLine | None = None
    sms_lines: SmsLines = ()
    sms_service_line: SmsLine | None = None
    sms_secret: HookSecret | None = None
    sms_code_template: Template = "hamyar"
    sms_daily_rials: Count | None = None

    zarinpal_merchant: Merchant | None = None
    zarinpal_api: WebAddress = "https://payment.zarinpal.com"
    sep_terminal: BankTerminal | None = None
    sep_api: WebAddress = "https://sep.shaparak.ir"

    flood: Count = 5
    metrics_listen: Listen | None = None
    month_end: Switch = False
    dependency: Switch = False
    quiet_hours: Switch = True
    """Off where nobody sleeps: the demo, the tour."""
    rate_limits: Switch = True
    """Off for benchmarks alone: a real provider bans who ignores its limits."""

    @property
    def has_bank(self) -> bool:
        """Whether people can pay."""
        return self.sep_terminal is not None or self.zarinpal_merchant is not None

    @property
    def has_desk(self) -> bool:
        """Whether there are people behind the bot."""
        return self.desk is not None or self.desk_token is not None


@dataclass(frozen=True)
class Fault:
    """A setting and what is wrong with it."""

    setting: str
    problem: str

    def __str__(self) -> str:
        return f"{self.setting} {self.problem}"


class SettingsError(OperatorError):
    """Settings that are wrong, missing or unknown: all of them at once."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("wrong settings\n" + "\n".join(f"  {fault}" for fault in faults))
        self.faults = faults


def read() -> Settings:
    """The settings of this process's environment.

    Raises SettingsError with every fault of every setting; its text never contains a setting's value.
    """
    faults: list[Fault] = []
    settings: Settings | None = None
    try:
        settings = Settings()
    except ValidationError as error:
        faults.extend(_wrong(error))
    given = {name.upper() for name, value in os.environ.items() if value and name.upper().startswith(PREFIX)}
    faults.extend(_missing(given))
    faults.extend(_unknown(given))
    if settings is None or faults:
        raise SettingsError(tuple(faults)) from None
    return settings


def _wrong(error: ValidationError) -> Iterator[Fault]:
    for detail in error.errors(include_url=False, include_input=False):
        problem = detail.get("ctx", {}).get("error")
        words = str(problem) if isinstance(problem, ValueError) else "cannot be read"
        yield Fault(PREFIX + str(detail["loc"][0]).upper(), words)


def _missing(given: set[str]) -> Iterator[Fault]:
    needs = NEEDS + (NEEDS_WHEN_PUBLIC if "HAMYAR_PUBLIC_URL" in given else ())
    for having, needed in needs:
        if having in given and needed not in given:
            yield Fault(needed, f"is missing: {having} is set")


def _unknown(given: set[str]) -> Iterator[Fault]:
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    for name in sorted(given - OF_THE_TESTS - set(known)):
        near = get_close_matches(name, known, n=1)
        yield Fault(name, f"is not a setting; did you mean {near[0]}?" if near else "is not a setting")
