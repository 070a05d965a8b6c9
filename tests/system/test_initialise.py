"""监考端初始化: what goes, what stays, and when it is refused (S4)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.urls import reverse

from exams import blobs
from exams import operations as exams
from exams.answers.models import Blob, LogRow
from exams.hanging import references_to
from exams.models import Candidate, Plan, Session, Sitting, Subject
from exams.operations.initialising import Wish, initialise_room
from formats.refused import Refused
from incidents import operations as incidents
from incidents.models import Violation
from journal.models import Chain, Event
from journal.record import verify
from proctor_site.backup.contents import read_manifest
from proctor_site.backup.writing import backup_root
from proctor_site.system import initialising
from rooms import operations as rooms
from rooms.jobs import do
from rooms.models import Command, Job, Machine, Room, Seat, Staff
from tests.administration.browsing import client_of
from tests.day import PASSWORD, ROOM_CODE, Day

pytestmark = [pytest.mark.db, pytest.mark.django_db(databases="__all__")]
SHA = "ab" * 32


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR, settings.BLOB_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "blobs", tmp_path / "media"
    (tmp_path / "secret_key").write_text("key of the room")
    return tmp_path


def ended(day: Day) -> None:
    """Li has handed in an answer, was registered for a violation and had been locked; the others are absent; all is over."""
    li = day.in_exam("Li")
    day.answer(li, "single/1", "A")
    incidents.lock_screen(day.proctor, li, text="Wait")
    incidents.register_violation(day.proctor, li, type_code="A101", description="paper")
    day.at(9, 40)
    for name in ("Wang", "Zhang", "Zhao", "Chen"):
        incidents.register_absence(day.proctor, day.sitting(name), reason="")
    day.submitted("Li")
    exams.end_session(day.proctor, day.session, password=PASSWORD, empty_confirmed=True)


def left(day: Day) -> dict[str, int]:
    kinds = (Plan, Session, Candidate, Sitting, Violation, Seat, Machine)
    return {kind.__name__: kind._default_manager.count() for kind in kinds} | {"answers": LogRow.objects.count()}


GONE = {"Plan": 0, "Session": 0, "Candidate": 0, "Sitting": 0, "Violation": 0, "answers": 0}


def test_exam_data_goes_and_people_journal_and_machines_stay(day: Day, folder: Path):
    ended(day)
    before, staff = day.journal(), Staff.objects.count()

    initialise_room(day.proctor, day.room, Wish(keep_parameters=True, keep_seats=True, reason="trial"), backup="b1")

    assert left(day) == {**GONE, "Seat": 8, "Machine": 8}
    assert (Staff.objects.count(), day.journal()) == (staff, [*before, "room_initialised"])
    assert [fault for chain in Chain.objects.all() for fault in verify(chain)] == []
    event = Event.objects.get(code="room_initialised")
    assert '"backup":"b1"' in event.body
    assert event.private_values.get(key="reason").value == "trial"


def test_with_seats_kept_each_machine_is_where_it_was(day: Day, folder: Path):
    seats = dict(day.room.seats.values_list("number", "machine"))

    initialise_room(day.proctor, day.room, Wish(keep_seats=True), backup="b1")

    assert dict(day.room.seats.values_list("number", "machine")) == seats


def test_without_them_the_machines_wait_for_a_seat_and_are_told(day: Day, folder: Path):
    versions = dict(day.room.machines.values_list("pk", "state_version"))

    initialise_room(day.proctor, day.room, Wish(), backup="b1")

    assert day.room.machines.without_seat().count() == 8
    assert all(machine.state_version > versions[machine.pk] for machine in day.room.machines.all())


@pytest.mark.parametrize("keep", [True, False])
def test_parameters_stay_only_when_they_are_ticked(day: Day, folder: Path, keep: bool):
    Room.objects.update(proctor_ip="192.168.0.250", storage_path="/exam", mode=Room.Mode.CENTRE, name="Room")
    link = rooms_link(day)

    initialise_room(day.proctor, day.room, Wish(keep_parameters=keep), backup="b1")

    room = Room.objects.get()
    kept = ("192.168.0.250", "/exam", "centre", "Room") if keep else (None, "", "standalone", "")
    assert (room.proctor_ip, room.storage_path, room.mode, room.name) == kept
    assert (room.code, room.uuid, room.centre_link.machine) == (ROOM_CODE, day.room.uuid, link.machine)
    assert (room.centre_link.host, room.centre_link.token) == (("10.0.0.1", "t") if keep else ("", ""))


def rooms_link(day: Day) -> Any:
    return apps.get_model("rooms.CentreLink").objects.create(room=day.room, host="10.0.0.1", token="t")


def test_what_nobody_names_any_more_leaves_the_disk(day: Day, folder: Path):
    ended(day)
    for sha256, of_room in ((SHA, day.room.pk), ("cd" * 32, day.room.pk + 1)):
        blobs.place(sha256).parent.mkdir(parents=True, exist_ok=True)
        blobs.place(sha256).write_bytes(b"x")
        Blob.objects.create(sha256=sha256, size=1, room=of_room, stored_at_ms=1)
    violation = Violation.objects.get()
    violation.attachment.save("seen.txt", ContentFile(b"seen"))
    attached = Path(violation.attachment.path)

    initialise_room(day.proctor, day.room, Wish(reason="trial"), backup="b1")

    assert (blobs.place(SHA).exists(), attached.exists()) == (False, False)
    assert (blobs.place("cd" * 32).exists(), Blob.objects.count()) == (True, 1)


def test_another_room_is_not_touched(day: Day, folder: Path):
    other = Room.objects.create(code="1999999002")
    plan = Plan.objects.create(room=other, name="Other", kind="mock", content="{}", loaded_at=day.now)
    session = Session.objects.create(plan=plan, number=1, name="Other", planned_start=day.now)
    sitting = other_sitting(session)
    LogRow.objects.create(sitting=sitting.pk, epoch=1, n=1, body='{"sha256":"' + SHA + '"}', chain="", received_at_ms=1)
    Blob.objects.create(sha256=SHA, size=1, room=day.room.pk, stored_at_ms=1)
    day.answer(day.in_exam("Li"), "single/1", "A")
    settle(day)

    initialise_room(day.proctor, day.room, Wish(reason="trial"), backup="b1")

    assert list(Plan.objects.all()) == [plan]
    assert list(LogRow.objects.values_list("sitting", flat=True)) == [sitting.pk]
    assert Blob.objects.filter(sha256=SHA).exists()


def settle(day: Day) -> None:
    Session.objects.filter(plan=day.plan).update(ended_at=day.now)


def other_sitting(session: Session) -> Sitting:
    subject = Subject.objects.create(
        session=session, name="S", planned_start=session.planned_start, duration=timedelta(hours=1), expected=1
    )
    candidate = Candidate.objects.create(session=session, ticket="T", name="N", sequence=1)
    return Sitting.objects.create(session=session, subject=subject, candidate=candidate)


@pytest.mark.parametrize("reach", ["logged_in", "in_exam", "submitted"])
def test_it_is_refused_while_a_session_runs(day: Day, folder: Path, reach: str):
    getattr(day, reach)("Li")
    before, rows = day.journal(), left(day)

    with pytest.raises(Refused) as refused:
        initialise_room(day.proctor, day.room, Wish(reason="trial"), backup="b1")

    assert (refused.value.code, day.journal(), left(day)) == ("initialise.running", before, rows)


def test_an_unreported_session_is_named_and_a_reason_asked_for(day: Day, folder: Path):
    ended(day)
    rows = left(day)

    with pytest.raises(Refused) as refused:
        initialise_room(day.proctor, day.room, Wish(reason="  "), backup="b1")

    assert (refused.value.code, refused.value.values) == ("initialise.unreported", {"sessions": "Test First"})
    assert left(day) == rows


@pytest.mark.parametrize("role", ["invigilator", "supervisor"])
def test_only_an_administrator_may(day: Day, folder: Path, role: str):
    person, rows = day.person(role), left(day)

    with pytest.raises(Refused) as refused:
        initialise_room(person, day.room, Wish(), backup="b1")

    assert (refused.value.code, left(day)) == ("right.missing", rows)


def test_what_hangs_on_a_room_is_known():
    """A new model that hangs on a room or its machines goes with 系统初始化, unless it is entered in
    `exams.operations.initialising`. Say here which it is."""
    found = {kind._meta.label for owner in (Room, Machine) for kind, _named in references_to(owner)}

    assert found == {
        "rooms.CentreLink", "rooms.Seat", "rooms.Machine", "rooms.Presence", "rooms.Command",  # stay, or may stay
        "rooms.CentreReport", "rooms.Cut", "rooms.Job", "rooms.Matter", "rooms.RemoteAct",
        "exams.Claim", "exams.LoginTries", "exams.Plan", "exams.Sitting", "incidents.Resume",
        "rooms.RoomLayout",  # stays with the seats
        "checks.CheckDefaults",  # may stay
        "checks.CheckRun", "checks.SealCheck", "checks.Marker",
        "incidents.Message", "incidents.Outage", "incidents.RaisedHand", "logbook.LogLine",
    }  # fmt: skip


# --- asked for on the pages
def asked(day: Day, **changes: str) -> Any:
    sent = {"step": "do", "keep_seats": "on", "reason": "trial", "sure": "on", "code": ROOM_CODE, "password": PASSWORD}
    return client_of("boss").post(reverse("system:initialise"), {**sent, **changes})


def done(day: Day) -> Job:
    job = Job.objects.get(kind="initialise")
    do.call(str(job.pk), initialising.__name__)
    job.refresh_from_db()
    return job


def without_backup(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """The tests' databases are in memory; `test_backup` has the real one."""

    def back_up(now: object, *, tell: Any) -> Path:
        tell(50)
        return folder / "backups" / "jiankao-x"

    monkeypatch.setattr(initialising, "back_up", back_up)


