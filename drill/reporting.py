"""The rehearsal of 上报: verified, backed up to another folder, sent, receipted, and compared with what the centre unpacks."""

import asyncio
import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from drill import proof
from drill.day import Day
from drill.faults import Broken
from drill.programs import manage
from drill.web import said_on

ENDED_WITHIN_S: Final = 90.0
LOOK_EVERY_S: Final = 0.3


async def report(day: Day) -> None:
    """核对, 第一步, 第二步 and the receipt, as a person does them (A1, A2). Raises `Broken` where one is not done."""
    page = f"/admin/reporting/{day.proctor.session}/"
    async with day.report.step("verify"):
        await day.proctor.page(page)  # opening it begins 核对
        await _ended(day, page, "核对")
    async with day.report.step("backup"):
        await _back_up(day, page)
    async with day.report.step("upload"):
        said = said_on(await day.proctor.submit(page))
        await _ended(day, page, f"上报 {said}")
    async with day.report.step("receipt"):
        paper, signed = day.folder / "receipt.html", day.folder / "receipt.json"
        day.report.document("receipt (HTML)", paper, await day.proctor.save(f"{page}receipt/", paper))
        await day.proctor.save(f"{page}receipt/?file", signed)


async def prove_at_centre(day: Day, typed: proof.Typed) -> None:
    """What each candidate typed and saved, with what the centre unpacked: change by change and file by file."""
    folder = day.folder / "at-centre"
    await day.clerk.unpack(folder)
    found = proof.compare(typed, _lines(folder), {})
    day.report.answers["at_centre"] = found.recovered
    files, held = typed.files(), _contents(folder / "files")
    missing = list(proof.missing_files(files, _lines(folder), held))
    day.report.files |= {"saved": len(files), "at_centre": len(files) - len(missing)}
    faults = [fault for fault in found.faults() if "acknowledged" not in fault]
    day.report.faults += [f"at the centre: {fault}" for fault in [*faults, *missing]]


async def prove_restored(day: Day, typed: proof.Typed) -> None:
    """The backup becomes a room on another machine, with every answer to the last."""
    elsewhere, export = _elsewhere(day), day.folder / "restored.jsonl"
    await manage(elsewhere, "restore", str(next((day.folder / "stick").iterdir())))
    await manage(elsewhere, "answers", "export", day.proctor.session, str(export))
    await manage(elsewhere, "journal", "verify")
    found = proof.compare(typed, proof.lines_of(export), {})
    day.report.answers["restored"] = found.recovered
    day.report.faults += [f"in the backup: {fault}" for fault in found.faults() if "acknowledged" not in fault]


def _elsewhere(day: Day) -> Path:
    """The data folder of another machine."""
    return day.folder / "elsewhere"


async def _back_up(day: Day, page: str) -> None:
    """To a folder that stands for the stick; another installation proves it whole."""
    stick = day.folder / "stick"
    stick.mkdir()
    said = said_on(await day.proctor.submit(page, at=f"{page}back-up/", folder=str(stick)))
    await _ended(day, page, "备份")
    written = sorted(stick.iterdir())
    if len(written) != 1:
        raise Broken(f"the backup was not written: {said or [path.name for path in written]}")
    await manage(_elsewhere(day), "backup", "verify", str(written[0]))


async def _ended(day: Day, page: str, what: str) -> None:
    """Wait for the work that the page shows."""
    end = time.monotonic() + ENDED_WITHIN_S
    while not (told := await day.proctor.ask(f"{page}state/"))["ended"]:
        if time.monotonic() > end:
            raise Broken(f"not within {ENDED_WITHIN_S:.0f} s: {what}: {told['text']}")
        await asyncio.sleep(LOOK_EVERY_S)


def _lines(folder: Path) -> Iterator[dict[str, object]]:
    """The unpacked logs, and the answers that count, in the form of the room's own export."""
    yield from proof.lines_of(folder / "log.jsonl")
    for sitting in proof.lines_of(folder / "sittings.jsonl"):
        yield {"kind": "fold", **sitting}


def _contents(folder: Path) -> set[str]:
    """Hashes of the unpacked files, computed from their bytes."""
    return {hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()} if folder.is_dir() else set()
