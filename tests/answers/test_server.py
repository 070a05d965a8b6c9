"""A whole server that is stopped or killed while machines save: nothing acknowledged is missing (C3)."""

import asyncio
import hashlib
import os
import signal
import subprocess
from pathlib import Path

import aiohttp
import pytest

from exams.answers import log
from exams.blobs import PIECE_BYTES
from exams.bulk import UPLOAD_TYPE
from formats.messages import Close
from tests.answers.http import new_token
from tests.answers.machine import MachineLog
from tests.answers.room_process import SOME, Candidate, give_time_to_processes, room_server, save_all
from tests.day import PEOPLE, Day


@pytest.fixture
def candidates(live_day: Day) -> list[Candidate]:
    """Everybody is in the exam, and the time is the day's for other processes too."""
    for name in PEOPLE:
        live_day.logged_in(name)
    found = [_candidate(live_day, name) for name in PEOPLE]
    give_time_to_processes(live_day)
    return found


def _candidate(day: Day, name: str) -> Candidate:
    sitting, machine = day.in_exam(name), day.machine(day.seat_of(name))
    return Candidate(machine, new_token(machine.pk), MachineLog(sitting.pk), sitting.deadline_version)


def save_and_then(sent: signal.Signals, day: Day, candidates: list[Candidate], folder: Path) -> subprocess.Popen[bytes]:
    """All save at a server, which gets this signal meanwhile."""
    with room_server(folder) as (process, address):
        asyncio.run(save_all(address, candidates, day.ms(), then=lambda: process.send_signal(sent)))
        process.wait(timeout=30)
    return process


@pytest.mark.slow
def test_a_server_that_is_stopped_has_acknowledged_exactly_what_it_stored(
    live_day: Day, candidates: list[Candidate], tmp_path: Path
):
    process = save_and_then(signal.SIGTERM, live_day, candidates, tmp_path)

    stored = [log.head(candidate.log.sitting, 1).n for candidate in candidates]
    assert stored == [candidate.acknowledged for candidate in candidates]
    assert (min(stored) >= SOME, process.returncode) == (True, 0)
    assert {candidate.closed_with for candidate in candidates} == {Close.RESTARTING}
    assert {len(log.fold(candidate.log.sitting).answers) for candidate in candidates} == {1}


@pytest.mark.slow
def test_a_content_comes_to_the_server_in_pieces(live_day: Day, candidates: list[Candidate], tmp_path: Path):
    content = os.urandom(3 * PIECE_BYTES + 1)
    url = f"/agent/blobs/{hashlib.sha256(content).hexdigest()}"

    async def bring(address: str) -> tuple[list[tuple[str, int, str | None]], int]:
        headers = {"Authorization": f"Bearer {candidates[0].token}", "Content-Type": UPLOAD_TYPE}
        replies = []
        async with aiohttp.ClientSession(address, headers=headers) as session:
            for offset in range(0, len(content), PIECE_BYTES):
                place = {"Upload-Offset": str(offset), "Upload-Length": str(len(content))}
                async with session.patch(url, data=content[offset : offset + PIECE_BYTES], headers=place) as reply:
                    replies.append(("PATCH", reply.status, reply.headers.get("Upload-Offset")))
            async with session.head(url) as reply:
                replies.append(("HEAD", reply.status, reply.headers.get("Upload-Offset")))
            async with session.get(url) as reply:
                return replies, reply.status

    with room_server(tmp_path) as (_, address):
        replies, fetched = asyncio.run(bring(address))

    reached = [PIECE_BYTES, 2 * PIECE_BYTES, 3 * PIECE_BYTES, len(content)]
    assert replies == [*(("PATCH", 204, str(offset)) for offset in reached), ("HEAD", 200, str(len(content)))]
    assert fetched == 403  # no sitting of this machine names it


def test_a_server_that_is_killed_has_everything_that_it_acknowledged(
    live_day: Day, candidates: list[Candidate], tmp_path: Path
):
    save_and_then(signal.SIGKILL, live_day, candidates, tmp_path)

    for candidate in candidates:
        head = log.head(candidate.log.sitting, 1)
        assert SOME <= candidate.acknowledged <= head.n <= candidate.acknowledged + 1
        assert head.chain == candidate.log.heads[head.n]
