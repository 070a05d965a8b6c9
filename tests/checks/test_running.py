"""环境检测 runs on every seat at once, ends by itself, and is repeated for failed seats only (B8, B9)."""

import pytest

from exams.models import Plan, Session
from formats.environment import STEPS, Requirements, order_in
from formats.plan import MachineRequirement
from formats.refused import Refused
from rooms.checks.asking import asked_of
from rooms.checks.ending import advance_checks
from rooms.checks.models import CheckResult
from rooms.checks.operations import check_failed_again, set_requirements, start_check, stop_check
from rooms.models import Command
from tests.checks.build import faults, says, seat, states
from tests.day import NINE, SEATS, Day

pytestmark = pytest.mark.django_db(databases="__all__")
ALL = tuple(range(1, SEATS + 1))


def test_every_seat_is_asked_at_once(day: Day):
    run = start_check(day.proctor, day.room)

    commands = Command.objects.filter(kind="check_environment")
    assert {command.machine_id for command in commands} == {day.machine(number).pk for number in ALL}
    assert {order_in(command.arguments).run for command in commands} == {run.order}
    assert states(run) == dict.fromkeys(ALL, "waiting")
    assert day.journal() == ["check_started", "command_issued"]


def test_an_impatient_second_click_starts_nothing(day: Day):
    first, second = start_check(day.proctor, day.room), start_check(day.proctor, day.room)

    assert (first.pk, Command.objects.count()) == (second.pk, SEATS)


def test_results_count_as_they_arrive_and_the_run_ends_with_the_last(day: Day):
    run = start_check(day.proctor, day.room)

    says(day, run, *ALL[:-1])
    says(day, run, ALL[-1], steps=STEPS[:5])
    run.refresh_from_db()
    assert (run.ended_at, seat(run, ALL[-1]).state, seat(run, 1).state) == (None, "checking", "passed")
    says(day, run, ALL[-1], steps=STEPS[5:])

    run.refresh_from_db()
    assert (run.ended_at, states(run)) == (day.now, dict.fromkeys(ALL, "passed"))
    assert day.journal()[-1] == "check_ended"


def test_said_twice_is_noted_once(day: Day):
    run = start_check(day.proctor, day.room)

    for _ in range(2):
        says(day, run, 1)

    assert CheckResult.objects.count() == len(STEPS)


def test_a_seat_fails_by_a_step_and_tells_which(day: Day):
    run = start_check(day.proctor, day.room)

    says(day, run, *ALL[1:])
    says(day, run, 1, disk={"free_mb": 1800, "write_mb_s": 100})

    result = seat(run, 1).results.get(step="disk")
    assert (faults(run), result.verdict, result.values) == (
        {1: "steps"}, "fail", {"item": "空闲硬盘(GB)", "found": "1.8", "wanted": "5"},
    )  # fmt: skip


def test_missing_software_only_warns_and_a_forbidden_process_fails(day: Day):
    run = start_check(day.proctor, day.room)

    says(day, run, 1, software={"wanted": 2, "count": 1, "missing": "网页编辑器"})
    says(day, run, 2, forbidden={"count": 1, "running": "QQ.exe"})

    assert (seat(run, 1).state, seat(run, 2).state) == ("passed", "failed")
    assert seat(run, 1).results.get(step="software").verdict == "warn"


def test_a_seat_that_does_not_answer_fails_after_20_s_and_holds_no_other_up(day: Day):
    day.offline(day.machine(7))
    run = start_check(day.proctor, day.room)
    says(day, run, *ALL[2:])
    says(day, run, 2, steps=STEPS[:3])

    day.later(seconds=19)
    advance_checks(day.now)
    early = faults(run)
    day.later(seconds=2)
    advance_checks(day.now)
    silent = faults(run)
    day.later(seconds=5)
    for _ in range(2):
        advance_checks(day.now)

    run.refresh_from_db()
    assert (early, silent) == ({7: "machine.offline"}, {1: "silent", 7: "machine.offline"})
    assert (faults(run), run.ended_at) == ({1: "silent", 2: "stuck", 7: "machine.offline"}, day.now)
    assert day.journal().count("check_ended") == 1


