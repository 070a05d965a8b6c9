"""The machines' own logs at the server: each line once, with both clocks, within limits (E19)."""

from typing import Any

import pytest

from formats.messages import Log, LogEntry, Logged, Refused
from rooms.logbook.live import A_SECOND, AT_ONCE, MOST_LINES_A_FRAME, Allowance
from tests.link import acts
from tests.link.conftest import Place
from tests.link.machine import Machine

WROTE_AT = 1_772_845_200_000


def line(seq: int, code: str = "screen", **told: Any) -> LogEntry:
    fields: dict[str, Any] = {"seq": seq, "at": WROTE_AT + seq, "code": code}
    return LogEntry(**fields | told)


async def told(machine: Machine, *entries: LogEntry) -> Logged:
    await machine.say(Log(entries=list(entries)))
    return await machine.hear(Logged)


@pytest.mark.db
async def test_lines_are_kept_once_and_the_machine_is_told_how_far(place: Place):
    machine = await place.joined()
    first = await told(machine, line(1, values={"screen": "login"}, server_at=WROTE_AT - 59_999), line(2))

    again = await told(machine, line(2, "other"), line(3))

    assert (first.sequence, again.sequence) == (2, 3)
    kept = await place.call(acts.log_lines, machine.id)
    assert [each[:3] for each in kept] == [(1, "screen", {"screen": "login"}), (2, "screen", {}), (3, "screen", {})]
    assert kept[0][3:] == (WROTE_AT - 59_999, WROTE_AT + 1)


@pytest.mark.db
async def test_without_an_estimate_the_beats_say_how_far_the_clock_was_off(place: Place):
    machine = await place.joined()
    beat = await machine.beat()
    await machine.beat(client_time=beat.server_time + 600_000)

    await told(machine, line(1))

    [(_seq, _code, _values, at, machine_at)] = await place.call(acts.log_lines, machine.id)
    assert machine_at == WROTE_AT + 1
    assert abs(machine_at - at - 600_000) < 2_000


@pytest.mark.db
async def test_a_machine_that_comes_again_hears_what_the_server_has(place: Place):
    machine = await place.joined()
    await told(machine, line(1), line(2))

    welcome = await machine.join()

    assert welcome.logged == 2


@pytest.mark.db
async def test_what_a_faulty_machine_writes_is_cut_to_what_fits(place: Place):
    machine = await place.joined()
    values: dict[str, int | str | None] = {"name\x00" * 20: "x" * 5000} | {str(n): -(2**60) for n in range(50)}

    await told(machine, LogEntry(seq=1, at=2**53, code="c" * 500, values=values))

    [(_seq, code, kept, at, _machine_at)] = await place.call(acts.log_lines, machine.id)
    assert (len(code), len(kept), max(len(str(value)) for value in kept.values())) == (40, 12, 300)
    assert at < 2**53


async def test_too_many_lines_in_one_frame_are_refused(place: Place):
    machine = await place.joined()
    await machine.say(Log(entries=[line(n) for n in range(1, MOST_LINES_A_FRAME + 2)]))

    refused = await machine.hear(Refused)

    assert refused.code == "log.size"
    assert await place.call(acts.log_lines, machine.id) == []


def test_a_link_brings_a_thousand_lines_and_then_so_many_a_second():
    allowance = Allowance(0)

    taken = [allowance.take(count, now) for count, now in ((AT_ONCE, 0), (1, 0), (A_SECOND, 1), (1, 1), (AT_ONCE, 99))]

    assert taken == [True, False, True, False, True]
