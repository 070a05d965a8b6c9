"""What is measured as lost, and what is not (F2)."""

from datetime import datetime, timedelta

import pytest

from incidents.losses import Loss, faults, losses_of, unsettled
from incidents.models import Outage
from incidents.operations import go_on, interrupt, resume, swap_seats
from journal import clock
from tests.day import NINE, Day
from tests.fairness.cuts import at, link_down, link_up, outage

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]


def lost(day: Day, name: str) -> list[tuple[str, float | None, float | None, bool]]:
    """(cause, began and ended in minutes after 9:00, is sure)."""
    found = unsettled(day.sitting(name), day.now)
    return [(loss.cause, minutes(loss.began_at), minutes(loss.ended_at), loss.is_sure) for loss in found]


def minutes(moment: datetime | None) -> float | None:
    return None if moment is None else (moment - NINE) / timedelta(minutes=1)


def test_a_machine_without_a_link_is_not_lost_time_once_it_is_back(day: Day):
    day.in_exam("Li")
    at(day, 9, 10)
    link_down(day, 1)
    at(day, 9, 12)

    away = lost(day, "Li")
    link_up(day, 1)

    assert away == [("link", 10, None, False)]
    assert lost(day, "Li") == []


def test_what_the_machine_itself_tells_is_lost_to_the_millisecond(day: Day):
    li = day.in_exam("Li")
    began = at(day, 9, 10)
    outage(li, began)
    day.later(minutes=2, milliseconds=417)
    going_on = lost(day, "Li")

    outage(li, began, day.now)
    day.later(minutes=5)

    assert going_on == [("stopped", 10, None, True)]
    [loss] = unsettled(day.sitting("Li"), day.now)
    assert loss == Loss(li.pk, "stopped", began, began + timedelta(minutes=2, milliseconds=417))


def test_the_server_knows_better_when_a_daemon_died(day: Day):
    """The machine's last moment was written down three seconds before the kill, in which its link was still up."""
    li = day.in_exam("Li")
    written = at(day, 9, 10)
    died = at(day, 9, 10.05)
    link_down(day, 1)
    ended = at(day, 9, 11)
    outage(li, written, ended)
    link_up(day, 1)

    [loss] = unsettled(day.sitting("Li"), day.now)

    assert (loss.began_at, loss.ended_at) == (died, ended)


def test_a_move_is_lost_from_the_old_machines_last_moment_to_the_open_paper(day: Day):
    li = day.in_exam("Li")
    at(day, 9, 10)
    link_down(day, 1)
    at(day, 9, 12)
    resume(day.proctor, li, reason="broken")
    waiting = lost(day, "Li")
    at(day, 9, 14)
    day.log_in("Li", seat=7)
    logged_in = lost(day, "Li")

    outage(day.sitting("Li"), clock.from_ms(day.ms() + 800), at(day, 9, 15), cause="opening")

    assert (waiting, logged_in) == ([("moved", 10, None, True)], [("moved", 10, 14, True)])
    assert lost(day, "Li") == [("moved", 10, 15, True)]


@pytest.mark.parametrize("cause", Outage.Cause.values)
def test_what_the_old_machine_tells_after_a_move_is_not_lost(day: Day, cause: str):
    """Started again an hour later it tells of all the time in which its candidate worked elsewhere."""
    old = day.in_exam("Li")
    outage(old, at(day, 9, 10), cause=cause)
    at(day, 9, 12)
    resume(day.proctor, old, reason="broken")
    at(day, 9, 13)
    day.log_in("Li", seat=7)
    at(day, 10)
    going_on = lost(day, "Li")

    outage(old, at(day, 9, 10), at(day, 10, 1), cause=cause)

    assert going_on == lost(day, "Li") == [(cause, 10, 13, True)]


def test_what_both_old_machines_tell_after_a_swap_is_not_lost(day: Day):
    old = [day.in_exam("Li"), day.in_exam("Wang")]
    at(day, 9, 12)
    swap_seats(day.proctor, old, reason="draught")
    at(day, 9, 13)
    day.log_in("Li", seat=2)
    day.log_in("Wang", seat=1)

    for sitting in old:
        outage(sitting, at(day, 9, 14), at(day, 9, 20), key=str(sitting.pk))

    assert (lost(day, "Li"), lost(day, "Wang")) == ([("moved", 12, 13, True)], [("moved", 12, 13, True)])