def test_again_runs_only_the_failed_seats(day: Day):
    run = start_check(day.proctor, day.room)
    old_order = run.order
    says(day, run, *ALL[1:])
    says(day, run, 1, memory={"mb": 2000})
    Command.objects.all().delete()

    run = check_failed_again(day.proctor, run)

    assert [command.machine_id for command in Command.objects.all()] == [day.machine(1).pk]
    assert (run.order != old_order, run.ended_at, seat(run, 1).results.count()) == (True, None, 0)
    says(day, run, 1)
    run.refresh_from_db()
    assert (run.ended_at, states(run)) == (day.now, dict.fromkeys(ALL, "passed"))


def test_an_answer_to_an_earlier_attempt_is_not_taken(day: Day):
    run = start_check(day.proctor, day.room)
    first_order = run.order
    says(day, run, *ALL[1:])
    says(day, run, 1, memory={"mb": 2000})
    run = check_failed_again(day.proctor, run)

    late = start_check(day.proctor, day.room)
    late.attempt = 1
    assert late.order == first_order
    says(day, late, 1)

    assert (seat(run, 1).state, seat(run, 1).results.count()) == ("waiting", 0)


def test_checking_anew_is_another_run_with_other_results(day: Day):
    first = start_check(day.proctor, day.room)
    says(day, first, *ALL)
    day.later(minutes=5)

    second = start_check(day.proctor, day.room)

    assert (second.pk != first.pk, states(second)[1], states(first)[1]) == (True, "waiting", "passed")


def test_stopping_ends_the_run_and_keeps_what_has_come(day: Day):
    run = start_check(day.proctor, day.room)
    says(day, run, 1)

    for _ in range(2):
        run = stop_check(day.proctor, run)
    says(day, run, 2)

    assert (run.ended_at, run.was_stopped, seat(run, 1).state, faults(run)) == (
        day.now, True, "passed", dict.fromkeys(ALL[1:], "stopped"),
    )  # fmt: skip
    assert day.journal()[2:] == ["check_stopped", "check_ended"]


@pytest.mark.parametrize("verb", ["start", "again"])
def test_a_running_session_is_not_disturbed(day: Day, verb: str):
    run = start_check(day.proctor, day.room)
    says(day, run, *ALL, memory={"mb": 1})
    day.at(9)
    Session.objects.update(start_at=NINE)
    before = day.journal()

    with pytest.raises(Refused, match="running"):
        start_check(day.proctor, day.room) if verb == "start" else check_failed_again(day.proctor, run)

    assert day.journal() == before


def test_a_room_without_a_seat_has_nothing_to_check(day: Day):
    day.room.seats.all().delete()

    with pytest.raises(Refused, match="no seat"):
        start_check(day.proctor, day.room)

    assert day.room.check_runs.count() == 0


def test_who_only_sees_may_not_start(day: Day):
    with pytest.raises(Refused) as refused:
        start_check(day.person("supervisor"), day.room)

    assert (refused.value.code, day.room.check_runs.count()) == ("right.missing", 0)


def test_the_plan_says_what_is_asked_and_before_it_the_room_does(day: Day):
    wanted = Requirements(machine=(MachineRequirement(item="内存(GB)", minimum=6.0),))
    set_requirements(day.proctor, day.room, wanted)

    with_plan = asked_of(day.room)
    Session.objects.update(ended_at=NINE)
    without = asked_of(day.room)

    assert (with_plan.plan, without.plan, without.requirements) == (Plan.objects.get().name, "", wanted)
    assert day.journal() == ["check_requirements_set"]


def test_a_card_that_cleans_the_disk_shows_after_a_restart(day: Day):
    def restore(marker: str, boot: str, survived: int) -> str:
        run = start_check(day.proctor, day.room)
        says(day, run, *ALL, restore={"marker": marker, "boot": boot, "survived": survived})
        day.later(minutes=1)
        return str(seat(run, 1).results.get(step="restore").verdict)

    told = [
        restore("a", "monday", 0),
        restore("b", "tuesday", 0),
        restore("b", "tuesday", 0),
        restore("b", "wednesday", 1),
    ]

    assert told == ["warn", "fail", "warn", "pass"]


def test_what_a_machine_makes_up_does_no_harm(day: Day):
    run = start_check(day.proctor, day.room)

    says(day, run, 1, cpu={f"k{n}": "x" * 5000 for n in range(50)} | {"cores": 10**400})
    says(day, run, 2, memory={"mb": "\x00lots"})

    stored = seat(run, 1).results.get(step="cpu").measured
    assert (len(stored), max(len(str(value)) for value in stored.values())) == (12, 300)
    assert seat(run, 2).results.get(step="memory").verdict == "unknown"
