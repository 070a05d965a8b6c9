"""Packages are signed, sealed for one room, numbered, and go on where they stopped (T2, B10)."""

import pytest

from centre import operations
from centre.keys import keys
from centre.models import Package
from centre.tests.day import OTHER_KEY, ROOM_KEY, CentreDay, opened_package, sample_candidates, sample_paper
from formats import codes, sealing
from formats.refused import Refused
from formats.sealed_paper import open_sealed

pytestmark = pytest.mark.db


def code_of(act) -> str:
    with pytest.raises(Refused) as refusal:
        act()
    assert refusal.value.say(str)
    return refusal.value.code


def test_the_room_opens_what_the_centre_has_published(day: CentreDay):
    day.registered()
    day.publish()

    package = day.fetched()

    assert (package.manifest.revision, package.manifest.kind, package.manifest.centre) == (1, "formal", "1999999")
    assert package.content.plan == day.plan.file
    assert len(package.content.candidates) == 80
    assert sorted((paper.session, paper.questions) for paper in package.manifest.papers) == [(1, 21), (2, 21)]
    assert day.journal()[-1] == "package_published"


def test_no_answer_and_no_key_of_a_paper_is_in_the_package(day: CentreDay):
    day.registered()
    package = day.publish()

    packed = day.ask(f"packages/{day.plan.uuid}/1").bytes

    for paper in package.papers.all():
        assert paper.answer_key["single/1"]
        assert bytes(paper.key) not in packed
        assert bytes(paper.key).hex().encode() not in packed


def test_another_rooms_key_does_not_open_it(day: CentreDay):
    day.registered()
    day.publish()
    packed = day.ask(f"packages/{day.plan.uuid}/1").bytes

    assert code_of(lambda: opened_package(packed, OTHER_KEY)) == "sealed.not_ours"


def test_published_before_the_room_registers_it_is_sealed_then(day: CentreDay):
    assert not day.publish().is_sealed

    day.registered()

    assert day.fetched(room_private=ROOM_KEY).manifest.revision == 1


def test_in_standalone_mode_it_is_sealed_for_the_registration_code(day: CentreDay):
    operations.set_offline(day.by, is_offline=True)

    package = day.publish()

    private = sealing.private_of_code(day.room.code, day.room.registration_code)
    assert opened_package(operations.package_file(package).read_bytes(), private).manifest.room == day.room.code


def test_publishing_again_changes_nothing_until_something_has_changed(day: CentreDay):
    day.registered()
    first = day.publish()
    assert day.publish() == first

    operations.load_candidates(day.by, day.plan, [row for row in sample_candidates() if row.sequence < 40])

    assert day.publish().revision == 2
    assert [each["revision"] for each in day.ask("packages").told] == [2]
    assert day.ask(f"packages/{day.plan.uuid}/1").refusal == (404, "package.unknown")


def test_a_session_without_candidates_or_paper_is_not_published(day: CentreDay):
    day.plan.candidates.filter(session=2).delete()
    assert code_of(day.publish) == "publish.no_candidates"

    operations.load_candidates(day.by, day.plan, sample_candidates())
    day.plan.papers.update(is_current=False)
    assert code_of(day.publish) == "publish.no_paper"

    assert not Package.objects.exists()


def test_a_download_goes_on_where_it_stopped(day: CentreDay):
    day.registered()
    package = day.publish()
    path = f"packages/{day.plan.uuid}/1"
    whole = day.ask(path)

    rest = day.ask(path, Range="bytes=1000-", **{"If-Range": whole.headers["ETag"]})

    assert (whole.status, rest.status) == (200, 206)
    assert rest.bytes == whole.bytes[1000:]
    assert rest.headers["Content-Range"] == f"bytes 1000-{package.size - 1}/{package.size}"
    assert whole.headers["ETag"] == f'"{package.sha256}"'


def test_a_download_of_something_else_begins_anew(day: CentreDay):
    day.registered()
    day.publish()

    answer = day.ask(f"packages/{day.plan.uuid}/1", Range="bytes=1000-", **{"If-Range": '"another"'})

    assert answer.status == 200


def test_a_range_behind_the_end_is_refused(day: CentreDay):
    day.registered()
    package = day.publish()

    answer = day.ask(f"packages/{day.plan.uuid}/1", Range=f"bytes={package.size}-")

    assert answer.refusal == (416, "request.range")


def test_a_package_file_that_was_lost_is_made_anew(day: CentreDay):
    day.registered()
    operations.package_file(day.publish()).unlink()

    assert day.fetched().manifest.revision == 1


def test_a_replaced_paper_has_another_key_and_stays_with_the_package_that_holds_it(day: CentreDay):
    day.registered()
    first = day.publish()
    operations.load_papers(day.by, day.plan, *sample_paper())

    second = day.publish()

    assert (first.revision, second.revision) == (1, 2)
    assert not set(first.papers.all()) & set(second.papers.all())
    sealed = first.papers.first()
    assert sealed is not None
    assert open_sealed(bytes(sealed.sealed), bytes(sealed.key))


@pytest.mark.parametrize(
    ("day", "level"),
    [({"code_policy": "centre"}, "centre"), ({"code_policy": "superior"}, "superior")],
    indirect=["day"],
)
def test_the_package_brings_the_code_key_of_the_level_of_the_plan(day: CentreDay, level: str):
    day.registered()
    day.publish()

    assert day.fetched().code_key == codes.key_for(keys().master(level), str(day.plan.uuid), day.room.code)


def test_only_who_may_publishes(day: CentreDay):
    assert code_of(lambda: operations.publish(day.person("superior"), day.plan)) == "right.missing"
