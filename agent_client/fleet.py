"""Several daemons in one process, for drills: python -m agent_client.fleet --spec FILE.

    {"server": "http://127.0.0.1:8000",
     "machines": [{"data": "drill-out/pc01", "address": "127.0.0.5", "hostname": "PC01",
                   "fingerprint": "hardware 1", "clock_offset": 0, "script": null}]}

Every machine prints its first line as a daemon of its own does, and after that one line for
each new screen, every ten seconds, and at the end: {"machine": UUID, "hostname": "PC01",
"screen": "paper", "online": true, "saved": 17, "pending": 0, "at": ms by the server's clock,
"sitting": UUID, "epoch": 1}, the last two while a candidate is there. The fleet ends with SIGTERM, and with `--until-eof` when its
standard input is closed.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from agent_client.daemon import CANNOT_BEGIN, Daemon, Print, print_line
from agent_client.options import Options, with_config
from agent_client.stopping import until_asked
from agent_client.telling import hostname

SAY_EVERY_S: Final = 10.0


class Machine(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One of them; what is left out is as at a daemon of its own."""

    data: str
    address: str | None = None
    hostname: str | None = None
    fingerprint: str | None = None
    clock_offset: float = 0.0
    script: str | None = None

    def options(self, server: str) -> Options:
        return with_config(
            Options(
                data=Path(self.data),
                server=server,
                hostname=self.hostname,
                address=self.address,
                clock_offset_s=self.clock_offset,
                fingerprint=self.fingerprint,
                headless=True,
                script=Path(self.script) if self.script else None,
            )
        )


class Spec(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    server: str
    machines: list[Machine]


class BadSpec(Exception):
    """The file is no spec."""


def read(path: Path) -> Spec:
    """Raises `BadSpec` with the place of the fault."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Spec)
    except (OSError, msgspec.DecodeError) as fault:
        raise BadSpec(f"{path}: {fault}") from fault


async def run(spec: Spec, *, say: Print = print_line) -> None:
    """Every machine of `spec`, until cancelled; a machine that cannot start stops none of the others."""
    daemons: list[Daemon] = []
    try:
        for machine in spec.machines:
            _add(daemons, machine, spec.server, say)
        async with asyncio.TaskGroup() as tasks:
            for daemon in daemons:
                tasks.create_task(daemon.run())
                tasks.create_task(_tell(daemon, say))
    finally:
        for daemon in daemons:
            daemon.close()


def _add(daemons: list[Daemon], machine: Machine, server: str, say: Print) -> None:
    try:
        daemons.append(Daemon(machine.options(server), say=say))
    except CANNOT_BEGIN as fault:
        say(json.dumps({"data": machine.data, "fault": str(fault)}, ensure_ascii=False))


async def _tell(daemon: Daemon, say: Print) -> None:
    count = 0
    try:
        while True:
            count = await daemon.ticker.turned.after(count, within_s=SAY_EVERY_S)
            say(json.dumps(_progress(daemon), ensure_ascii=False))
    finally:
        say(json.dumps(_progress(daemon), ensure_ascii=False))


def _progress(daemon: Daemon) -> dict[str, Any]:
    here = daemon.core.candidate.here
    held = {} if here is None else {"sitting": str(here.holding.sitting), "epoch": here.holding.epoch}
    return {
        "machine": str(daemon.core.identity.machine),
        "hostname": hostname(daemon.core),
        "screen": daemon.ticker.screen,
        "online": daemon.connection.online,
        "saved": here.delivery.head if here else 0,
        "pending": here.delivery.pending if here else 0,
        "at": daemon.core.now(),
        **held,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m agent_client.fleet", description="Several daemons in one process.")
    parser.add_argument("--spec", type=Path, required=True, metavar="FILE", help="the machines (see this module)")
    parser.add_argument("--until-eof", action="store_true", help="also end when the standard input is closed")
    found = parser.parse_args(arguments)
    try:
        asyncio.run(until_asked(run(read(found.spec)), until_eof=found.until_eof))
    except BadSpec as fault:
        print(fault, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
