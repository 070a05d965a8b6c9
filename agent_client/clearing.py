"""考生端初始化: what candidates have left on this machine goes, unless the server lacks some of it (S3).

Set aside first, it lies in a folder that a daemon can be started in: it then delivers what the server lacks.
"""

import asyncio
import os
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from agent_client.blobs import flush_folder
from agent_client.core import Core, Folder
from agent_client.store import CLEARING, Heads
from formats.refused import N_, Refused

Told = dict[str, int | str | None]
SET_ASIDE: Final = ("blobs", "work", "sealed", "papers")


class Clearing:
    """Carried out by the room's command; raises `Refused` where nothing was cleared."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def clear(self, *, export: bool) -> Told:
        """Take away answers, files, papers and receipts; identity, seat and the machine's own log stay.

        With `export` all of it is set aside before, also what the server does not have; gives where.
        """
        core = self._core
        heads = await core.store.heads()  # before the questions: what is written after them is noticed
        core.candidate.check_clear(core.now())
        lacking = core.candidate.lacking()
        if lacking and not export:
            raise Refused(
                "holds_answers",
                N_("The server does not have all answers of %(count)d candidates. Export them first."),
                count=len(lacking),
            )
        told: Told = {"cleared": len(core.candidate.held)}
        if export and core.candidate.held:
            told["exported"] = str(await asyncio.to_thread(set_aside, core.folder, export_folder(core)))
        await self._forget(heads)
        await core.note("cleared", **told)
        return told

    async def _forget(self, heads: Heads) -> None:
        """First from the journal, so that a cut in between leaves only files, which the next start removes."""
        core = self._core
        if not await core.store.clear(heads):
            raise Refused("changed", N_("Something was written meanwhile. Nothing was cleared; try again."))
        core.candidate.forget()
        core.changed.ring()
        await asyncio.to_thread(remove_files, core.folder)
        await core.store.keep_fact(CLEARING, None)


def export_folder(core: Core) -> Path:
    return core.options.export_folder or core.folder.exported


def set_aside(folder: Folder, root: Path) -> Path:
    """A whole copy of the data folder under `root`, durable before it has its name. Raises `OSError`."""
    target = _free(root / time.strftime("%Y%m%d-%H%M%S"))
    making = target.with_name(f"{target.name}.part")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True, mode=0o700)
    with (
        closing(sqlite3.connect(folder.journal)) as source,
        closing(sqlite3.connect(making / folder.journal.name)) as copy,
    ):
        source.backup(copy)
    for name in SET_ASIDE:
        shutil.copytree(folder.root / name, making / name, symlinks=True)
    _flush(making)
    making.replace(target)
    flush_folder(root)
    return target


def remove_files(folder: Folder) -> None:
    """Whatever candidates have left in files; done again after a cut it goes on."""
    for path in (folder.blobs, folder.work_root, folder.sealed, folder.papers):
        shutil.rmtree(path, ignore_errors=True)
    folder.make()


def remove_all(folder: Folder) -> None:
    """The data folder, but for what was set aside."""
    for path in folder.root.iterdir():
        if path == folder.exported:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _flush(root: Path) -> None:
    for place, _folders, names in os.walk(root):
        for name in names:
            path = Path(place) / name
            if not path.is_symlink():
                with path.open("rb+") as stream:
                    os.fsync(stream.fileno())


def _free(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free
