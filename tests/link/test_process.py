"""The server as a process: it starts once, goes in order, and comes back after the worst (C1, B1)."""

import asyncio
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import psutil
import pytest

from formats.messages import Close, SeatState
from tests.link import acts
from tests.link.conftest import Place, until
from tests.servers import ROOT, Server, serving

pytestmark = pytest.mark.db


async def test_machines_are_sent_away_and_the_process_ends_well(own_place: Place):
    machines = [await own_place.joined(number) for number in range(1, 6)]
    traffic = [asyncio.create_task(_beat_for_ever(machine)) for machine in machines]
    await own_place.comes_to({machine.id for machine in machines}, acts.online)

    exit_code = await asyncio.to_thread(own_place.server.stop)

    await asyncio.gather(*traffic, return_exceptions=True)
    assert exit_code == 0
    assert {machine.socket.close_code for machine in machines} == {Close.RESTARTING}
    assert await own_place.call(acts.online) == set()
    assert await own_place.call(acts.leases) == [False]
    assert "Traceback" not in own_place.server.said()


async def test_after_kill_9_machines_come_back_at_once_and_the_cut_is_known(own_place: Place):
    machine = await own_place.seated(1)
    await own_place.comes_to({machine.id}, acts.online)

    own_place.server.kill()
    await asyncio.to_thread(own_place.server.start)
    welcome = await machine.join()

    assert welcome.state.number == 1
    await own_place.comes_to(1, _count_of_cuts, machine.id)
    [(began, ended)] = await own_place.call(acts.cuts, machine.id)
    assert began < ended
    assert await own_place.call(acts.faults_of_journal) == []


def _count_of_cuts(code, machine):
    return len(acts.cuts(code, machine))


@pytest.mark.slow
async def test_what_changed_while_the_server_was_down_is_told_in_the_welcome(own_place: Place):
    machine = await own_place.seated(1)
    own_place.server.kill()
    await own_place.call(acts.show)
    await asyncio.to_thread(own_place.server.start)

    welcome = await machine.join()

    assert welcome.state.number_shown


@pytest.mark.slow
async def test_a_machine_is_told_what_it_missed_after_the_server_came_back(own_place: Place):
    machine = await own_place.seated(1)
    await own_place.comes_to({machine.id}, acts.online)
    assert await asyncio.to_thread(own_place.server.stop) == 0, own_place.server.said()
    await asyncio.to_thread(own_place.server.start)
    await machine.join()

    await own_place.call(acts.show)

    assert (await machine.hear(SeatState)).number_shown


async def _beat_for_ever(machine):
    while True:
        await machine.beat()
        await asyncio.sleep(0.02)


def test_a_busy_port_says_so(room_server: Server, tmp_path: Path):
    ended = _try_to_start(tmp_path / "other", room_server.port)

    assert ended.returncode == 1
    assert f"端口 {room_server.port} 无法使用" in ended.stderr
    assert f"Port {room_server.port} cannot be used" in ended.stderr


@pytest.mark.slow
def test_two_servers_do_not_share_a_folder(room_server: Server):
    ended = _try_to_start(room_server.folder / "data", 0)

    assert ended.returncode == 1
    assert str(room_server.folder / "data") in ended.stderr


def _try_to_start(folder: Path, port: int) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "manage.py", "room", "--host", "127.0.0.1", "--port", str(port)]
    environment = os.environ | {"DATA_DIR": str(folder)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30)


def test_a_new_installation_makes_its_tables_and_its_first_account(tmp_path: Path):
    with serving(tmp_path, "--no-worker") as server:
        page = urllib.request.urlopen(f"{server.url}/admin/login/", timeout=10).read().decode()

    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert "首次登录：admin / 888" in server.said()
    assert "监考管理系统" in page


async def test_the_worker_is_started_again_and_dies_with_the_server(tmp_path: Path):
    with serving(tmp_path, "--host", "127.0.0.1") as server:
        worker = await until(lambda: _worker_of(server))
        worker.kill()
        another = await until(lambda: _another(server, worker))
        server.kill()

        await until(lambda: not another.is_running() or another.status() == psutil.STATUS_ZOMBIE)


@pytest.mark.slow
async def test_the_worker_ends_with_the_server(tmp_path: Path):
    with serving(tmp_path, "--host", "127.0.0.1") as server:
        worker = await until(lambda: _worker_of(server))

        assert await asyncio.to_thread(server.stop) == 0

        assert not worker.is_running()


@pytest.mark.slow
async def test_ctrl_c_ends_as_sigterm_does(tmp_path: Path):
    with serving(tmp_path, "--no-worker") as server:
        assert server.process is not None
        server.process.send_signal(signal.SIGINT)

        assert await asyncio.to_thread(server.process.wait, 20) == 0


def _worker_of(server: Server) -> psutil.Process | None:
    assert server.process is not None
    return next(iter(psutil.Process(server.process.pid).children()), None)


def _another(server: Server, first: psutil.Process) -> psutil.Process | None:
    found = _worker_of(server)
    return found if found and found.pid != first.pid and found.status() != psutil.STATUS_ZOMBIE else None
