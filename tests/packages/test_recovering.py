"""导入作答包 of 核对: after the end a machine that was away brings what it has, and the candidate becomes clean (A1)."""

from pathlib import Path
from uuid import uuid4

import pytest

from exams import operations as exams
from exams.answers import log
from exams.models import Sitting
from exams.reporting import verifying
from formats.refused import Refused
from incidents import operations as incidents
from incidents.operations import Decision, Taken
from journal import clock
from proctor_site.control_room.package_shelf import Brought
from rooms.models import CentreLink, Room
from tests.administration.browsing import client_of
from tests.day import PASSWORD, PEOPLE, Day
from tests.packages.bench import Bench
from tests.packages.conftest import MakeBench

pytestmark = [pytest.mark.db, pytest.mark.django_db(databases="__all__")]


def recover(day: Day, bench: Bench) -> Taken:
    with bench.export().open("rb") as stream:
        return incidents.recover_package(day.proctor, day.session, stream, decision=Decision(), reason="PC was away")


def refusal(day: Day, bench: Bench) -> str:
    with pytest.raises(Refused) as refused:
        recover(day, bench)
    return refused.value.code


def ended_without(day: Day, bench: MakeBench) -> Bench:
    """Li's machine was cut off before the last answer, closed by its deadline, and the session ended all the same."""
    sitting = day.in_exam("Li")
    li = bench("Li").answer("single/1", "A").delivered()
    assert sitting.holder is not None
    sitting.holder.cuts.create(began_at=day.now)
    li.answer("single/2", "B")
    day.at(9, 40)
    for name in PEOPLE[1:]:
        incidents.register_absence(day.proctor, day.sitting(name), reason="")
    day.at(10, 31)
    exams.advance(day.session, day.now)
    exams.end_session(day.proctor, day.session, password=PASSWORD, unequal_confirmed=True)
    return li


def test_what_comes_after_the_end_is_taken_and_the_candidate_is_clean(day: Day, bench: MakeBench):
    li = ended_without(day, bench)
    before = verifying.faults_of(day.sitting("Li"), None)

    taken = recover(day, li)

    after = day.sitting("Li")
    assert (before, taken.added) == ([verifying.Fault.UNCOLLECTED], 1)
    assert log.fold(after.pk).answers == {"single/1": "A", "single/2": "B"}
    assert (after.state, after.collected_at) == (Sitting.State.SUBMITTED, day.now)
    assert verifying.faults_of(after, None) == []
    assert day.journal()[-1] == "package_recovered"


def test_a_person_brings_it_also_while_the_test_centre_is_away(day: Day, bench: MakeBench, settings, tmp_path: Path):
    """Nothing else of a finished session is changed then (E1)."""
    settings.DATA_DIR, li = tmp_path, ended_without(day, bench)
    CentreLink.objects.create(room=day.room, token="x", fault="silent")
    Room.objects.update(mode=Room.Mode.CENTRE)
    brought = Brought(day.session.uuid, day.boss.pk, uuid4())
    brought.append(0, li.export().read_bytes())
    told = {"for": "recover_package", "upload": str(brought.upload), "reason": "PC was away"}

    examined, taken, other = (
        client_of("boss").post(f"/admin/control-room/{day.session.uuid}/{verb}/", told, "application/json").json()
        for verb in ("examine_package", "recover_package", "start_client")
    )

    assert (examined["ok"], taken["ok"], other["code"]) == (True, True, "centre.away")
    assert day.journal()[-1] == "package_recovered"


def test_it_is_dated_when_the_sitting_was_closed_not_when_it_was_brought(day: Day, bench: MakeBench):
    """The receipt of a machine that was away must not say that it was handed in after its deadline (F3)."""
    li = ended_without(day, bench)
    deadline = day.sitting("Li").deadline

    recover(day, li)

    (stored,) = day.sitting("Li").submissions.all()
    assert (stored.by, stored.at, stored.arrived_at) == ("deadline", deadline, day.now)


def test_a_package_tells_that_the_candidate_had_handed_in(day: Day, bench: MakeBench):
    """His machine never reached the server again; the deadline closed him only because nobody heard (E24)."""
    li = ended_without(day, bench)
    evening = day.now
    day.at(9, 45)
    li.hands_in()
    handed_in, day._ms = day.now, clock.to_ms(evening)

    recover(day, li)

    after = day.sitting("Li")
    assert (after.submitted_by, after.closed_at) == ("candidate", handed_in)
    assert [(each.by, each.at) for each in after.submissions.all()] == [("candidate", handed_in)]


def test_it_is_for_after_the_end_only(day: Day, bench: MakeBench):
    day.in_exam("Li")
    li = bench("Li").answer("single/1", "A")

    assert refusal(day, li) == "recover.not_ended"


def test_a_package_of_before_can_be_collected_no_more_by_the_old_way(day: Day, bench: MakeBench):
    li = ended_without(day, bench)

    with li.export().open("rb") as stream, pytest.raises(Refused) as refused:
        incidents.collect_package(day.proctor, day.session, stream, decision=Decision(), reason="x")

    assert refused.value.code == "session.ended"
