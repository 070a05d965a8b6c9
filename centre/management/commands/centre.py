"""manage.py centre: the test centre's own site."""

import socket
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from centre import first_start, operations
from centre.models import Account
from centre.operations.accounts import FIRST_PASSWORD
from formats.refused import Refused
from journal.actor import system


class Command(BaseCommand):
    help = "Run the test centre's site: pages for the centre, and the API that rooms speak to."
    requires_system_checks: list[str] = []  # the tests make them

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on; 0.0.0.0 for all (127.0.0.1)")
        parser.add_argument(
            "--port", type=int, default=settings.CENTRE_PORT, help="port (CENTRE_PORT, or 8100); 0 takes a free one"
        )
        parser.add_argument(
            "--offline", action="store_true", help="单机: rooms that never register are served by files"
        )
        parser.add_argument("--ready-file", type=Path, help="written with the address once the server answers")

    def handle(self, *args: Any, host: str, port: int, offline: bool, ready_file: Path | None, **options: Any) -> None:
        listener = _listen(host, port)
        try:
            lock = first_start.lock_folder(settings.CENTRE_DATA)
        except Refused as refused:
            raise CommandError(f"{refused.say(gettext)}\n{refused}") from refused
        with listener, lock:
            first_start.begin()
            operations.set_offline(system("command"), is_offline=offline)
            address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{listener.getsockname()[1]}"  # noqa: S104 - compared, not bound
            from centre.server import CentreServer  # Twisted's reactor is chosen once for a process, and only here

            def ready() -> None:
                _tell(address)
                if ready_file:
                    ready_file.write_text(f"{address}\n")

            CentreServer(listener, ready=ready).run()


def _listen(host: str, port: int) -> socket.socket:
    """Bound before anything else is done, so that a busy port says so at once."""
    try:
        return socket.create_server((host, port), backlog=256)
    except OSError as fault:
        told = f"端口 {port} 无法使用（{fault.strerror}）。请停止占用它的程序，或设置 CENTRE_PORT。"
        english = f"Port {port} cannot be used ({fault.strerror}). Stop the program that holds it, or set CENTRE_PORT."
        raise CommandError(f"{told}\n{english}") from fault


def _tell(address: str) -> None:
    print(f"考点管理系统 / test centre: {address}/")
    for account in Account.objects.with_first_password().select_related("user"):
        name = account.user.get_username()
        print(
            f"首次登录：{name} / {FIRST_PASSWORD}（仅限本机）  First login: {name} / {FIRST_PASSWORD} (on this machine only)"
        )
    print("centre ready", flush=True)
