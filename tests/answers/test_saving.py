"""Saving over the link: who may, what counts, what is late, and that nothing is lost either way (C3, E10, E24)."""

from datetime import timedelta

import pytest

from exams import operations
from exams.answers import log as stored_log
from exams.models import Sitting
from formats.messages import Expect, Save, Saved, Submitted
from formats.refused import Refused
from incidents.operations import give_extra_time, resume
from rooms.live.database import in_database
from rooms.models import Cut, Matter, Presence
from tests.answers.machine import MachineLog
from tests.answers.seat import Seat, answer
from tests.day import Day

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("answers")]


@pytest.fixture
def li(live_day: Day) -> Sitting:
    """In the exam with ten minutes left."""
    return live_day.in_exam("Li", minutes=10)


@pytest.fixture
def log(li: Sitting) -> MachineLog:
    return MachineLog(li.pk)


async def fold(sitting: Sitting) -> dict[str, str]:
    return (await in_database(stored_log.fold, sitting.pk)).answers


async def matters() -> list[str]:
    return await in_database(lambda: list(Matter.objects.values_list("kind", flat=True)))


def saved(log: MachineLog, **flags: bool) -> Saved:
    return Saved(sitting=log.sitting, epoch=log.epoch, revision=len(log.changes), chain=log.head.hex(), **flags)


def down(day: Day, sitting: Sitting, *, from_minute: float, to_minute: float) -> None:
    """The server saw the machine's link down, minutes counted from the sitting's deadline."""
    assert sitting.deadline is not None
    assert sitting.holder is not None
    began, ended = [sitting.deadline + timedelta(minutes=minute) for minute in (from_minute, to_minute)]
    Cut.objects.create(machine=sitting.holder, began_at=began, ended_at=ended)
    Presence.objects.filter(machine=sitting.holder).update(opened_at=day.now)


async def test_what_is_saved_in_the_exam_counts(live_day: Day, li: Sitting, log: MachineLog):
    seat = await Seat(live_day, 1).connect()
    answer(log, live_day, li)

    reply = await seat.save(log)

    assert (reply, await fold(li), await matters()) == (saved(log), {"single/1": "A"}, [])


async def test_a_gap_is_asked_for(live_day: Day, li: Sitting, log: MachineLog):
    seat = await Seat(live_day, 1).connect()
    answer(log, live_day, li)
    answer(log, live_day, li, "B")

    assert await seat.save(log, 2) == Expect(sitting=li.pk, epoch=1, revision=1)


@pytest.mark.parametrize("fault", [{"revision": 5}, {"chain": "xyz"}, {"chain": "00"}, {"changes": []}])
async def test_a_frame_out_of_order_is_refused(live_day: Day, li: Sitting, log: MachineLog, fault: dict):
    seat = await Seat(live_day, 1).connect()
    answer(log, live_day, li)
    frame = {"sitting": li.pk, "epoch": 1, "revision": 1, "changes": log.changes, "chain": log.head.hex()}

    with pytest.raises(Refused) as refused:
        await seat.say(Save(**{**frame, **fault}))

    assert (refused.value.code, await fold(li)) == ("save.malformed", {})


async def test_another_machine_can_save_nothing(live_day: Day, li: Sitting, log: MachineLog):
    seat = await Seat(live_day, 2).connect()
    answer(log, live_day, li)

    with pytest.raises(Refused) as refused:
        await seat.save(log)

    assert (refused.value.code, await fold(li), await matters()) == ("save.not_holder", {}, ["save_not_holder"])


async def test_nobody_writes_to_an_epoch_that_nobody_has_claimed(live_day: Day, li: Sitting):
    seat = await Seat(live_day, 1).connect()
    log = MachineLog(li.pk, epoch=2)
    answer(log, live_day, li)

    with pytest.raises(Refused) as refused:
        await seat.save(log)

    assert refused.value.code == "save.not_holder"


async def test_other_answers_under_the_same_numbers_are_a_matter(live_day: Day, li: Sitting, log: MachineLog):
    seat = await Seat(live_day, 1).connect()
    answer(log, live_day, li, "A")
    await seat.save(log)
    other = MachineLog(li.pk)
    answer(other, live_day, li, "B")

    with pytest.raises(Refused) as refused:
        await seat.save(other)

    assert (refused.value.code, await fold(li), await matters()) == (
        "save.conflict",
        {"single/1": "A"},
        ["answer_conflict"],
    )


async def test_after_a_resume_the_old_machine_writes_into_quarantine(live_day: Day, li: Sitting, log: MachineLog):
    seat = await Seat(live_day, 1).connect()
    answer(log, live_day, li, "A")
    await seat.save(log)
    await in_database(lambda: resume(live_day.proctor, li, reason="broken"))
    await in_database(lambda: live_day.log_in("Li", seat=2))
    answer(log, live_day, li, "B")

    reply = await seat.save(log, 2)

    assert reply == saved(log, quarantined=True)
    assert (await fold(li), await matters()) == ({"single/1": "A"}, ["quarantined_answers"])
    values = await in_database(lambda: Matter.objects.get().values)
    assert (values["epoch"], values["revision"], values["changes"], values["began"]) == (1, 2, 1, log.changes[1].at)


