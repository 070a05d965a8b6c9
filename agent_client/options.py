"""What a daemon is told at its start, by flags and by `config.json` in its folder."""

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec
import platformdirs

CONFIG_FILE: Final = "config.json"
RUN_NAME: Final = "jiankao-agent-run"
SERVICE_RUN: Final = Path("/run/jiankao-agent")
SERVICE_DATA: Final = Path("/var/lib/jiankao-agent")
ROOM: Final = re.compile(r"[0-9]{3}|[0-9]{10}")


@dataclass(frozen=True, kw_only=True)
class Options:
    """`address` is the local address to speak from; `script` makes it headless.

    Without a `server` it is looked for on the network; of several, `room` says which is meant. `kiosk` is the folder in
    which the candidate's session looks for the daemon's address, and `candidate` the account that works in `work/`. With `browser` the daemon starts that session itself.
    """

    data: Path
    server: str = ""
    hostname: str | None = None
    address: str | None = None
    clock_offset_s: float = 0.0
    fingerprint: str | None = None
    headless: bool = False
    script: Path | None = None
    room: str = ""
    allow_power: bool = False
    uninstall: tuple[str, ...] = ()
    export_folder: Path | None = None
    kiosk: Path | None = None
    browser: bool = False
    browser_flags: tuple[str, ...] = ()
    candidate: str = ""

    @property
    def is_rehearsal(self) -> bool:
        """One of several on one machine, each with a name, an address or hardware of its own."""
        return any(given is not None for given in (self.hostname, self.address, self.fingerprint, self.script))

    @property
    def shows_no_page(self) -> bool:
        """Nobody looks at a page here: a headless daemon, or a scripted candidate."""
        return self.headless or self.script is not None


class Config(msgspec.Struct):
    """`config.json`. `uninstall` is the command that takes the program off this machine."""

    server: str = ""
    room: str = ""
    allow_power: bool = False
    uninstall: tuple[str, ...] = ()
    export_folder: str = ""
    kiosk: str = ""
    candidate: str = ""


class BadOptions(Exception):
    """The daemon cannot start with these."""


def default_folder() -> Path:
    return platformdirs.user_data_path("jiankao-agent", appauthor=False)


def default_kiosk_folder() -> Path:
    """Of the service, if there is one on this machine; else in the person's own data folder."""
    service = SERVICE_RUN if os.name == "posix" else _program_data() / RUN_NAME
    return service if service.is_dir() else default_folder()


def default_data() -> Path:
    """For whoever looks at a daemon: the service's folder, if there is one on this machine."""
    service = SERVICE_DATA if os.name == "posix" else _program_data() / "jiankao-agent"
    return service if service.is_dir() else default_folder()


def _program_data() -> Path:
    return Path(os.environ.get("PROGRAMDATA", "C:\\ProgramData"))


def with_config(options: Options) -> Options:
    """`options` with what only the folder's `config.json` says. Raises `BadOptions`."""
    path = options.data / CONFIG_FILE
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Config) if path.exists() else Config()
    except ValueError as fault:
        raise BadOptions(f"{path}: {fault}") from fault
    server = options.server or found.server
    if server and not server.startswith(("http://", "https://")):
        raise BadOptions(f"{server} is no server. Give --server http://ADDRESS:PORT, or none to look for it.")
    room = options.room or found.room
    if room and not ROOM.fullmatch(room):
        raise BadOptions(f"{room} is no room code: 3 digits, or 10 with the code of the test centre.")
    return replace(
        options,
        server=server,
        room=room,
        allow_power=found.allow_power,
        uninstall=found.uninstall,
        export_folder=Path(found.export_folder) if found.export_folder else None,
        kiosk=options.kiosk
        or (Path(found.kiosk) if found.kiosk else None)
        or (options.data if options.browser else None),
        candidate=found.candidate,
    )
