"""Exam time: an anchor plus the boot clock; a wall clock that is set moves nothing (architecture, Time)."""

from datetime import UTC, datetime, timedelta

import pytest

from journal import clock, record
from journal.actor import system
from journal.models import ClockAnchor

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]
NOON_MS = 1_767_268_800_000
HOUR_MS = 3_600_000


class Machine:
    """A boot clock and a wall clock that a test sets."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.boot_ns, self.wall_ms, self.boot = 5_000_000_000, NOON_MS, "first boot"
        patch.setattr(clock, "_boot_ns", lambda: self.boot_ns)
        patch.setattr(clock, "_true_ms", lambda: self.wall_ms)
        patch.setattr(clock, "_wall_ms", lambda: self.wall_ms)
        patch.setattr(clock, "_boot_id", lambda: self.boot)
        patch.setattr(clock, "_anchor", None)

    def passes(self, ms: int) -> None:
        self.boot_ns += ms * 1_000_000
        self.wall_ms += ms

    def restarts(self, name: str) -> None:
        """The machine boots: the boot clock begins again."""
        self.boot, self.boot_ns = name, 1_000_000_000
        clock.forget_anchor()


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def test_time_passes_as_the_boot_clock_does(machine: Machine):
    before = clock.now_ms()

    machine.passes(1500)

    assert (before, clock.now_ms()) == (NOON_MS, NOON_MS + 1500)


@pytest.mark.parametrize("step_ms", [-HOUR_MS, HOUR_MS])
def test_a_wall_clock_that_is_set_moves_nothing(machine: Machine, step_ms: int):
    clock.now_ms()

    machine.wall_ms += step_ms
    machine.passes(1000)

    assert clock.now_ms() == NOON_MS + 1000
    assert clock.wall_offset_ms() == step_ms


def test_another_process_of_the_same_boot_has_the_same_time(machine: Machine):
    clock.now_ms()
    machine.wall_ms += HOUR_MS
    machine.passes(1000)

    clock.forget_anchor()

    assert clock.now_ms() == NOON_MS + 1000


def test_after_a_reboot_with_a_clock_set_back_time_is_never_before_the_last_event(machine: Machine):
    clock.now_ms()
    machine.passes(HOUR_MS)
    record.append("test", system("test"))
    machine.wall_ms -= 5 * HOUR_MS

    machine.restarts("second boot")

    assert clock.now_ms() == NOON_MS + HOUR_MS
    assert ClockAnchor.objects.count() == 2


def test_without_a_running_session_the_clock_can_be_taken_anew(machine: Machine):
    clock.now_ms()
    machine.wall_ms += HOUR_MS

    clock.anchor_again()

    assert clock.now_ms() == NOON_MS + HOUR_MS


@pytest.mark.parametrize("ms", [0, 1, 999, 1000, NOON_MS, NOON_MS + 1, NOON_MS + 999, 4_102_444_800_123])
def test_milliseconds_and_moments_are_the_same(ms: int):
    assert clock.to_ms(clock.from_ms(ms)) == ms


def test_now_is_aware_and_whole_milliseconds(machine: Machine):
    moment = clock.now()

    assert (moment, moment.utcoffset()) == (datetime(2026, 1, 1, 12, tzinfo=UTC), timedelta())
