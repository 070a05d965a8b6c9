"""A room and the real test centre: registration, package, authorization, reports, over the network and as files
(B3, B10, E5, B11)."""

import io
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from exams.models import Paper, Session
from exams.operations import authorise, hold_authorization, load_package
from exams.operations.authorizing import Source
from formats import exam_package
from proctor_site.loading import fetching, opening, shelf
from proctor_site.uplink import rounds
from rooms import jobs
from rooms.centre import client, pin_centre, register, set_standalone
from rooms.models import CentreLink, CentreReport, Job, Room
from rooms.operations import report_to_centre
from tests.centres import CentreProcess, centre
from tests.day import ROOM_CODE
from tests.imports.conftest import person
from tests.uplink.hands import ACTOR

__all__ = ["centre"]  # a fixture

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.slow]


@pytest.fixture(autouse=True)
def here(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The uplink's work in this process, with the test's own database."""
    settings.DATA_DIR = tmp_path

    async def in_this_thread(work: Any, *given: Any, **named: Any) -> Any:
        return await sync_to_async(work)(*given, **named)

    monkeypatch.setattr(rounds, "in_database", in_this_thread)


@pytest.fixture
def room(db: None) -> Room:
    return Room.objects.create(code=ROOM_CODE)


def in_the_loop(link: CentreLink) -> CentreLink:
    """One round of the uplink."""
    client.ask(rounds.one_round(link.pk))
    return CentreLink.objects.select_related("room").get(pk=link.pk)


def registered(room: Room, centre: CentreProcess) -> CentreLink:
    code = centre.registration_code("001")
    return register(ACTOR, room, host="127.0.0.1", port=centre.port, registration_code=code)


def test_a_day_before_the_exam_over_the_network(room: Room, centre: CentreProcess):
    link = registered(room, centre)
    report = report_to_centre(
        link.room, CentreReport.Kind.SEAL_CHECK, {"at": 1, "passed": True, "by": "B", "lines": []}
    )
    assert report is not None

    told = in_the_loop(link)
    assert (told.fault, len(told.packages)) == ("", 1)
    assert CentreReport.objects.unsent().count() == 0

    boss = person("administrator")
    browser = Client()
    browser.force_login(boss)
    boss.is_staff = True
    boss.save()
    browser.post("/admin/load/fetch/")
    jobs.do.call(str(Job.objects.get(kind=fetching.FETCH).pk), fetching.__name__)
    first = Session.objects.get(number=1)
    assert first.candidates.count() == 40
    assert bytes(Paper.objects.get(subject__session=first).key) == b""

    assert in_the_loop(link).fault == ""
    authorise(ACTOR, Session.objects.select_related("plan__room").get(pk=first.pk))

    first.refresh_from_db()
    assert first.authorised_by == "centre"
    assert len(bytes(Paper.objects.get(subject__session=first).key)) == 32


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
