"""One daemon, put together: what it owns, how it starts, runs and stops."""

import asyncio
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Coroutine
from typing import Any, Final

from agent_client import claims, memory, script
from agent_client.acts import Acts
from agent_client.answering import Gap, Moment
from agent_client.automation import Automatic
from agent_client.blobs import Blobs
from agent_client.checking import Checks
from agent_client.clearing import remove_all, remove_files
from agent_client.clock import MachineClocks
from agent_client.commands import Commands
from agent_client.connection import Connection
from agent_client.core import Folder
from agent_client.courier import Courier
from agent_client.doing import TASTE, Doing
from agent_client.exporter import Exporter
from agent_client.headless import FACT as SCRIPT_STEP
from agent_client.headless import ScriptedCandidate
from agent_client.http import Http
from agent_client.instance import AlreadyRunning, OnlyOne
from agent_client.kiosk.here import Here
from agent_client.kiosk.host import Host
from agent_client.kiosk_yield import Stage
from agent_client.link import Credentials
from agent_client.listener import Listener
from agent_client.logbook import Logbook
from agent_client.logs import open_log
from agent_client.measuring.platforms import this_platform
from agent_client.options import BadOptions, Options
from agent_client.outages import GAP, LAST, Outages
from agent_client.outbox import Outbox
from agent_client.page import DOOR, Door, Page
from agent_client.preparation import Preparation
from agent_client.schema import Unusable
from agent_client.store import CLEARING, LOGGED, Store
from agent_client.telling import Telling
from agent_client.ticker import Ticker
from agent_client.typed import Typed
from agent_client.upload import Uploader
from agent_client.view import Taste
from agent_client.watch import Watch
from agent_client.whereabouts import PLACE, TOLD, Place, Whereabouts
from agent_client.witness import Witness

Print = Callable[[str], None]
Work = Callable[[], Coroutine[Any, Any, None]]
CANNOT_BEGIN: Final = (BadOptions, script.BadScript, AlreadyRunning, Unusable, OSError, sqlite3.OperationalError)
STOP_WITHIN_S: Final = 5.0
BEGIN_AGAIN_S: Final = 1.0


