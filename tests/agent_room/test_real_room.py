"""Daemons against the real room server: an exam with a resume and a restart of the server (C1-C3, E7, E10, E12),
and a mock exam without a person at any machine (M1-M3)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.agent.conftest import Desk, Desks, until
from tests.agent_room import acts
from tests.servers import Server

LIMIT_S = 30.0


@dataclass
class Room:
    """The server, and desks at its seats."""

    server: Server
    root: Path
    desks: list[Desk] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.server.url

    def at(self, number: int, **options: Any) -> Desk:
        """A daemon at that seat; the same number again is the same folder."""
        made = Desks(self, self.root)  # type: ignore[arg-type]  # it asks only for the address
        desk = made.at(f"pc{number}", address=f"127.0.0.{20 + number}", hostname=f"PC{number}", **options)
        self.desks.append(desk)
        return desk

    async def call(self, act: Callable[..., Any], *given: Any) -> Any:
        return await asyncio.to_thread(self.server.call, act, *given)

    async def comes_to(self, wanted: Any, act: Callable[..., Any], *given: Any) -> None:
        found = None
        try:
            async with asyncio.timeout(LIMIT_S):
                while (found := await self.call(act, *given)) != wanted:  # noqa: ASYNC110 - of another process
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"{wanted} wanted, after {LIMIT_S:.0f} s there is {found}") from None


@pytest_asyncio.fixture
async def room(own_server: Server, tmp_path: Path) -> AsyncIterator[Room]:
    room = Room(own_server, tmp_path / "machines")
    await room.call(acts.open_room)
    try:
        yield room
    finally:
        for desk in room.desks:
            with contextlib.suppress(Exception):
                await desk.stop()


@pytest.mark.slow
async def test_an_exam_with_a_resume_extra_time_and_a_killed_server(room: Room):
    first, second, spare = [await room.at(number).online() for number in (1, 2, 3)]
    await room.call(acts.allow_login)
    for number, desk in ((1, first), (2, second)):
        await desk.shows("login")
        await desk.logged_in(acts.TICKETS[number - 1])
        await desk.acts.read_rules()
    await room.call(acts.allow_start)
    await first.shows("paper")
    await second.shows("paper")
    await room.comes_to("in_exam", acts.state, 1)

    await first.acts.answer("single/1", "A")
    for desk in (first, second):
        await filled(desk)
    work = work_of(first)
    (work / "web01" / "index.html").write_text("<h1>hello</h1>" * 20_000)
    given = [(work / "材料" / "说明.txt").read_bytes() for work in (work, work_of(second))]
    assert given == [acts.MATERIAL, acts.MATERIAL]
    await second.acts.answer("single/1", "B")
    room.server.kill()
    await second.acts.answer("single/2", "C")
    await asyncio.to_thread(room.server.start)
    for desk in (first, second):
        await desk.online()
        await desk.delivered()

    await room.call(acts.give_time, 2, 5)
    await room.comes_to(second.here.holding.deadline_version + 1, acts.deadline_seen, 2)
    await room.comes_to(({"single/1": "A"}, ["web01/index.html"]), acts.answers, 1)
    await room.call(acts.resume, 1)
    await first.shows("moved")
    await spare.in_exam(acts.TICKETS[0])
    assert spare.here.fold.answers == {"single/1": "A"}
    assert (work_of(spare) / "web01" / "index.html").stat().st_size == 280_000
    assert (work_of(spare) / "材料" / "说明.txt").read_bytes() == acts.MATERIAL
    await spare.acts.answer("single/2", "D")
    for desk in (second, spare):
        await desk.delivered()
        await desk.acts.submit()
        await desk.shows("submitted")

    await room.comes_to("submitted", acts.state, 1)
    await room.comes_to("submitted", acts.state, 2)
    assert await room.call(acts.answers, 1) == ({"single/1": "A", "single/2": "D"}, ["web01/index.html"])
    assert await room.call(acts.answers, 2) == ({"single/1": "B", "single/2": "C"}, [])


def work_of(desk: Desk) -> Path:
    return desk.daemon.core.folder.work(desk.here.holding.sitting)


async def filled(desk: Desk) -> None:
    await until(lambda: desk.here.files_ready, "work folder")


async def answered(desk: Desk, count: int) -> None:
    await until(lambda: len(desk.here.fold.answers) == count, f"{count} answers")


@pytest.mark.slow
async def test_a_mock_exam_logs_in_answers_and_is_collected_by_itself(room: Room):
    first, second = [await room.at(number).online() for number in (1, 2)]

    await room.call(acts.allow_mock_login)
    for desk, ticket in zip((first, second), acts.TICKETS, strict=True):
        await desk.shows("countdown")
        assert desk.here.holding.identity.ticket == ticket
    await room.call(acts.allow_start)
    for number, desk in ((1, first), (2, second)):
        await desk.shows("paper")
        await answered(desk, 5)
        await desk.delivered()
        assert await room.call(acts.answers, number) == (desk.here.fold.answers, [])
    act = await room.call(acts.collect_all)

    await room.comes_to([("001", "done"), ("002", "done")], acts.collected, act)
    for number, desk in ((1, first), (2, second)):
        assert await room.call(acts.submitted_by, number) == ("submitted", "proctor", True)
        await desk.shows("submitted")
