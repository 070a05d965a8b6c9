"""考试授权: signed, within the plan's window, for one room; late only with a code (E5, E8)."""

from uuid import uuid4

import pytest

from centre import operations
from centre.keys import keys
from centre.models import IssuedAuthorization, Plan
from centre.tests.day import NINE, OTHER_KEY, ROOM_KEY, CentreDay, sample_candidates, sample_paper
from formats import authorization
from formats.refused import FileRefused, Refused
from formats.sealed_paper import open_sealed
from journal import clock

pytestmark = pytest.mark.db


def test_within_its_window_it_releases_the_papers_of_its_session(day: CentreDay):
    day.registered()
    day.publish()
    day.at(8, 30)

    answer = day.ask(f"authorizations/{day.plan.uuid}/1")

    found = authorization.read(answer.bytes, centre_public=keys().public)
    assert (found.session, found.session_name, found.room) == (1, "第一场次", day.room.code)
    assert [(each.name, each.candidates) for each in found.subjects] == [("Web前端开发(初级)", 40)]
    assert (found.valid_from, found.issued_at) == (clock.to_ms(NINE) - 30 * 60_000, day.ms())
    released = authorization.open_keys(found, room_private=ROOM_KEY)
    package = day.fetched()
    mine = [paper.uuid for paper in package.manifest.papers if paper.session == 1]
    assert list(released) == mine
    assert open_sealed(package.sealed_papers[mine[0]], released[mine[0]])
    assert day.journal()[-1] == "authorization_issued"


def test_another_room_cannot_open_the_keys(day: CentreDay):
    day.registered()
    day.publish()
    day.at(9)
    found = authorization.read(day.ask(f"authorizations/{day.plan.uuid}/1").bytes, centre_public=keys().public)

    with pytest.raises(Refused) as refusal:
        authorization.open_keys(found, room_private=OTHER_KEY)

    assert refusal.value.code == "sealed.not_ours"


@pytest.mark.parametrize(
    ("hours", "minutes", "late", "refusal"),
    [
        (8, 29.99, "", (403, "authorization.early")),
        (8, 29.99, "?late=1", (403, "authorization.early")),
        (9, 15.01, "", (403, "authorization.closed")),
        (9, 15.01, "?late=1", (403, "authorization.no_code")),
    ],
)
def test_outside_of_its_window_it_is_refused(day: CentreDay, hours: int, minutes: float, late: str, refusal: object):
    day.registered()
    day.publish()
    day.at(hours, minutes)

    answer = day.ask(f"authorizations/{day.plan.uuid}/1{late}")

    assert answer.refusal == refusal
    assert not IssuedAuthorization.objects.exists()


def test_before_the_window_it_says_when_it_opens(day: CentreDay):
    day.registered()
    day.publish()

    values = day.ask(f"authorizations/{day.plan.uuid}/1").told["values"]

    assert values["opens_at"] == clock.to_ms(NINE) - 30 * 60_000


def test_after_a_code_for_a_late_start_it_is_given_late(day: CentreDay):
    day.registered()
    package = day.publish()
    day.at(9, 20)
    operations.compute_code(day.person("1999999"), package, day.request("late_start"))

    answer = day.ask(f"authorizations/{day.plan.uuid}/1?late=1")

    found = authorization.read(answer.bytes, centre_public=keys().public)
    assert found.valid_until == day.ms() + 60 * 60_000
    assert IssuedAuthorization.objects.get().is_late


def test_a_mock_exam_is_authorised_whenever_it_is_held(day: CentreDay):
    """It has no late start by code (E8): days later its authorization is still there, by the network and as a file."""
    day.load_plan(mode="mock")
    day.registered()
    mock = day.room.plans.get(kind="mock")
    operations.load_candidates(day.by, mock, sample_candidates())
    operations.load_papers(day.by, mock, *sample_paper())
    operations.publish(day.by, mock)
    day.at(24 * 3 + 9)

    answer = day.ask(f"authorizations/{mock.uuid}/1")

    found = authorization.read(answer.bytes, centre_public=keys().public)
    assert found.valid_until > day.ms()
    assert not IssuedAuthorization.objects.get().is_late


@pytest.mark.parametrize("path", ["{plan}/3", "{other}/1"])
def test_a_session_or_plan_that_is_not_there_is_said(day: CentreDay, path: str):
    day.registered()
    day.publish()

    answer = day.ask("authorizations/" + path.format(plan=day.plan.uuid, other=uuid4()))

    assert answer.status == 404


def test_nothing_published_nothing_authorised(day: CentreDay):
    day.registered()
    day.at(9)

    assert day.ask(f"authorizations/{day.plan.uuid}/1").refusal == (404, "plan.unknown")


def test_once_authorised_the_session_stays_as_it_is(day: CentreDay):
    day.registered()
    day.publish()
    day.at(9)
    day.ask(f"authorizations/{day.plan.uuid}/1")

    with pytest.raises(Refused) as plan:
        day.load_plan(auth_before_min=10)
    with pytest.raises(FileRefused) as listed:
        operations.load_candidates(day.by, day.plan, sample_candidates()[:5])
    with pytest.raises(FileRefused) as paper:
        operations.load_papers(day.by, day.plan, *sample_paper())

    told = [plan.value.code, listed.value.faults[0].code, paper.value.faults[0].code]
    assert told == ["plan.authorised"] * 3
    assert Plan.objects.get().rules.auth_before_min == 30
