"""The embedded PostgreSQL: who starts it, who stops it, whose it is, and what it leaves alone."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy import make_url

from bot import postgres
from bot.database import DatabaseHeld, SchemaOlder, attach, embedded, remove
from bot.postgres import FolderTaken, PostgresMissing, Server, place
from bot.settings import Settings
from services.store.engine import connect

PROJECT = Path(__file__).parents[2]
HOLDING = Path(__file__).with_name("holding.py")
HASTE = {"fsync": "off"}
SECONDS = 120

as_root_only = pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")


@contextmanager
def reachable_folder() -> Iterator[Path]:
    """A folder every user can reach, with a space and a quote in its path."""
    path = Path(tempfile.mkdtemp(prefix="hamyar's tests ", dir="/var/tmp"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def folder() -> Iterator[Path]:
    with reachable_folder() as path:
        yield path


@pytest.fixture
def new_dir(folder: Path) -> Iterator[Path]:
    """A data directory that no server has had yet."""
    path = folder / "data dir"
    yield path
    remove(path)


@pytest.fixture(scope="module")
def old_dir() -> Iterator[Path]:
    with reachable_folder() as folder:
        path = folder / "data dir"
        with embedded(path, HASTE):
            pass
        yield path
        remove(path)


@pytest.fixture
def data_dir(old_dir: Path) -> Iterator[Path]:
    """A data directory whose server is stopped, before the test and after it."""
    yield old_dir
    assert not running(old_dir)


def ask(url: str, query: str) -> object:
    with connect(url) as connection:
        row = connection.execute(query.encode()).fetchone()
        assert row is not None
        return row[0]


def started(url: str) -> object:
    return ask(url, "SELECT pg_postmaster_start_time()")


def running(data_dir: Path) -> bool:
    return Server(place(data_dir)).running()


def hold(data_dir: Path, command: str = "hold", python: str = sys.executable, **more: Any) -> subprocess.Popen[str]:
    environment = {"PATH": os.environ["PATH"], "HAMYAR_DATA_DIR": str(data_dir), **more.pop("env", {})}
    process: subprocess.Popen[str] = subprocess.Popen(
        [python, HOLDING, command], stdout=subprocess.PIPE, text=True, env=environment, **more
    )
    return process


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_the_last_one_out_stops_it(data_dir: Path) -> None:
    with embedded(data_dir, HASTE) as url:
        with embedded(data_dir) as again:
            assert started(again) == started(url)
        assert ask(url, "SELECT 1") == 1
    assert not running(data_dir)


def test_attaching_to_a_running_one_runs_no_program(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with embedded(data_dir, HASTE) as url:
        ran: list[str] = []
        with monkeypatch.context() as patched:
            patched.setattr(postgres.Server, "_run", lambda _, program, *__, **___: ran.append(program))
            with embedded(data_dir) as again:
                assert again == url
        assert ran == []


def test_what_was_written_is_there_the_next_time(data_dir: Path) -> None:
    with embedded(data_dir) as url, connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'همیار' AS word")
    with embedded(data_dir) as url:
        assert ask(url, "SELECT word FROM kept") == "همیار"


def test_a_removed_data_dir_means_an_empty_database(new_dir: Path) -> None:
    with embedded(new_dir, HASTE) as url, connect(url) as connection:
        connection.execute("CREATE TABLE kept ()")
    shutil.rmtree(new_dir)
    with embedded(new_dir, HASTE) as url:
        assert ask(url, "SELECT to_regclass('kept')") is None


def test_it_is_set_as_it_should_be(data_dir: Path) -> None:
    with embedded(data_dir) as url:
        settings = {
            name: ask(url, f"SHOW {name}") for name in ("server_encoding", "timezone", "fsync", "listen_addresses")
        }
    assert settings == {"server_encoding": "UTF8", "timezone": "UTC", "fsync": "on", "listen_addresses": ""}


def test_order_and_case_are_the_same_on_every_machine(data_dir: Path) -> None:
    with embedded(data_dir, HASTE) as url:
        assert ask(url, "SELECT string_agg(w, '' ORDER BY w) FROM unnest('{ب,a,B,آ}'::text[]) w") == "Baآب"
        assert ask(url, "SELECT upper('é')") == "É"


def test_two_data_dirs_have_two_servers(data_dir: Path, new_dir: Path) -> None:
    with embedded(data_dir, HASTE) as url, embedded(new_dir, HASTE) as new_url:
        assert started(url) != started(new_url)


def test_many_commands_at_once_start_one_server(new_dir: Path) -> None:
    holders = [hold(new_dir) for _ in range(4)]
    urls = {first_line(holder) for holder in holders}
    assert len(urls) == 1
    begun = started(urls.pop())
    for holder in holders[:-1]:
        holder.send_signal(signal.SIGINT)
        holder.wait(SECONDS)
        assert running(new_dir)
    with embedded(new_dir) as url:
        assert started(url) == begun
        holders[-1].send_signal(signal.SIGTERM)
        holders[-1].wait(SECONDS)
        assert started(url) == begun
    assert not running(new_dir)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_command_stops_its_server(data_dir: Path, number: signal.Signals) -> None:
    holder = hold(data_dir, stderr=subprocess.PIPE)
    first_line(holder)
    holder.send_signal(number)
    _, said = holder.communicate(timeout=SECONDS)
    assert "Traceback" not in said
    assert holder.returncode == 130
    assert not running(data_dir)


def test_sigterm_stops_a_command_in_the_background(data_dir: Path) -> None:
    holder = hold(data_dir, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
    first_line(holder)
    holder.terminate()
    assert holder.wait(SECONDS) == 130
    assert not running(data_dir)


def test_what_a_killed_command_left_is_stopped_at_the_next_start(data_dir: Path) -> None:
    holder = hold(data_dir)
    url = first_line(holder)
    begun = started(url)
    holder.kill()
    holder.wait(SECONDS)
    assert running(data_dir)
    with embedded(data_dir, HASTE) as url:
        assert started(url) != begun
    assert not running(data_dir)


def test_a_server_that_died_is_started_by_the_next_command(data_dir: Path) -> None:
    with embedded(data_dir, HASTE) as url:
        begun = started(url)
        Server(place(data_dir)).stop()
        with embedded(data_dir, HASTE) as url:
            assert started(url) != begun


def test_a_forked_child_that_ends_stops_nothing(data_dir: Path) -> None:
    holder = hold(data_dir, "fork")
    assert first_line(holder) == "still there"
    assert holder.wait(SECONDS) == 0


def test_a_process_number_used_again_is_not_taken_for_the_server(data_dir: Path) -> None:
    with embedded(data_dir, HASTE):
        pass
    (place(data_dir).data / "postmaster.pid").write_text(f"{os.getpid()}\n")
    assert not running(data_dir)
    with embedded(data_dir, HASTE) as url:
        assert ask(url, "SELECT 1") == 1


def test_an_interrupted_beginning_is_begun_again(new_dir: Path) -> None:
    half = place(new_dir).base / "data.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with embedded(new_dir, HASTE) as url:
        assert ask(url, "SELECT 1") == 1


def test_a_database_in_use_is_not_removed(data_dir: Path) -> None:
    with embedded(data_dir, HASTE), pytest.raises(DatabaseHeld):
        remove(data_dir)


def test_an_embedded_database_is_migrated_on_the_way(new_dir: Path) -> None:
    with attach(Settings(data_dir=new_dir)) as url:
        assert ask(url, "SELECT count(*) FROM registry.people") == 0


def test_ones_own_database_is_never_migrated_by_the_way(data_dir: Path) -> None:
    with embedded(data_dir, HASTE) as url, pytest.raises(SchemaOlder), attach(Settings(database_url=SecretStr(url))):
        pass


def test_a_missing_wheel_is_named(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(postgres, "WHEEL", "no_such_wheel")
        with pytest.raises(PostgresMissing, match="make install"), embedded(data_dir):
            pass


def test_a_home_that_somebody_else_made_is_not_used(new_dir: Path, folder: Path) -> None:
    home = place(new_dir).run
    home = home if home.parent == postgres.HOMES else home.parent
    shutil.rmtree(home)
    home.symlink_to(folder)
    with pytest.raises(FolderTaken), embedded(new_dir):
        pass
    home.unlink()


def permissions(*folders: Path) -> dict[Path, tuple[int, int, int]]:
    every = {parent for folder in folders for parent in (folder, *folder.parents)}
    return {path: (stat.st_mode, stat.st_uid, stat.st_gid) for path in every for stat in [path.stat()]}


def test_no_folder_changes_its_permissions(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    wheel = postgres._installed()
    here = (closed, PROJECT, postgres.HOMES, Path(tempfile.gettempdir()), wheel, wheel / postgres.INSTALLATION / "bin")
    before = permissions(*here)
    with embedded(closed / "data", HASTE):
        assert permissions(*here) == before
    remove(closed / "data")
    assert permissions(*here) == before


def test_nobody_else_can_look_in(data_dir: Path) -> None:
    with embedded(data_dir, HASTE):
        here = place(data_dir)
        assert data_dir.stat().st_mode & 0o077 == 0
        assert here.data.stat().st_mode & 0o077 == 0
        assert here.run.stat().st_mode & 0o077 == 0


@as_root_only
def test_root_runs_it_as_nobody(data_dir: Path) -> None:
    with embedded(data_dir, HASTE):
        pid = (place(data_dir).data / "postmaster.pid").read_text().split()[0]
        assert Path(f"/proc/{pid}").stat().st_uid == pwd.getpwnam("nobody").pw_uid


@as_root_only
def test_an_ordinary_user_runs_it_in_the_data_dir(folder: Path) -> None:
    account = pwd.getpwnam("daemon")
    paths = {"PYTHONPATH": f"{PROJECT}:{sysconfig.get_path('purelib')}", "PYTHONDONTWRITEBYTECODE": "1"}
    more: dict[str, Any] = {
        "user": account.pw_uid,
        "group": account.pw_gid,
        "extra_groups": (),
        "cwd": "/",
        "env": paths,
    }
    python = python_for(more)
    os.chown(folder, account.pw_uid, account.pw_gid)
    before = permissions(folder, PROJECT, postgres.HOMES)

    holder = hold(folder / "data", python=python, **more)
    url = first_line(holder)
    data = folder / "data" / "postgres" / "data"
    assert (data / "postmaster.pid").stat().st_uid == account.pw_uid
    with become("nobody"), pytest.raises(psycopg.OperationalError, match="Permission denied"):
        connect(url)
    holder.kill()
    holder.wait(SECONDS)

    holder = hold(folder / "data", python=python, **more)
    assert first_line(holder) == url
    holder.send_signal(signal.SIGINT)
    holder.wait(SECONDS)
    assert not (data / "postmaster.pid").exists()
    assert permissions(folder, PROJECT, postgres.HOMES) == before
    shutil.rmtree(str(make_url(url).query["host"]))


@contextmanager
def become(user: str) -> Iterator[None]:
    os.seteuid(pwd.getpwnam(user).pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)


def python_for(more: dict[str, Any]) -> str:
    """A Python of our version that another user can run: ours may lie in root's home."""
    version = "{}.{}".format(*sys.version_info[:2])
    for python in (sys.executable, f"/usr/bin/python{version}"):
        try:
            done = subprocess.run([python, "-c", "import bot.cli, psycopg"], **more, capture_output=True, check=False)
        except OSError:
            continue
        if done.returncode == 0:
            return python
    pytest.skip(f"no Python {version} and project that an ordinary user can reach")
