"""The room server announces itself on the network, and only there where it should (C1)."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import override_settings

from agent_client import discovery as looking
from agent_client.discovery import Heard, Place, listening
from proctor_site import discovery
from proctor_site.discovery import Told
from tests.agent.conftest import Desks, until
from tests.seats import setup
from tests.servers import ROOT, Server

LOOPBACK = "127.0.0.1"


@pytest.mark.parametrize(
    ("host", "setting", "wanted"),
    [
        ("0.0.0.0", "1", True),
        ("192.168.0.2", "1", True),
        ("127.0.0.1", "1", False),
        ("localhost", "1", False),
        ("0.0.0.0", "0", False),
        ("127.0.0.1", "127.0.0.1", True),
    ],
)
def test_it_is_off_on_loopback_only_hosts_and_by_its_setting(host: str, setting: str, wanted: bool):
    with override_settings(DISCOVERY=setting):
        assert discovery.is_wanted(host) is wanted


def test_many_rooms_fit_into_the_record():
    told = Told((LOOPBACK,), 8000, tuple(f"{number:010d}" for number in range(45)), "x")

    assert [len(value) < 256 for value in told.properties.values()] == [True] * 6
    assert sorted(told.properties) == ["port", "room", "room2", "room3", "server", "version"]


def test_a_setting_that_is_none_stops_the_start():
    environment = os.environ | {"DISCOVERY": "yes", "DATA_DIR": "/nowhere"}
    command = [sys.executable, "-c", "import proctor_site.settings"]

    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert ended.returncode != 0
    assert "DISCOVERY: 0, 1 or an IPv4 address of this machine, not 'yes'." in ended.stderr


def place_of(heard: Heard, code: str) -> Place | None:
    return next((place for place in heard.places.values() if code in place.rooms), None)


@pytest.mark.slow
async def test_a_real_server_is_found_by_a_real_daemon_and_found_again_on_another_port(tmp_path: Path):
    code = f"7{os.getpid() % 10**6:06d}001"
    server = Server(tmp_path / "server")
    server.environment["DISCOVERY"] = LOOPBACK
    desks = Desks(server, tmp_path / "machines")  # type: ignore[arg-type]  # it asks only for the address
    try:
        async with listening([LOOPBACK]) as heard:
            uuid = await asyncio.to_thread(server.call, setup.room, code, LOOPBACK)
            await asyncio.to_thread(server.start)
            desk = await desks.at(server="", address="127.0.0.31", room=code).online()
            found = place_of(heard, code)
            port = server.port

            assert await asyncio.to_thread(server.stop) == 0
            await until(lambda: place_of(heard, code) is None, "the goodbye")
            server.port = 0
            await asyncio.to_thread(server.start)
            await desk.online()

        assert found == Place(urls=(f"http://{LOOPBACK}:{port}",), rooms=(code,), server=uuid)
        assert server.port != port
        assert desk.daemon.connection.where.base() == server.url
        assert await asyncio.to_thread(server.stop) == 0
    finally:
        await desks.stop()
        server.close()


def test_both_sides_mean_the_same_service():
    assert looking.SERVICE == discovery.SERVICE
