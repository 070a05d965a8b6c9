"""The functions of a mock exam: 自动登录, 自动作答, 统一收卷; in a formal exam they are refused (M1, M2, M3)."""

import pytest

from exams import operations
from exams.models import MockAutomation, Sitting
from formats.messages import Automation
from formats.refused import Refused
from incidents.operations import resume
from rooms.live.states import states_of
from rooms.models import Command, RemoteAct
from rooms.operations.commands import Acknowledgement, acknowledge_commands
from tests.day import PEOPLE, SEATS, Day

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]
mock = pytest.mark.parametrize("day", [{"mode": "mock"}], indirect=True)


def told(day: Day, seat: int) -> Automation | None:
    """What the machine at that seat is told to do without a person."""
    return states_of([day.machine(seat).pk])[0].state.automation


def allowed(day: Day, *, log_in: bool = False, answer: bool = False) -> None:
    day.authorised()
    operations.allow_mock_login(day.proctor, day.session, log_in=log_in, answer=answer)


@mock
def test_login_is_allowed_by_hand_only(day: Day):
    day.authorised()
    day.at(8, 50)

    operations.advance(day.session, day.now)

    assert day.session.login_allowed_at is None


@mock
def test_seat_n_logs_in_sequence_n_once_login_is_allowed_with_the_tick(day: Day):
    allowed(day, log_in=True)

    assert [told(day, seat) for seat in (1, 5, 6)] == [
        Automation(log_in=day.ticket("Li")),
        Automation(log_in=day.ticket("Chen")),
        Automation(),
    ]
    assert day.journal() == ["authorised", "automation_set", "login_allowed"]


@pytest.mark.parametrize("day", [{"mode": "mock", "seating": "lot"}], indirect=True)
def test_whom_the_seat_plan_has_put_there_logs_in(day: Day):
    allowed(day, log_in=True)
    seats = range(1, SEATS + 1)
    planned = dict(day.session.candidates.values_list("seat_number", "ticket"))

    assert [told(day, seat) for seat in seats] == [Automation(log_in=planned.get(seat)) for seat in seats]
    assert len(planned) == len(PEOPLE)


@mock
def test_who_has_logged_in_is_not_logged_in_again(day: Day):
    allowed(day, log_in=True)

    day.log_in("Li")
    day.log_in("Wang", seat=7)

    assert [told(day, seat) for seat in (1, 2, 7)] == [Automation(), Automation(), Automation()]


@mock
def test_after_a_resume_a_person_decides_at_which_machine_it_goes_on(day: Day):
    allowed(day, log_in=True)
    day.log_in("Li")

    resume(day.proctor, day.sitting("Li"), reason="machine broken")

    assert told(day, 1) == Automation()


@mock
def test_both_are_cancelled_and_set_again_each_by_itself(day: Day):
    allowed(day, log_in=True, answer=True)

    operations.set_automation(day.proctor, day.session, log_in=False)
    cancelled = told(day, 1)
    operations.set_automation(day.proctor, day.session, answer=False)
    operations.set_automation(day.proctor, day.session, answer=False)
    both = told(day, 1)
    operations.set_automation(day.proctor, day.session, log_in=True)

    assert (cancelled, both) == (Automation(answer=True), Automation())
    assert told(day, 1) == Automation(log_in=day.ticket("Li"))
    assert day.journal().count("automation_set") == 4


@mock
def test_allowing_login_a_second_time_changes_no_ticks(day: Day):
    allowed(day, log_in=True)

    allowed(day, answer=True)

    assert told(day, 1) == Automation(log_in=day.ticket("Li"))


@pytest.mark.parametrize("day", [{"mode": "mock", "login_by": "ticket_and_id"}], indirect=True)
def test_who_is_logged_in_by_the_seat_proves_nothing_and_others_do(day: Day):
    allowed(day, log_in=True)

    day.log_in("Li")
    with pytest.raises(Refused) as refused:
        day.log_in("Wang", seat=7)

    assert (day.sitting("Li").state, refused.value.code) == (Sitting.State.LOGGED_IN, "login.proof")


def test_a_formal_exam_refuses_all_of_it(day: Day):
    li = day.in_exam("Li")
    before = day.journal()

    with pytest.raises(Refused) as ticks:
        operations.set_automation(day.proctor, day.session, log_in=True, answer=True)
    with pytest.raises(Refused) as login:
        operations.allow_mock_login(day.proctor, day.session, log_in=True, answer=True)
    with pytest.raises(Refused) as collect:
        operations.collect_all(day.proctor, day.session)

    assert {refused.value.code for refused in (ticks, login, collect)} == {"mock.only"}
    assert (day.journal(), MockAutomation.objects.count(), Command.objects.count()) == (before, 0, 0)
    assert (told(day, 1), day.sitting("Li").state) == (None, li.state)


def test_rows_that_should_not_be_there_say_nothing_in_a_formal_exam(day: Day):
    day.login_allowed()
    MockAutomation.objects.create(session=day.session, log_in_since=day.now, answer_since=day.now)

    assert told(day, 1) is None


@mock
def test_collecting_has_every_machine_hand_in_and_names_who_is_away(day: Day):
    for name in ("Li", "Wang"):
        day.in_exam(name)
    day.logged_in("Zhang")
    day.offline(day.machine(2))

    act = operations.collect_all(day.proctor, day.session)
    day.submit(day.sitting("Li"), by="proctor")

    (sent,) = Command.objects.all()
    assert (sent.machine, sent.kind) == (day.machine(1), "collect")
    assert sent.arguments == {"submit": True, "session": str(day.session.uuid)}
    assert [(row["number"], row["code"]) for row in act.refused] == [("002", "machine.offline")]
    li = day.sitting("Li")
    assert (li.state, li.submitted_by, li.closed_at) == ("submitted", "proctor", day.now)
    assert (day.sitting("Wang").state, day.sitting("Zhang").state) == ("in_exam", "logged_in")


@mock
def test_collecting_again_is_for_those_who_are_left(day: Day):
    day.in_exam("Li")
    day.in_exam("Wang")
    operations.collect_all(day.proctor, day.session)
    day.submit(day.sitting("Li"), by="proctor")

    again = operations.collect_all(day.proctor, day.session)
    day.submit(day.sitting("Wang"), by="proctor")
    with pytest.raises(Refused) as nobody:
        operations.collect_all(day.proctor, day.session)

    assert [Command.objects.get(pk=pk).machine for pk in again.commands] == [day.machine(2)]
    assert (nobody.value.code, RemoteAct.objects.count()) == ("collect.nobody", 2)


@mock
def test_a_machine_that_was_not_asked_hands_nothing_in_early_in_the_proctors_name(day: Day):
    day.in_exam("Li")
    day.in_exam("Wang")
    act = operations.collect_all(day.proctor, day.session, [day.sitting("Wang")])
    acknowledge_commands([Acknowledgement(Command.objects.get().pk, day.machine(2).pk, "done", {"pending": 0})])

    with pytest.raises(Refused) as refused:
        day.submit(day.sitting("Li"), by="proctor")

    assert (refused.value.code, len(act.commands)) == ("submit.too_early", 1)
    assert day.sitting("Li").state == "in_exam"
