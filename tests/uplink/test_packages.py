"""A package of the test centre is loaded whole or not at all, and replaced until the first authorization (B10)."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from exams.models import Candidate, HeldAuthorization, Paper, Plan, Session, Sitting
from exams.operations import authorise, hold_authorization, load_package, plan_package
from exams.operations.authorizing import Source
from exams.operations.loading import load_candidates, load_papers, load_plan
from formats.refused import FileRefused, Refused
from journal import clock
from journal.models import Event
from rooms.models import Room
from rooms.operations.seats import delete_seat
from tests.day import PEOPLE, Day
from tests.uplink.conftest import opened
from tests.uplink.publishing import Publication

pytestmark = pytest.mark.db


def events() -> list[str]:
    codes = ("package_loaded", "package_replaced", "authorization_received", "authorised")
    return list(Event.objects.filter(code__in=codes).order_by("pk").values_list("code", flat=True))


def stored() -> tuple[object, ...]:
    """All that a package writes."""
    return tuple(list(model.objects.order_by("pk").values()) for model in (Plan, Session, Candidate, Paper, Sitting))


def refused(day: Day, published: Publication) -> set[str]:
    before, recorded = stored(), events()

    with pytest.raises(FileRefused) as told:
        load_package(day.proctor, day.room, opened(day, published))

    assert (stored(), events()) == (before, recorded)
    return {fault.code for fault in told.value.faults}


def test_a_package_brings_plan_sessions_people_and_closed_papers(day: Day, published: Publication):
    plan = load_package(day.proctor, day.room, opened(day, published))

    assert (plan.uuid, plan.revision, bytes(plan.code_key)) == (published.plan, 3, b"\xab" * 32)
    session = plan.sessions.get()
    assert (session.name, session.candidates.count(), session.sittings.count()) == ("First", 5, 5)
    paper = Paper.objects.get(subject__session=session)
    assert (str(paper.uuid), bytes(paper.key), paper.questions) == (published.paper(1), b"", 1)
    assert events() == ["package_loaded"]


def test_plans_lie_side_by_side(day: Day, published: Publication):
    load_package(day.proctor, day.room, opened(day, published))
    mock = replace(published, plan=UUID(int=9), name="Rehearsal", kind="mock")

    load_package(day.proctor, day.room, opened(day, mock))

    assert sorted(Plan.objects.values_list("name", "kind")) == [
        ("Rehearsal", "mock"),
        ("Test", "formal"),
        ("Test of the centre", "formal"),
    ]


def test_one_server_holds_the_same_plan_for_two_rooms(day: Day, published: Publication):
    load_package(day.proctor, day.room, opened(day, published))
    second = Room.objects.create(code="1999999002")
    other = opened(day, published)
    rules = msgspec.structs.replace(other.content.plan.rules, room_code=second.code)
    moved = msgspec.structs.replace(
        other,
        manifest=msgspec.structs.replace(other.manifest, room=second.code),
        content=msgspec.structs.replace(
            other.content, plan=msgspec.structs.replace(other.content.plan, rules=rules), candidates=()
        ),
    )

    assert load_package(day.proctor, second, moved).uuid == published.plan


def test_loading_again_does_nothing(day: Day, published: Publication):
    load_package(day.proctor, day.room, opened(day, published))
    before = stored()

    load_package(day.proctor, day.room, opened(day, published))

    assert stored() == before
    assert events() == ["package_loaded"]


def test_a_newer_package_replaces_and_shows_what_differs(day: Day, published: Publication):
    load_package(day.proctor, day.room, opened(day, published))
    newer = replace(published, revision=4, people=("Wang", "Li", "Qian"), rules={"late_limit_min": 15.0})

    changes = plan_package(day.room, opened(day, newer), now=day.now)
    plan = load_package(day.proctor, day.room, opened(day, newer))

    assert [change.rule for change in changes.differences] == ["late_limit_min"]
    assert changes.candidates.counts == {"added": 0, "changed": 3, "removed": 2, "unchanged": 0}
    assert changes.papers == 1
    assert plan.revision == 4
    assert list(plan.sessions.get().candidates.values_list("sequence", "name")) == [(1, "Wang"), (2, "Li"), (3, "Qian")]
    assert str(Paper.objects.get(subject__session__plan=plan).uuid) == newer.paper(1)
    assert events() == ["package_loaded", "package_replaced"]


def test_a_session_that_the_package_no_longer_has_goes_with_its_people(day: Day, published: Publication):
    load_package(day.proctor, day.room, opened(day, replace(published, sessions=2)))

    plan = load_package(day.proctor, day.room, opened(day, replace(published, revision=4)))

    assert list(plan.sessions.values_list("number", flat=True)) == [1]
    assert Candidate.objects.filter(session__plan=plan).count() == len(PEOPLE)


def test_an_older_package_is_refused(day: Day, published: Publication):
    load_package(day.proctor, day.room, opened(day, published))

    assert refused(day, replace(published, revision=2)) == {"package.older"}


def test_after_the_first_authorization_nothing_is_replaced(day: Day, published: Publication):
    plan = load_package(day.proctor, day.room, opened(day, published))
    day.at(8, 40)
    hold_authorization(day.proctor, day.room, published.authorization(), source=Source.FILE)
    authorise(day.proctor, Session.objects.get(plan=plan))

    assert refused(day, replace(published, revision=4)) == {"plan.authorised"}


def test_a_newer_package_before_it_forgets_the_authorization_that_is_here(day: Day, published: Publication):
    load_package(day.proctor, day.room, opened(day, published))
    day.at(8, 40)
    hold_authorization(day.proctor, day.room, published.authorization(), source=Source.FILE)

    load_package(day.proctor, day.room, opened(day, replace(published, revision=4)))

    assert not HeldAuthorization.objects.exists()


def test_what_was_signed_and_what_was_sealed_must_agree(day: Day, published: Publication):
    package = opened(day, published)
    other = msgspec.structs.replace(package, manifest=msgspec.structs.replace(package.manifest, kind="mock"))

    with pytest.raises(FileRefused) as told:
        load_package(day.proctor, day.room, other)

    assert [fault.code for fault in told.value.faults] == ["package.disagrees"]
    assert Plan.objects.count() == 1


def test_more_candidates_than_seats_is_said(day: Day, published: Publication):
    for seat in day.room.seats.filter(number__gt=3):
        delete_seat(day.proctor, seat)

    changes = plan_package(day.room, opened(day, published), now=day.now)

    assert [fault.code for fault in changes.at_level("warning")] == ["candidates.fewer", "candidates.more_than_seats"]


def test_only_who_may_import_loads(day: Day, published: Publication):
    with pytest.raises(Refused):
        load_package(day.person("supervisor"), day.room, opened(day, published))

    assert Plan.objects.count() == 1


# --- spreadsheets do not change what the centre has published
def test_a_plan_of_the_centre_is_not_replaced_by_a_spreadsheet(day: Day, published: Publication):
    plan = load_package(day.proctor, day.room, opened(day, published))
    before = stored()
    file = msgspec.structs.replace(plan.file, rules=msgspec.structs.replace(plan.rules, late_limit_min=90.0))

    for act in (
        lambda: load_plan(day.proctor, file),
        lambda: load_candidates(day.proctor, plan, [day._candidate(1, "Wang")]),
        lambda: load_papers(day.proctor, list(plan.sessions.get().subjects.all()), *day._paper()),
    ):
        with pytest.raises(Refused) as told:
            act()
        assert told.value.code == "plan.from_centre"

    assert stored() == before


def test_the_start_is_the_plans(day: Day, published: Publication):
    plan = load_package(day.proctor, day.room, opened(day, published))

    assert plan.sessions.get().planned_start - clock.now() == timedelta(hours=1)
