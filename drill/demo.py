"""The sample room and its test centre in a running session, to look at and to press: machines that log in and keep answering."""

import asyncio
import random
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from drill import day_files, preparation, scripts
from drill.clerk import Clerk
from drill.proctor import Proctor
from drill.programs import Centre, Fleet, Server, manage
from drill.web import Browser
from formats.spreadsheets import CandidateRow

SEATS: Final = 40
NOT_COMING: Final = (31, 38)
FLEET_SIZE: Final = 20
IN_S: Final = 25.0
SECONDS: Final = 90 * 60
CENTRE: Final = "1999999"
PASSWORD: Final = "888"  # noqa: S105 - a new installation's, as in the manual
Say = Callable[[str], None]


class Demo:
    """Everything lies in `folder`, which is made anew at each start."""

    proctor: Proctor
    clerk: Clerk

    def __init__(self, folder: Path, *, port: int, centre_port: int, say: Say) -> None:
        self.folder, self.say = folder, say
        self.centre = Centre(folder / "data", folder / "centre.log", port=centre_port)
        self.server = Server(folder / "data", folder / "server.log", port=port)
        self.fleets: list[Fleet] = []

    async def run(self) -> None:
        """Until cancelled. Raises `Broken` when the room does not come up."""
        async with AsyncExitStack() as open_ones:
            self.say("loading the sample plan at the test centre …")
            rules = {"login_before_min": 20, "countdown_sec": 5}  # a slow machine is ready after the planned start
            files = day_files.write(self.folder / "files", SEATS, rules=rules, duration_min=90)
            await self._start(files, open_ones)
            self.say("the room gets its exam from the test centre …")
            starts_at = await self._prepare(files)
            await self._open(files.people)
            self.say(f"the exam starts at {starts_at.astimezone():%H:%M:%S} …")
            await self.proctor.until(
                lambda board: board.counts["in_exam"] >= SEATS - len(NOT_COMING) - 1, "the exam has begun"
            )
            await self._some_incidents()
            self.say(f"{self.server.url}/admin/control-room/   admin / {PASSWORD}   (Ctrl-C ends it)")
            self.say(f"{self.centre.url}/   test centre: {CENTRE} / {PASSWORD}")
            await self._watch()

    async def _start(self, files: day_files.DayFiles, open_ones: AsyncExitStack) -> None:
        """Both servers, and a browser at each."""
        self.clerk = Clerk(self.centre, files)
        await self.clerk.load()
        for stop in (self.centre.stop, self.server.stop, self._stop_fleets):
            open_ones.push_async_callback(stop)
        await asyncio.gather(self.centre.start(), self.server.start())
        self.proctor, self.clerk.pages = Proctor(self.server.url), Browser(self.centre.url)
        for close in (self.proctor.close, self.clerk.pages.close):
            open_ones.push_async_callback(close)

    async def _prepare(self, files: day_files.DayFiles) -> datetime:
        """Register the room, give it its seats and its exam; gives the planned start."""
        await self.clerk.log_in()
        await self.proctor.log_in("admin", PASSWORD)
        await preparation.register(
            self.proctor,
            room_code=files.room_code,
            centre=self.centre.url,
            registration_code=await self.clerk.registration_code(),
            storage_path=self.folder / "FileUp",
        )
        await manage(self.server.data, "load", "--confirm", "--room", files.room_code, str(files.seats))
        starts_at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=IN_S)
        await self.clerk.publish(starts_at)
        await preparation.download(self.proctor)
        return starts_at

    async def _open(self, people: tuple[CandidateRow, ...]) -> None:
        self.say(f"starting {SEATS} machines …")
        machines = [self._machine(person) for person in people]
        for first in range(0, SEATS, FLEET_SIZE):
            name = f"fleet-{first // FLEET_SIZE + 1}"
            self.fleets.append(
                await Fleet.start(self.folder, name, self.server.url, machines[first : first + FLEET_SIZE])
            )
        await self.proctor.enter(await self.proctor.first_session())
        names = [{"name": "李四", "phone": "15011111112"}]
        await self.proctor.act(
            "enter",
            administrator="张三",
            administrator_phone="15011111111",
            invigilators=names,
            reason="演示",  # nobody seals a demonstration
            password=PASSWORD,
        )
        await self.proctor.until(lambda board: _online(board) == SEATS, "all machines are online")
        await self.proctor.until(
            lambda board: bool(board.session["authorization"]["here"]), "the authorization is here"
        )
        for verb in ("authorise", "allow_login", "allow_start"):
            await self.proctor.act(verb)
        await self.proctor.act("start_client", seats="all")

    def _machine(self, person: CandidateRow) -> dict[str, Any]:
        steps = None if person.sequence in NOT_COMING else _script(person)
        return scripts.machine(self.folder / "machines", person.sequence, steps)

    async def _some_incidents(self) -> None:
        one = self._id
        await self.proctor.act("register_violation", sittings=[one(4)], type="A101", description="携带纸条进入考场")
        await self.proctor.act("give_extra_time", sittings=[one(9)], minutes=5, reason="考试机重启")
        await self.proctor.act("lock", sittings=[one(23)], text="请不要和邻座交谈，坐正继续作答。")

    def _id(self, sequence: int) -> str:
        return str(self.proctor.board.person(sequence)["id"])

    async def _watch(self) -> None:
        """Until one of the two servers ends."""
        waits = {asyncio.ensure_future(each.process.wait()) for each in (self.server, self.centre) if each.process}
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)

    async def _stop_fleets(self) -> None:
        await asyncio.gather(*(fleet.stop() for fleet in self.fleets))


def _script(person: CandidateRow) -> list[scripts.Step]:
    """Log in and read at once, then answer or change something every few seconds until the end."""
    seed = random.Random(person.sequence)
    steps: list[scripts.Step] = [{"at_s": 0, "do": "login", "ticket": person.ticket}, {"at_s": 0, "do": "read"}]
    at_s, pace = 0.0, seed.uniform(6, 25)
    for index in range(200):
        at_s += seed.uniform(0.4, 1.6) * pace
        if at_s > SECONDS - 30:
            break
        steps.append({"at_s": round(at_s, 1), **_act(seed, index)})
    return steps


def _act(seed: random.Random, index: int) -> scripts.Step:
    if index % 27 == 26:
        return {
            "do": "file",
            "path": f"{scripts.MATERIALS}/{day_files.CHANGED}",
            "text": f"社团,负责老师\n{index},王老师\n",
        }
    if index % 9 == 8:
        return {"do": "file", "path": "web01/index.html", "text": f"<!doctype html><!-- {index} -->"}
    kind, n = seed.choice([("single", 10), ("multiple", 5), ("judge", 5)])
    values = {"single": "ABCD", "multiple": ("AB", "ACD", "BD"), "judge": "对错"}[kind]
    return {"do": "answer", "question": f"{kind}/{seed.randint(1, n)}", "value": seed.choice(values)}


def _online(board: Any) -> int:
    return sum(1 for seat in board.tables["seats"].values() if seat["online"])
