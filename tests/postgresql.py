"""Starts a PostgreSQL of Debian's package for a run of tests, and makes databases in it."""

import contextlib
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

# Where the controller of a run tells its workers what it has started.
SERVER = "KHABAR_TEST_POSTGRESQL"
OLDEST = 15
TEMPLATE = "newest"
_HAVE_TEMPLATE: set[str] = set()
_FASTER_THAN_SAFE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "400",
    "shared_buffers": "64MB",
    "autovacuum": "off",
}


def programs() -> Path | None:
    """The folder with the newest server's programs; None where there is none that is new enough."""
    found = {
        int(one.parent.parent.name): one.parent
        for one in Path("/usr/lib/postgresql").glob("[0-9]*/bin/initdb")
    }
    newest = max(found, default=0)
    return found[newest] if newest >= OLDEST else None


def _other_user() -> pwd.struct_passwd | None:
    """The server refuses root: for root it is started as another user."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam("postgres")
    return pwd.getpwnam("nobody")


def _as_user(user: pwd.struct_passwd | None) -> list[str]:
    if user is None:
        return []
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def as_server_user(folder: Path) -> list[str]:
    """What a command begins with that runs as the servers' user; the folder becomes that user's."""
    user = _other_user()
    if user is not None:
        for one in (folder, *folder.iterdir()):
            shutil.chown(one, user.pw_uid, user.pw_gid)
    return _as_user(user)


class Server:
    """A server in a folder of its own, with its socket there; the role `khabar` may do anything."""

    def __init__(self, folder: Path, binaries: Path) -> None:
        self.folder = folder
        self.binaries = binaries
        self._user = _other_user()

    def run(self, program: str, *arguments: str) -> None:
        """Run one of the server's own programs as its user."""
        subprocess.run(
            [
                *_as_user(self._user),
                str(self.binaries / program),
                "-D",
                str(self.folder / "data"),
                *arguments,
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        )

    def create(self) -> None:
        """Make the files of an empty server."""
        self._give_folder()
        self.run("initdb", "-U", "khabar", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")

    def copy(self, other: "Server", port: int) -> None:
        """Make the files of a standby that follows another server."""
        self._give_folder()
        of = ("-h", str(other.folder), "-p", str(port), "-U", "khabar")
        self.run("pg_basebackup", *of, "--write-recovery-conf", "--checkpoint=fast")

    def _give_folder(self) -> None:
        if self._user:
            shutil.chown(self.folder, self._user.pw_uid, self._user.pw_gid)

    def start(self, settings: dict[str, str]) -> None:
        """Start it, and wait until it answers."""
        options = {"listen_addresses": "", "unix_socket_directories": str(self.folder)} | settings
        given = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        self.run("pg_ctl", "start", "-w", "-s", "-l", str(self.folder / "log"), "-o", given)

    def stop(self, *, mode: str = "immediate") -> None:
        """Stop it; its connections are cut."""
        self.run("pg_ctl", "stop", "-w", "-s", "-m", mode)

    def address(self, database: str) -> str:
        """The address of one of its databases."""
        return address(str(self.folder), database)


def address(server: str, database: str) -> str:
    """The address of a database in the server whose socket lies in this folder."""
    return f"postgresql://khabar@/{database}?host={quote(server, safe='')}"


@contextlib.contextmanager
def running_server(binaries: Path, **settings: str) -> Iterator[Server]:
    """A new server for as long as the block runs, in memory where there is room."""
    with _folder() as folder:
        server = Server(folder, binaries)
        server.create()
        with _started(server, settings):
            yield server


@contextlib.contextmanager
def running_standby(other: Server, port: int) -> Iterator[Server]:
    """A server that follows another one, whose port this is, and takes no writes."""
    with _folder() as folder:
        server = Server(folder, other.binaries)
        server.copy(other, port)
        with _started(server, {}):
            yield server


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2 * 2**30
    folder = Path(tempfile.mkdtemp(prefix="khabar-pg-", dir=memory if roomy else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _started(server: Server, settings: dict[str, str]) -> Iterator[None]:
    server.start(_FASTER_THAN_SAFE | settings)
    try:
        yield
    finally:
        server.stop()


def name_of(path: Path) -> str:
    """The database that stands for a test's file at this path."""
    return f"t_{hashlib.sha256(str(path).encode()).hexdigest()[:24]}"


def create_database(server: str, name: str, *, template: str = "template0") -> None:
    """Make a database, empty or as a template has it.

    A file copy of a template is quicker than its way through the log, where nothing is synced.
    """
    _administer(
        server,
        sql.SQL("create database {} template {} strategy file_copy").format(
            sql.Identifier(name), sql.Identifier(template)
        ),
    )


def template(server: str, migrate: Callable[[str], None]) -> str:
    """The name of a database with all tables, made by whichever process of a run is the first.

    Args:
        server: where it stands.
        migrate: makes the tables of an empty database, by its address; in a thread of its own.
    """
    if server in _HAVE_TEMPLATE:
        return TEMPLATE
    with psycopg.connect(address(server, "postgres"), autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(1)")
        there = "select 1 from pg_database where datname = %s"
        if connection.execute(there, (TEMPLATE,)).fetchone() is None:
            create_database(server, f"{TEMPLATE}_half")
            with ThreadPoolExecutor(1) as thread:
                thread.submit(migrate, address(server, f"{TEMPLATE}_half")).result()
            connection.execute(f"alter database {TEMPLATE}_half rename to {TEMPLATE}")
    _HAVE_TEMPLATE.add(server)
    return TEMPLATE


def drop_databases(server: str, names: Sequence[str]) -> None:
    """Drop databases, and end whatever still works on them."""
    _administer(
        server,
        *(
            sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
            for name in names
        ),
    )


def _administer(server: str, *statements: sql.Composed) -> None:
    with psycopg.connect(address(server, "postgres"), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
