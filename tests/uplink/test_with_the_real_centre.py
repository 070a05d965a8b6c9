"""A room and the real test centre: registration, package, authorization, reports, over the network and as files
(B3, B10, E5, E8, B11)."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from exams.models import HeldAuthorization, Paper, Session
from exams.operations import allow_login, authorise, hold_authorization, load_package
from exams.operations.authorizing import Source
from formats import exam_package
from incidents.models import CodeRequest
from incidents.operations import request_code, start_late
from proctor_site.loading import fetching, opening, shelf
from rooms import jobs
from rooms.centre import pin_centre, register, set_standalone
from rooms.models import CentreLink, CentreReport, Job, Room
from rooms.operations import report_to_centre
from tests.centres import CentreProcess, centre
from tests.day import ROOM_CODE
from tests.imports.conftest import person
from tests.uplink.conftest import in_the_loop
from tests.uplink.hands import ACTOR

__all__ = ["centre"]  # a fixture

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.slow]


@pytest.fixture(autouse=True)
def here(settings, tmp_path: Path, rounds_in_this_process: None) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def room(db: None) -> Room:
    return Room.objects.create(code=ROOM_CODE)


def registered(room: Room, centre: CentreProcess) -> CentreLink:
    code = centre.registration_code("001")
    return register(ACTOR, room, host="127.0.0.1", port=centre.port, registration_code=code)


def fetched() -> None:
    """载入考务 by a person, and the worker."""
    browser = Client()
    browser.force_login(person("administrator"))
    browser.post("/admin/load/fetch/")
    jobs.do.call(str(Job.objects.get(kind=fetching.FETCH).pk), fetching.__name__)


def test_a_day_before_the_exam_over_the_network(room: Room, centre: CentreProcess):
    link = registered(room, centre)
    report = report_to_centre(
        link.room, CentreReport.Kind.SEAL_CHECK, {"at": 1, "passed": True, "by": "B", "lines": []}
    )
    assert report is not None

    told = in_the_loop(link)
    assert (told.fault, len(told.packages)) == ("", 1)
    assert CentreReport.objects.unsent().count() == 0

    fetched()
    first = Session.objects.get(number=1)
    assert first.candidates.count() == 40
    assert bytes(Paper.objects.get(subject__session=first).key) == b""

    assert in_the_loop(link).fault == ""
    authorise(ACTOR, Session.objects.select_related("plan__room").get(pk=first.pk))

    first.refresh_from_db()
    assert first.authorised_by == "centre"
    assert len(bytes(Paper.objects.get(subject__session=first).key)) == 32


@pytest.fixture
def late_centre(tmp_path: Path) -> Iterator[CentreProcess]:
    """Its first session was to start twenty minutes ago."""
    centre = CentreProcess(tmp_path / "late")
    centre.load_samples("--publish", starts_in_min=-20)
    try:
        yield centre.start()
    finally:
        centre.kill()


def test_a_late_start_from_the_code_to_the_authorization(room: Room, late_centre: CentreProcess):
    """E8 in a room that came too late for its authorization: the code lets it come, and starts the session."""
    link = in_the_loop(registered(room, late_centre))
    fetched()
    session = Session.objects.select_related("plan__room").get(number=1)

    request = request_code(ACTOR, session, kind=CodeRequest.Kind.LATE_START)
    in_the_loop(link)
    before = HeldAuthorization.objects.count()
    told = ("--room", ROOM_CODE, "--session", "1", "--challenge", request.challenge)
    code = late_centre.command("centre_code", "late_start", *told).split()[0]
    in_the_loop(link)
    allow_login(ACTOR, authorise(ACTOR, session))
    started = start_late(ACTOR, session, request=request, code=code)
    fault = in_the_loop(link).fault

    assert (before, fault, started.authorised_by) == (0, "", "centre")
    assert started.start_at is not None
    assert CentreReport.objects.unsent().count() == 0


def test_a_room_without_a_network_works_with_the_centres_files(room: Room, centre: CentreProcess, tmp_path: Path):
    centre.command("centre_publish", "--offline", "--room", ROOM_CODE, "--out", str(tmp_path / "out"))
    set_standalone(ACTOR, room, registration_code=centre.registration_code("001"))
    (file,) = (tmp_path / "out").iterdir()
    key, manifest = exam_package.signed_by(io.BytesIO(file.read_bytes()))
    pin_centre(ACTOR, room, public_key=key, room_code=manifest.room)
    found = opening.verified(room, shelf.keep(io.BytesIO(file.read_bytes())))

    load_package(ACTOR, room, found)
    centre.command("centre_authorization", "--room", ROOM_CODE, "--session", "1", "--out", str(tmp_path / "a.json"))
    session = hold_authorization(ACTOR, room, (tmp_path / "a.json").read_bytes(), source=Source.FILE)

    assert authorise(ACTOR, session).authorised_by == "file"