async def test_the_new_machine_goes_on_from_the_saved_answers(live_day: Day, li: Sitting, log: MachineLog):
    first = await Seat(live_day, 1).connect()
    answer(log, live_day, li, "A")
    await first.save(log)
    await in_database(lambda: resume(live_day.proctor, li, reason="broken"))
    await in_database(lambda: live_day.log_in("Li", seat=2))
    second, its_log = await Seat(live_day, 2).connect(), MachineLog(li.pk, epoch=2)
    its_log.answer("single/2", "C", at=live_day.ms(), version=li.deadline_version)

    reply = await second.save(its_log)

    assert (reply, await fold(li)) == (saved(its_log), {"single/1": "A", "single/2": "C"})


async def test_what_is_on_the_way_at_the_deadline_counts_for_a_minute(live_day: Day, li: Sitting, log: MachineLog):
    seat = await Seat(live_day, 1).connect()
    answer(log, live_day, li, later=600_000)
    answer(log, live_day, li, "B", later=600_000)
    live_day.later(minutes=10, seconds=59)
    first = await seat.save(log, 1, 1)
    live_day.later(seconds=2)

    second = await seat.save(log, 2)

    assert (first.late, second.late, await fold(li)) == (False, True, {"single/1": "A"})
    assert await matters() == ["late_answers"]


async def test_what_was_made_after_the_deadline_is_kept_and_counts_for_nothing(
    live_day: Day, li: Sitting, log: MachineLog
):
    seat = await Seat(live_day, 1).connect()
    answer(log, live_day, li, later=600_001)
    live_day.later(minutes=10, seconds=1)

    reply = await seat.save(log)

    assert (reply, await fold(li)) == (saved(log, late=True), {})
    assert await in_database(stored_log.head, li.pk, 1) == (1, log.head)


async def test_work_without_a_link_counts_when_it_comes_after_the_deadline(live_day: Day, li: Sitting, log: MachineLog):
    answer(log, live_day, li, later=599_000)
    live_day.later(minutes=40)
    await in_database(lambda: operations.advance(live_day.session, live_day.now))
    await in_database(lambda: down(live_day, li, from_minute=-5, to_minute=30))
    seat = await Seat(live_day, 1).connect()

    reply = await seat.save(log)

    assert (reply, await fold(li), await matters()) == (saved(log), {"single/1": "A"}, [])


async def test_a_link_that_was_there_at_the_deadline_excuses_nothing(live_day: Day, li: Sitting, log: MachineLog):
    answer(log, live_day, li, later=599_000)
    live_day.later(minutes=40)
    await in_database(lambda: down(live_day, li, from_minute=5, to_minute=30))
    seat = await Seat(live_day, 1).connect()

    reply = await seat.save(log)

    assert (reply, await fold(li)) == (saved(log, late=True), {})


async def test_extra_time_lets_later_answers_count(live_day: Day, li: Sitting, log: MachineLog):
    seat = await Seat(live_day, 1).connect()
    answer(log, live_day, li)
    await seat.save(log)
    await in_database(lambda: give_extra_time(live_day.proctor, li, minutes=5, reason="power cut"))
    longer = await in_database(live_day.sitting, "Li")
    live_day.later(minutes=14)
    answer(log, live_day, longer, "B")

    reply = await seat.save(log, 2)

    assert (longer.deadline_version, reply, await fold(li)) == (2, saved(log), {"single/1": "B"})


@pytest.mark.parametrize("later", [-660_000 * 10, 2_001])
async def test_what_was_made_before_the_beginning_or_in_the_future_is_late(
    live_day: Day, li: Sitting, log: MachineLog, later: int
):
    seat = await Seat(live_day, 1).connect()
    answer(log, live_day, li, later=later)

    assert (await seat.save(log)).late


async def test_who_has_handed_in_adds_nothing(live_day: Day, li: Sitting, log: MachineLog):
    live_day.at(10)
    seat = await Seat(live_day, 1).connect()
    answer(log, live_day, li)
    await seat.save(log)
    handed_in = await seat.submit(log)
    live_day.later(seconds=1)
    await seat.told()
    answer(log, live_day, li, "B")

    reply = await seat.save(log, 2)

    assert isinstance(handed_in, Submitted)
    assert (reply.late, await fold(li)) == (True, {"single/1": "A"})


async def test_a_submit_before_everything_has_arrived_asks_for_the_rest(live_day: Day, li: Sitting, log: MachineLog):
    live_day.at(10)
    seat = await Seat(live_day, 1).connect()
    answer(log, live_day, li)
    answer(log, live_day, li, "B")
    await seat.save(log, 1, 1)

    reply = await seat.submit(log)

    assert reply == Expect(sitting=li.pk, epoch=1, revision=2)
    assert (await in_database(live_day.sitting, "Li")).state == "in_exam"


async def test_a_submission_says_how_much_was_answered(live_day: Day, li: Sitting, log: MachineLog):
    live_day.at(10)
    seat = await Seat(live_day, 1).connect()
    for question, value in (("single/1", "A"), ("single/2", "B"), ("single/1", "")):
        log.answer(question, value, at=live_day.ms(), version=1)
    await seat.save(log)

    reply = await seat.submit(log)

    sitting = await in_database(live_day.sitting, "Li")
    assert (reply.receipt.revision, reply.receipt.chain) == (3, log.head.hex())
    assert (sitting.answered, sitting.revision, sitting.chain) == (1, 3, log.head.hex())
    assert (sitting.last_saved_at, sitting.state) == (live_day.now, "submitted")
