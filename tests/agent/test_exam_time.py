"""The remaining time through an afternoon of bad luck with clocks, on a scripted machine (C4).

Right within 500 ms while there is a link, and within 1 s per hour without one.
"""

import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from agent_client.clock import MachineClocks, ServerClock
from tests.agent.test_clock import HOUR, Clocks

MINUTE = 60_000
BEAT = 2_000
DEADLINE = 2 * HOUR
LINKED_MS = 500
ALONE_MS_AN_HOUR = 1_000
CRYSTAL = 100e-6  # a poor one: a third of a second an hour


@dataclass
class Afternoon:
    """`true_ms` is the server's time from 0 on; the machine's crystal is too slow or too fast by `drift`."""

    drift: float
    chance: random.Random = field(default_factory=lambda: random.Random(5))
    clocks: Clocks = field(default_factory=Clocks)
    true_ms: float = 0.0
    wrong_by: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = ServerClock(self.clocks)

    def pass_by(self, ms: float) -> None:
        """The boot clock runs through suspend, and the wall clock with it."""
        before = self.true_ms
        self.true_ms += ms
        self.clocks.run(round(self.true_ms * (1 + self.drift)) - round(before * (1 + self.drift)))

    def beat(self) -> None:
        """There quickly and back slowly, or the other way round; now and then the network is full."""
        slow = self.chance.random() < 0.2
        sent = self.clocks.boot()
        self.pass_by(self.chance.uniform(0, 1500 if slow else 40))
        told = round(self.true_ms)
        self.pass_by(self.chance.uniform(0, 1500 if slow else 300))
        self.clock.heard(server_time=told, sent_boot=sent)

    def linked(self, ms: int) -> None:
        self.clock.begin_link()
        until = self.true_ms + ms
        while self.true_ms < until:
            self.beat()
            self._compare()
            self.pass_by(BEAT)
            self._compare()

    def alone(self, ms: int) -> float:
        """Gives by how much the remaining time was wrong at the end."""
        self.pass_by(ms)
        return self._wrong()

    def set_clock(self, ms: int) -> None:
        self.clocks.wall_ms += ms

    def restart_daemon(self) -> None:
        self.clock = ServerClock(self.clocks, self.clock.mark())

    def _wrong(self) -> float:
        shown = DEADLINE - self.clock.now()
        return abs(shown - (DEADLINE - self.true_ms))

    def _compare(self) -> None:
        self.wrong_by.append(self._wrong())


@pytest.mark.parametrize("drift", [-CRYSTAL, 0.0, CRYSTAL])
def test_remaining_time_is_right_whatever_the_machine_s_clock_does(drift: float):
    machine = Afternoon(drift)

    machine.set_clock(7 * MINUTE)
    machine.linked(10 * MINUTE)
    machine.set_clock(-3 * HOUR)
    machine.linked(5 * MINUTE)
    alone = machine.alone(HOUR)
    machine.linked(MINUTE)
    asleep = machine.alone(10 * MINUTE)
    machine.linked(MINUTE)
    machine.restart_daemon()
    restarted = machine.alone(10 * MINUTE)
    machine.linked(MINUTE)

    assert max(machine.wrong_by) < LINKED_MS
    assert max(alone, asleep, restarted) < LINKED_MS + ALONE_MS_AN_HOUR


@pytest.fixture
def _zone() -> Iterator[None]:
    before = os.environ.get("TZ")
    yield
    os.environ.pop("TZ", None)
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.usefixtures("_zone")
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "UTC"])
def test_another_time_zone_changes_no_clock(zone: str):
    clocks = MachineClocks()
    clock = ServerClock(clocks)
    clock.heard(server_time=1_000_000, sent_boot=clocks.boot())
    wall, shown = clocks.wall(), clock.now()

    os.environ["TZ"] = zone
    time.tzset()

    assert 0 <= clocks.wall() - wall < 5_000
    assert 0 <= clock.now() - shown < 5_000
