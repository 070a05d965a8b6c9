"""Logging in over the link: what the machine gets, and when the paper opens (C2, C5, E7, E10)."""

import base64
import json
from uuid import uuid4

import pytest

from exams import operations
from exams.answers import log as stored_log
from exams.models import Paper
from exams.papers import open_sealed, sha256_of
from formats import messages
from formats.messages import Hello, Login, LoginOk, PaperKey, Position, ReadRules
from formats.refused import Refused
from incidents.operations import give_extra_time, resume
from rooms.live.database import in_database
from rooms.live.states import Arrival, look_at_moments, states_of, welcome_all
from rooms.models import Matter
from rooms.operations.machines import Caller
from tests.answers.http import Client, new_token
from tests.answers.machine import MachineLog
from tests.answers.seat import Seat
from tests.day import NINE, Day

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("answers")]


@pytest.fixture
def waiting(live_day: Day) -> Day:
    """Login is allowed, the exam has not begun."""
    live_day.login_allowed()
    return live_day


async def log_in(day: Day, name: str = "Li", seat: int = 1) -> tuple[Seat, LoginOk]:
    place = await Seat(day, seat).connect()
    return place, await place.say(Login(ticket=day.ticket(name)))


async def state_of(day: Day, number: int) -> messages.SeatState:
    return (await in_database(lambda: states_of([day.machine(number).pk])))[0].state


def welcomed(day: Day, number: int, *sittings: Position) -> messages.Welcome:
    machine = day.machine(number)
    hello = Hello(
        version=1, client="1", machine=machine.pk, fingerprint=machine.fingerprint, hostname=machine.hostname,
        addresses=[], sittings=list(sittings),
    )  # fmt: skip
    caller = Caller(machine.pk, machine.fingerprint, machine.hostname, "1", machine.address or "")
    (answer,) = welcome_all([Arrival(caller, hello)])
    assert not isinstance(answer, Exception)
    return answer.welcome


async def test_who_logs_in_gets_everything_but_the_key(waiting: Day):
    seat, ok = await log_in(waiting)

    sitting = await in_database(waiting.sitting, "Li")
    paper = await in_database(Paper.objects.get, subject=sitting.subject_id)
    assert ok.identity.name == "Li"
    assert ok.identity.id_number == sitting.candidate.masked_id
    assert (ok.sitting, ok.epoch, ok.identity.seat, ok.rules, ok.guide) == (sitting.pk, 1, 1, ["Be quiet."], ["Read."])
    assert ok.paper == messages.PaperSource(
        url=f"/agent/papers/{paper.uuid}", sha256=sha256_of(bytes(paper.sealed)), size=len(paper.sealed)
    )
    assert (ok.position.revision, ok.rules_read, seat.heard) == (0, False, [])


async def test_the_paper_and_the_answers_are_for_the_holder_only(waiting: Day):
    _, ok = await log_in(waiting)
    holder, other = await in_database(lambda: [Client(new_token(waiting.machine(number).pk)) for number in (1, 2)])

    fold = await holder.ask("GET", ok.fold)
    sealed = await holder.ask("GET", ok.paper.url)

    assert (fold.status, json.loads(fold.body)) == (200, {"answers": {}, "files": {}, "last_at": None})
    assert (sealed.status, sha256_of(sealed.body)) == (200, ok.paper.sha256)
    assert [(await other.ask("GET", url)).status for url in (ok.fold, ok.paper.url)] == [403, 403]


async def test_the_key_never_comes_before_the_exam_has_begun(waiting: Day):
    seat, ok = await log_in(waiting)

    answer = await seat.say(ReadRules(sitting=ok.sitting))
    await seat.told()

    assert (answer, seat.heard) == (None, [])


async def test_the_key_comes_at_t0_once_on_a_link_and_again_on_the_next(waiting: Day):
    seat, ok = await log_in(waiting)
    await seat.say(ReadRules(sitting=ok.sitting))
    await in_database(waiting.started)

    await seat.told()
    await seat.told()
    again = await Seat(waiting, 1).connect()

    keys = [frame for frame in seat.heard if isinstance(frame, PaperKey)]
    sealed = await in_database(lambda: bytes(Paper.objects.get().sealed))
    assert len(keys) == len(again.heard) == 1
    assert json.loads(open_sealed(sealed, base64.b64decode(keys[0].key)))["number"] == "P1"


async def test_who_reads_the_rules_after_t0_gets_the_key_as_the_answer(waiting: Day):
    seat, ok = await log_in(waiting)
    await in_database(waiting.started)

    answer = await seat.say(ReadRules(sitting=ok.sitting))

    assert isinstance(answer, PaperKey)


async def test_who_goes_on_at_another_machine_gets_the_key_after_the_login(waiting: Day):
    li = await in_database(waiting.in_exam, "Li")
    await in_database(lambda: resume(waiting.proctor, li, reason="broken"))

    seat, ok = await log_in(waiting, seat=3)
    await seat.told()

    assert (ok.epoch, ok.rules_read) == (2, True)
    assert {type(frame) for frame in seat.heard} == {PaperKey}


