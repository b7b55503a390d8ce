"""Settings: all faults at once, in plain words, and never a value."""

import pytest
from pydantic import SecretStr

from bot.settings import Settings, SettingsError, read
from services.desk.groups import Group
from services.messages.lines import Line

CANARY = "canary-4417"


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    return monkeypatch


def faults(given: pytest.MonkeyPatch, **settings: str) -> list[str]:
    for name, value in settings.items():
        given.setenv(f"HAMYAR_{name}", value)
    with pytest.raises(SettingsError) as caught:
        read()
    return [str(fault) for fault in caught.value.faults]


def test_nothing_needs_to_be_set() -> None:
    settings = read()
    assert settings.database_url is None
    assert settings.desk_chats == ()


def test_an_empty_setting_is_an_unset_one(given: pytest.MonkeyPatch) -> None:
    given.setenv("HAMYAR_DATABASE_URL", "")
    assert read().database_url is None


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_database_address_gets_our_driver(given: pytest.MonkeyPatch, scheme: str) -> None:
    given.setenv("HAMYAR_DATABASE_URL", f"{scheme}://hamyar:p%40ss@db:5432/hamyar")
    url = read().database_url
    assert url is not None
    assert url.get_secret_value() == "postgresql+psycopg://hamyar:p%40ss@db:5432/hamyar"


def test_the_desks_groups_are_several_numbers(given: pytest.MonkeyPatch) -> None:
    given.setenv("HAMYAR_DESK_CHATS", "-1001234567890, -1009876543210")
    assert read().desk_chats == (Group(-1001234567890), Group(-1009876543210))


def test_a_group_can_be_for_objections_alone_or_for_tickets_alone(given: pytest.MonkeyPatch) -> None:
    given.setenv("HAMYAR_DESK_CHATS", "-1001234567890:reviews, -1009876543210:insured+reviews, -1005555555555:insured")
    groups = [(sorted(group.kinds), group.reviews) for group in read().desk_chats]
    assert groups == [([], True), (["insured"], True), (["insured"], False)]


def test_lines_have_shares_and_a_rate_where_they_have_one(given: pytest.MonkeyPatch) -> None:
    given.setenv("HAMYAR_SMS_LINE", "10001420")
    given.setenv("HAMYAR_SMS_LINES", "10001420=70:18, 20001420=30")
    assert read().sms_lines == (Line("10001420", 70, 18), Line("20001420", 30))


@pytest.mark.parametrize("lines", ["10001420", "10001420=x", "10001420=1:0", "10001420=0", "1420=1,1420=2", "1420=1,"])
def test_lines_that_do_not_read_are_refused(given: pytest.MonkeyPatch, lines: str) -> None:
    given.setenv("HAMYAR_SMS_LINE", "10001420")
    (fault,) = faults(given, SMS_LINES=lines)
    assert fault.startswith("HAMYAR_SMS_LINES must be lines with their shares")


def test_the_amount_for_a_second_reviewer_is_a_whole_number(given: pytest.MonkeyPatch) -> None:
    assert read().second_reviewer_rials == 1_000_000_000
    given.setenv("HAMYAR_SECOND_REVIEWER_RIALS", "500000000")
    assert read().second_reviewer_rials == 500_000_000
    assert faults(given, SECOND_REVIEWER_RIALS="0") == [
        "HAMYAR_SECOND_REVIEWER_RIALS must be a whole number above zero"
    ]


def test_every_fault_is_named_at_once(given: pytest.MonkeyPatch) -> None:
    assert faults(
        given,
        DATABASE_URL="mysql://db/hamyar",
        LISTEN="8420",
        PUBLIC_URL="hamyar.example",
        DESK_TOKEN="1",
        TELEGRAM_TOKN="2",
    ) == [
        "HAMYAR_DATABASE_URL must be an address that starts with postgresql://",
        "HAMYAR_PUBLIC_URL must be an address that starts with https:// or http://",
        "HAMYAR_LISTEN must be host:port, as 127.0.0.1:8420",
        "HAMYAR_DESK_TOKEN must be a bot's token: digits, a colon, letters",
        "HAMYAR_DESK_CHATS is missing: HAMYAR_DESK_TOKEN is set",
        "HAMYAR_DESK_SECRET is missing: HAMYAR_DESK_TOKEN is set",
        "HAMYAR_TELEGRAM_TOKN is not a setting; did you mean HAMYAR_TELEGRAM_TOKEN?",
    ]


def test_a_channel_needs_its_secret_once_providers_call_us(given: pytest.MonkeyPatch) -> None:
    given.setenv("HAMYAR_TELEGRAM_TOKEN", "123456:abcdefghijkl")
    assert read().public_url is None
    assert faults(given, PUBLIC_URL="https://hamyar.example") == [
        "HAMYAR_TELEGRAM_SECRET is missing: HAMYAR_TELEGRAM_TOKEN is set"
    ]


@pytest.mark.parametrize("name", [name.upper() for name in Settings.model_fields if name != "data_dir"])
@pytest.mark.parametrize("shape", ["{}", "x {}", "postgresql://u:{}@h:port/", "http://{}@[::1", "{}:12 3", "-1,{}"])
def test_no_fault_tells_a_value(given: pytest.MonkeyPatch, name: str, shape: str) -> None:
    given.setenv(f"HAMYAR_{name}", shape.format(CANARY))
    given.setenv("HAMYAR_NO_SUCH_SETTING", CANARY)
    with pytest.raises(SettingsError) as caught:
        read()
    assert CANARY not in f"{caught.value} {caught.value!r} {caught.value.faults} {caught.value.__context__}"


def test_settings_print_no_secret() -> None:
    secrets = [name for name, field in Settings.model_fields.items() if SecretStr in _types(field.annotation)]
    assert {"database_url", "secret_key", "telegram_token", "telegram_secret", "telegram_proxy", "desk_token"} < set(
        secrets
    )
    settings = Settings.model_construct(None, **{name: SecretStr(CANARY) for name in secrets})
    assert CANARY not in f"{settings} {settings!r} {settings.model_dump()}"


def _types(annotation: object) -> set[object]:
    parts = getattr(annotation, "__args__", ())
    return {annotation}.union(*(_types(part) for part in parts)) if parts else {annotation}
