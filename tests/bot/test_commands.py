"""Every command, given wrong settings: all of them told at once, in plain words, and no secret among them."""

import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import cli

CANARY = "canary-4417"
COMMANDS = {
    "migrate": (),
    "check": (),
    "import": ("folder",),
    "serve": (),
    "work": (),
    "demo": (),
    "tour": (),
    "talk": ("--as", "0012345679"),
    "decide": ("1399-09", "--json"),
    "month-end": ("1399-09",),
    "payment-order": ("1399-09", "folder"),
    "payments-in": ("file.csv",),
    "report": ("1399-09", "folder"),
    "notices": ("1399-09",),
    "dependency": (),
    "pension-order": ("folder",),
    "reconcile": ("settlement.csv", "--gateway", "sep", "--day", "1404-07-01"),
    "quote": ("--scheme", "voluntary", "--month", "1404-07"),
    "eligible": ("--age", "50", "--record", "30"),
    "sample": ("folder",),
    "prune": (),
    "rotate-keys": (),
    "backup": ("file",),
    "restore": ("file",),
    "verify": ("file.pdf",),
    "public-keys": (),
}
NEEDS_NO_DATABASE = (
    "tour",
    "sample",
    "quote",
    "eligible",
    "prune",
    "rotate-keys",
    "backup",
    "restore",
    "verify",
    "public-keys",
)
NEEDS_A_DATABASE = [name for name in COMMANDS if name not in NEEDS_NO_DATABASE]

Told = tuple[int, str]


@pytest.fixture
def hamyar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Iterator[Callable[..., Told]]:
    """Runs a command: how it ended, and all that it printed."""
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, **settings: str) -> Told:
        monkeypatch.setattr(sys, "argv", ["hamyar", *arguments])
        for name, value in settings.items():
            monkeypatch.setenv(f"HAMYAR_{name}", value)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return ended.value.code, printed.out + printed.err  # type: ignore[return-value]

    yield run
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("command", COMMANDS)
def test_all_wrong_settings_are_named_at_once_and_no_secret(hamyar: Callable[..., Told], command: str) -> None:
    code, told = hamyar(
        command,
        *COMMANDS[command],
        DATABASE_URL=f"mysql://hamyar:{CANARY}@db/hamyar",
        SECRET_KEY=CANARY,
        TELEGRAM_TOKEN=CANARY,
        TELEGRAM_PROXY=f"ftp://{CANARY}",
        KAVENEGAR_KEY=f"{CANARY} {CANARY}",
        LISTEN=f"here-{CANARY}",
        TELEGRAM_SECERT=CANARY,
    )
    assert code == 2
    assert CANARY not in told
    assert "Traceback" not in told
    named = [line.split()[0] for line in told.splitlines() if "HAMYAR_" in line.split(maxsplit=1)[0]]
    assert sorted(named) == [
        "HAMYAR_DATABASE_URL",
        "HAMYAR_KAVENEGAR_KEY",
        "HAMYAR_LISTEN",
        "HAMYAR_SECRET_KEY",
        "HAMYAR_SMS_LINE",
        "HAMYAR_TELEGRAM_PROXY",
        "HAMYAR_TELEGRAM_SECERT",
        "HAMYAR_TELEGRAM_TOKEN",
    ]


@pytest.mark.parametrize("command", NEEDS_A_DATABASE)
def test_a_database_out_of_reach_is_told_shortly_and_without_its_password(
    hamyar: Callable[..., Told], command: str
) -> None:
    code, told = hamyar(command, *COMMANDS[command], DATABASE_URL=f"postgresql://hamyar:{CANARY}@127.0.0.1:1/hamyar")
    assert code == 2
    assert CANARY not in told
    assert "Traceback" not in told
    assert "database" in told
    assert len(told.splitlines()) <= 2


@pytest.mark.parametrize("command", [name for name in NEEDS_A_DATABASE if name not in ("migrate", "check")])
def test_a_database_without_our_schema_is_told_with_the_remedy(
    hamyar: Callable[..., Told], postgres_url: str, command: str
) -> None:
    code, told = hamyar(command, *COMMANDS[command], DATABASE_URL=postgres_url)
    assert code == 2
    assert "hamyar migrate" in told
    assert "Traceback" not in told
