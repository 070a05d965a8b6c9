"""上报结果: the package of an ended session, sent until its receipt is here, or carried as a file (A2, A3, T2)."""

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest

from exams import blobs
from exams.models import Phase, Session
from exams.reporting.models import ResultUpload
from exams.reporting.operations import hold_receipt
from formats import result_contents, result_package, sealing
from formats.receipt import read
from formats.refused import Refused
from proctor_site.reporting import work
from rooms.models import Job, Room
from tests.day import ROOM_CODE, Day
from tests.reporting.conftest import FILE, reported, worked
from tests.reporting.stand_in import SEAL_PRIVATE, ResultCentre
from tests.uplink.stand_in import OTHER_PRIVATE, PRIVATE

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]


def got_from(path: str) -> result_contents.Got:
    with Path(path).open("rb") as stream:
        publics = [sealing.public_of(SEAL_PRIVATE)]
        package = result_package.read(stream, centre_private=PRIVATE, room_code=ROOM_CODE, room_publics=publics)
        return result_contents.check(package)


def test_the_package_holds_everything_of_the_session(ended: Day, here: Path):
    upload = reported(ended)

    got = got_from(upload.path)
    assert Path(upload.path).parent == here / "results"
    assert (len(got.sittings), got.answers, got.files, got.file_bytes) == (5, 2, 1, len(FILE))
    assert (got.broken, got.missing, got.sittings[0].changes) == ([], [], 2)
    assert got.records == {"violation": 1, "absence": 4}
    assert got.session.figures["absent"] == 4
    assert ended.journal()[-1] == "result_reported"


def test_the_folder_is_the_rooms_own_storage_path(ended: Day, here: Path):
    Room.objects.update(storage_path=str(here / "FileUp"))

    assert Path(reported(ended).path).parent == here / "FileUp"


def test_a_file_that_changed_on_the_disk_is_said_to_be_missing(ended: Day):
    sha256 = hashlib.sha256(FILE).hexdigest()
    blobs.place(sha256).write_bytes(b"something else")

    upload = reported(ended)

    got = got_from(upload.path)
    assert (upload.missing, got.missing, got.files) == (1, [sha256], 0)
    assert got.broken == [ended.ticket("Li")]


def test_it_goes_over_the_network_and_ends_with_the_receipt(ended: Day, centre: ResultCentre):
    upload = reported(ended)

    assert upload.is_received
    assert upload.offset == upload.size == len(centre.there)
    assert read(bytes(upload.receipt), centre_public=centre.public).answers == 2
    assert upload.receipt_path.read_bytes() == centre.receipt
    assert ended.session.phase(ended.now) == Phase.REPORTED
    assert ended.journal()[-2:] == ["result_reported", "receipt_held"]


def test_pressing_again_sends_nothing_twice(ended: Day, centre: ResultCentre):
    first = reported(ended)
    asked = len(centre.heard)

    again = work.ask_to_report(ended.proctor, ended.session)

    assert (again.pk, len(centre.heard)) == (first.pk, asked)


def test_what_changed_since_is_a_new_version(ended: Day, centre: ResultCentre):
    first = reported(ended)
    li = ended.sitting("Li")
    ended.answer(li, "q3", "late")

    second = reported(ended)

    assert [upload.version for upload in (first, second)] == [1, 2]
    assert ResultUpload.objects.get(pk=first.pk).is_received
    assert second.is_received


def test_what_changed_before_it_was_sent_takes_its_place(ended: Day, django_capture_on_commit_callbacks: Any):
    first = reported(ended)
    ended.answer(ended.sitting("Li"), "q3", "late")

    with django_capture_on_commit_callbacks(execute=True):
        second = reported(ended)

    assert ResultUpload.objects.get() == second
    assert [Path(each.path).exists() for each in (first, second)] == [False, True]


@pytest.mark.parametrize("cuts", [[True], [False], [False, True, False, True]])
def test_a_line_that_is_cut_costs_no_byte(ended: Day, centre: ResultCentre, cuts: list[bool]):
    """The answer is lost, with the piece or without it."""
    centre.cuts = cuts

    upload = reported(ended)

    assert upload.is_received
    assert bytes(centre.there) == Path(upload.path).read_bytes()


def test_a_centre_that_is_away_is_gone_on_with_by_itself(ended: Day, centre: ResultCentre):
    centre.disorder = "failing"
    waiting = reported(ended)
    before = (waiting.is_received, Job.objects.get(kind=work.REPORT).state, waiting.is_made)

    centre.disorder = ""
    work.go_on(ended.room)
    after = worked(waiting)

    assert before == (False, Job.State.FAILED, True)
    assert after.is_received


def test_what_the_centre_refuses_is_said(ended: Day, centre: ResultCentre):
    centre.refuses = "plan.unknown"

    upload = reported(ended)

    assert (upload.fault, Job.objects.get(kind=work.REPORT).result["code"]) == ("plan.unknown", "plan.unknown")
    assert ended.session.reported_at is None


def test_under_another_registration_it_is_made_again(ended: Day, centre: ResultCentre):
    centre.refuses = "result.other_registration"
    first = reported(ended)
    centre.refuses = ""

    second = reported(ended)

    assert (first.is_made, second.is_received, first.pk) == (False, True, second.pk)


def test_without_a_network_the_package_and_its_receipt_are_files(ended: Day):
    upload = reported(ended)
    envelope = ResultCentre().receipted(Path(upload.path).read_bytes())

    held = hold_receipt(ended.proctor, ended.session, envelope)
    again = hold_receipt(ended.proctor, ended.session, envelope)

    assert (held.is_received, again.pk) == (True, upload.pk)
    assert ended.session.reported_at == held.received_at
    assert ended.journal()[-2:] == ["result_reported", "receipt_held"]


def test_a_receipt_of_somebody_else_is_refused(ended: Day):
    upload = reported(ended)
    packed = Path(upload.path).read_bytes()
    other = ResultCentre(private=OTHER_PRIVATE)
    own = ResultCentre()
    own.private = PRIVATE
    changed = own.receipted(packed).replace(upload.sha256.encode(), b"0" * 64)

    for envelope in (io.BytesIO(b"{}").getvalue(), changed):
        with pytest.raises(Refused):
            hold_receipt(ended.proctor, ended.session, envelope)
    with pytest.raises(Refused):
        other.receipted(packed)
    assert ended.session.reported_at is None


def test_nothing_is_reported_before_the_end(day: Day):
    day.started()

    with pytest.raises(Refused) as refused:
        work.ask_to_report(day.proctor, day.session)

    assert refused.value.code == "report.not_ended"
    assert not ResultUpload.objects.exists()


def test_a_room_without_a_centre_says_so(ended: Day):
    ended.room.centre_link.delete()

    with pytest.raises(Refused) as refused:
        work.ask_to_report(ended.proctor, Session.objects.select_related("plan__room").get())

    assert refused.value.code == "report.no_centre"


def test_an_invigilator_may_not(ended: Day):
    with pytest.raises(Refused) as refused:
        work.ask_to_report(ended.person("invigilator"), ended.session)

    assert refused.value.code == "right.missing"
