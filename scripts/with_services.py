"""Run a command beside a PostgreSQL and a Redis of its own: with_services.py COMMAND [ARGUMENT...].

Both live in a temporary folder, listen on 127.0.0.1 only and end with the command, which finds
them in DATABASE_URL and REDIS_URL. Exits with the command's code.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

START_SECONDS = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(ready: Callable[[], bool], server: subprocess.Popen[bytes], log: Path) -> None:
    """Return when `ready`; end the program with the server's own words when it dies or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if server.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"{log.stem} did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.05)


@contextmanager
def serving(command: list[str], log: Path, ready: Callable[[], bool], user: str | None) -> Iterator[None]:
    with log.open("wb") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output, user=user, group=user, cwd=log.parent)
    try:
        wait_until(ready, server, log)
        yield
    finally:
        server.send_signal(signal.SIGINT)  # to PostgreSQL, SIGTERM means: when the last client has gone
        server.wait(timeout=START_SECONDS)


def postgres_programs() -> Path:
    """The folder of the newest PostgreSQL; Debian keeps it out of PATH."""
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    newest = max(versions, key=lambda path: int(path.parent.name), default=None)
    return newest or Path(shutil.which("postgres") or sys.exit("PostgreSQL is missing; run: make setup")).parent


def postgres_user() -> str | None:
    """PostgreSQL refuses to run as root; the package brings an account for it."""
    return pwd.getpwnam("postgres").pw_name if os.geteuid() == 0 else None


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Give the DATABASE_URL of an empty PostgreSQL that is fast because it need not survive a power cut."""
    programs, user, port = postgres_programs(), postgres_user(), free_port()
    place = folder / "postgres"
    place.mkdir()
    if user:
        shutil.chown(place, user, user)
    cluster, log = place / "cluster", folder / "postgres.log"
    initdb = [
        str(programs / "initdb"),
        "-D",
        str(cluster),
        "-U",
        "jiankao",
        "--auth=trust",
        "-E",
        "UTF8",
        "--locale=C",
        "-N",
    ]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, user=user, group=user, cwd=place)
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": place,
        "max_connections": 200,
        "fsync": "off",
        "full_page_writes": "off",
    }
    command = [str(programs / "postgres"), "-D", str(cluster)]
    command += [f"--{name}={value}" for name, value in settings.items()]
    is_ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    with serving(command, log, lambda: subprocess.run(is_ready).returncode == 0, user):
        yield f"postgres://jiankao@127.0.0.1:{port}/postgres"


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """Give the REDIS_URL of a Redis that keeps nothing."""
    program = shutil.which("redis-server") or sys.exit("Redis is missing; run: make setup")
    port = free_port()
    command = [program, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    with serving([*command, "--dir", str(folder)], folder / "redis.log", lambda: listens(port), None):
        yield f"redis://127.0.0.1:{port}/0"


def main(command: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # through the `finally`s
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jiankao-services-")))
        folder.chmod(0o755)  # so that PostgreSQL's own account gets to its folder inside
        urls = {"DATABASE_URL": stack.enter_context(postgres(folder)), "REDIS_URL": stack.enter_context(redis(folder))}
        return subprocess.run(command, env=os.environ | urls).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) if len(sys.argv) > 1 else __doc__)
