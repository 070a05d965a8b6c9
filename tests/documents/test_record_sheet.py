"""考场情况记录单: what it says of a session (D1, E18)."""

from datetime import timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from exams.models import Phase, TimeEntry
from exams.operations import Person, Unsealed, enter_session
from exams.reporting.verifying import look
from incidents import operations as incidents
from incidents.documents import AbsenceRow, InterruptionRow, RecordSheet, ResumeRow, TimeRow, ViolationRow, record_sheet
from journal.record import head_of
from proctor_site.control_room import facts
from proctor_site.control_room.picture import counts
from proctor_site.reporting.checklist import checklist
from tests.day import NINE, PASSWORD, Day

pytestmark = pytest.mark.django_db(databases="__all__")


def sheet(day: Day) -> RecordSheet:
    return record_sheet(day.session, day.now)


def test_before_anybody_has_come_every_section_is_empty(day: Day):
    found = sheet(day)

    assert (found.number, found.exam, found.centre, found.room, found.session) == (
        "1999999001-20260307-1", "Test", "Centre", "1999999001", "First",
    )  # fmt: skip
    assert (found.expected, found.attended, found.absent, found.violators, found.given_time) == (5, 0, 0, 0, 0)
    assert (found.absences, found.violations, found.times, found.resumes, found.interruptions) == ((), (), (), (), ())
    assert (found.phase, found.is_final) == (Phase.PLANNED, False)


def test_the_printed_time_is_t0_and_the_duration_in_the_zone_of_the_plan(day: Day):
    day.started()

    found = sheet(day)

    assert (f"{found.begins_at:%H:%M}", f"{found.ends_at:%H:%M}", found.phase) == ("09:00", "10:30", Phase.RUNNING)


def test_it_names_who_runs_the_session(day: Day):
    people = [Person("李四", "15011111112"), Person("王五")]
    chief, unsealed = Person("张三", "15011111111"), Unsealed("试考", PASSWORD)
    enter_session(day.proctor, day.session, administrator=chief, invigilators=people, unsealed=unsealed)

    found = sheet(day)

    assert (found.administrator, found.invigilators) == (Person("张三", "15011111111"), tuple(people))


def test_an_absence_is_listed_until_it_is_taken_back(day: Day):
    day.started()
    day.at(9, 31)
    for name in ("Li", "Wang"):
        incidents.register_absence(day.proctor, day.sitting(name))
    incidents.undo_absence(day.proctor, day.sitting("Wang"), reason="came after all")

    found = sheet(day)

    assert found.absent == 1
    assert found.absences == (
        AbsenceRow(name="Li", ticket=day.ticket("Li"), subject="Web", sequence=1, at=day.now, by="Boss"),
    )


def test_violations_count_persons_and_list_entries(day: Day):
    for text in ("A slip of paper", "Another slip"):
        incidents.register_violation(day.proctor, day.sitting("Li"), type_code="A101", description=text)

    found = sheet(day)

    assert (found.violators, [row.description for row in found.violations]) == (1, ["A slip of paper", "Another slip"])
    assert found.violations[0] == ViolationRow(
        name="Li",
        ticket=day.ticket("Li"),
        type="A101：携带通讯工具、规定以外的电子用品或与考试内容相关的资料进入座位,经提醒仍不改正的",
        description="A slip of paper",
        at=day.now,
        by="Boss",
    )


def test_extra_time_is_listed_and_its_persons_are_counted(day: Day):
    day.in_exam("Li")
    for minutes in (3, 2):
        incidents.give_extra_time(day.proctor, day.sitting("Li"), minutes=minutes, reason="mouse replaced")

    found = sheet(day)

    assert (found.given_time, found.persons_in_times, [row.ms for row in found.times]) == (1, 1, [180_000, 120_000])
    assert found.times[0] == TimeRow(
        name="Li",
        ticket=day.ticket("Li"),
        cause=TimeEntry.Cause.EXTRA_TIME,
        ms=180_000,
        reason="mouse replaced",
        code="",
        at=day.now,
        by="Boss",
    )


def test_a_resume_shows_both_seats_and_the_cut_as_it_was_measured(day: Day):
    li = day.in_exam("Li")
    cut_at = day.now
    day.offline(day.machine(1))
    day.later(seconds=100)
    incidents.resume(day.proctor, li, reason="switch without power")
    day.later(seconds=60)
    waiting = sheet(day).resumes[0]
    day.log_in("Li", seat=7)

    found = sheet(day).resumes[0]

    assert (waiting.to_seat, waiting.ended_at, waiting.lost_ms) == (None, None, None)
    assert found == ResumeRow(
        name="Li",
        ticket=day.ticket("Li"),
        from_seat=1,
        to_seat=7,
        began_at=cut_at,
        ended_at=day.now,
        lost_ms=160_000,
        credited_ms=0,
        reason="switch without power",
        by="Boss",
    )


def test_a_credit_stands_beside_its_resume(day: Day):
    li = day.in_exam("Li")
    cut_at = day.now
    day.offline(day.machine(1))
    day.later(seconds=100)
    incidents.resume(day.proctor, li, reason="switch without power")
    day.log_in("Li", seat=7)
    given(day, "Li", ms=100_000, began_at=cut_at, ended_at=day.now)

    found = sheet(day)

    assert (found.given_time, found.resumes[0].credited_ms) == (1, 100_000)
    assert [(row.cause, row.ms) for row in found.times] == [(TimeEntry.Cause.CREDIT, 100_000)]


