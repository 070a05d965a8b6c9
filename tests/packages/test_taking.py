"""单机收卷 and 导入作答包 through the verbs: each way a package can stand to what the server has (E13, E14)."""

import pytest

from exams import operations as exams
from exams.answers import log
from exams.answers.models import LogRow
from exams.models import Sitting
from formats.refused import Refused
from incidents import operations as incidents
from incidents.operations import Decision, Taken
from journal import record
from journal.models import Chain, Event
from rooms.models import Matter
from tests.day import Day
from tests.packages.bench import Bench
from tests.packages.conftest import MakeBench

pytestmark = [pytest.mark.db, pytest.mark.django_db(databases="__all__")]


def collect(day: Day, bench: Bench, decision: Decision = Decision()) -> Taken:  # noqa: B008 - frozen
    with bench.export().open("rb") as stream:
        return incidents.collect_package(day.proctor, day.session, stream, decision=decision, reason="PC dead")


def bring_in(day: Day, bench: Bench, decision: Decision = Decision()) -> Taken:  # noqa: B008 - frozen
    with bench.export().open("rb") as stream:
        return incidents.import_package(day.proctor, day.session, stream, decision=decision, reason="PC dead")


def found(day: Day, bench: Bench) -> list[tuple[str, str, bool]]:
    """The questions to decide on: how each stands, and whether it is late."""
    with bench.export().open("rb") as stream:
        told = incidents.examine_package(day.proctor, day.session, stream)
    return [(each.question, each.kind, each.late) for each in told.differences]


def decide(day: Day, bench: Bench, *questions: str) -> Decision:
    with bench.export().open("rb") as stream:
        told = incidents.examine_package(day.proctor, day.session, stream)
    return Decision(frozenset(questions), told.comparison)


def refusal(day: Day, act: object, *arguments: object) -> str:
    """The code with which it was refused; nothing has been written down."""
    events, rows = Event.objects.count(), LogRow.objects.count()
    with pytest.raises(Refused) as refused:
        act(*arguments)  # type: ignore[operator]  # a verb of this file
    assert (Event.objects.count(), LogRow.objects.count()) == (events, rows)
    return refused.value.code


def codes(day: Day) -> list[str]:
    return list(Event.objects.filter(chain__name=day.room.chain).order_by("number").values_list("code", flat=True))


def waiting(day: Day) -> list[Matter]:
    return list(day.room.matters.open().filter(kind="package_waiting"))


# --- E13
def test_what_the_server_lacks_is_taken_and_the_sitting_submitted(day: Day, bench: MakeBench):
    day.in_exam("Li")
    day.at(9, 10)
    li = bench("Li").answer("single/1", "A").delivered().answer("single/1", "B").file("web/index.html", b"<p>Li</p>")
    day.at(9, 40)

    taken = collect(day, li)

    sitting = day.sitting("Li")
    assert (taken.outcome, taken.added, taken.late) == ("newer", 2, 0)
    assert log.fold(sitting.pk).answers == {"single/1": "B"}
    assert [*log.fold(sitting.pk).files] == ["web/index.html"]
    assert (sitting.state, sitting.submitted_by, sitting.closed_at) == ("submitted", "proctor", day.now)
    assert (sitting.collected_at, sitting.revision, sitting.answered) == (day.now, 3, 2)
    assert codes(day)[-1] == "package_collected"
    assert list(record.verify(Chain.objects.get(name=day.room.chain))) == []


def test_the_same_package_again_changes_nothing(day: Day, bench: MakeBench):
    day.in_exam("Li")
    li = bench("Li").answer("single/1", "A")
    day.at(9, 40)
    collect(day, li)
    before, events = day.sitting("Li"), codes(day)
    day.at(9, 50)

    again = collect(day, li)

    assert (again.outcome, again.added) == ("equal", 0)
    assert (day.sitting("Li").closed_at, codes(day)) == (before.closed_at, events)


def test_a_formal_exam_waits_for_the_earliest_submission_time(day: Day, bench: MakeBench):
    day.in_exam("Li")
    li = bench("Li").answer("single/1", "A")
    day.at(9, 20)

    assert refusal(day, collect, day, li) == "collect.too_early"
    assert day.sitting("Li").state == Sitting.State.IN_EXAM


@pytest.mark.parametrize("day", [{"mode": "mock"}], indirect=True)
def test_a_mock_exam_does_not_wait(day: Day, bench: MakeBench):
    day.in_exam("Li")
    li = bench("Li").answer("single/1", "A")
    day.at(9, 1)

    assert collect(day, li).sitting.state == Sitting.State.SUBMITTED


