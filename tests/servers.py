"""The real room server as a subprocess, with a database of its own: for tests that go over sockets.

def test_something(room_server):            # one for all tests of a process; a test makes a room of its own in it
    room_server.call(make_room, "002")      # calls a function of a test module in another process at its database

def test_restart(own_server):               # of this test alone
    own_server.kill()
    own_server.start()
"""

import contextlib
import hashlib
import os
import pickle
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[1]
LIMIT_S = 30.0
TEMPLATES = Path(tempfile.gettempdir()) / f"jiankao-tests-{os.getuid()}"
DATABASE_URL = os.environ.get("DATABASE_URL", "")


class Server:
    """`manage.py room` on a free port with its own DATA_DIR, and its own database."""

    def __init__(self, folder: Path, *options: str, beside: "Server | None" = None) -> None:
        """`beside` another server it works on that one's database; only PostgreSQL bears that."""
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.options = options or ("--no-worker",)
        self.database: dict[str, str] = beside.database if beside else _database(folder)
        self.environment = (
            os.environ | {"DATA_DIR": str(folder / "data"), "LOG_LEVEL": "INFO", "DISCOVERY": "0"} | self.database
        )
        self.log = folder / "server.log"
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None
        self._hands: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "Server":
        """Start, on the same port as before if there was one, and wait until it answers."""
        ready = self.folder / "ready"
        ready.unlink(missing_ok=True)
        command = [
            sys.executable,
            "manage.py",
            "room",
            "--port",
            str(self.port),
            "--ready-file",
            str(ready),
            *self.options,
        ]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        self._wait(ready)
        self.port = int(ready.read_text().rsplit(":", 1)[1])
        return self

    def stop(self) -> int:
        """SIGTERM; gives the exit code. A server that does not go is killed, and the test fails."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=LIMIT_S)
        finally:
            self.kill()

    def kill(self) -> None:
        """As a power cut does: kill -9."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def call(self, function: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """What `function`, of a module that can be imported, gives in another process at the server's database."""
        hands = self._hands or self._start_hands()
        assert hands.stdin is not None
        assert hands.stdout is not None
        pickle.dump((function, given, named), hands.stdin)
        hands.stdin.flush()
        done, result = pickle.load(hands.stdout)
        assert done, result
        return result

    def close(self) -> None:
        """End everything that was started."""
        self.kill()
        if self._hands is not None:
            self._hands.communicate(timeout=LIMIT_S)

    def said(self) -> str:
        return self.log.read_text()

    def _start_hands(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.hands"]
        settings = {"DJANGO_SETTINGS_MODULE": "proctor_site.settings"}
        self._hands = subprocess.Popen(
            command, cwd=ROOT, env=self.environment | settings, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        return self._hands

    def _wait(self, ready: Path) -> None:
        assert self.process is not None
        end = time.monotonic() + LIMIT_S
        while not ready.exists() or not ready.read_text().endswith("\n"):
            assert self.process.poll() is None, f"the server ended:\n{self.said()}"
            assert time.monotonic() < end, f"the server is not ready:\n{self.said()}"
            time.sleep(0.02)


@contextlib.contextmanager
def serving(folder: Path, *options: str) -> Iterator[Server]:
    """A running server; it must have ended well at the end, unless the test ended it."""
    server = Server(folder, *options)
    try:
        yield server.start()
        assert server.process is not None
        if server.process.poll() is None:
            assert server.stop() == 0, server.said()
    finally:
        server.close()


@pytest.fixture(scope="session")
def room_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for all tests of this process that do not restart it."""
    with serving(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server for one test."""
    with serving(tmp_path) as server:
        yield server


# --- databases: copies of one that was migrated
def _database(folder: Path) -> dict[str, str]:
    if DATABASE_URL:
        return {"DATABASE_URL": _copied_database()}
    shutil.copytree(_template(), folder / "data")
    return {}


def _template() -> Path:
    """A migrated and empty DATA_DIR, made once for each state of the migrations."""
    place = TEMPLATES / _state()
    if not place.exists():
        new = place.with_suffix(f".{os.getpid()}")
        _migrate({"DATA_DIR": str(new)})
        try:
            new.rename(place)
        except OSError:  # another test process was faster
            shutil.rmtree(new)
    return place


def _state() -> str:
    """Names what the tables come from."""
    digest = hashlib.sha256()
    for path in sorted(
        [
            *ROOT.glob("*/migrations/*.py"),
            *ROOT.glob("*/*/migrations/*.py"),
            ROOT / "proctor_site/roles.py",
            ROOT / "incidents/violation_types.csv",
            ROOT / "incidents/catalogue.py",
        ]
    ):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _migrate(environment: dict[str, str]) -> None:
    program = (
        "from proctor_site import first_start; first_start.migrate_what_is_missing(); first_start.make_first_account()"
    )
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", program]
    subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=True, stdout=subprocess.DEVNULL)


def _copied_database() -> str:
    """The URL of a new database in the PostgreSQL of DATABASE_URL."""
    template, name = f"template_{_state()}", f"server_{os.getpid()}_{time.monotonic_ns()}"
    with psycopg.connect(DATABASE_URL, autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(1)")  # held until the connection ends: one makes the template
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            server.execute(f'CREATE DATABASE "{template}"')
            _migrate({"DATABASE_URL": _named(template), "DATA_DIR": str(TEMPLATES / template)})
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return _named(name)


def _named(database: str) -> str:
    return urlunsplit(urlsplit(DATABASE_URL)._replace(path=f"/{database}"))
