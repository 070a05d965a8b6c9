"""A clock that is wrong: noticed when it is set, outvoted when it was set back before a start (E7, F1)."""

import time
from uuid import uuid4

import pytest

from journal import clock
from journal.models import Event
from proctor_site.wall_clock import WallClock
from rooms.live.votes import Votes
from rooms.models import Matter
from tests.day import Day
from tests.link import acts
from tests.link.conftest import Place

HOUR_MS = 3_600_000


def voted(*ahead_ms: int) -> int | None:
    votes = Votes()
    for each in ahead_ms:
        votes.cast(uuid4(), each)
    return votes.verdict()


@pytest.mark.parametrize(
    ("ahead_ms", "verdict"),
    [
        ((), None),
        ((HOUR_MS, HOUR_MS), None),
        ((HOUR_MS, HOUR_MS + 5, HOUR_MS + 90), HOUR_MS + 5),
        ((1999, 1999, 1999), None),
        ((-HOUR_MS, -HOUR_MS, -HOUR_MS), None),
        ((HOUR_MS, HOUR_MS, HOUR_MS, 0), HOUR_MS),
        ((HOUR_MS, HOUR_MS, HOUR_MS, 0, 0), None),
    ],
)
def test_three_machines_that_agree_outvote_a_clock_and_only_forward(ahead_ms: tuple[int, ...], verdict: int | None):
    assert voted(*ahead_ms) == verdict


def test_a_machine_has_one_vote():
    votes, machine = Votes(), uuid4()

    for _ in range(5):
        votes.cast(machine, HOUR_MS)

    assert votes.verdict() is None


@pytest.mark.db
def test_a_step_of_the_wall_clock_is_journaled_and_asks_for_a_person(day: Day, monkeypatch: pytest.MonkeyPatch):
    watch, offsets = WallClock(), iter([1500, -2500, -2600])
    monkeypatch.setattr(clock, "wall_offset_ms", lambda: next(offsets))

    for _ in range(3):
        watch.look()

    [matter] = Matter.objects.open().filter(kind="clock_step")
    assert (matter.room, matter.values) == (day.room, {"before_ms": 0, "after_ms": -2500})
    assert Event.objects.filter(code="clock_step").count() == 1


@pytest.mark.db
async def test_machines_outvote_a_server_that_started_with_a_wrong_clock(own_place: Place):
    ahead = time.time_ns() // 1_000_000 + HOUR_MS
    machines = [await own_place.joined(number) for number in range(1, 4)]

    for machine in machines:
        await machine.join(server_time=ahead)
    await own_place.comes_to(["clock_outvoted", "clock_step"], acts.site_events)

    beat = await machines[0].beat()
    assert abs(beat.server_time - ahead) < 60_000
    assert [kind for kind, _ in await own_place.call(acts.matters)] == ["clock_step"]