def test_after_the_deadline_what_was_made_in_time_is_merged_until_the_end(day: Day, bench: MakeBench):
    """E24, E13: the machine was cut off when the time ran out; its package comes an hour later."""
    sitting = day.in_exam("Li")
    li = bench("Li").answer("single/1", "A")
    assert sitting.holder is not None
    sitting.holder.cuts.create(began_at=day.now)
    day.at(10, 25)
    li.answer("single/2", "B")
    day.at(10, 31)
    exams.advance(day.session, day.now)
    day.at(11, 30)

    taken = collect(day, li)

    stored = day.sitting("Li")
    assert (taken.added, taken.late, log.fold(stored.pk).answers) == (2, 0, {"single/1": "A", "single/2": "B"})
    assert (stored.submitted_by, stored.closed_at, stored.collected_at) == ("deadline", stored.deadline, day.now)


def test_what_was_made_after_the_deadline_counts_only_by_decision(day: Day, bench: MakeBench):
    sitting = day.in_exam("Li")
    assert sitting.holder is not None
    sitting.holder.cuts.create(began_at=day.now)
    li = bench("Li").answer("single/1", "A")
    day.at(10, 40)
    exams.advance(day.session, day.now)
    li.answer("single/2", "B")

    assert found(day, li) == [("single/2", "only_package", True)]
    assert refusal(day, collect, day, li) == "answer_package.undecided"
    collect(day, li, decide(day, li))
    assert log.fold(sitting.pk).answers == {"single/1": "A"}
    collect(day, li, decide(day, li, "single/2"))
    assert log.fold(sitting.pk).answers == {"single/1": "A", "single/2": "B"}


def test_who_was_never_in_the_exam_has_nothing_to_hand_in(day: Day, bench: MakeBench):
    day.logged_in("Li")
    li = bench("Li").answer("single/1", "A")

    assert refusal(day, collect, day, li) == "collect.not_in_exam"


# --- older
def test_an_older_package_is_compared_and_replaces_nothing_unasked(day: Day, bench: MakeBench):
    """A package that was exported earlier: the machine has delivered more since."""
    day.in_exam("Li")
    day.at(9, 10)
    li = bench("Li").answer("single/1", "A").answer("single/2", "A")
    li.keeps_this_export()
    day.at(9, 20)
    li.answer("single/2", "C").delivered()
    day.at(9, 40)

    assert found(day, li) == [("single/2", "older", False)]
    assert refusal(day, collect, day, li) == "answer_package.undecided"
    assert day.sitting("Li").state == Sitting.State.IN_EXAM

    taken = collect(day, li, decide(day, li))

    sitting = day.sitting("Li")
    assert (taken.outcome, sitting.state, sitting.collected_at) == ("older", "submitted", None)
    assert log.fold(sitting.pk).answers == {"single/1": "A", "single/2": "C"}


def test_what_was_chosen_in_the_comparison_counts_and_the_rest_stays_in_the_log(day: Day, bench: MakeBench):
    day.in_exam("Li")
    li = bench("Li").answer("single/2", "A")
    li.keeps_this_export()
    day.at(9, 20)
    li.answer("single/2", "C").delivered()
    day.at(9, 40)

    collect(day, li, decide(day, li, "single/2"))

    assert log.fold(day.sitting("Li").pk).answers == {"single/2": "A"}
    assert [row.kind for row in log.rows(day.sitting("Li").pk)] == ["change", "change", "adopted"]


def test_a_decision_on_something_else_than_what_is_there_is_refused(day: Day, bench: MakeBench):
    day.in_exam("Li")
    li = bench("Li").answer("single/2", "A")
    li.keeps_this_export()
    day.at(9, 40)
    li.answer("single/2", "C").delivered()
    decision = decide(day, li, "single/2")
    li.answer("single/2", "D").delivered()

    assert refusal(day, collect, day, li, decision) == "answer_package.moved_on"


# --- E14
def test_an_imported_package_waits_for_the_resume(day: Day, bench: MakeBench):
    day.in_exam("Li")
    day.at(9, 10)
    li = bench("Li").answer("single/1", "A").delivered().answer("single/2", "B")
    day.offline(li.machine)

    taken = bring_in(day, li)

    sitting = day.sitting("Li")
    assert (taken.added, sitting.state, log.fold(sitting.pk).answers) == (
        1,
        "in_exam",
        {"single/1": "A", "single/2": "B"},
    )
    (matter,) = waiting(day)
    assert (matter.sitting, matter.machine) == (sitting.pk, li.machine)

    incidents.resume(day.proctor, sitting, reason="PC dead")

    assert waiting(day) == []
    assert codes(day)[-4:] == ["matter_opened", "package_imported", "resumed", "matter_settled"]