def test_who_had_all_time_taken_back_is_not_counted(day: Day):
    day.in_exam("Li")
    incidents.give_extra_time(day.proctor, day.sitting("Li"), minutes=3, reason="mouse replaced")
    given(day, "Li", ms=-180_000, cause=TimeEntry.Cause.EXTRA_TIME)

    found = sheet(day)

    assert (found.given_time, [row.ms for row in found.times]) == (0, [180_000, -180_000])


def test_an_interruption_says_how_long_and_what_everybody_got_back(day: Day):
    day.in_exam("Li")
    began_at = day.now
    interruption = incidents.interrupt(day.proctor, day.session, text="Please wait", reason="fire alarm")
    day.later(seconds=162)
    lasting = sheet(day).interruptions[0]
    incidents.go_on(day.proctor, interruption)

    found = sheet(day)

    assert (lasting.ended_at, lasting.ms, lasting.most_ms) == (None, None, 0)
    assert found.interruptions == (
        InterruptionRow(
            began_at=began_at,
            ended_at=day.now,
            ms=162_000,
            whole_room=True,
            persons=5,
            names=(),
            least_ms=162_000,
            most_ms=162_000,
            reason="fire alarm",
            by="Boss",
        ),
    )
    assert (found.times, found.given_time, found.persons_by_interruptions) == ((), 5, 5)


def test_an_interruption_of_some_seats_names_them_and_the_sum_of_section_3_says_where_they_stand(day: Day):
    day.logged_in("Wang")
    day.in_exam("Li")
    incidents.give_extra_time(day.proctor, day.sitting("Li"), minutes=3, reason="mouse replaced")
    some = [day.sitting("Li"), day.sitting("Wang")]
    interruption = incidents.interrupt(day.proctor, day.session, sittings=some, text="Please wait", reason="light out")
    day.later(seconds=60)
    incidents.go_on(day.proctor, interruption)

    found = sheet(day)

    assert [(row.whole_room, row.names) for row in found.interruptions] == [(False, ("Li", "Wang"))]
    assert (found.given_time, found.persons_in_times, found.persons_by_interruptions) == (2, 1, 1)


def test_who_never_came_is_not_among_those_with_more_time(day: Day):
    """补时人数 is of persons (F2); an interruption of the room credits also who may still come (F5)."""
    day.in_exam("Li")
    interruption = incidents.interrupt(day.proctor, day.session, text="Please wait", reason="light out")
    day.later(minutes=1)
    incidents.go_on(day.proctor, interruption)
    day.at(10, 0)
    before = with_more_time(day)

    incidents.register_absence(day.proctor, day.sitting("Wang"), reason="Did not come")

    assert (before, with_more_time(day)) == ((5, 5, 5), (4, 4, 4))


def with_more_time(day: Day) -> tuple[int, int, int]:
    """On the sheet, in 核对 and behind the figure of the control room."""
    board = counts(facts.read(day.session.uuid, day.now))
    checked = {str(words): count for words, count in checklist(look(day.session)).figures}
    return sheet(day).given_time, checked["补时人数"], board["extra_time"]


def test_it_carries_the_head_of_the_journal(day: Day):
    incidents.register_violation(day.proctor, day.sitting("Li"), type_code="A101", description="A slip")
    number, head = head_of(day.room.chain)

    proof = sheet(day).proof

    assert (proof.events, proof.head, proof.last_code, proof.last_at) == (number, head, "violation_registered", day.now)


def test_the_number_of_queries_does_not_grow_with_what_happened(day: Day):
    session = day.session
    empty = queries(session, day)
    day.in_exam("Li")
    for name in ("Li", "Wang", "Zhang"):
        incidents.register_violation(day.proctor, day.sitting(name), type_code="A101", description="A slip")
    incidents.give_extra_time(day.proctor, day.sitting("Li"), minutes=3, reason="mouse replaced")
    incidents.resume(day.proctor, day.sitting("Li"), reason="frozen")
    incidents.go_on(day.proctor, incidents.interrupt(day.proctor, session, text="Wait", reason="fire alarm"))
    day.at(9, 40)
    for name in ("Wang", "Zhang", "Zhao"):
        incidents.register_absence(day.proctor, day.sitting(name))

    assert (queries(day.session, day), empty) == (empty, empty)
    assert empty <= 14


def given(day: Day, name: str, *, ms: int, cause: str = TimeEntry.Cause.CREDIT, **span: object) -> None:
    """An entry that another way into the ledger makes."""
    TimeEntry.objects.create(sitting=day.sitting(name), cause=cause, ms=ms, reason="measured", at=day.now, **span)


def queries(session: object, day: Day) -> int:
    with CaptureQueriesContext(connections["default"]) as captured:
        record_sheet(session, day.now)  # type: ignore[arg-type]
    return len(captured)


def test_the_day_begins_at_nine(day: Day):
    assert sheet(day).begins_at == NINE
    assert sheet(day).ends_at - NINE == timedelta(minutes=90)