def print_line(line: str) -> None:
    """To the standard output, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Daemon:
    """Made, it holds its folder; `run` works until cancelled, and `close` gives the folder back.

    Nothing needs an orderly end: a kill at any moment loses nothing that was called saved.
    """

    def __init__(self, options: Options, *, say: Print = print_line) -> None:
        folder = Folder(options.data, options.candidate)
        folder.make()
        self._only_one = OnlyOne(folder.lock)
        steps = script.read(options.script) if options.script else []
        self._log_file = open_log(folder.log)
        self._say = say
        store = self._journal(folder)
        if store.fact(CLEARING, bool | None):  # it was cut off in between (S3)
            remove_files(folder)
            store.settle({CLEARING: None})
        clocks = MachineClocks(round(options.clock_offset_s * 1000))
        self.core = core = memory.wake(options, folder=folder, store=store, clocks=clocks, log=self._log_file.logger)
        outbox, taste = store.outbox(), Taste(**store.fact(TASTE, dict[str, str | None]) or {})
        logged, step = store.fact(LOGGED, int) or 0, store.fact(SCRIPT_STEP, int) or 0
        known = store.fact(PLACE, Place | None)
        door = store.fact(DOOR, Door | None)
        answered, gap = store.fact(LAST, Moment | None), store.fact(GAP, Gap | None)
        store.begin()

        credentials = Credentials(core.identity.token)
        blobs = Blobs(folder.blobs)
        blobs.sweep()
        where = Whereabouts(core, known)
        self._http = Http(options, credentials, where)
        self.connection = Connection(
            options, clocks=clocks, clock=core.clock, credentials=credentials, where=where, log=core.log
        )
        self._uploader = Uploader(core, self._http, blobs)
        self._courier = Courier(core, self.connection, self._uploader)
        self._outbox = Outbox(core, self.connection, outbox)
        self._outages = Outages(core, self._outbox, last=answered, gap=gap)
        self._watch = Watch(core, blobs, self._outbox)
        self._checks = Checks(core, self.connection, self._http, this_platform())
        self._commands = Commands(core, self.connection, self._watch, self._checks)
        self._preparation = Preparation(core, self._http, blobs)
        self._logbook = Logbook(core, self.connection, logged)
        self.ticker = Ticker(core)
        self._exporter = Exporter(core, self._watch)
        self.stage = Stage(core, taste)
        self.acts = Acts(core, self.connection, self._outbox, self._watch, self._exporter, self.stage)
        self._automatic = Automatic(core, self.acts)
        self._page = Page(core, Doing(core, self.connection, self.acts, taste), self._announce, door)
        self._script = ScriptedCandidate(
            core, self.acts, self._watch, Typed(options.data / "typed.jsonl"), steps, done=step
        )

    def _journal(self, folder: Folder) -> Store:
        """Raises `Unusable`, which stands in the log as well: whoever comes to look has only that."""
        try:
            return Store(folder.journal)
        except Unusable as fault:
            self._log_file.logger.error("%s", fault)
            self._log_file.stop()
            self._only_one.release()
            raise

    async def run(self) -> None:
        """Announce the page, then do everything until cancelled, or until the program is uninstalled."""
        try:
            await claims.put_away(self.core)
            self._announce(await self._page.start())
            await self.core.store.keep_fact(TOLD, self.core.options.server)
            await self.core.note("started", pid=os.getpid(), boot_id=self.core.clocks.boot_id())
            async with asyncio.TaskGroup() as tasks:
                running = [tasks.create_task(self._for_ever(work)) for work in self._works()]
                await self.core.uninstalled.wait()
                for task in running:
                    task.cancel()
        finally:
            async with asyncio.timeout(STOP_WITHIN_S):
                await self._stop()

    async def _for_ever(self, work: Work) -> None:
        """A fault in one part, or a full disk, must not take the page from the candidate."""
        while True:
            try:
                await work()
            except Exception:  # of whatever kind: it is logged, and the part begins anew
                self.core.log.exception("%s", getattr(work, "__qualname__", work))
            await asyncio.sleep(BEGIN_AGAIN_S)

    def _works(self) -> list[Work]:
        listener = Listener(
            core=self.core,
            telling=Telling(self.core),
            connection=self.connection,
            courier=self._courier,
            commands=self._commands,
            outbox=self._outbox,
            logbook=self._logbook,
            witness=Witness(self.core),
        )
        return [
            *self._kiosk(),
            lambda: self.connection.run(listener),
            self._courier.run,
            self._uploader.run,
            self._commands.run,
            self._checks.run,
            self._watch.run,
            self._preparation.run,
            self._logbook.run,
            self._exporter.run,
            self.ticker.run,
            self._outages.run,
            self._script.run,
            self._automatic.run,
            self.stage.run,
        ]

    def _kiosk(self) -> list[Work]:
        """What shows the page full screen, where the daemon is asked to see to that."""
        options = self.core.options
        if options.kiosk is None:
            return []
        host = Host(self.core, self.connection, self.stage, folder=options.kiosk, renew=self._page.renew)
        return [host.run, Here(self.core).run] if options.browser else [host.run]

    async def _stop(self) -> None:
        await self._page.stop()
        await self._http.close()

    def close(self) -> None:
        """What was asked to be written is written; then the folder is free, and after an uninstallation empty."""
        self.core.store.stop()
        self._log_file.stop()
        self._only_one.release()
        if self.core.uninstalled.is_set():
            remove_all(self.core.folder)

    def _announce(self, page: str) -> None:
        """With a kiosk only that gets to know the secret."""
        page = page.partition("?")[0] if self.core.options.kiosk else page
        line = {"page": page, "machine": str(self.core.identity.machine), "pid": os.getpid()}
        self._say(json.dumps(line))
