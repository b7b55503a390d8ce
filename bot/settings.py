"""The settings: read once from `HAMYAR_…` variables, checked all together, and passed in.

A wrong one is named with what is wrong and never with its value, since any of them may hold a secret put in the
wrong place. An unknown one is an error too: a misspelt HAMYAR_DATABASE_URL would quietly mean another database.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import OperatorError
from services.desk import Kind
from services.desk.groups import Group
from services.file_keys import parsed
from services.issued import keys as signing
from services.messages.lines import Line

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


# What a group of colleagues can be for: tickets of a kind, or objections.
REVIEWS = "reviews"
_KINDS = (*(kind.value for kind in Kind), REVIEWS)


def _address(text: str, *schemes: str) -> str:
    try:
        parts = urlsplit(text)
        sound = parts.scheme in schemes and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    if not sound:
        raise ValueError(f"must be an address that starts with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    return text.rstrip("/")


def _web_address(text: str) -> str:
    return _address(text, "https", "http")


def _proxy_address(secret: SecretStr) -> SecretStr:
    return SecretStr(_address(secret.get_secret_value(), "http", "https", "socks5", "socks5h"))


def _database_address(secret: SecretStr) -> SecretStr:
    scheme, mark, rest = secret.get_secret_value().partition("://")
    if not mark or scheme not in {"postgresql", "postgres", "postgresql+psycopg"}:
        raise ValueError("must be an address that starts with postgresql://")
    try:
        parts = urlsplit(f"postgresql://{rest}")
        sound = len(parts.path) > 1 and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    if not sound:
        raise ValueError("must look like postgresql://user:password@host:5432/database, special letters as %XX")
    return SecretStr(f"postgresql+psycopg://{rest}")


def _listen(text: str) -> str:
    host, mark, port = text.rpartition(":")
    if not mark or not host or not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > 65535:
        raise ValueError("must be host:port, as 127.0.0.1:8420")
    return text


def _chats(text: object) -> object:
    if not isinstance(text, str):
        return text
    groups = [_group(part.strip()) for part in text.split(",")]
    if None in groups or len({group.chat_id for group in groups if group}) < len(groups):
        kinds = ", ".join(_KINDS)
        raise ValueError(
            "must be the numbers of one or more supergroups, each starting with -, with commas between;"
            f" a group of some kinds alone as -100123:{Kind.INSURED.value}+{Kind.EMPLOYERS.value} (kinds: {kinds})"
        )
    return tuple(groups)


def _group(text: str) -> Group | None:
    number, _, kinds = text.partition(":")
    named = set(kinds.split("+") if kinds else _KINDS)
    if not re.fullmatch(r"-[0-9]{5,20}", number) or text.endswith(":") or not named <= set(_KINDS):
        return None
    return Group(int(number), frozenset(map(Kind, named - {REVIEWS})), REVIEWS in named)


def _line(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4,20}", text):
        raise ValueError("must be the number of the SMS line, digits only")
    return text


def _lines(text: object) -> object:
    """As 10004346=70:18,20004346=30:6: a line, its share of the notices, and its messages a second."""
    if not isinstance(text, str):
        return text
    form = re.compile(r"([0-9]{4,20})=([0-9]{1,4})(?::([1-9][0-9]{0,4}))?")
    read = [form.fullmatch(part.strip()) for part in text.split(",")]
    lines = [Line(one[1], int(one[2]), int(one[3]) if one[3] else None) for one in read if one]
    if None in read or len({line.number for line in lines}) < len(lines) or not any(line.share for line in lines):
        raise ValueError(
            "must be lines with their shares of the notices and, if they have one, their messages a second,"
            " with commas between, as 10004346=70:18,20004346=30:6"
        )
    return tuple(lines)


def _bank_terminal(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4,20}", text):
        raise ValueError("must be the number of the terminal at SEP, digits only")
    return text


def _template(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9-]{1,50}", text):
        raise ValueError("must be the name of a template at the SMS provider: letters, digits and -")
    return text


def _count(text: object) -> object:
    if not re.fullmatch(r"[1-9][0-9]{0,14}", str(text)):
        raise ValueError("must be a whole number above zero")
    return text


def _switch(text: object) -> object:
    if isinstance(text, bool):
        return text
    if text not in ("on", "off"):
        raise ValueError("must be on or off")
    return text == "on"


def _terminal(text: object) -> object:
    if text != "terminal":
        raise ValueError("must be terminal, or unset where the desk is a bot")
    return text


def _file_keys(secret: SecretStr) -> SecretStr:
    parsed(secret.get_secret_value())
    return secret


def _signing_keys(secret: SecretStr) -> SecretStr:
    signing.parsed(secret.get_secret_value())
    return secret


def _file_store(text: str) -> str:
    if "://" in text and not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._/-]*)?", text):
        raise ValueError("must be a folder, or s3://bucket/prefix")
    return text


def _like(pattern: str, words: str) -> AfterValidator:
    """A secret that matches `pattern` from end to end; `words` say how it should look."""

    def look(secret: SecretStr) -> SecretStr:
        if not re.fullmatch(pattern, secret.get_secret_value()):
            raise ValueError(words)
        return secret

    return AfterValidator(look)


WebAddress = Annotated[str, AfterValidator(_web_address)]
BotToken = Annotated[SecretStr, _like(r"[0-9]+:[A-Za-z0-9_-]{10,}", "must be a bot's token: digits, a colon, letters")]
# Telegram's own rule for the header it sends with each update.
HookSecret = Annotated[SecretStr, _like(r"[A-Za-z0-9_-]{16,256}", "must be 16 to 256 letters of A-Z a-z 0-9 _ -")]
Key = Annotated[SecretStr, _like(r"[A-Za-z0-9_/+=-]{8,}", "must be 8 or more letters and digits, without spaces")]
Merchant = Annotated[SecretStr, _like(r"[0-9a-fA-F-]{36}", "must be the merchant's code at Zarinpal, of 36 letters")]


class Settings(BaseSettings):
    """Every setting; one that is None is unset, and what it belongs to is off."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, hide_input_in_errors=True)

    database_url: Annotated[SecretStr, AfterValidator(_database_address)] | None = None
    data_dir: Path = Path(".hamyar")
    public_url: WebAddress | None = None
    chat_url: WebAddress | None = None
    listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8420"
    secret_key: Annotated[SecretStr, _like(r"\S{32,}", "must be 32 or more letters, without spaces")] | None = None
    file_keys: Annotated[SecretStr, AfterValidator(_file_keys)] | None = None
    signing_keys: Annotated[SecretStr, AfterValidator(_signing_keys)] | None = None
    file_store: Annotated[str, AfterValidator(_file_store)] | None = None

    telegram_token: BotToken | None = None
    telegram_api: WebAddress = "https://api.telegram.org"
    telegram_secret: HookSecret | None = None
    telegram_proxy: Annotated[SecretStr, AfterValidator(_proxy_address)] | None = None

    desk: Annotated[Literal["terminal"], BeforeValidator(_terminal)] | None = None
    desk_token: BotToken | None = None
    desk_api: WebAddress = "https://api.telegram.org"
    desk_secret: HookSecret | None = None
    desk_chats: Annotated[tuple[Group, ...], NoDecode, BeforeValidator(_chats)] = ()
    second_reviewer_rials: Annotated[int, BeforeValidator(_count)] = 1_000_000_000

    kavenegar_key: Key | None = None
    kavenegar_api: WebAddress = "https://api.kavenegar.com"
    sms_line: Annotated[str, AfterValidator(_line)] | None = None
    sms_lines: Annotated[tuple[Line, ...], NoDecode, BeforeValidator(_lines)] = ()
    sms_service_line: Annotated[str, AfterValidator(_line)] | None = None
    sms_secret: HookSecret | None = None
    sms_code_template: Annotated[str, AfterValidator(_template)] = "hamyar"
    sms_daily_rials: Annotated[int, BeforeValidator(_count)] | None = None

    zarinpal_merchant: Merchant | None = None
    zarinpal_api: WebAddress = "https://payment.zarinpal.com"
    sep_terminal: Annotated[str, AfterValidator(_bank_terminal)] | None = None
    sep_api: WebAddress = "https://sep.shaparak.ir"

    flood: Annotated[int, BeforeValidator(_count)] = 5
    metrics_listen: Annotated[str, AfterValidator(_listen)] | None = None
    month_end: Annotated[bool, BeforeValidator(_switch)] = False
    dependency: Annotated[bool, BeforeValidator(_switch)] = False
    quiet_hours: Annotated[bool, BeforeValidator(_switch)] = True
    """Off where nobody sleeps: the demo, the tour."""
    rate_limits: Annotated[bool, BeforeValidator(_switch)] = True
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
