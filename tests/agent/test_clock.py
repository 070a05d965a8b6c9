"""Time comes from the server, whatever the machine's own clock does (C4)."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from agent_client.clock import MachineClocks, ServerClock

HOUR = 3_600_000


@dataclass
class Clocks:
    boot_ms: int = 1_000_000
    wall_ms: int = 5_000_000_000
    boots: int = 1

    def boot(self) -> int:
        return self.boot_ms

    def wall(self) -> int:
        return self.wall_ms

    def boot_id(self) -> str:
        return str(self.boots)

    def run(self, ms: int) -> None:
        self.boot_ms += ms
        self.wall_ms += ms

    def restart(self, off_ms: int) -> None:
        self.boots += 1
        self.boot_ms = 20_000
        self.wall_ms += off_ms


def test_own_clock_counts_only_until_a_server_has_spoken():
    clocks = Clocks()
    clock = ServerClock(clocks)
    assert (clock.is_known, clock.now()) == (False, clocks.wall_ms)

    clock.heard(server_time=7_000_000_000, sent_boot=clocks.boot_ms)

    assert (clock.is_known, clock.now()) == (True, 7_000_000_000)


def test_a_step_of_the_own_clock_moves_nothing():
    clocks = Clocks()
    clock = ServerClock(clocks)
    clock.heard(server_time=7_000_000_000, sent_boot=clocks.boot_ms)

    clocks.wall_ms += 3 * HOUR
    clocks.run(500)

    assert clock.now() == 7_000_000_500


@given(st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 4_000)), min_size=1, max_size=15))
def test_the_best_round_trip_decides(trips):
    clocks = Clocks()
    clock = ServerClock(clocks)
    true_offset = 6_000_000_000
    for there, back in trips:
        sent = clocks.boot_ms
        clocks.run(there)
        told = clocks.boot_ms + true_offset
        clocks.run(back)
        clock.heard(server_time=told, sent_boot=sent)

    best = min(there + back for there, back in trips)
    assert abs(clock.now() - (clocks.boot_ms + true_offset)) <= best // 2 + 1


def test_a_new_link_counts_at_once_however_slow():
    clocks = Clocks()
    clock = ServerClock(clocks)
    clock.heard(server_time=1_000, sent_boot=clocks.boot_ms)

    clock.begin_link()
    clocks.run(1_000)
    clock.heard(server_time=900_000, sent_boot=clocks.boot_ms - 1_000)

    assert clock.now() == 900_500


def test_a_slow_first_answer_of_a_new_link_moves_nothing_that_is_possible():
    """A hello that a suspended machine reads ten minutes later, or a server that is asked by 150 machines at once."""
    clocks = Clocks()
    clock = ServerClock(clocks)
    clock.heard(server_time=7_000_000_000, sent_boot=clocks.boot_ms)
    sent = clocks.boot_ms

    clock.begin_link()
    clocks.run(600_000)
    clock.heard(server_time=7_000_000_002, sent_boot=sent)

    assert (clock.now(), clock.corrected_ms) == (7_000_600_000, 0)


def test_what_the_server_corrects_is_known():
    clocks = Clocks()
    clock = ServerClock(clocks)
    clock.heard(server_time=7_000_000_000, sent_boot=clocks.boot_ms)
    mark = clock.mark()
    clocks.restart(off_ms=-HOUR)
    again = ServerClock(clocks, mark)

    again.begin_link()
    again.heard(server_time=7_000_090_000, sent_boot=clocks.boot_ms)

    assert (again.now(), again.corrected_ms) == (7_000_090_000, 90_000)


def test_restarted_daemon_carries_on_to_the_millisecond():
    clocks = Clocks()
    clock = ServerClock(clocks)
    clock.heard(server_time=7_000_000_000, sent_boot=clocks.boot_ms)
    mark = clock.mark()

    clocks.wall_ms -= 9 * HOUR
    clocks.run(30_000)

    assert ServerClock(clocks, mark).now() == 7_000_030_000


def test_restarted_machine_asks_its_own_clock_only_how_long_it_was_off():
    clocks = Clocks()
    clock = ServerClock(clocks)
    clock.heard(server_time=7_000_000_000, sent_boot=clocks.boot_ms)
    mark = clock.mark()

    clocks.restart(off_ms=60_000)

    assert ServerClock(clocks, mark).now() == 7_000_060_000


def test_a_dead_battery_does_not_turn_time_back():
    clocks = Clocks()
    clock = ServerClock(clocks)
    clock.heard(server_time=7_000_000_000, sent_boot=clocks.boot_ms)
    mark = clock.mark()

    clocks.restart(off_ms=-4_000_000_000)

    assert ServerClock(clocks, mark).now() == 7_000_000_000


def test_rehearsed_offset_moves_the_wall_clock_and_nothing_else():
    right, wrong = MachineClocks(), MachineClocks(offset_ms=HOUR)

    assert abs(wrong.wall() - right.wall() - HOUR) < 5_000
    assert abs(wrong.boot() - right.boot()) < 5_000
    assert wrong.boot_id() == right.boot_id()
