"""manage.py demo: the sample room in a running session, on loopback."""

import asyncio
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from drill.demo import Demo
from drill.faults import Broken
from drill.programs import make_anew, until_asked


class Command(BaseCommand):
    help = "Show the server with the sample room loaded and 40 simulated machines in a running session."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=settings.PORT, help="port (PORT, or 8000)")
        parser.add_argument("--centre-port", type=int, default=8100, help="port of the test centre (8100)")
        parser.add_argument("--out", type=Path, default=settings.DATA_DIR / "demo", help="folder, made anew")

    def handle(self, *args: Any, port: int, centre_port: int, out: Path, **options: Any) -> None:
        try:
            demo = Demo(
                make_anew(out, "demo"), port=port, centre_port=centre_port, say=lambda text: print(text, flush=True)
            )
            asyncio.run(until_asked(demo.run()))
        except Broken as broken:
            raise CommandError(str(broken)) from broken