def test_three_confirmations_then_a_backup_then_it_is_done(day: Day, folder: Path, monkeypatch: pytest.MonkeyPatch):
    without_backup(monkeypatch, folder)
    ended(day)
    client = client_of("boss")
    url = reverse("system:initialise")

    first = client.get(url).content.decode()
    second = client.post(url, {"step": "sure", "keep_seats": "on"}).content.decode()
    third = client.post(url, {"step": "last", "keep_seats": "True", "reason": "trial", "sure": "on"}).content.decode()
    rows = left(day)
    last = asked(day)
    job = done(day)

    assert 'name="keep_parameters"' in first
    assert "Test · First" in second
    assert 'name="password"' in third
    assert (rows["Sitting"], rows["answers"]) == (5, 1)
    assert last.url == reverse("system:initialise-job", args=[job.pk])
    assert (job.state, job.result["backup"]) == (Job.State.DONE, "jiankao-x")
    assert left(day) == {**GONE, "Seat": 8, "Machine": 8}
    assert "jiankao-x" in client.get(last.url).content.decode()


@pytest.mark.parametrize(("wrong", "said"), [
    ({"code": "1999999002"}, "考场代码"),
    ({"password": "888"}, "密码"),
    ({"sure": ""}, "必填"),
    ({"reason": ""}, "Test First"),
])  # fmt: skip
def test_a_wrong_last_word_does_nothing(day: Day, folder: Path, wrong: dict[str, str], said: str):
    ended(day)
    before, rows = day.journal(), left(day)

    page = asked(day, **wrong)

    assert (page.status_code, said in page.content.decode()) == (200, True)
    assert (Job.objects.filter(kind="initialise").count(), day.journal(), left(day)) == (0, before, rows)


