"""Messages and raised hands (F9), attendance (F8), leaving the room (F13)."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from exams.models import Sitting
from formats.refused import Refused
from incidents import operations
from incidents.live import _unread
from incidents.models import Attendance, Message, Outing, RaisedHand
from incidents.operations import hands
from journal.models import Event
from rooms.models import Matter
from tests.day import Day, opened

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]


@pytest.fixture
def checked_day() -> Iterator[Day]:
    """A plan that lets in only who was checked at the door."""
    yield from opened(login_after_check=True)


def waiting(day: Day) -> list[tuple[UUID, str]]:
    """What the hub would send: to which machine, which words."""
    return [(letter.machine, letter.frame.text) for letter in _unread([day.room.pk])]  # type: ignore[attr-defined]


def write(day: Day, sitting: Sitting, text: str = "Look at question 3") -> Message:
    return operations.send_message(day.proctor, sitting, text=text, act=uuid4())


def raise_hand(day: Day, name: str, words: str = "") -> Matter:
    machine = day.machine(day.seat_of(name))
    operations.raise_hand(machine.pk, uuid4(), words)
    return day.room.matters.open().get(kind="hand_raised", machine=machine)


# --- messages
def test_a_message_waits_for_its_candidate_until_it_is_read_and_both_moments_stay(day: Day):
    li = day.in_exam("Li")
    message = write(day, li)
    told = waiting(day)
    day.later(seconds=40)

    operations.message_read(li.holder_id, message.pk)  # type: ignore[arg-type]
    operations.message_read(li.holder_id, message.pk)  # type: ignore[arg-type]

    message.refresh_from_db()
    assert told == [(li.holder_id, "Look at question 3")]
    assert (message.read_at, waiting(day)) == (message.at + timedelta(seconds=40), [])
    assert day.journal()[-2:] == ["message_sent", "message_read"]


def test_it_goes_after_the_candidate_to_another_machine(day: Day):
    li = day.in_exam("Li")
    write(day, li)

    operations.resume(day.proctor, li, reason="broken")
    nowhere = waiting(day)
    day.log_in("Li", seat=7)

    assert (nowhere, waiting(day)) == ([], [(day.machine(7).pk, "Look at question 3")])


def test_who_has_not_logged_in_reads_it_then(day: Day):
    day.login_allowed()
    write(day, day.sitting("Wang"))
    before = waiting(day)

    wang = day.log_in("Wang")

    assert (before, waiting(day)) == ([], [(wang.holder_id, "Look at question 3")])


def test_written_twice_by_one_press_it_is_one_message(day: Day):
    li, act = day.in_exam("Li"), uuid4()

    for _ in range(2):
        operations.send_message(day.proctor, li, text="Quiet", act=act)

    assert Message.objects.count() == 1


def test_a_message_has_words_that_fit(day: Day):
    li = day.in_exam("Li")

    codes = [refused(lambda text=text: write(day, li, text)) for text in (" ", "x" * 301, "x")]

    assert (codes, Message.objects.count()) == (["message.text", "message.text", ""], 1)


def test_who_has_handed_in_is_left_out_and_gets_nothing_more(day: Day):
    li = day.in_exam("Li")
    write(day, li)
    day.submitted("Li")

    assert refused(lambda: write(day, day.sitting("Li"))) == "message.submitted"
    assert waiting(day) == []


def test_another_machine_cannot_say_that_it_was_read(day: Day):
    message = write(day, day.in_exam("Li"))

    operations.message_read(day.machine(5).pk, message.pk)

    message.refresh_from_db()
    assert message.read_at is None


def test_a_supervisor_writes_nothing(day: Day):
    li = day.in_exam("Li")

    code = refused(lambda: operations.send_message(day.person("supervisor"), li, text="x", act=uuid4()))

    assert (code.startswith("right"), Message.objects.count()) == (True, 0)


# --- hands
def test_a_hand_is_one_matter_whose_words_are_not_in_the_clear_journal(day: Day):
    day.in_exam("Li")
    raise_hand(day, "Li")

    matter = raise_hand(day, "Li", "The mouse is dead")

    assert (matter.values, RaisedHand.objects.count()) == ({"words": "The mouse is dead"}, 2)
    assert "mouse" not in "".join(Event.objects.values_list("body", flat=True))


def test_pressing_without_end_fills_no_journal(day: Day):
    day.in_exam("Li")

    for _ in range(hands.MOST_HANDS + 5):
        raise_hand(day, "Li")

    assert day.journal().count("hand_raised") == hands.MOST_HANDS


def test_a_hand_that_arrives_twice_is_one_and_does_not_come_back_when_it_was_answered(day: Day):
    li, hand = day.in_exam("Li"), uuid4()
    operations.raise_hand(li.holder_id, hand, "help")  # type: ignore[arg-type]
    matter = day.room.matters.open().get(kind="hand_raised")
    operations.answer_hand(day.proctor, day.session, matter)

    operations.raise_hand(li.holder_id, hand, "help")  # type: ignore[arg-type]

    assert day.room.matters.open().count() == 0
    assert day.journal().count("hand_raised") == 1


def test_an_answer_settles_the_hand_and_goes_to_the_candidate(day: Day):
    li = day.in_exam("Li")
    matter = raise_hand(day, "Li", "Which chapter?")

    operations.answer_hand(day.proctor, day.session, matter, text="Chapter 3")

    hand = RaisedHand.objects.get()
    assert (hand.answered_at, hand.answers.get().text) == (day.now, "Chapter 3")
    assert waiting(day) == [(li.holder_id, "Chapter 3")]
    assert day.journal()[-2:] == ["hand_answered", "matter_settled"]


def test_a_hand_at_a_machine_where_nobody_is_logged_in_is_answered_at_the_machine(day: Day):
    day.login_allowed()
    matter = raise_hand(day, "Chen", "I cannot log in")

    operations.answer_hand(day.proctor, day.session, matter, text="I am coming")

    assert waiting(day) == [(day.machine(5).pk, "I am coming")]


def test_a_hand_is_answered_once(day: Day):
    day.in_exam("Li")
    matter = raise_hand(day, "Li")
    operations.answer_hand(day.proctor, day.session, matter)

    assert refused(lambda: operations.answer_hand(day.proctor, day.session, matter, text="x")) == "hand.answered"
    assert Message.objects.count() == 0


# --- attendance
def test_a_candidate_is_marked_once_and_the_mark_can_be_taken_back(day: Day):
    li = day.sitting("Li")
    first = operations.mark_present(day.proctor, li, way=Attendance.Way.TICKET)

    again = operations.mark_present(day.proctor, li, way=Attendance.Way.LIST)
    operations.undo_present(day.proctor, li, reason="another person")

    assert (again, Attendance.objects.standing().count()) == (first, 0)
    assert day.journal()[-2:] == ["marked_present", "present_undone"]


def test_login_waits_for_the_mark_where_the_plan_says_so(checked_day: Day):
    day = checked_day
    day.login_allowed()
    code = refused(lambda: day.log_in("Li"))
    operations.mark_present(day.proctor, day.sitting("Li"), way=Attendance.Way.LIST)

    li = day.log_in("Li")

    assert (code, li.state) == ("login.not_checked", "logged_in")


def test_a_ticket_is_found_by_its_number_or_its_last_digits(day: Day):
    def name(typed: str) -> str:
        return operations.sitting_of_ticket(day.proctor, day.session, typed).candidate.name

    whole = day.ticket("Wang")

    assert [name(typed) for typed in (whole, f" {whole} ", whole[-3:])] == ["Wang", "Wang", "Wang"]
    assert [refused(lambda typed=typed: name(typed)) for typed in ("02", "777")] == ["attendance.unknown"] * 2


def test_who_is_registered_as_absent_is_not_marked(day: Day):
    day.started()
    day.at(9, 31)
    operations.register_absence(day.proctor, day.sitting("Li"), reason="did not come")

    mark = refused(lambda: operations.mark_present(day.proctor, day.sitting("Li"), way=Attendance.Way.LIST))

    assert (mark, Attendance.objects.count()) == ("attendance.absent", 0)


# --- leaving the room
def test_out_and_in_again_with_times_and_who_allowed_it(day: Day):
    li = day.in_exam("Li")
    before = li.deadline
    for _ in range(2):
        operations.let_out(day.proctor, li, allowed_by="Ann", reason="toilet")
    day.later(minutes=4)

    for _ in range(2):
        operations.let_in(day.proctor, li)

    outing = Outing.objects.get()
    assert (outing.allowed_by, outing.back_at) == ("Ann", outing.at + timedelta(minutes=4))
    assert day.sitting("Li").deadline == before
    assert day.journal()[-2:] == ["let_out", "let_in"]


def test_an_outing_needs_who_allowed_it_and_why(day: Day):
    li = day.in_exam("Li")

    def out(allowed_by: str, reason: str) -> str:
        return refused(lambda: operations.let_out(day.proctor, li, allowed_by=allowed_by, reason=reason))

    assert (out("", "toilet"), out("Ann", "")) == ("outing.allowed_by", "reason.missing")
    assert Outing.objects.count() == 0


def test_who_is_not_at_work_cannot_leave(day: Day):
    assert (
        refused(lambda: operations.let_out(day.proctor, day.sitting("Li"), allowed_by="A", reason="b"))
        == "outing.not_in"
    )


def refused(call: object) -> str:
    """The code of the refusal; empty if it was done."""
    try:
        call()  # type: ignore[operator]
    except Refused as refusal:
        return refusal.code
    return ""
