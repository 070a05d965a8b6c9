"""The rehearsal after the exam: the end of the session, the record sheet, and the proof that nothing was lost."""

import asyncio
import time
from typing import Final

from drill import day_files, proof, scripts
from drill.before import PASSWORD
from drill.day import Day
from drill.faults import Broken
from drill.proctor import Board
from drill.programs import manage
from drill.reporting import prove_at_centre, prove_restored, report

PDF_WITHIN_S: Final = 90
REPORTED_WITHIN_S: Final = 60.0
LOOK_EVERY_S: Final = 0.5


async def prove(day: Day) -> None:
    """End the session, print the record sheet, report, and compare what was done with what room and centre hold."""
    async with day.report.step("end"):
        await day.proctor.act("end_session", password=PASSWORD, empty_confirmed=False)
        await day.until(lambda board: board.session["ended_at"] is not None, "the session has ended")
    async with day.report.step("record sheet"):
        await _record_sheet(day)
    await report(day)
    _figures(day)
    await _prove_centre(day)
    await _prove_answers(day)
    await _prove_journal(day)


async def _record_sheet(day: Day) -> None:
    page = f"/admin/documents/record-sheet/{day.proctor.session}/"
    html, pdf = day.folder / "record-sheet.html", day.folder / "record-sheet.pdf"
    day.report.document("record sheet (HTML)", html, await day.proctor.save(page, html))
    path = await _pdf(day, page)
    day.report.document("record sheet (PDF)", pdf, await day.proctor.save(path, pdf))
    if not pdf.read_bytes().startswith(b"%PDF-"):
        raise Broken("the record sheet's PDF is no PDF")


async def _pdf(day: Day, page: str) -> str:
    """Ask for the PDF and wait for its job; gives where it is."""
    job = await day.proctor.follow(f"{page}record-sheet.pdf")
    end = time.monotonic() + PDF_WITHIN_S
    while job.endswith("/") and "/jobs/" in job and not job.endswith("/file/"):
        told = await day.proctor.ask(f"{job}state/")
        if told["ended"] or time.monotonic() > end:
            if not told["url"]:
                raise Broken(f"the PDF was not made: {told}")
            job = told["url"]
        await asyncio.sleep(0.3)
    return job


def _figures(day: Day) -> None:
    board = day.proctor.board
    states = ("not_logged_in", "logged_in", "in_exam", "submitted", "absent")
    day.report.sittings = {state: board.counts[state] for state in states}
    wanted = {**dict.fromkeys(states, 0), "submitted": len(day.parts.present), "absent": len(day.parts.absent)}
    if day.report.sittings != wanted:
        day.report.faults.append(f"sittings {day.report.sittings}, expected {wanted}")
    day.report.deadlines = {"largest_error_ms": _largest_error(day, board)}


def _largest_error(day: Day, board: Board) -> int:
    """Between closing and the ledger's deadline, on the server and on the machine that was closed by it."""
    row = board.person(day.parts.until_deadline)
    errors = [abs(row["closed_at"] - row["deadline"])]
    told = [line for fleet in day.fleets for line in fleet.lines if line.get("sitting") == row["id"]]
    closings = [line["at"] for line in told if line.get("screen") in ("closed", "submitted")]
    if not closings:
        day.report.faults.append("the machine did not close at the deadline")
    errors += [abs(min(closings) - row["deadline"])] if closings else []
    if max(errors) > 1000:
        day.report.faults.append(f"a deadline was kept with an error of {max(errors)} ms")
    return max(errors)


async def _prove_answers(day: Day) -> None:
    await day.stop_fleets()
    export = day.folder / "answers.jsonl"
    await manage(day.server.data, "answers", "export", day.proctor.session, str(export))
    typed = proof.Typed.on(sorted((day.folder / "machines").iterdir()))
    acknowledged: dict[tuple[str, int], int] = {}
    for fleet in day.fleets:
        for line in fleet.lines:
            if line.get("sitting"):
                key = (line["sitting"], line["epoch"])
                acknowledged[key] = max(acknowledged.get(key, 0), line["saved"] - line["pending"])
    found = proof.compare(typed, proof.lines_of(export), acknowledged)
    names = ("given", "acknowledged", "recovered", "lost")
    day.report.answers = {name: getattr(found, name) for name in names}
    day.report.faults += found.faults()
    _prove_materials(day)
    await prove_at_centre(day, typed)
    await prove_restored(day, typed)


def _prove_materials(day: Day) -> None:
    """Every machine at which somebody sat has the task's materials in its work folder, but for what was made of them."""
    given = {name: content for name, content in day_files.materials().items() if name != day_files.CHANGED}
    numbers = [number for number in day.parts.present if number != day.parts.moved] + [day.parts.spare]
    laid = [number for number in numbers if all(_has(day, number, *each) for each in given.items())]
    day.report.files["materials_laid"] = len(laid)
    day.report.faults += [f"PC{number:03d} lacks materials of its task" for number in numbers if number not in laid]


def _has(day: Day, number: int, name: str, content: bytes) -> bool:
    found = (day.folder / "machines" / f"PC{number:03d}").rglob(f"{scripts.MATERIALS}/{name}")
    return any(path.read_bytes() == content for path in found)


async def _prove_journal(day: Day) -> None:
    heads = await manage(day.server.data, "journal", "head")
    events = sum(int(line.split()[1]) for line in heads.splitlines())
    day.report.journal = {"events": events, "intact": True}
    try:
        await manage(day.server.data, "journal", "verify")
    except Broken as broken:
        day.report.journal["intact"] = False
        day.report.faults.append(str(broken))


async def _prove_centre(day: Day) -> None:
    """The codes that were used are those that the centre computed, and the seal check has arrived there (E23, B11)."""
    end = time.monotonic() + REPORTED_WITHIN_S
    while (faults := await _missing_at_centre(day)) and time.monotonic() < end:  # noqa: ASYNC110 - of another process
        await asyncio.sleep(LOOK_EVERY_S)
    day.report.faults += faults


async def _missing_at_centre(day: Day) -> list[str]:
    """Note what the centre holds; gives what is not as it should be there."""
    codes, room = await day.clerk.codes(), await day.clerk.room()
    day.report.codes = {"issued": len(codes.issued), "used": len(codes.used)}
    day.report.seal_check["received"] = room["seal_at"] is not None
    seal = [] if day.report.seal_check["received"] else ["the seal check has not arrived at the test centre"]
    return [*seal, *codes.faults(day.codes)]
