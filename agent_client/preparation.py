"""Gets ready what a holding needs: the paper itself, its materials, and what was saved elsewhere."""

import asyncio
from pathlib import Path
from typing import Final

import aiohttp
import msgspec

from agent_client import claims, materials, paper, workfolder
from agent_client.blobs import Blobs, WrongHash
from agent_client.candidate import Held
from agent_client.core import Core
from agent_client.holding import FileEntry, Fold, Holding, fold
from agent_client.http import Failed, Http
from formats.paper import Paper

TRY_AGAIN_S: Final = 1.0
_fold_decoder: Final = msgspec.json.Decoder(Fold)
_Expected = (Failed, WrongHash, paper.BadPaper, aiohttp.ClientError, OSError, TimeoutError, ValueError)


class Preparation:
    """Each step is done again until it works; one that is done is not done twice.

    The paper opens as soon as it and the answers are here; large work files may still be on their way (E10).
    """

    def __init__(self, core: Core, http: Http, blobs: Blobs) -> None:
        self._core = core
        self._http = http
        self._blobs = blobs
        self._papers: set[str] = set()

    async def run(self) -> None:
        """What can be done is done when `prepare` rings: at a login, at each link, when the key comes."""
        count, worked = -1, True
        while True:
            count = await self._core.prepare.after(count, within_s=None if worked else TRY_AGAIN_S)
            here = self._core.candidate.here
            worked = here is None or await self._works(here)

    async def _works(self, here: Held) -> bool:
        try:
            await self._prepare(here)
        except _Expected as fault:
            self._core.log.warning("preparing %s: %s: %s", here.holding.sitting, type(fault).__name__, fault)
            return False
        return True

    async def _prepare(self, here: Held) -> None:
        steps = (self._fetch_paper, self._take_base, self._open_paper, self._fetch_materials, self._fill_folder)
        for step in steps:
            before = _shown(here)
            await step(here)
            if _shown(here) != before:
                self._core.changed.ring()

    async def _fetch_paper(self, here: Held) -> None:
        folder, source = self._core.folder.papers, here.holding.paper
        if source.sha256 not in self._papers:
            if not await asyncio.to_thread(paper.is_kept, folder, source):
                await asyncio.to_thread(paper.keep, folder, source, await self._http.get(source.url))
            self._papers.add(source.sha256)

    async def _fetch_materials(self, here: Held) -> None:
        """After the paper, which needs none of them to show; still sealed, and mostly long before the start."""
        folder = self._core.folder.papers
        for source in here.holding.paper.materials:
            there = await asyncio.to_thread(materials.gathered, folder, source)
            while there < source.size:
                before, part = there, materials.under_way(folder, source)
                await self._http.go_on(materials.url_of(source), part, there)
                there = await asyncio.to_thread(materials.gathered, folder, source)
                if there <= before:
                    raise paper.BadPaper(f"the material {source.sha256} ends at {there} of {source.size} bytes")
            await asyncio.to_thread(materials.keep, folder, source)

    async def _open_paper(self, here: Held) -> None:
        holding = here.holding
        if here.paper is None and holding.paper_key is not None:
            here.paper = await asyncio.to_thread(paper.read, self._core.folder.papers, holding.paper, holding.paper_key)

    async def _take_base(self, here: Held) -> None:
        """What the server has saved of the sitting lies under whatever is written here (E10)."""
        holding = here.holding
        if holding.base_taken:
            return
        base = _fold_decoder.decode(await self._http.get(holding.fold_url))
        stored = await self._core.store.changes(holding.key, holding.start + 1, most_bytes=1 << 40)
        holding.base, holding.base_taken = base, True
        here.fold = fold(base, [each.change for each in stored])
        await self._core.store.keep(holding)

    async def _fetch_blob(self, entry: FileEntry) -> None:
        if await asyncio.to_thread(self._blobs.has, entry.sha256):
            return
        target = self._blobs.root / f"{entry.sha256}.fetched"
        await self._http.download(f"/agent/blobs/{entry.sha256}", target)
        await asyncio.to_thread(self._blobs.take, target, entry.sha256)
        await asyncio.to_thread(target.unlink)

    async def _lay_materials(self, work: Path, holding: Holding, opened: Paper) -> None:
        folder, sources, key = self._core.folder.papers, holding.paper.materials, holding.paper_key or ""
        await asyncio.to_thread(materials.open_all, folder, sources, key, opened, self._blobs)
        await asyncio.to_thread(materials.lay, work, opened, self._blobs)

    async def _fill_folder(self, here: Held) -> None:
        if here.files_ready or not here.holding.base_taken:
            return
        for entry in list(here.fold.files.values()):
            await self._fetch_blob(entry)
        work = self._core.folder.work(here.holding.sitting)
        if not await asyncio.to_thread(workfolder.is_there, work):
            await asyncio.to_thread(workfolder.put_back, work, here.fold.files, self._blobs)
        if here.paper is not None and here.holding.paper_key is not None:
            await self._lay_materials(work, here.holding, here.paper)
            await asyncio.to_thread(workfolder.make_folders, work, here.paper.files)
            here.files_ready = self._core.candidate.here is here
            if not here.files_ready:  # handed in and gone meanwhile: what came is not for the next one (C5)
                await claims.put_away(self._core)


def _shown(here: Held) -> tuple[bool, bool, bool]:
    """What of all this the page can see."""
    return here.paper is not None, here.holding.base_taken, here.files_ready
