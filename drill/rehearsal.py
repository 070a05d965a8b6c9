"""One exam day from the import of the files to the record sheet, with its proof."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from drill import day_files, proof, scripts
from drill.faults import Broken
from drill.proctor import Board, Proctor
from drill.programs import Fleet, Server, load, manage

LOGIN_BEFORE_S: Final = 20
START_BEFORE_S: Final = 10
COUNTDOWN_S: Final = 3
SHARE: Final = 0.4  # of the duration: late limit and earliest submission
SHORTEST_S: Final = 60
FEWEST_SEATS: Final = 8
FLEET_SIZE: Final = 25
PDF_WITHIN_S: Final = 90
PASSWORD: Final = "888"  # noqa: S105 - a new installation's, as in the manual
Say = Callable[[str], None]


@dataclass
class Report:
    """What a rehearsal ends with."""

    seats: int
    steps: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)
    sittings: dict[str, int] = field(default_factory=dict)
    deadlines: dict[str, int] = field(default_factory=dict)
    documents: list[dict[str, Any]] = field(default_factory=list)
    journal: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.faults

    def told(self) -> dict[str, Any]:
        return {"ok": self.ok, **vars(self)}


class Rehearsal:
    """Everything happens in `folder`; nothing of the installation is touched."""

    def __init__(self, folder: Path, *, seats: int, seconds: float, say: Say) -> None:
        self.folder, self.seats, self.say = folder, max(seats, FEWEST_SEATS), say
        self.seconds = max(seconds, SHORTEST_S)
        self.early_s = self.seconds * SHARE
        self.parts = scripts.cast(self.seats)
        self.report = Report(self.seats)
        self.server = Server(folder / "data", folder / "server.log")
        self.fleets: list[Fleet] = []
        self.spare: Fleet | None = None

    async def run(self) -> Report:
        """The whole day; a fault ends it and stands in the report."""
        async with AsyncExitStack() as open_ones:
            try:
                await self._day(open_ones)
            except Broken as broken:
                self.report.faults.append(str(broken))
        return self.report

    async def _day(self, open_ones: AsyncExitStack) -> None:
        async with self._step("import"):
            await self._import()
        await self.server.start()
        open_ones.push_async_callback(self.server.stop)
        open_ones.push_async_callback(self._stop_fleets)
        self.proctor = Proctor(self.server.url)
        open_ones.push_async_callback(self.proctor.close)
        await self._before_the_start()
        await self._during_the_exam()
        await self._after_the_end()

    # --- before
    async def _import(self) -> None:
        minute = 1 / 60
        share = round(self.early_s / 60, 4)
        rules = {
            "login_before_min": LOGIN_BEFORE_S * minute,
            "start_before_min": START_BEFORE_S * minute,
            "start_after_min": 1,
            "countdown_sec": COUNTDOWN_S,
            "late_limit_min": share,
            "earliest_submit_min": share,
            "free_extra_minutes": 1,
            "max_extra_minutes": 1,
        }
        files = day_files.write(self.folder / "files", self.seats, rules=rules, duration_min=self.seconds / 60)
        self.people = {person.sequence: person for person in files.people}
        self.starts_at = await load(self.server.data, files, in_s=LOGIN_BEFORE_S + 10 + self.seats / 3)

    async def _before_the_start(self) -> None:
        async with self._step("connect"):
            await self._start_machines()
            await self.proctor.log_in("admin", PASSWORD)
            await self.proctor.enter(await self.proctor.first_session())
            await self.proctor.act(
                "enter",
                administrator="张三",
                administrator_phone="15011111111",
                invigilators=[{"name": "李四", "phone": "15011111112"}],
            )
            await self._until(lambda board: _online(board) == self.seats, f"{self.seats} machines online")
            await self.proctor.act("start_client", seats="all")
            await self.proctor.act("authorise")
        async with self._step("allow login"):
            await self._until(
                lambda board: board.session["login_allowed_at"] is not None, "login allowed by itself", 120
            )
        async with self._step("login"):
            present = len(self.parts.present)
            await self._until(lambda board: board.counts["logged_in"] == present, f"{present} candidates logged in")
        async with self._step("start"):
            await self._until(lambda board: board.single["tools"]["allow_start"]["state"] == "ready", "start window")
            await self.proctor.act("allow_start")
            await self._until(lambda board: board.counts["in_exam"] == present, f"{present} candidates in the exam")

    async def _start_machines(self) -> None:
        entries = [
            scripts.machine(self.folder / "machines", number, self._script(number))
            for number in range(1, self.seats + 1)
        ]
        spare = entries.pop(self.parts.spare - 1)
        for first in range(0, len(entries), FLEET_SIZE):
            self.fleets.append(
                await self._fleet(f"fleet-{first // FLEET_SIZE + 1}", entries[first : first + FLEET_SIZE])
            )
        self.spare = await self._fleet("spare", [spare])

    def _script(self, number: int) -> list[scripts.Step] | None:
        if number in self.parts.absent:
            return None
        person = self.people[number]
        if number == self.parts.moved:
            return scripts.staying(person, until_s=self.early_s / 3)
        return scripts.script(person, self.parts, seconds=self.seconds, earliest_s=self.early_s)

    async def _fleet(self, name: str, machines: list[dict[str, Any]]) -> Fleet:
        return await Fleet.start(self.folder, name, self.server.url, machines)

    # --- during
    async def _during_the_exam(self) -> None:
        parts, act = self.parts, self.proctor.act
        async with self._step("answering"):
            await self._until(lambda board: _all_saved(board), "the first answers of everybody are saved")
        async with self._step("violation"):
            await act(
                "register_violation", sittings=[self._id(parts.violator)], type="A101", description="携带纸条进入考场"
            )
            await self._until(lambda board: board.counts["violation"] == 1, "the violation is shown")
        async with self._step("lock"):
            await act("lock", sittings=[self._id(parts.locked)], text="请不要和邻座交谈，坐正继续作答。")
            await self._until(lambda board: _event(board, "lock_acknowledged"), "我已知晓")
        async with self._step("resume"):
            await self._move()
        async with self._step("extra time"):
            await act("give_extra_time", sittings=[self._id(parts.slow)], minutes=1, reason="考试机重启")
            await self._until(lambda board: _seen(board.person(parts.slow)), "the machine goes by the new deadline")
        async with self._step("absence"):
            await self._until(
                lambda board: board.single["tools"]["register_absence"]["state"] == "ready", "the late limit"
            )
            await act("register_absence", sittings=[self._id(number) for number in parts.absent], reason="")
            await self._until(lambda board: board.counts["absent"] == len(parts.absent), "the absences are shown")
        async with self._step("submission"):
            others = len(parts.present) - 1
            await self._until(
                lambda board: board.counts["submitted"] >= others, f"{others} have handed in", self.seconds
            )
        async with self._step("deadline"):
            await self._until(
                lambda board: _closed(board.person(parts.until_deadline)), "closed at the deadline", self.seconds
            )
            await self._until(lambda board: _collected(board), "everything is collected")

    async def _move(self) -> None:
        """The candidate goes on at the spare machine, which was restarted meanwhile."""
        number = self.parts.moved
        assert self.spare is not None
        await self.spare.stop()
        await self.proctor.act("resume", sittings=[self._id(number)], reason="考试机故障")
        steps = scripts.going_on(self.people[number], from_s=self.early_s / 2, until_s=self.early_s + 8)
        entry = scripts.machine(self.folder / "machines", self.parts.spare, steps)
        self.spare = await self._fleet("spare-again", [entry])
        self.fleets.append(self.spare)
        await self._until(
            lambda board: board.person(number)["seat"] == self.parts.spare, "the candidate is at the spare seat"
        )

    # --- after
    async def _after_the_end(self) -> None:
        async with self._step("end"):
            await self.proctor.act("end_session", password=PASSWORD, empty_confirmed=False)
            await self._until(lambda board: board.session["ended_at"] is not None, "the session has ended")
        async with self._step("record sheet"):
            await self._record_sheet()
        self._figures()
        await self._prove_answers()
        await self._prove_journal()

    async def _record_sheet(self) -> None:
        page = f"/admin/documents/record-sheet/{self.proctor.session}/"
        html, pdf = self.folder / "record-sheet.html", self.folder / "record-sheet.pdf"
        self._document("record sheet (HTML)", html, await self.proctor.save(page, html))
        path = await self._pdf(page)
        self._document("record sheet (PDF)", pdf, await self.proctor.save(path, pdf))
        if not pdf.read_bytes().startswith(b"%PDF-"):
            raise Broken("the record sheet's PDF is no PDF")

    async def _pdf(self, page: str) -> str:
        """Ask for the PDF and wait for its job; gives where it is."""
        job = await self.proctor.follow(f"{page}record-sheet.pdf")
        end = time.monotonic() + PDF_WITHIN_S
        while job.endswith("/") and "/jobs/" in job and not job.endswith("/file/"):
            told = await self.proctor.ask(f"{job}state/")
            if told["ended"] or time.monotonic() > end:
                if not told["url"]:
                    raise Broken(f"the PDF was not made: {told}")
                job = told["url"]
            await asyncio.sleep(0.3)
        return job

    def _figures(self) -> None:
        board = self.proctor.board
        states = ("not_logged_in", "logged_in", "in_exam", "submitted", "absent")
        self.report.sittings = {state: board.counts[state] for state in states}
        wanted = {**dict.fromkeys(states, 0), "submitted": len(self.parts.present), "absent": len(self.parts.absent)}
        if self.report.sittings != wanted:
            self.report.faults.append(f"sittings {self.report.sittings}, expected {wanted}")
        self.report.deadlines = {"largest_error_ms": self._largest_error(board)}

    def _largest_error(self, board: Board) -> int:
        """Between closing and the ledger's deadline, on the server and on the machine that was closed by it."""
        row = board.person(self.parts.until_deadline)
        errors = [abs(row["closed_at"] - row["deadline"])]
        told = [line for fleet in self.fleets for line in fleet.lines if line.get("sitting") == row["id"]]
        closings = [line["at"] for line in told if line.get("screen") in ("closed", "submitted")]
        if not closings:
            self.report.faults.append("the machine did not close at the deadline")
        errors += [abs(min(closings) - row["deadline"])] if closings else []
        if max(errors) > 1000:
            self.report.faults.append(f"a deadline was kept with an error of {max(errors)} ms")
        return max(errors)

    async def _prove_answers(self) -> None:
        await self._stop_fleets()
        export = self.folder / "answers.jsonl"
        await manage(self.server.data, "answers", "export", self.proctor.session, str(export))
        typed = proof.Typed.on(sorted((self.folder / "machines").iterdir()))
        acknowledged: dict[tuple[str, int], int] = {}
        for fleet in self.fleets:
            for line in fleet.lines:
                if line.get("sitting"):
                    key = (line["sitting"], line["epoch"])
                    acknowledged[key] = max(acknowledged.get(key, 0), line["saved"] - line["pending"])
        found = proof.compare(typed, export, acknowledged)
        names = ("given", "acknowledged", "recovered", "lost")
        self.report.answers = {name: getattr(found, name) for name in names}
        self.report.faults += found.faults()

    async def _prove_journal(self) -> None:
        heads = await manage(self.server.data, "journal", "head")
        events = sum(int(line.split()[1]) for line in heads.splitlines())
        self.report.journal = {"events": events, "intact": True}
        try:
            await manage(self.server.data, "journal", "verify")
        except Broken as broken:
            self.report.journal["intact"] = False
            self.report.faults.append(str(broken))

    # --- shared
    @asynccontextmanager
    async def _step(self, name: str) -> AsyncIterator[None]:
        self.say(name)
        begun = time.monotonic()
        try:
            yield
        finally:
            self.report.steps.append({"name": name, "seconds": round(time.monotonic() - begun, 2)})

    async def _until(self, holds: Callable[[Board], bool], what: str, limit_s: float = 60) -> None:
        await self.proctor.until(holds, what, limit_s=limit_s)

    async def _stop_fleets(self) -> None:
        await asyncio.gather(*(fleet.stop() for fleet in [*self.fleets, *([self.spare] if self.spare else [])]))

    def _id(self, sequence: int) -> str:
        return str(self.proctor.board.person(sequence)["id"])

    def _document(self, name: str, path: Path, size: int) -> None:
        self.report.documents.append({"name": name, "path": str(path), "bytes": size})


def _online(board: Board) -> int:
    return sum(1 for seat in board.tables["seats"].values() if seat["online"])


def _all_saved(board: Board) -> bool:
    return all(row["saved_at"] for row in board.sittings if row["state"] == "in_exam")


def _event(board: Board, code: str) -> bool:
    return any(row["code"] == code for row in board.tables["feed"].values())


def _seen(row: dict[str, Any]) -> bool:
    return bool(row["extra_ms"]) and row["deadline_seen"] == row["deadline_version"]


def _closed(row: dict[str, Any]) -> bool:
    return row["state"] == "submitted" and row["submitted_by"] == "deadline"


def _collected(board: Board) -> bool:
    return all(row["collected"] for row in board.sittings if row["state"] == "submitted")
