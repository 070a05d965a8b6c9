"""Real daemons, a silent machine and the real server: a check over sockets and HTTP (B8)."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest_asyncio

from formats.environment import STEPS, TRANSFER_BYTES, TRANSFER_PATH
from tests.agent.conftest import Desks
from tests.checks import acts
from tests.link.acts import add_seat
from tests.link.conftest import Place, place, until
from tests.link.machine import Machine

__all__ = ["place"]  # a fixture


@pytest_asyncio.fixture
async def desks(place: Place, tmp_path: Path) -> AsyncIterator[Desks]:
    desks = Desks(place.server, tmp_path)  # type: ignore[arg-type]  # it asks only for the address
    yield desks
    await desks.stop()


async def get(machine: Machine, path: str, **headers: str) -> tuple[int, int, str | None]:
    """Status, size and place in the queue."""
    connector = aiohttp.TCPConnector(local_addr=(machine.address, 0))
    asking = aiohttp.ClientSession(connector=connector)
    async with asking as session, session.get(f"{machine.server.url}{path}", headers=headers) as response:
        return response.status, len(await response.read()), response.headers.get("Queue-Place")


async def test_daemons_measure_and_a_silent_machine_fails_by_itself(place: Place, desks: Desks):
    for number in (1, 2, 3):
        await place.call(add_seat, number, place.address(number))
    for number in (1, 2):
        await desks.at(f"pc{number}", address=place.address(number)).online()
    silent = await place.joined(3)
    silent.keep_beating()

    await place.call(acts.start)
    found: dict[str, Any] = await until(lambda: place.server.call(acts.outcome, place.code), within=60)

    assert (found["faults"][3], found["steps"]) == ("silent", 2 * len(STEPS))
    throughput = await place.call(acts.measured, 1, "throughput")
    assert throughput["kbit_s"] > 0
    assert (await place.call(acts.measured, 2, "trip"))["us"] > 0


async def test_measuring_is_for_machines_with_a_token_one_at_a_time_each(place: Place):
    machine = await place.seated(1)
    token = {"Authorization": f"Bearer {machine.token}"}

    assert await get(machine, TRANSFER_PATH, **token) == (200, TRANSFER_BYTES, "0")
    assert [(await get(machine, TRANSFER_PATH, **headers))[0] for headers in ({}, {**token, "Origin": "http://x"})] == [
        401,
        403,
    ]
    assert (await get(machine, "/agent/check/other", **token))[0] == 404