def test_imported_again_it_is_not_done_twice(day: Day, bench: MakeBench):
    day.in_exam("Li")
    li = bench("Li").answer("single/1", "A")
    bring_in(day, li)
    events = codes(day)

    again = bring_in(day, li)

    assert (again.outcome, again.added, codes(day)) == ("equal", 0, events)


def test_the_machine_that_was_left_goes_into_quarantine_and_only_what_is_chosen_comes_back(day: Day, bench: MakeBench):
    """E10, E14: the candidate went on at seat 7; the old machine's package comes afterwards."""
    sitting = day.in_exam("Li")
    day.at(9, 10)
    old = bench("Li").answer("single/1", "A").answer("single/2", "A").delivered(1).answer("single/3", "A")
    day.offline(old.machine)
    day.at(9, 12)
    incidents.resume(day.proctor, sitting, reason="PC dead")
    day.log_in("Li", seat=7)
    day.at(9, 15)
    bench("Li").answer("single/2", "D").delivered()

    assert found(day, old) == [("single/2", "older", False), ("single/3", "only_package", False)]
    taken = bring_in(day, old, decide(day, old, "single/3"))

    assert (taken.outcome, taken.questions) == ("stale", ("single/3",))
    assert log.fold(sitting.pk).answers == {"single/1": "A", "single/2": "D", "single/3": "A"}
    assert [row.standing for row in log.rows(sitting.pk) if row.epoch == 1 and row.n] == [
        "counts",
        "quarantine",
        "quarantine",
    ]
    assert [matter.sitting for matter in waiting(day)] == [sitting.pk]
    assert bring_in(day, old, decide(day, old)).questions == ()


def test_imported_after_the_resume_and_before_the_login_nothing_waits(day: Day, bench: MakeBench):
    sitting = day.in_exam("Li")
    old = bench("Li").answer("single/1", "A")
    day.offline(old.machine)
    incidents.resume(day.proctor, sitting, reason="PC dead")

    bring_in(day, old, decide(day, old, "single/1"))

    assert (waiting(day), log.fold(sitting.pk).answers) == ([], {"single/1": "A"})


def test_who_has_handed_in_is_not_imported(day: Day, bench: MakeBench):
    day.in_exam("Li")
    li = bench("Li").answer("single/1", "A").delivered()
    day.submitted("Li")

    assert refusal(day, bring_in, day, li) == "import.submitted"


# --- what is refused
def test_a_package_of_another_candidate_than_the_one_chosen(day: Day, bench: MakeBench):
    day.logged_in("Wang")
    day.in_exam("Li")
    li = bench("Li").answer("single/1", "A")

    with li.export().open("rb") as stream, pytest.raises(Refused) as refused:
        incidents.examine_package(day.proctor, day.session, stream, wanted=day.sitting("Wang"))

    assert (refused.value.code, refused.value.values) == (
        "answer_package.other_candidate",
        {"found": "Li", "wanted": "Wang"},
    )


def test_answers_that_contradict_the_servers_are_not_mixed_in(day: Day, bench: MakeBench, tmp_path):
    """A disk image was put back: two histories under the same numbers."""
    day.in_exam("Li")
    day.at(9, 5)
    li = bench("Li").answer("single/1", "A")
    twin = Bench(day, "Li", tmp_path / "twin").answer("single/1", "B")
    li.delivered()

    assert refusal(day, bring_in, day, twin) == "answer_package.conflict"


def test_from_before_a_reset_nothing_comes_back(day: Day, bench: MakeBench):
    sitting = day.in_exam("Li")
    li = bench("Li").answer("single/1", "A")
    Sitting.objects.filter(pk=sitting.pk).update(admission="reset", epoch=2, holder=None)

    assert refusal(day, bring_in, day, li) == "answer_package.before_reset"


def test_a_package_without_the_machines_proof_brings_nothing_new_by_itself(day: Day, bench: MakeBench):
    """The room's public key is no secret: whoever knows it could write a package, but not the machine's proof."""
    day.in_exam("Li")
    li = bench("Li").answer("single/1", "A").delivered().answer("single/2", "B").forgets_its_token()

    assert found(day, li) == [("single/2", "only_package", True)]
    assert refusal(day, bring_in, day, li) == "answer_package.undecided"


def test_a_supervisor_takes_no_package(day: Day, bench: MakeBench):
    day.in_exam("Li")
    li = bench("Li").answer("single/1", "A")
    day.proctor = day.person("supervisor")

    assert refusal(day, bring_in, day, li) == "right.missing"
