"""Servers and machines that die, cables that are pulled out, two who press at once: nothing acknowledged is lost (C1, C3, E10, E24)."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from drill.faults import Broken
from drill.proctor import Board
from tests.e2e import acts
from tests.e2e.room import PASSWORD, Step, answers, arriving
from tests.e2e.session import Session, comes, online, rows_of
from tests.servers import Server

pytestmark = pytest.mark.timeout(240)
PAGE: Step = {"at_s": 2, "do": "file", "path": "web01/index.html", "text": "<!doctype html><p>社团报名"}
PICTURE: Step = {"at_s": 3, "do": "file", "path": "web01/picture.bin", "size": 250_000, "seed": 1}
SUBMIT: Step = {"do": "submit"}


@pytest_asyncio.fixture
async def session(own_server: Server, tmp_path: Path) -> AsyncIterator[Session]:
    async with AsyncExitStack() as stack:
        yield Session(own_server, tmp_path, stack)


def working(ticket: str, letters: str, *more: Step, every_s: float = 0.5) -> list[Step]:
    """Arrive, answer single and then judge questions, and whatever else, by time."""
    steps = [*answers(letters[:10], every_s=every_s), *more]
    return [*arriving(ticket), *sorted(steps, key=lambda step: step["at_s"])]


def codes(board: Board, *wanted: str) -> Counter[str]:
    return Counter(line["code"] for line in board.tables["feed"].values() if line["code"] in wanted)


def kinds(board: Board) -> list[str]:
    """Of the open matters, without the reminder that the session can be ended."""
    found = [matter["kind"] for matter in board.tables["matters"].values()]
    return [kind for kind in found if kind != "all_submitted"]


@pytest.mark.slow
async def test_a_killed_server_comes_back_with_everything_and_the_same_deadlines(session: Session):
    letters = ("ABCDABCDAB", "DCBADCBADC", "AAAAABBBBB")
    scripts = {
        number: [*working(session.ticket(number), word, PAGE, PICTURE, every_s=0.8), SUBMIT]
        for number, word in enumerate(letters, start=1)
    }
    await (await session.open(scripts)).begin()
    deadlines = [row["deadline"] for row in session.proctor.board.sittings]
    for seat in scripts:
        await session.saved(seat, 3)

    session.server.kill()
    before = [session.machine(seat).saved() for seat in scripts]
    for seat, count in zip(scripts, before, strict=True):
        await session.saved(seat, count + 2)  # they go on typing
    await asyncio.to_thread(session.server.start)
    session.proctor = await session.come()
    await session.until(lambda board: online(board) == 3, "the machines are back by themselves")
    again = [row["deadline"] for row in session.proctor.board.sittings]
    await session.until(lambda board: board.counts["submitted"] == 3, "everybody has handed in")
    await session.until(lambda board: all(row["collected"] for row in board.sittings), "everything is collected")

    found = await session.proved()
    assert again == deadlines
    assert list(found.faults()) == []
    assert found.given == 3 * 12
    assert kinds(session.proctor.board) == []


@pytest.mark.slow
async def test_a_daemon_killed_while_it_saves_delivers_whatever_was_saved(session: Session):
    script = [*working(session.ticket(1), "ABCDABCDAB", PAGE, PICTURE, every_s=0.4), SUBMIT]
    await (await session.open({1: script})).begin()
    machine = session.machine(1)

    for count in (2, 5, 8):
        await session.saved(1, count)
        machine.kill()
        machine.start()
    await session.until(lambda board: board.counts["submitted"] == 1, "the candidate has handed in")
    await session.until(lambda board: board.person(1)["collected"], "everything is collected")

    found = await session.proved()
    cut_off = sum(1 for line in machine.typed() if "typed_at" in line) - machine.saved()
    fold = rows_of(await session.export(), session.id(1), "fold")[0]
    assert (found.lost, found.broken, found.differing) == (cut_off, (), ())
    assert cut_off <= 3
    assert fold["answers"] == {f"single/{n}": letter for n, letter in enumerate("ABCDABCDAB", start=1)}
    assert sorted(fold["files"]) == ["web01/index.html", "web01/picture.bin"]


@pytest.mark.slow
async def test_a_machine_that_comes_back_after_the_deadline_brings_what_was_made_before_it(session: Session):
    cable = await session.cable(1)
    late = {"at_s": 50, "do": "answer", "question": "single/10", "value": "C"}
    script = working(session.ticket(1), "ABCDABCDA", PICTURE, late)
    await (await session.open({1: script}, duration_min=1, free_extra_minutes=1, max_extra_minutes=1)).begin()
    await session.until(lambda board: (board.person(1)["answered"] or 0) >= 3, "the first answers are at the server")

    cable.pull()
    await session.until(lambda board: board.counts["offline"] == 1, "the machine is offline")
    await session.saved(1, 11, within_s=60)
    await session.until(lambda board: board.counts["submitted"] == 1, "closed at the deadline", limit_s=60)
    closed = session.person(1)
    cable.put_in()
    await session.until(lambda board: board.person(1)["collected"], "collected when the machine is back")

    found = await session.proved()
    row = session.person(1)
    assert (closed["submitted_by"], closed["collected"]) == ("deadline", False)
    assert (row["state"], row["closed_at"]) == ("submitted", row["deadline"])
    assert list(found.faults()) == []
    assert found.given == 11
    assert rows_of(await session.export(), session.id(1), "fold")[0]["answers"]["single/10"] == "C"
    assert kinds(session.proctor.board) == []


@pytest.mark.slow
async def test_what_the_old_machine_of_a_moved_candidate_still_holds_is_kept_apart(session: Session):
    cable = await session.cable(1)
    again = answers("BCDABCDABC", from_s=8, every_s=0.7)  # so many that there is always one more to be saved
    old = working(session.ticket(1), "AAAAAAAAAA", *again, *answers("CDABCDABCD", from_s=16), every_s=0.7)
    await (await session.open({1: old, 2: []})).begin()
    await session.until(lambda board: (board.person(1)["answered"] or 0) >= 3, "the first answers are at the server")

    cable.pull()
    await session.saved(1, session.machine(1).saved() + 3)
    await session.proctor.act("resume", sittings=[session.id(1)], reason="考试机故障")
    session.machine(2).stop()
    session.machine(2).start([*arriving(session.ticket(1)), *answers("对对", kind="judge"), *answers("D")])
    await session.until(lambda board: board.person(1)["seat"] == 2, "the candidate is at the other machine")
    await session.saved(2, 3)
    cable.put_in()
    await session.until(lambda board: "quarantined_answers" in kinds(board), "the proctor is told")
    await comes(lambda: session.machine(2).saved() == 3, "the new machine's answers")
    await session.until(lambda board: (board.person(1)["answered"] or 0) >= 5, "the new answers are at the server")

    export = await session.export()
    changes = rows_of(export, session.id(1), "change")
    standings = [row["standing"] for row in changes if row["epoch"] == 1]
    counted = standings.count("counts")
    typed = [(line["question"], line["value"]) for line in session.machine(1).typed() if "question" in line]
    first = dict(typed[:counted])
    assert counted >= 3
    assert standings == ["counts"] * counted + ["quarantine"] * (session.machine(1).saved() - counted)
    assert standings.count("quarantine") >= 3
    assert [row["standing"] for row in changes if row["epoch"] == 2] == ["counts"] * 3
    assert rows_of(export, session.id(1), "fold")[0]["answers"] == first | {
        "judge/1": "对",
        "judge/2": "对",
        "single/1": "D",
    }
    assert [row["seat"] for row in session.proctor.board.sittings if row["id"] == session.id(1)] == [2]


@pytest.mark.slow
async def test_what_two_proctors_do_at_the_same_moment_happens_once(session: Session):
    await session.open({1: working(session.ticket(1), "ABCDABCDAB"), 2: arriving(session.ticket(2)), 3: []})
    await asyncio.to_thread(session.server.call, acts.add_administrator, "李四", "jiankao-2019")
    one, tab, other = session.proctor, await session.come(), await session.come("李四", "jiankao-2019")

    async def together(verb: str, **body: Any) -> list[Any]:
        return await asyncio.gather(*(each.act(verb, **body) for each in (one, tab, other)), return_exceptions=True)

    starts = await together("allow_start")
    await session.until(lambda board: board.counts["in_exam"] == 2, "everybody is in the exam")
    await session.until(lambda board: board.single["tools"]["register_absence"]["state"] == "ready", "the late limit")
    locks = await together("lock", sittings=[session.id(1)], text="请坐正。")
    times = await together("give_extra_time", sittings=[session.id(2)], minutes=2, reason="断电")
    absences = await together("register_absence", sittings=[session.id(3)], reason="")
    resumes = await together("resume", sittings=[session.id(2)], reason="考试机故障")

    assert len({answer["start_at"] for answer in starts}) == 1
    assert [answer["ok"] for answer in (*locks, *absences, *resumes)] == [True] * 9
    assert sorted(isinstance(answer, Broken) for answer in times) == [False, True, True]  # the plan's most is 2 minutes
    wanted = ("start_allowed", "screen_locked", "extra_time_given", "absence_registered", "resumed")
    for each in (one, tab, other):
        await each.until(lambda board: set(codes(board, *wanted)) == set(wanted), "all that was done is told")
        assert codes(each.board, *wanted) == dict.fromkeys(wanted, 1)
        assert each.board.person(2)["extra_ms"] == 120_000
        assert each.board.counts["absent"] == 1

    for number in (1, 2):
        body = {"sitting": session.id(number), "how": "submit", "reason": "未交卷离场", "password": PASSWORD}
        assert [answer["ok"] for answer in await together("settle", **body)] == [True] * 3
    ends = await together("end_session", password=PASSWORD, empty_confirmed=True, unequal_confirmed=True)
    assert [answer["ok"] for answer in ends] == [True] * 3
    await session.until(lambda board: bool(codes(board, "session_ended")), "the end is told")
    assert codes(one.board, "submitted_as_it_stands", "session_ended") == {
        "submitted_as_it_stands": 2,
        "session_ended": 1,
    }
