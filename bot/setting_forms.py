"""How settings are written: each form is a type that reads it, or says how it should look, and never repeats it."""

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

from services.desk import Kind
from services.desk.groups import Group
from services.file_keys import parsed
from services.issued import keys as signing
from services.messages.lines import Line

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
ProxyAddress = Annotated[SecretStr, AfterValidator(_proxy_address)]
DatabaseAddress = Annotated[SecretStr, AfterValidator(_database_address)]
Listen = Annotated[str, AfterValidator(_listen)]
BotToken = Annotated[SecretStr, _like(r"[0-9]+:[A-Za-z0-9_-]{10,}", "must be a bot's token: digits, a colon, letters")]
# Telegram's own rule for the header it sends with each update.
HookSecret = Annotated[SecretStr, _like(r"[A-Za-z0-9_-]{16,256}", "must be 16 to 256 letters of A-Z a-z 0-9 _ -")]
Key = Annotated[SecretStr, _like(r"[A-Za-z0-9_/+=-]{8,}", "must be 8 or more letters and digits, without spaces")]
Merchant = Annotated[SecretStr, _like(r"[0-9a-fA-F-]{36}", "must be the merchant's code at Zarinpal, of 36 letters")]
SecretKey = Annotated[SecretStr, _like(r"\S{32,}", "must be 32 or more letters, without spaces")]
FileKeys = Annotated[SecretStr, AfterValidator(_file_keys)]
SigningKeys = Annotated[SecretStr, AfterValidator(_signing_keys)]
FileStore = Annotated[str, AfterValidator(_file_store)]
Terminal = Annotated[Literal["terminal"], BeforeValidator(_terminal)]
Groups = Annotated[tuple[Group, ...], NoDecode, BeforeValidator(_chats)]
SmsLine = Annotated[str, AfterValidator(_line)]
SmsLines = Annotated[tuple[Line, ...], NoDecode, BeforeValidator(_lines)]
Template = Annotated[str, AfterValidator(_template)]
BankTerminal = Annotated[str, AfterValidator(_bank_terminal)]
Count = Annotated[int, BeforeValidator(_count)]
Switch = Annotated[bool, BeforeValidator(_switch)]
