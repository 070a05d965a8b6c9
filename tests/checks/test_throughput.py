"""What came slowly in a crowd is fetched again, and the best counts (B8)."""

import asyncio

import pytest

from agent_client.http import Failed, Poured
from agent_client.measuring import network

MEBIBYTE = 1 << 20


class Ways:
    """Takes these seconds one after the other; an exception is raised, "silence" never ends."""

    def __init__(self, *seconds: float | Exception | str) -> None:
        self.left = list(seconds)

    async def pour_away(self, url: str) -> Poured:
        found = self.left.pop(0)
        if isinstance(found, Exception):
            raise found
        if isinstance(found, str):
            await asyncio.Event().wait()
        return Poured(MEBIBYTE, float(found), 3)


@pytest.mark.parametrize(
    ("ways", "kbit_s", "left"),
    [
        (Ways(0.1, 9), 83_886, 1),
        (Ways(1.0, 0.1, 9), 83_886, 1),
        (Ways(2.0, 1.0, 4.0, 9), 8_389, 1),
        (Ways(1.0, Failed(503, "busy")), 8_389, 0),
        (Ways(Failed(503, "busy"), 9), None, 1),
    ],
)
async def test_the_best_counts(ways: Ways, kbit_s: int | None, left: int):
    measured = await network.throughput(ways)

    assert (measured["kbit_s"], len(ways.left)) == (kbit_s, left)


async def test_another_one_that_does_not_come_changes_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(network, "WITHIN_S", 0.01)

    assert (await network.throughput(Ways(1.0, "silence")))["kbit_s"] == 8_389


async def test_when_nothing_comes_the_step_has_no_answer(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(network, "WITHIN_S", 0.01)

    with pytest.raises(TimeoutError):
        await network.throughput(Ways("silence"))
