"""manage.py room: the room server, everything in one process."""

import socket
import sys
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from formats.refused import Refused
from proctor_site import first_start


class Command(BaseCommand):
    help = "Run the room server: web pages, machines' links, session clock, and a worker for slow work."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="0.0.0.0", help="address to listen on (all)")  # noqa: S104 - machines call in
        parser.add_argument("--port", type=int, default=settings.PORT, help="port (PORT, or 8000); 0 takes a free one")
        parser.add_argument("--ready-file", type=Path, help="written with the address once the server answers")
        parser.add_argument(
            "--no-worker", dest="worker", action="store_false", help="`manage.py worker` runs elsewhere"
        )
        parser.add_argument("--no-clock", dest="clock", action="store_false", help="`manage.py clock` runs elsewhere")

    def handle(
        self, *args: Any, host: str, port: int, ready_file: Path | None, worker: bool, clock: bool, **options: Any
    ) -> None:
        listener = _listen(host, port)
        try:
            lock = first_start.lock_folder(settings.DATA_DIR)
        except Refused as refused:
            raise CommandError(f"{refused.say(gettext)}\n{refused}") from refused
        with listener, lock:
            is_new_time = first_start.prepare()
            is_first = first_start.has_first_password()
            port = listener.getsockname()[1]
            from proctor_site.server import RoomServer  # Twisted's reactor is chosen once for a process, and only here

            def ready() -> None:
                _tell(host, port, is_first=is_first)
                if ready_file:
                    ready_file.write_text(f"http://127.0.0.1:{port}\n")

            parts = {"clock": clock, "worker": worker, "is_new_time": is_new_time}
            code = RoomServer(listener, host=host, ready=ready, **parts).run()
        sys.exit(code)


def _listen(host: str, port: int) -> socket.socket:
    """Bound before anything else is done, so that a busy port says so at once."""
    try:
        return socket.create_server((host, port), backlog=1024)
    except OSError as fault:
        told = f"端口 {port} 无法使用（{fault.strerror}）。请停止占用它的程序，或设置 PORT。"
        english = f"Port {port} cannot be used ({fault.strerror}). Stop the program that holds it, or set PORT."
        raise CommandError(f"{told}\n{english}") from fault


def _tell(host: str, port: int, *, is_first: bool) -> None:
    for address in _addresses(host):
        print(f"监考管理系统 / proctor system: http://{address}:{port}/")
    if is_first:
        name, password = first_start.FIRST_NAME, first_start.FIRST_PASSWORD
        print(f"首次登录：{name} / {password}（仅限本机）  First login: {name} / {password} (on this machine only)")
    print("ready", flush=True)


def _addresses(host: str) -> list[str]:
    if host not in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return [host]
    found = [each.address for card in psutil.net_if_addrs().values() for each in card if each.family == socket.AF_INET]
    return ["127.0.0.1", *sorted(set(found) - {"127.0.0.1"})]
