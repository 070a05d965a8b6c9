"""The daemon of a candidate's machine: python -m agent_client [--server URL] --data DIR; also python -m agent_client export."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from agent_client import exporting
from agent_client.daemon import Daemon
from agent_client.instance import AlreadyRunning
from agent_client.kiosk import session
from agent_client.options import BadOptions, Options, default_folder, with_config
from agent_client.schema import NotOurs
from agent_client.script import BadScript
from agent_client.stopping import until_asked

COMMANDS: Final[dict[str, Callable[[Sequence[str]], int]]] = {
    "export": exporting.main,
    "kiosk": session.main,
}


def main() -> int:
    command = COMMANDS.get(sys.argv[1]) if len(sys.argv) > 1 else None
    return command(sys.argv[2:]) if command else _serve()


def _serve() -> int:
    try:
        options = with_config(_parsed())
        asyncio.run(_run(options))
    except (BadOptions, BadScript, AlreadyRunning, NotOurs, OSError) as fault:
        print(fault, file=sys.stderr)
        return 2
    return 0


async def _run(options: Options) -> None:
    daemon = Daemon(options)
    try:
        await until_asked(daemon.run())
    finally:
        daemon.close()


def _parsed() -> Options:
    parser = argparse.ArgumentParser(prog="python -m agent_client", description=__doc__)
    parser.add_argument(
        "--server",
        default="",
        metavar="URL",
        help="the room server, as http://192.168.0.1:8000; without it the network is asked",
    )
    parser.add_argument("--room", default="", metavar="CODE", help="the room, where the network has several servers")
    parser.add_argument("--data", type=Path, default=default_folder(), metavar="DIR", help="where everything is kept")
    parser.add_argument("--headless", action="store_true", help="no browser is meant to open the page")
    parser.add_argument(
        "--kiosk", type=Path, metavar="DIR", help="show the page only through `agent_client kiosk`, which looks in DIR"
    )
    parser.add_argument(
        "--browser", action="store_true", help="start that too, in this account: where no service can be installed"
    )
    parser.add_argument("--browser-flag", action="append", default=[], metavar="FLAG", help="one more flag for it")
    parser.add_argument("--script", type=Path, metavar="FILE", help="a scripted candidate (agent_client/script.py)")
    rehearsal = parser.add_argument_group("rehearsal")
    rehearsal.add_argument("--hostname", help="the name to give instead of this machine's")
    rehearsal.add_argument("--address", help="the local address to speak from, as 127.0.0.5")
    rehearsal.add_argument(
        "--clock-offset", type=float, default=0.0, metavar="SECONDS", help="set the wall clock wrong"
    )
    rehearsal.add_argument("--fingerprint", metavar="TEXT", help="in place of the hardware's")
    found = parser.parse_args()
    return Options(
        data=found.data,
        server=found.server,
        room=found.room,
        hostname=found.hostname,
        address=found.address,
        clock_offset_s=found.clock_offset,
        fingerprint=found.fingerprint,
        headless=found.headless,
        script=found.script,
        kiosk=found.kiosk,
        browser=found.browser,
        browser_flags=tuple(found.browser_flag),
    )


if __name__ == "__main__":
    sys.exit(main())
