"""What all parts of one daemon share."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from agent_client.candidate import Candidate
from agent_client.clock import Clocks, ServerClock
from agent_client.cover import Cover
from agent_client.display import Display
from agent_client.identity import Identity
from agent_client.logs import Logger
from agent_client.options import Options
from agent_client.sharing import share
from agent_client.store import Store
from formats.refused import Refused


class Signal:
    """Something has changed: whoever waits looks for itself what."""

    def __init__(self) -> None:
        self.count = 0
        self._event = asyncio.Event()

    def ring(self) -> None:
        self.count += 1
        event, self._event = self._event, asyncio.Event()
        event.set()

    async def after(self, count: int, *, within_s: float | None = None) -> int:
        """The count once it is another than `count`, or what it is after `within_s`."""
        try:
            async with asyncio.timeout(within_s):
                while self.count == count:
                    await self._event.wait()
        except TimeoutError:
            pass
        return self.count


@dataclass(frozen=True)
class Export:
    """The last export from the screen: under way, where its packages lie, or why there are none."""

    running: bool = False
    files: tuple[str, ...] = ()
    on_stick: bool = False
    fault: Refused | None = None


@dataclass(frozen=True)
class Folder:
    """Where things lie in a daemon's data folder. `candidate` is another account that works in `work/`."""

    root: Path
    candidate: str = ""

    def make(self) -> None:
        """Make what is missing; nobody else may look in. Raises `NotShared` where the candidate's account cannot work."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        for path in (self.papers, self.blobs, self.work_root, self.sealed):
            path.mkdir(exist_ok=True)
        if self.candidate:
            share(self.work_root, self.candidate)

    @property
    def journal(self) -> Path:
        return self.root / "journal.sqlite3"

    @property
    def log(self) -> Path:
        return self.root / "agent.log"

    @property
    def lock(self) -> Path:
        return self.root / "agent.lock"

    @property
    def papers(self) -> Path:
        return self.root / "papers"

    @property
    def blobs(self) -> Path:
        return self.root / "blobs"

    @property
    def work_root(self) -> Path:
        return self.root / "work"

    @property
    def sealed(self) -> Path:
        """Work folders of sittings that have left this machine (C5)."""
        return self.root / "sealed"

    @property
    def exported(self) -> Path:
        """What was set aside before the machine was cleared (S3)."""
        return self.root / "exported"

    def work(self, sitting: UUID) -> Path:
        return self.work_root / str(sitting)


@dataclass
class Core:
    """`changed` rings for the page, `due` for whoever delivers, `prepare` for whoever fetches.

    `uninstalled` is set when the program is to leave this machine.
    """

    options: Options
    folder: Folder
    store: Store
    identity: Identity
    candidate: Candidate
    clocks: Clocks
    clock: ServerClock
    log: Logger
    display: Display = field(default_factory=Display)
    export: Export | None = None
    changed: Signal = field(default_factory=Signal)
    due: Signal = field(default_factory=Signal)
    prepare: Signal = field(default_factory=Signal)
    noted: Signal = field(default_factory=Signal)
    uninstalled: asyncio.Event = field(default_factory=asyncio.Event)
    cover: Cover = field(init=False)

    def __post_init__(self) -> None:
        self.cover = Cover(self.candidate)

    def check_uncovered(self) -> None:
        """Raises `Refused` while a lock or an interruption has lain over the screen for longer than somebody types on."""
        self.cover.check(self.clocks.boot())

    def stands_still(self) -> bool:
        """Whether the exam stands still, and work files are left as they lie."""
        return self.cover.stands_still(self.clocks.boot())

    def now(self) -> int:
        """Exam time: the server's clock as estimated here, in ms."""
        return self.clock.now()

    async def note(self, code: str, **values: int | str | None) -> None:
        """One line for the candidate's log (E19), on the disk and later on the server's."""
        self.log.info("%s %s", code, values)
        server_at = self.clock.now() if self.clock.is_known else None
        await self.store.note(self.clocks.wall(), code, values, server_at=server_at)
        self.noted.ring()
