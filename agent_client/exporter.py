"""导出作答包 from the candidate's screen: onto a stick where there is one, in the background (C3)."""

import asyncio
import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from agent_client.core import Core, Export, Folder
from agent_client.packing import Journal
from agent_client.watch import Watch
from formats.refused import N_, Refused

PACKAGES: Final = "packages"
MEDIA: Final = ("/media/", "/run/media/")


@dataclass(frozen=True)
class Drive:
    """Where something is mounted."""

    mountpoint: str
    options: str


@dataclass(frozen=True)
class Target:
    """A folder to write to."""

    folder: Path
    is_stick: bool


class Exporter:
    """One export at a time; what becomes of it is in the state."""

    def __init__(self, core: Core, watch: Watch) -> None:
        self._core = core
        self._watch = watch
        self._asked = asyncio.Event()

    def ask(self) -> None:
        """Begin; again while one is under way does nothing. Raises `Refused` when there is nobody to export."""
        if not self._tickets():
            raise Refused("export.nothing", N_("There are no answers to export."))
        if self._core.export is None or not self._core.export.running:
            self._show(Export(running=True))
            self._asked.set()

    async def run(self) -> None:
        while True:
            await self._asked.wait()
            self._asked.clear()
            self._show(await self._export())

    async def _export(self) -> Export:
        try:
            await self._watch.capture_what_counts()
            told = await asyncio.to_thread(_export_all, self._core.folder, self._targets(), self._tickets())
        except Refused as refused:
            return Export(fault=refused)
        except (OSError, sqlite3.Error) as fault:
            self._core.log.error("export: %s", fault)
            return Export(
                fault=Refused("export.failed", N_("The answer package could not be written. Try another stick."))
            )
        await self._core.note("exported", files=len(told.files), on_stick=int(told.on_stick))
        return told

    def _tickets(self) -> frozenset[str]:
        """Whoever is here; after that those who have left answers here that are nowhere else."""
        candidate = self._core.candidate
        meant = [candidate.here] if candidate.here is not None else candidate.undelivered()
        return frozenset(held.holding.identity.ticket for held in meant)

    def _targets(self) -> list[Target]:
        """In the order in which they are tried."""
        own = (self._core.options.export_folder or self._core.folder.exported) / PACKAGES
        return [*(Target(stick, is_stick=True) for stick in sticks()), Target(own, is_stick=False)]

    def _show(self, told: Export) -> None:
        self._core.export = told
        self._core.changed.ring()


def sticks(drives: Iterable[Drive] | None = None) -> list[Path]:
    """What is mounted as a removable drive and can be written to."""
    found = drives if drives is not None else [Drive(each.mountpoint, each.opts) for each in psutil.disk_partitions()]
    places = [Path(each.mountpoint) for each in found if _is_removable(each)]
    return [place for place in places if os.access(place, os.W_OK)]


def _is_removable(drive: Drive) -> bool:
    return "removable" in drive.options.split(",") or drive.mountpoint.startswith(MEDIA)


def _export_all(folder: Folder, targets: Iterable[Target], tickets: frozenset[str]) -> Export:
    """Into the first folder that takes it. Raises what the last one raised."""
    fault = OSError("no folder to write to")
    for target in targets:
        try:
            return Export(files=_export_to(folder, target.folder, tickets), on_stick=target.is_stick)
        except OSError as full_or_gone:
            fault = full_or_gone
    raise fault


def _export_to(folder: Folder, target: Path, tickets: frozenset[str]) -> tuple[str, ...]:
    with closing(Journal(folder)) as journal:
        kept = [each for each in journal.kept() if each.holding.identity.ticket in tickets]
        if not kept:
            raise Refused("export.nothing", N_("There are no answers to export."))
        target.mkdir(parents=True, exist_ok=True)
        return tuple(str(journal.export(each, target).path) for each in kept)
