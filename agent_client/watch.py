"""Watches the work folder: what has changed is copied to the blob store, then written down (C2, C3)."""

import asyncio
import time
from pathlib import Path
from typing import Final
from uuid import UUID

from agent_client import materials, workfolder
from agent_client.blobs import Blobs
from agent_client.candidate import Held
from agent_client.core import Core
from agent_client.names import portable, shown
from agent_client.outbox import Outbox
from agent_client.store import Draft
from agent_client.workfolder import Look, Seen
from agent_client.writing import write

LOOK_EVERY_S: Final = 1.0
LOOKS_UNTIL_TAKEN: Final = 10
JUST_BEFORE_MS: Final = 5_000
NOT_COLLECTED: Final = "文件没有收取 / file not collected: "


class Watch:
    """One folder at a time: the current candidate's, while answers may be added and the exam does not stand still.

    A file is taken once it has rested from one look to the next, or after ten looks at the
    latest; at the submission and at the deadline everything is taken as it is.
    """

    def __init__(self, core: Core, blobs: Blobs, outbox: Outbox) -> None:
        self._core = core
        self._outbox = outbox
        self._blobs = blobs
        self._of: UUID | None = None
        self._taken: dict[str, Seen] = {}
        self._seen: dict[str, Seen] = {}
        self._restless: dict[str, int] = {}
        self._gone: set[str] = set()
        self._called = False
        self._busy = asyncio.Lock()

    async def run(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            here = self._core.candidate.here
            if here is None or not here.files_ready or self._core.candidate.is_moved(here):
                continue
            if self._core.candidate.is_closed(here, self._core.now()):
                await self._last_look(here)
            elif not self._core.stands_still():
                await self._look(here, everything=False)

    async def capture_now(self) -> None:
        """Take everything as it is at this moment, for whoever closes the sitting."""
        here = self._core.candidate.here
        if here is not None and here.files_ready:
            await self._look(here, everything=True)

    async def capture_what_counts(self) -> None:
        """Everything as it is, unless the exam stands still: that waits until it goes on, or is closed (F5)."""
        if not self._core.stands_still():
            await self.capture_now()

    async def mend_folder(self, here: Held) -> None:
        """Make the work folder anew, with what was taken of it, if somebody has removed or replaced it."""
        root = self._core.folder.work(here.holding.sitting)
        async with self._busy:
            if not await asyncio.to_thread(workfolder.is_there, root):
                await asyncio.to_thread(workfolder.put_back, root, here.fold.files, self._blobs)
                if here.paper is not None:
                    await asyncio.to_thread(materials.lay, root, here.paper, self._blobs)
                    await asyncio.to_thread(workfolder.make_folders, root, here.paper.files)

    async def lay_materials(self, here: Held) -> None:
        """Those that somebody has removed lie in the work folder again."""
        await self.mend_folder(here)
        async with self._busy:
            if here.paper is not None:
                await asyncio.to_thread(
                    materials.lay, self._core.folder.work(here.holding.sitting), here.paper, self._blobs
                )

    async def _last_look(self, here: Held) -> None:
        """Once after the deadline, for what was written before it.

        What was written after it keeps its true time, and is for the proctor to judge.
        """
        holding = here.holding
        by_deadline = holding.submit_asked_at is None and (holding.receipt is None or holding.receipt.by == "deadline")
        if by_deadline and here.looked_for != holding.deadline_version:
            await self._look(here, everything=True)
            here.looked_for = holding.deadline_version
            self._core.due.ring()

    async def _look(self, here: Held, *, everything: bool) -> None:
        async with self._busy:
            root = self._core.folder.work(here.holding.sitting)
            self._begin(here.holding.sitting)
            try:
                found = await asyncio.to_thread(workfolder.look, root)
            except OSError as fault:  # nothing is called removed because the folder cannot be read
                self._core.log.warning("work folder: %s", fault)
                return
            await self._tell_left_out(here, found)
            await self._take_changed(here, root, found, everything=everything)
            await self._take_removed(here, found, everything=everything)

    def _begin(self, sitting: UUID) -> None:
        if self._of != sitting:
            self._of = sitting
            self._taken, self._seen, self._restless, self._gone = {}, {}, {}, set()
            self._called = False

    async def _tell_left_out(self, here: Held, found: Look) -> None:
        """To the candidate with the next state, into the log, and once to the proctor, as a raised hand."""
        left_out = tuple(found.left_out)
        if left_out != here.left_out:
            here.left_out = left_out
            first, why = left_out[0] if left_out else (None, None)
            await self._core.note("files_left_out", count=len(left_out), first=first, why=why)
            self._core.changed.ring()
            await self._call(here)

    async def _call(self, here: Held) -> None:
        """Links are many programs' habit, and no work of anybody."""
        work = [each.path for each in here.left_out if each.why != "no_file"]
        if work and not self._called:
            self._called = True
            await self._outbox.raise_hand(f"{NOT_COLLECTED}{shown(work[0])}")

    async def _take_changed(self, here: Held, root: Path, found: Look, *, everything: bool) -> None:
        for path, seen in found.files.items():
            if self._taken.get(path) != seen and (everything or self._rests(path, seen)):
                await self._take(here, root, found, path)
        self._seen = dict(found.files)

    def _rests(self, path: str, seen: Seen) -> bool:
        """Whether it was the same at the last look, or has never come to rest for long enough."""
        self._restless[path] = self._restless.get(path, 0) + 1
        return self._seen.get(path) == seen or self._restless[path] >= LOOKS_UNTIL_TAKEN

    async def _take(self, here: Held, root: Path, found: Look, path: str) -> None:
        seen, name = found.files[path], found.name_of(path)
        try:
            sha256, size = await asyncio.to_thread(workfolder.capture, root, name, seen, self._blobs)
        except (workfolder.Changed, OSError) as fault:
            self._core.log.info("%s is not taken yet: %s", path, fault)
            return
        self._taken[path] = seen
        self._restless.pop(path, None)
        entry = here.fold.files.get(path)
        is_new = entry.sha256 != sha256 if entry else not materials.unchanged(here.paper, path, sha256)
        if is_new:
            await self._write_file(here, path, sha256, size, self._written_at(here, seen))

    async def _take_removed(self, here: Held, found: Look, *, everything: bool) -> None:
        """A file is gone when it is missing twice: many programs save by removing and renaming."""
        missing = here.fold.files.keys() - found.files.keys()
        gone = missing if everything else missing & self._gone
        self._gone = set(missing)
        for path in sorted(gone):
            self._taken.pop(path, None)
            await self._write_file(here, path, "", 0, self._core.now())

    def _written_at(self, here: Held, seen: Seen) -> int:
        """The change's exam time; at the last look it is when the file was written a moment ago."""
        now = self._core.now()
        age_ms = (time.time_ns() - seen.modified_ns) // 1_000_000
        just_before = self._core.candidate.is_closed(here, now) and 0 <= age_ms <= JUST_BEFORE_MS
        return now - age_ms if just_before else now

    async def _write_file(self, here: Held, path: str, sha256: str, size: int, at: int) -> None:
        draft = Draft(
            at=at,
            deadline_version=here.holding.deadline_version,
            kind="file",
            question=_question(here, path),
            path=path,
            sha256=sha256,
            size=size,
        )
        await write(self._core, here, draft)


def _question(here: Held, path: str) -> str:
    """The task that asks for this file, or for one in the same folder, or else the first task."""
    tasks = [each for each in here.paper.questions if each.kind == "task"] if here.paper else []
    for task in tasks:
        if path in map(portable, (*task.files, *map(materials.path_of, task.materials))):
            return task.key
    top = path.split("/")[0]
    for task in tasks:
        if any(file.split("/")[0] == top for file in task.files):
            return task.key
    return tasks[0].key if tasks else ""
