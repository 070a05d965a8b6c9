"""The daemon of a candidate's machine: python -m agent_client [--server URL] --data DIR.

Also: config, export, install, kiosk, status, uninstall; each explains itself with --help.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, Final

from agent_client import configuring, exporting, status, time_bar
from agent_client.daemon import CANNOT_BEGIN, Daemon
from agent_client.instance import OnlyOne
from agent_client.kiosk import session
from agent_client.options import Options, default_folder, with_config
from agent_client.program import settle
from agent_client.service import installing, windows
from agent_client.stopping import until_asked

Work = Callable[[], Coroutine[Any, Any, int]]
Serve = Callable[[Work], int]
SERVICE: Final = "service"  # as Windows starts it
UNINSTALLED: Final = 75  # taken off this machine by the room: not to be started again
COMMANDS: Final[dict[str, Callable[[Sequence[str]], int]]] = {
    "config": configuring.main,
    "export": exporting.main,
    "install": installing.install,
    "kiosk": session.main,
    "status": status.main,
    session.TIME_BAR: lambda arguments: time_bar.main(),
    "uninstall": installing.uninstall,
}


def main() -> int:
    settle()
    name, rest = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else ("", [])
    if name in COMMANDS:
        return COMMANDS[name](rest)
    return _serve(rest, windows.serve) if name == SERVICE else _serve(sys.argv[1:], _in_this_process)


def _serve(arguments: Sequence[str], serve: Serve) -> int:
    """`serve` runs the daemon's work until it is asked to stop."""
    held: OnlyOne | None = None
    try:
        options = with_config(_parsed(arguments))
        held = None if options.is_rehearsal else OnlyOne.of_machine()
        return serve(lambda: _run(options))
    except (*CANNOT_BEGIN, RuntimeError) as fault:
        print(fault, file=sys.stderr)
        return 2
    finally:
        if held is not None:
            held.release()


def _in_this_process(work: Work) -> int:
    return asyncio.run(work())


async def _run(options: Options) -> int:
    daemon = Daemon(options)
    try:
        await until_asked(daemon.run())
    finally:
        daemon.close()
    return UNINSTALLED if daemon.core.uninstalled.is_set() else 0


def _parsed(arguments: Sequence[str]) -> Options:
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
    found = parser.parse_args(arguments)
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
