"""单机: a school with a centre program of its own and a room without a network; only files and typed codes go between
them (point 8; B3, B10, E5, E12, E23)."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from drill.day_files import DayFiles
from drill.faults import Broken
from tests.centres import CentreProcess
from tests.e2e import acts
from tests.e2e.room import PASSWORD, answers, arriving, manage, write_files
from tests.e2e.session import Session, online
from tests.servers import Server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
RULES = {"countdown_sec": 1, "late_limit_min": 0.01, "earliest_submit_min": 0.01, "max_extra_minutes": 10}
MINUTE_MS = 60_000


@dataclass
class School:
    """The school's own centre, whose program is not even running while the room works, and what it hands over."""

    centre: CentreProcess
    files: DayFiles
    folder: Path

    def publish(self) -> None:
        self.centre.command("centre_load", *map(str, (self.files.plan, self.files.candidates, self.files.papers)))
        self.centre.start("--offline")
        self.centre.command("centre_publish", "--offline", "--room", self.files.room_code, "--out", str(self.stick))
        assert self.centre.stop() == 0

    @property
    def stick(self) -> Path:
        return self.folder / "stick"

    @property
    def package(self) -> Path:
        (found,) = self.stick.iterdir()
        return found

    def authorization(self) -> str:
        file = self.folder / "authorization.json"
        self.centre.command(
            "centre_authorization", "--room", self.files.room_code, "--session", "1", "--out", str(file)
        )
        return file.read_text()

    def code(self, kind: str, **told: Any) -> str:
        """What somebody at the centre's machine types as it is read out, and reads back."""
        options = [part for name, value in told.items() for part in (f"--{name}", str(value))]
        return self.centre.command(
            "centre_code", kind, "--room", self.files.room_code, "--session", "1", *options
        ).split()[0]


@pytest.fixture
def school(tmp_path: Path) -> School:
    files = write_files(tmp_path / "files", 2, in_s=1, duration_min=10, **RULES)
    return School(CentreProcess(tmp_path / "centre"), files, tmp_path)


@pytest_asyncio.fixture
async def session(own_server: Server, tmp_path: Path) -> AsyncIterator[Session]:
    async with AsyncExitStack() as stack:
        yield Session(own_server, tmp_path, stack)


def prepare(server: Server, school: School) -> None:
    """参数配置 in 单机 mode with the 注册码 of the school's sheet, and the seats."""
    code = school.centre.registration_code(school.files.room_code)
    room = ("--room", school.files.room_code)
    manage(server, "parameters", *room, "--proctor-ip", "127.0.0.1", "--standalone", "--registration-code", code)
    manage(server, "load", "--confirm", *room, str(school.files.seats))


async def load_by_page(session: Session, school: School) -> str:
    """导入 of the package, the school's fingerprint compared, the differences looked at, yes. Gives the last page."""
    form = aiohttp.FormData()
    form.add_field("uploads", school.package.read_bytes(), filename=school.package.name)
    preview, text = await session.proctor.send("/admin/import/", form)
    preview, text = await session.proctor.send(preview, {"fingerprint": hidden(text, "fingerprint")})
    return (await session.proctor.send(preview, {"seen": hidden(text, "seen")}))[1]


def hidden(text: str, name: str) -> str:
    """The value of a hidden field of a form."""
    (field,) = re.findall(rf'<input[^>]*name="{name}"[^>]*>', text) or [text]
    found = re.search(r'value="([^"]+)"', field)
    assert found, field
    return found[1]


async def test_a_room_without_a_network_holds_a_whole_exam(session: Session, school: School):
    await asyncio.to_thread(school.publish)
    await asyncio.to_thread(prepare, session.server, school)
    session.proctor = await session.visit()

    loaded = await load_by_page(session, school)
    for seat, letters in ((1, "ABCDA"), (2, "DCBAD")):
        submits = {"at_s": 60, "do": "submit"}
        session.machine(seat).start([*arriving(session.ticket(seat)), *answers(letters), submits])
    await session.proctor.enter(await session.proctor.first_session())
    await session.until(lambda board: online(board) == 2, "both machines are online")
    with pytest.raises(Broken):
        await session.proctor.act("authorise")
    await session.proctor.act("hold_authorization", file=await asyncio.to_thread(school.authorization))
    await session.proctor.act("authorise")
    await session.until(lambda board: board.counts["logged_in"] == 2, "both have logged in")
    await session.begin()

    li, before = session.id(1), session.person(1)["deadline"]
    asked = await session.proctor.act("request_code", kind="extra_time", sittings=[li], minutes=5)
    await session.until(lambda board: asked["request"] in board.tables["codes"], "the request is shown")
    shown = session.proctor.board.tables["codes"][asked["request"]]
    told = {name: shown[name] for name in ("minutes", "count", "tickets", "challenge")}
    code = await asyncio.to_thread(lambda: school.code("extra_time", **told))
    given = {"sittings": [li], "minutes": 5, "reason": "power cut", "request": asked["request"]}
    with pytest.raises(Broken, match="授权码不正确"):
        await session.proctor.act("give_extra_time_by_code", code="AAAAAAAA", **given)
    await session.proctor.act("give_extra_time_by_code", code=code, **given)
    await session.until(lambda board: board.person(1)["deadline"] == before + 5 * MINUTE_MS, "five minutes more")
    await session.until(lambda board: board.counts["submitted"] == 2, "both have handed in", limit_s=90)
    await session.until(lambda board: all(row["collected"] for row in board.sittings), "everything is collected")
    await session.proctor.act("end_session", password=PASSWORD)
    await session.until(lambda board: board.session["phase"] == "ended", "the session has ended")

    found = await session.proved()
    assert school.package.suffix == ".jkp"
    assert "messagelist" in loaded
    assert (list(found.faults()), found.given) == ([], 10)
    assert await asyncio.to_thread(session.server.call, acts.told_the_centre) == []