async def test_a_ticket_of_nobody_is_refused(waiting: Day):
    seat = await Seat(waiting, 1).connect()

    with pytest.raises(Refused) as refused:
        await seat.say(Login(ticket="0"))

    assert refused.value.code == "login.unknown_ticket"


async def test_the_state_tells_the_holder_its_sitting_and_deadline(live_day: Day):
    li = await in_database(live_day.in_exam, "Li")
    await in_database(lambda: give_extra_time(live_day.proctor, li, minutes=5, reason="power cut"))

    state = await state_of(live_day, 1)

    start, deadline = int(NINE.timestamp() * 1000), state.deadline
    assert deadline is not None
    assert (state.sitting, state.epoch) == (li.pk, 1)
    assert (deadline.version, deadline.at, deadline.start_at) == (2, start + 95 * 60_000, start)
    assert (deadline.duration_ms, deadline.accommodation_ms) == (90 * 60_000, 0)
    assert [(entry.cause, entry.ms) for entry in deadline.entries] == [("extra_time", 300_000)]


async def test_after_a_resume_the_old_machine_is_told_of_no_sitting(live_day: Day):
    li = await in_database(live_day.in_exam, "Li")
    await in_database(lambda: resume(live_day.proctor, li, reason="broken"))

    state = await state_of(live_day, 1)

    assert (state.sitting, state.deadline) == (None, None)


async def test_a_submitted_sitting_is_told_until_somebody_else_comes(live_day: Day):
    li = await in_database(live_day.submitted, "Li")
    submitted = await state_of(live_day, 1)
    wang = await in_database(lambda: live_day.log_in("Wang", seat=1))

    state = await state_of(live_day, 1)

    assert (submitted.sitting, state.sitting) == (li.pk, wang.pk)


async def test_the_welcome_says_where_the_server_is_with_what_the_machine_holds(live_day: Day):
    li = await in_database(live_day.in_exam, "Li")
    await in_database(lambda: live_day.answer(li, "single/1", "A"))
    machine = MachineLog(li.pk)

    named = Position(sitting=li.pk, epoch=1, revision=5, chain=machine.head.hex(), deadline_version=1)
    of_holder = await in_database(lambda: welcomed(live_day, 1, named).positions)
    unnamed = await in_database(lambda: welcomed(live_day, 1).positions)
    of_other = await in_database(lambda: welcomed(live_day, 2, named).positions)

    stored = await in_database(stored_log.head, li.pk, 1)
    assert (
        of_holder
        == unnamed
        == [Position(sitting=li.pk, epoch=1, revision=1, chain=stored.chain.hex(), deadline_version=1)]
    )
    assert (of_other, await in_database(Matter.objects.count)) == ([], 0)


@pytest.mark.parametrize("ahead", [{"epoch": 2}, {"deadline_version": 2}, {"sitting": uuid4()}])
async def test_a_machine_that_knows_more_than_the_server_is_a_matter(live_day: Day, ahead: dict):
    li = await in_database(live_day.in_exam, "Li")
    facts = {"sitting": li.pk, "epoch": 1, "revision": 0, "chain": "", "deadline_version": 1}

    await in_database(lambda: welcomed(live_day, 1, Position(**{**facts, **ahead})))
    await in_database(lambda: welcomed(live_day, 1, Position(**{**facts, **ahead})))

    assert await in_database(lambda: list(Matter.objects.values_list("kind", flat=True))) == ["machine_ahead"]


async def test_the_moments_are_those_of_the_open_session(waiting: Day):
    moments = await in_database(look_at_moments, [waiting.room.pk])

    session = await in_database(lambda: waiting.session)
    assert moments == {
        waiting.room.pk: messages.Moments(
            session=session.uuid,
            exam_name="Test",
            session_name="First",
            planned_start=int(NINE.timestamp() * 1000),
            login_allowed_at=waiting.ms(),
            earliest_submit_ms=30 * 60_000,
        )
    }


async def test_the_machine_says_which_deadline_it_goes_by(live_day: Day):
    li = await in_database(live_day.in_exam, "Li")
    seat = await Seat(live_day, 1).connect()

    await seat.say(messages.DeadlineSeen(sitting=li.pk, version=1))

    assert (await in_database(live_day.sitting, "Li")).deadline_seen == 1


async def test_at_the_deadline_the_server_closes_and_the_machine_hands_in(live_day: Day):
    li = await in_database(lambda: live_day.in_exam("Li", minutes=10))
    seat, machine = await Seat(live_day, 1).connect(), MachineLog(li.pk)
    machine.answer(at=live_day.ms())
    live_day.later(minutes=10)
    await in_database(lambda: operations.advance(live_day.session, live_day.now))
    await seat.save(machine)

    submitted = await seat.submit(machine, by="deadline")

    sitting = await in_database(live_day.sitting, "Li")
    assert (submitted.receipt.by, sitting.state, sitting.closed_at) == ("deadline", "submitted", li.deadline)
    assert (sitting.revision, sitting.collected_at) == (1, live_day.now)
