"""Loading again: what is replaced, and from when on nothing is (B10, B12)."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from exams.models import Candidate, Paper, Session, Sitting
from exams.operations.loading import load_candidates, load_papers, load_plan, plan_candidates, plan_loading
from exams.operations.loading.seating import draw
from formats.paper import Paper as PaperFile
from formats.plan import PlanFile
from formats.refused import FileRefused, Refused
from formats.spreadsheets import CandidateRow
from journal.models import Event
from tests.day import NINE, PEOPLE, Day

SHOWN = ("name", "sequence", "seat_number")


def roll(day: Day) -> list[CandidateRow]:
    return [day._candidate(place, name) for place, name in enumerate(PEOPLE, 1)]


def plan_with(day: Day, **rules: object) -> PlanFile:
    return msgspec.structs.replace(day.plan.file, rules=msgspec.structs.replace(day.plan.rules, **rules))


def last_event() -> Event:
    return Event.objects.order_by("-pk")[0]


def people(day: Day) -> list[tuple[object, ...]]:
    return list(Candidate.objects.filter(session__plan=day.plan).values_list(*SHOWN))


def test_a_plan_is_replaced_before_the_first_authorization(day: Day):
    newer = plan_with(day, late_limit_min=45.0)

    plan = load_plan(day.proctor, newer)

    assert (plan.pk, plan.rules.late_limit_min) == (day.plan.pk, 45)
    assert last_event().code == "plan_replaced"
    assert Sitting.objects.count() == len(PEOPLE)


def test_differences_are_shown_before(day: Day):
    newer = plan_with(day, late_limit_min=45.0, seating="lot")

    found = plan_loading(newer, now=day.now)

    told = [(difference.rule, difference.before, difference.after) for difference in found.differences]
    assert told == [("late_limit_min", 30.0, 45.0), ("seating", "sequence", "lot")]


def test_a_plan_stays_after_the_authorization(day: Day):
    day.authorised()
    before = day.journal()

    with pytest.raises(Refused) as refused:
        load_plan(day.proctor, plan_with(day, late_limit_min=45.0))

    assert refused.value.code == "plan.authorised"
    assert day.journal() == before


def test_a_session_that_the_newer_plan_lacks_goes_with_its_candidates(day: Day):
    row = day.plan.file.sessions[0]
    second = msgspec.structs.replace(
        row, number=2, starts_at=NINE + timedelta(hours=5), ends_at=NINE + timedelta(hours=6)
    )
    load_plan(day.proctor, msgspec.structs.replace(day.plan.file, sessions=(row, second)))

    load_plan(day.proctor, day.plan.file)

    assert list(Session.objects.values_list("number", flat=True)) == [1]


def test_a_mock_exam_lies_beside_the_formal_one(day: Day):
    mock = load_plan(day.proctor, plan_with(day, mode="mock"))

    assert (mock.pk != day.plan.pk, mock.is_mock, day.plan.is_mock) == (True, True, False)


def test_a_newer_list_replaces_changes_and_leaves_the_rest(day: Day):
    kept = Sitting.objects.get(candidate__name="Li").pk
    rows = [replace(row, name="Li Er") if row.name == "Wang" else row for row in roll(day) if row.name != "Chen"]

    changes = load_candidates(day.proctor, day.plan, rows)

    assert changes.counts == {"added": 0, "changed": 1, "removed": 1, "unchanged": 3}
    assert [name for name, *_rest in people(day)] == ["Li", "Li Er", "Zhang", "Zhao"]
    assert Sitting.objects.get(candidate__name="Li").pk == kept
    assert Sitting.objects.count() == 4


def test_before_and_after_stand_in_the_journal_apart_from_the_chain(day: Day):
    rows = [replace(row, name="Li Er") if row.name == "Li" else row for row in roll(day)]

    load_candidates(day.proctor, day.plan, rows)

    kept = {value.key: value.value for value in last_event().private_values.all()}
    assert '"name":"Li"' in kept["before"]
    assert '"name":"Li Er"' in kept["after"]
    assert "Li Er" not in last_event().body


def test_two_may_swap_their_sequence(day: Day):
    rows = roll(day)
    rows[0], rows[1] = replace(rows[0], sequence=2), replace(rows[1], sequence=1)

    load_candidates(day.proctor, day.plan, rows)

    assert people(day)[:2] == [("Wang", 1, 1), ("Li", 2, 2)]


def test_a_list_stays_once_somebody_has_logged_in(day: Day):
    day.logged_in("Li")
    before = people(day), day.journal()

    with pytest.raises(FileRefused) as refused:
        load_candidates(day.proctor, day.plan, roll(day)[:4])

    assert [fault.code for fault in refused.value.faults] == ["candidates.session_begun"]
    assert (people(day), day.journal()) == before


def test_the_same_list_is_no_change_at_any_time(day: Day):
    day.logged_in("Li")

    changes = load_candidates(day.proctor, day.plan, roll(day))

    assert changes.is_empty


def test_more_candidates_than_planned_are_refused(day: Day):
    planned = msgspec.structs.replace(day.plan.file.sessions[0], candidates=4)
    plan = load_plan(day.proctor, msgspec.structs.replace(day.plan.file, sessions=(planned,)))

    with pytest.raises(FileRefused) as refused:
        load_candidates(day.proctor, plan, roll(day))

    assert [fault.code for fault in refused.value.faults] == ["candidates.too_many"]


def test_more_candidates_than_seats_are_told(day: Day):
    found = plan_candidates(day.plan.file, day.plan, roll(day), seats=4)

    assert [(fault.code, fault.level) for fault in found.faults if "seats" in fault.code] == [
        ("candidates.more_than_seats", "warning")
    ]


def test_a_candidate_of_two_subjects_has_two_sittings(day: Day):
    row = day.plan.file.sessions[0]
    more = msgspec.structs.replace(
        row, subject="SQL", starts_at=NINE + timedelta(hours=2), ends_at=NINE + timedelta(hours=3)
    )
    plan = load_plan(day.proctor, msgspec.structs.replace(day.plan.file, sessions=(row, more)))

    load_candidates(day.proctor, plan, [*roll(day), *(replace(row, subject="SQL") for row in roll(day)[:2])])

    sat = Sitting.objects.order_by("candidate__sequence", "subject__order").values_list(
        "candidate__name", "subject__name"
    )
    assert list(sat)[:3] == [("Li", "Web"), ("Li", "SQL"), ("Wang", "Web")]
    assert Candidate.objects.count() == len(PEOPLE)


@pytest.mark.parametrize("day", [{"seating": "lot"}], indirect=True)
def test_lots_can_be_drawn_again_from_the_seed_in_the_journal(day: Day):
    event = Event.objects.get(code="candidates_loaded")
    seed = msgspec.json.decode(event.body)["values"]["lots"]["1"]

    again = draw([day.ticket(name) for name in PEOPLE], range(1, 9), seed)

    assert dict(Candidate.objects.values_list("ticket", "seat_number")) == again
    assert len(set(again.values())) == len(PEOPLE)


@pytest.mark.parametrize("day", [{"seating": "lot"}], indirect=True)
def test_lots_stay_as_long_as_the_same_people_come(day: Day):
    before = people(day)

    load_candidates(day.proctor, day.plan, roll(day))

    assert people(day) == before


@pytest.mark.parametrize("day", [{"seating": "none"}], indirect=True)
def test_without_seating_nobody_has_a_seat(day: Day):
    assert {seat for _name, _sequence, seat in people(day)} == {None}


def test_by_list_everybody_sits_where_the_list_says(day: Day):
    plan = load_plan(day.proctor, plan_with(day, seating="list"))

    load_candidates(day.proctor, plan, [replace(row, seat_number=9 - row.sequence) for row in roll(day)])

    assert people(day)[0] == ("Li", 1, 8)


def test_by_list_a_missing_seat_is_refused(day: Day):
    plan = load_plan(day.proctor, plan_with(day, seating="list"))

    with pytest.raises(FileRefused) as refused:
        load_candidates(day.proctor, plan, roll(day))

    assert {fault.code for fault in refused.value.faults} == {"candidates.seat_missing"}


def test_a_paper_is_replaced_before_the_authorization_and_not_after(day: Day):
    subjects = list(day.session.subjects.all())
    newer = PaperFile(number="P2", subject="Web", duration_min=90, total=0, questions=())

    load_papers(day.proctor, subjects, newer, {})
    day.authorised()
    with pytest.raises(Refused) as refused:
        load_papers(day.proctor, subjects, newer, {})

    assert refused.value.code == "papers.authorised"
    assert [paper.number for paper in Paper.objects.all()] == ["P2"]


@pytest.mark.parametrize("role", ["invigilator", "supervisor"])
def test_only_who_may_import_does(day: Day, role: str):
    who = day.person(role)

    for verb in (lambda: load_plan(who, day.plan.file), lambda: load_candidates(who, day.plan, roll(day))):
        with pytest.raises(Refused) as refused:
            verb()
        assert refused.value.code == "right.missing"


def test_nobody_loads_into_a_room_of_others(day: Day):
    who = day.person("administrator")
    elsewhere = plan_with(day, room_code="1999999002")

    with pytest.raises(Refused) as refused:
        load_plan(who, elsewhere)

    assert refused.value.code == "right.other_room"
