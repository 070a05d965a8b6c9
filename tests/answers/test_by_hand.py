"""Who speaks a machine's protocol by hand, with a machine's own token, gains nothing (issue 5.10, C3, C4, E10, E24).

The rest of the same question: before T0 no key (test_entering.py), other sittings and epochs (test_saving.py),
other machines and no token (tests/rights/test_machines.py).
"""

from typing import Any
from uuid import uuid4

import pytest

from exams.answers import log as stored_log
from exams.models import Sitting
from formats import messages
from formats.messages import Login, LoginOk, PaperKey, Position, ReadRules, Saved
from formats.refused import Refused
from rooms.live.database import in_database
from rooms.models import Matter
from tests.answers.http import Client, new_token
from tests.answers.machine import MachineLog
from tests.answers.seat import Seat
from tests.answers.test_entering import welcomed
from tests.day import Day

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("answers")]
FORGED_VERSION = 999


@pytest.fixture
def li(live_day: Day) -> Sitting:
    """In the exam with ten minutes left, at machine 1."""
    return live_day.in_exam("Li", minutes=10)


async def refusal(seat: Seat, message: messages.Frame) -> str:
    with pytest.raises(Refused) as refused:
        await seat.say(message)
    return refused.value.code


async def fold(sitting: Sitting) -> dict[str, str]:
    return (await in_database(stored_log.fold, sitting.pk)).answers


async def test_a_deadline_of_one_s_own_making_lets_no_later_answer_count(live_day: Day, li: Sitting):
    """A version that the room never gave is judged by the room's newest one, and is shown."""
    seat, log = await Seat(live_day, 1).connect(), MachineLog(li.pk)
    live_day.later(minutes=11)
    log.answer(at=live_day.ms(), version=FORGED_VERSION)

    reply = await seat.save(log)
    await seat.say(messages.DeadlineSeen(sitting=li.pk, version=FORGED_VERSION))
    await in_database(lambda: welcomed(live_day, 1, position(log, deadline_version=FORGED_VERSION)))

    sitting = await in_database(live_day.sitting, "Li")
    assert (isinstance(reply, Saved) and reply.late, await fold(li)) == (True, {})
    assert (sitting.deadline, sitting.deadline_version) == (li.deadline, li.deadline_version)
    kinds = await in_database(lambda: set(Matter.objects.values_list("kind", flat=True)))
    assert kinds == {"late_answers", "machine_ahead"}


@pytest.mark.parametrize("early_s", [1, 300])
async def test_an_answer_dated_back_does_not_count_on_a_link_that_stood(live_day: Day, li: Sitting, early_s: int):
    """A minute after the deadline nothing is on its way any more, whatever a change says of itself."""
    seat, log = await Seat(live_day, 1).connect(), MachineLog(li.pk)
    log.answer(at=live_day.ms() + 600_000 - 1_000 * early_s)
    live_day.later(minutes=11, seconds=1)

    reply = await seat.save(log)

    assert (isinstance(reply, Saved) and reply.late, await fold(li)) == (True, {})


async def test_after_handing_in_an_answer_dated_back_does_not_count_either(live_day: Day, li: Sitting):
    live_day.at(10)
    seat, log = await Seat(live_day, 1).connect(), MachineLog(li.pk)
    log.answer(value="A", at=live_day.ms())
    await seat.save(log)
    live_day.later(seconds=1)
    await seat.submit(log)
    live_day.later(seconds=30)
    await seat.told()
    log.answer(value="B", at=live_day.ms() - 30_500)

    reply = await seat.save(log, 2)

    assert (isinstance(reply, Saved) and reply.late, await fold(li)) == (True, {"single/1": "A"})


async def test_another_candidate_s_paper_key_answers_and_place_stay_his(live_day: Day, li: Sitting):
    """The neighbour knows Li's ticket and the sitting's number, and has a machine that the room admits."""
    await in_database(lambda: live_day.answer(li, "single/1", "A"))
    neighbour = await Seat(live_day, 2).connect()
    http = await in_database(lambda: Client(new_token(live_day.machine(2).pk)))

    log_in = await refusal(neighbour, Login(ticket=li.candidate.ticket))
    log = MachineLog(li.pk)
    log.answer(value="B", at=live_day.ms())
    save = await _outcome(neighbour.save(log))
    submit = await _outcome(neighbour.submit(log))
    rules = await _outcome(neighbour.say(ReadRules(sitting=li.pk)))
    answers = await http.ask("GET", f"/agent/folds/{li.pk}")

    assert (log_in, save, submit) == ("login.held_elsewhere", "save.not_holder", "sitting.not_holder")
    assert not isinstance(rules, PaperKey)
    assert [frame for frame in neighbour.heard if isinstance(frame, PaperKey)] == []
    assert (answers.status in (403, 404), await fold(li)) == (True, {"single/1": "A"})
    assert (await in_database(live_day.sitting, "Li")).state == "in_exam"


async def test_an_epoch_that_nobody_was_given_is_no_way_in(live_day: Day, li: Sitting):
    """Neither a later epoch than the own one, nor one of a sitting that does not exist."""
    seat = await Seat(live_day, 1).connect()
    log, nobody = MachineLog(li.pk, epoch=2), MachineLog(uuid4())
    log.answer(at=live_day.ms())
    nobody.answer(at=live_day.ms())

    refused = [await _outcome(seat.save(log)), await _outcome(seat.save(nobody)), await _outcome(seat.submit(log))]

    assert set(refused) <= {"save.not_holder", "sitting.not_holder"}
    assert await fold(li) == {}


async def test_a_login_by_hand_gives_neither_the_paper_nor_a_second_time(live_day: Day):
    """Before T0 the login may be repeated and the rules read a hundred times: no key, and one sitting."""
    await in_database(live_day.login_allowed)
    seat = await Seat(live_day, 1).connect()
    ticket = live_day.ticket("Li")

    told: list[Any] = [await seat.say(Login(ticket=ticket)) for _ in range(2)]
    said = [await seat.say(ReadRules(sitting=told[0].sitting)) for _ in range(10)]

    assert [type(each) for each in told] == [LoginOk, LoginOk]
    assert (told[0].sitting, told[0].epoch) == (told[1].sitting, told[1].epoch)
    assert [each for each in [*said, *seat.heard] if isinstance(each, PaperKey)] == []


def position(log: MachineLog, *, deadline_version: int) -> Position:
    return Position(
        sitting=log.sitting,
        epoch=log.epoch,
        revision=len(log.changes),
        chain=log.head.hex(),
        deadline_version=deadline_version,
    )


async def _outcome(work: Any) -> Any:
    """The answer, or the code of the refusal."""
    try:
        return await work
    except Refused as refused:
        return refused.code