def test_who_comes_back_by_a_later_resume_is_back(day: Day):
    """The first resume was never used: 考生初始化 came in between."""
    li = day.in_exam("Li")
    at(day, 9, 12)
    resume(day.proctor, li, reason="broken")
    li.refresh_from_db()
    li.epoch += 1
    li.save()
    at(day, 9, 13)
    day.log_in("Li", seat=7)
    at(day, 9, 30)

    assert lost(day, "Li") == [("moved", 12, 13, True)]


def test_who_is_forced_out_while_online_loses_from_then_on(day: Day):
    li = day.in_exam("Li")
    at(day, 9, 12)

    resume(day.proctor, li, reason="screen flickers")
    day.later(minutes=1)

    assert lost(day, "Li") == [("moved", 12, None, True)]


def test_an_interruption_of_the_room_has_settled_its_time(day: Day):
    li = day.in_exam("Li")
    outage(li, at(day, 9, 9), None)
    at(day, 9, 10)
    room = interrupt(day.proctor, day.session, text="Fire alarm", reason="fire alarm")
    at(day, 9, 20)
    standing = lost(day, "Li")
    go_on(day.proctor, room)
    at(day, 9, 21)

    assert standing == [("stopped", 9, 10, True)]
    assert lost(day, "Li") == [("stopped", 9, 10, True), ("stopped", 20, None, True)]


def test_before_the_exam_and_after_handing_in_nothing_is_lost(day: Day):
    day.logged_in("Wang")
    wang = day.sitting("Wang")
    li = day.submitted("Li")

    outage(wang, NINE - timedelta(minutes=5), key="w")
    outage(li, day.now - timedelta(minutes=5), day.now, key="l")

    assert losses_of([wang, li], day.now) == {}


def test_who_was_cut_off_at_the_deadline_still_loses_after_it(day: Day):
    """The sitting was closed with what had arrived, while its candidate could not answer."""
    li = day.in_exam("Li")
    outage(li, at(day, 10, 20), None)
    at(day, 10, 40)
    day.started()

    assert day.sitting("Li").state == "submitted"
    assert lost(day, "Li") == [("stopped", 80, None, True)]


def test_who_is_back_after_the_deadline_has_lost_what_was_left_until_it(day: Day):
    li = day.in_exam("Li")
    outage(li, at(day, 10, 20), at(day, 10, 40))
    day.started()

    assert day.sitting("Li").state == "submitted"
    assert lost(day, "Li") == [("stopped", 80, 90, True)]


def test_what_a_machine_cannot_know_is_left_out(day: Day):
    li, wang = day.in_exam("Li"), day.in_exam("Wang")
    day.at(9, 10)

    outage(li, day.now, day.now + timedelta(minutes=5), key="future")
    outage(li, day.now, day.now - timedelta(minutes=5), key="backwards")
    wang.holder_id = li.holder_id
    outage(wang, day.now, None, key="another's")

    assert Outage.objects.count() == 0


def test_told_twice_is_once_and_an_end_is_not_moved(day: Day):
    li = day.in_exam("Li")
    began = at(day, 9, 10)
    ended = at(day, 9, 11)

    for end in (None, ended, None, at(day, 9, 30)):
        outage(li, began, end)

    assert list(Outage.objects.values_list("began_at", "ended_at")) == [(began, ended)]
    assert day.journal()[-2:] == ["outage_begun", "outage_ended"]


def test_machines_that_fall_together_are_one_fault(day: Day):
    people = [day.in_exam(name) for name in ("Li", "Wang", "Zhang")]
    day.at(9, 10)
    began = day.now
    day.later(minutes=2)
    for second, sitting in enumerate(people):
        outage(sitting, began + timedelta(seconds=4 * second), began + timedelta(seconds=60))
    outage(people[0], day.now - timedelta(seconds=20), None, key="2")

    found = faults(loss for each in losses_of(people, day.now).values() for loss in each)
    assert [[loss.sitting for loss in fault] for fault in found] == [[p.pk for p in people], [people[0].pk]]