def test_a_reason_is_asked_for_on_the_second_page(day: Day, folder: Path):
    ended(day)

    page = client_of("boss").post(reverse("system:initialise"), {"step": "last", "sure": "on"}).content.decode()

    assert "Test First" in page
    assert 'name="password"' not in page


def test_a_session_that_begins_meanwhile_stops_it(day: Day, folder: Path, monkeypatch: pytest.MonkeyPatch):
    without_backup(monkeypatch, folder)
    asked(day)
    day.logged_in("Li")

    job = done(day)

    assert (job.state, job.result["code"]) == (Job.State.FAILED, "initialise.running")
    assert Sitting.objects.count() == 5


def test_asked_for_twice_it_is_one_job(day: Day, folder: Path):
    assert asked(day).url == asked(day).url
    assert Job.objects.filter(kind="initialise").count() == 1


def test_a_second_worker_writes_no_second_backup(day: Day, folder: Path, monkeypatch: pytest.MonkeyPatch):
    without_backup(monkeypatch, folder)
    asked(day)
    Job.objects.update(arguments={**Job.objects.get().arguments, "backup": "jiankao-first"})

    assert done(day).result["backup"] == "jiankao-first"


def test_commands_that_machines_have_not_answered_stay(day: Day, folder: Path):
    rooms.command_places(day.proctor, day.room, ["seat:1"], kind="restart")

    initialise_room(day.proctor, day.room, Wish(), backup="b1")

    assert Command.objects.count() == 1


def test_the_backups_place(folder: Path):
    assert backup_root() == folder / "backups"
    with pytest.raises(Refused):
        read_manifest(folder)
