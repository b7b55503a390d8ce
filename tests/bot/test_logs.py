"""Logs: no personal number and no secret gets through, by whatever way it comes."""

import json
import logging
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
import structlog
from pydantic import SecretStr
from sqlalchemy.exc import IntegrityError

from bot.logs import masked
from bot.settings import Settings
from tests.logs import production

NATIONAL_ID, MOBILE, SHEBA = "0012345679", "09121234567", "IR062960000000100324200001"
TYPED = (
    NATIONAL_ID,
    "۰۰۱۲۳۴۵۶۷۹",
    "٠٠١٢٣٤٥٦٧٩",
    "001-234567-9",
    "12345679۰",
    MOBILE,
    "+989121234567",
    "0912 123 4567",
    "۰۹۱۲\u200c۱۲۳\u200c۴۵۶۷",
    SHEBA,
    "ir06 2960 0000 0010 0324 2000 01",
)
TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


@dataclass
class Someone:
    national_id: str
    mobile: str


@pytest.fixture
def stderr() -> Iterator[StringIO]:
    """What is written there, as in production."""
    with production() as stream:
        yield stream


@pytest.fixture
def logged(stderr: StringIO) -> Callable[[], dict[str, Any]]:
    """The one line that was logged."""

    def read() -> dict[str, Any]:
        (line,) = stderr.getvalue().splitlines()
        found: dict[str, Any] = json.loads(line)
        return found

    return read


def digits(text: object) -> str:
    return "".join(letter for letter in str(text) if letter.isdecimal())


@pytest.mark.parametrize("number", TYPED)
def test_a_number_keeps_its_ends_alone_however_it_is_written(number: str) -> None:
    for around in ("{}", "the number {} is", "'{}'", "({},", "x{}y", "nid={};", "\u200f{}\n"):
        said = masked(around.format(number))
        assert len(digits(said)) <= 4, said
        assert "•••" in said


@pytest.mark.parametrize(
    "harmless",
    ["2026-11-22T17:36:04.171877Z", "2026-11-22 17:36:04", "1399-09", "5432", "127.0.0.1:8420", "line 120, in play"],
)
def test_what_is_no_number_of_a_person_stays(harmless: str) -> None:
    assert masked(harmless) == harmless


@pytest.mark.parametrize(
    "value",
    [
        NATIONAL_ID,
        int(MOBILE),
        float(MOBILE),
        [NATIONAL_ID],
        (SHEBA,),
        {MOBILE},
        {MOBILE: 1},
        {"deep": [{"down": (NATIONAL_ID,)}]},
        {"deep": Someone(NATIONAL_ID, MOBILE)},
        Someone(NATIONAL_ID, MOBILE),
        MOBILE.encode(),
        ValueError(SHEBA),
    ],
)
def test_no_value_of_an_event_gets_through(logged: Callable[[], dict[str, Any]], value: object) -> None:
    structlog.get_logger().info("happened", about=value)
    assert len(digits(logged()["about"])) <= 8


def test_neither_the_words_nor_the_exception_get_through(logged: Callable[[], dict[str, Any]]) -> None:
    try:
        try:
            raise KeyError(SHEBA)
        except KeyError as cause:
            raise ValueError(f"no person {NATIONAL_ID}") from cause
    except ValueError:
        structlog.get_logger().exception(f"failed for {MOBILE}", reference="1f2e3d4c")
    line = logged()
    assert line["reference"] == "1f2e3d4c"
    assert "no person 00•••79" in line["exception"]
    for number in (NATIONAL_ID, MOBILE, SHEBA[2:]):
        assert number not in json.dumps(line)


def test_an_error_given_as_a_value_does_not_get_through(logged: Callable[[], dict[str, Any]]) -> None:
    structlog.get_logger().error("failed", exc_info=ValueError(NATIONAL_ID))
    assert "00•••79" in logged()["exception"]


def test_the_libraries_own_logging_is_masked(logged: Callable[[], dict[str, Any]]) -> None:
    logging.getLogger("some.library").error("about %s and %r", NATIONAL_ID, Someone(NATIONAL_ID, MOBILE))
    line = logged()
    assert line["event"] == "about 00•••79 and Someone(national_id='00•••79', mobile='09•••67')"
    assert set(line) == {"event", "level", "timestamp"}


def test_an_exception_in_the_libraries_own_logging_is_masked(logged: Callable[[], dict[str, Any]]) -> None:
    try:
        raise ValueError(NATIONAL_ID)
    except ValueError:
        logging.getLogger("some.library").exception("failed")
    assert "00•••79" in logged()["exception"]


def test_warnings_are_masked(logged: Callable[[], dict[str, Any]]) -> None:
    warnings.warn(f"odd: {MOBILE}", stacklevel=1)
    line = logged()
    assert "09•••67" in line["event"]
    assert MOBILE not in line["event"]


def test_the_libraries_chatter_is_left_out(stderr: StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot%s/sendMessage", TOKEN)
    assert stderr.getvalue() == ""


def test_what_a_statement_was_given_does_not_get_through(logged: Callable[[], dict[str, Any]]) -> None:
    given = {"code": "246813", "message": '{"is": "typed", "text": "سلام، رضا هستم"}'}
    error = IntegrityError("INSERT INTO hamyar.codes", given, ValueError("duplicate key"))
    structlog.get_logger().warning("database away", exc_info=error)
    exception = logged()["exception"]
    assert "INSERT INTO hamyar.codes" in exception
    assert "246813" not in exception
    assert "رضا" not in exception


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"https://api.telegram.org/bot{TOKEN}/sendMessage", TOKEN),
        (f"token is {TOKEN}", "AAHdq"),
        ("connecting to postgresql+psycopg://hamyar:pa:ss@db:5432/hamyar", "pa:ss"),
        ("proxy socks5://u:canary@h:1080 refused", "canary"),
        ("Client error '404' for url 'https://api.kavenegar.com/v1/5A4B3C2D1E/sms/send.json'", "5A4B3C2D1E"),
        ("GET /sms/abcdefghijklmnop1234/inbound 500", "abcdefghijklmnop1234"),
    ],
)
def test_a_secret_does_not_get_through(logged: Callable[[], dict[str, Any]], text: str, secret: str) -> None:
    structlog.get_logger().error(text, exc_info=ValueError(text))
    assert secret not in json.dumps(logged(), ensure_ascii=False)


def test_what_is_called_a_secret_is_hidden(logged: Callable[[], dict[str, Any]]) -> None:
    structlog.get_logger().info("x", code="246813", secret_key="canary", nested={"telegram_token": "canary"})
    line = logged()
    assert (line["code"], line["secret_key"], line["nested"]) == ("•••", "•••", {"telegram_token": "•••"})


def test_the_settings_print_no_secret(logged: Callable[[], dict[str, Any]]) -> None:
    settings = Settings(secret_key=SecretStr("canary" * 8), telegram_token=SecretStr(TOKEN))
    structlog.get_logger().info("started", settings=settings)
    line = json.dumps(logged())
    assert "canary" not in line
    assert TOKEN not in line


def test_an_error_that_nobody_catches_is_masked() -> None:
    died = f"from bot.logs import configure; configure(); raise ValueError('{NATIONAL_ID} {TOKEN}')"
    done = subprocess.run([sys.executable, "-c", died], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert json.loads(done.stderr)["level"] == "critical"
    assert NATIONAL_ID not in done.stderr
    assert TOKEN not in done.stderr
