"""What boards and lists show of a sitting's answers: stored now and then, never once a save (F3)."""

import pytest

from exams.answers import log, progress
from exams.answers.progress import Progress
from exams.models import Sitting
from journal import clock
from tests.answers.machine import MachineLog
from tests.answers.test_log import keep
from tests.day import Day

pytestmark = [pytest.mark.db, pytest.mark.django_db(databases="__all__")]


@pytest.fixture
def li(day: Day) -> Sitting:
    return day.in_exam("Li")


@pytest.fixture
def machine(li: Sitting) -> MachineLog:
    return MachineLog(li.pk)


def shown(day: Day) -> tuple[int, str, int, int | None]:
    sitting = day.sitting("Li")
    saved_at = clock.to_ms(sitting.last_saved_at) if sitting.last_saved_at else None
    return sitting.revision, sitting.chain, sitting.answered, saved_at


def test_what_was_saved_is_shown_after_the_next_flush(day: Day, machine: MachineLog):
    facts = Progress()
    machine.answer("single/1", "A", at=1_000)
    machine.answer("single/2", "B", at=2_000)
    keep(machine)
    facts.saw([machine.sitting])
    before = shown(day)

    facts.flush()

    assert (before[:3], shown(day)) == ((0, "", 0), (2, machine.head.hex(), 2, 2_500))


def test_each_flush_reads_only_what_is_new(day: Day, machine: MachineLog, django_assert_num_queries):
    facts = Progress()
    for n in range(5):
        machine.answer(f"single/{n}", "A", at=1_000)
    keep(machine)
    facts.saw([machine.sitting])
    facts.flush()
    machine.answer("single/1", "", at=2_000)
    keep(machine, 6)
    facts.saw([machine.sitting])

    with django_assert_num_queries(0):
        Progress().flush()
    facts.flush()

    assert shown(day) == (6, machine.head.hex(), 4, 2_500)


def test_what_an_old_machine_brings_later_does_not_move_the_new_ones_position(day: Day, machine: MachineLog):
    machine.answer(at=1_000)
    keep(machine)
    log.close_epoch(machine.sitting, 1, 1_500)
    Sitting.objects.filter(pk=machine.sitting).update(epoch=2, revision=0, chain="")
    machine.answer("single/2", at=2_000)
    keep(machine, 2, standing="quarantine")
    facts = Progress()
    facts.saw([machine.sitting])

    facts.flush()

    assert shown(day) == (0, "", 1, None)


def test_after_a_reset_nothing_is_answered(day: Day, machine: MachineLog):
    machine.answer(at=1_000)
    keep(machine)
    log.reset(machine.sitting, 2, 1_500)

    progress.settle([machine.sitting])

    assert shown(day)[2] == 0


def test_settling_reads_everything_from_the_log(day: Day, machine: MachineLog):
    machine.answer(at=1_000)
    machine.file("a.html", "ab" * 32, at=2_000)
    keep(machine)

    progress.settle([machine.sitting])

    assert shown(day) == (2, machine.head.hex(), 2, 2_500)


def test_a_flush_that_fails_is_done_again(day: Day, machine: MachineLog, monkeypatch: pytest.MonkeyPatch):
    machine.answer(at=1_000)
    keep(machine)
    facts = Progress()
    facts.saw([machine.sitting])
    with monkeypatch.context() as broken:
        broken.setattr(progress, "_store", fail)
        with pytest.raises(progress.DatabaseError):
            facts.flush()

    facts.flush()

    assert shown(day)[0] == 1


def fail(readings: object) -> None:
    raise progress.DatabaseError("disk full")
