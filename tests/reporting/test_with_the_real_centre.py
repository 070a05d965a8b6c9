"""A room and the real test centre: the power goes at the centre in the middle of an upload (A2, T2)."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from exams.models import Session
from exams.reporting.models import ResultUpload
from journal import clock
from proctor_site.reporting import backing_up, sending, verifying, work
from rooms.models import Job, Room
from tests.centres import CentreProcess, centre
from tests.day import ROOM_CODE
from tests.reporting.conftest import done, stick, worked
from tests.uplink.hands import ACTOR
from tests.uplink.test_with_the_real_centre import fetched, registered

__all__ = ["centre"]  # a fixture

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.slow]


@pytest.fixture
def session(here: Path, centre: CentreProcess) -> Session:
    """Forty candidates of the centre's plan; nobody has come, and it is over."""
    room = Room.objects.create(code=ROOM_CODE)
    registered(room, centre)
    fetched()
    Session.objects.filter(number=1).update(start_at=clock.now(), ended_at=clock.now())
    found = Session.objects.select_related("plan__room").get(number=1)
    done(verifying.ask_to_verify(ACTOR, found), verifying)
    done(backing_up.ask_to_back_up(ACTOR, found, folder=str(stick())), backing_up)
    return found


def test_a_centre_that_dies_in_the_middle_goes_on_there_and_gives_one_receipt(
    session: Session, centre: CentreProcess, monkeypatch: pytest.MonkeyPatch
):
    offsets: list[int] = []

    def note_offset(upload: UUID, offset: int) -> None:
        offsets.append(offset)
        if len(offsets) == 4:
            centre.kill()

    monkeypatch.setattr(sending, "note_offset", note_offset)

    cut = worked(work.ask_to_report(ACTOR, session))
    state = Job.objects.get(kind=work.REPORT).state
    centre.start()
    work.go_on(session.room)
    whole = worked(cut)

    assert (state, cut.is_received, whole.is_received) == (Job.State.FAILED, False, True)
    assert offsets[4] == offsets[3]
    assert sorted(set(offsets)) == sorted(offsets[:4] + offsets[5:])
    told: dict[str, Any] = json.loads(bytes(whole.receipt))["body"]
    assert (told["sha256"], told["candidates"], told["version"]) == (whole.sha256, 40, 1)
    assert centre.command("centre_results", "list").split()[1:5] == [ROOM_CODE, "1", "1", "40"]


def test_a_package_as_a_file_gives_its_receipt_as_a_file(session: Session, centre: CentreProcess, tmp_path: Path):
    """Between the two commands there is no network."""
    Room.objects.update(mode=Room.Mode.STANDALONE)
    upload = worked(work.ask_to_report(ACTOR, Session.objects.select_related("plan__room").get(pk=session.pk)))

    centre.command("centre_results", "import", upload.path, "--receipts", str(tmp_path / "out"))
    (receipt,) = (tmp_path / "out").iterdir()
    held = work.hold_receipt(ACTOR, session, receipt.read_bytes())

    number = centre.command("centre_results", "list").split()[0]
    centre.command("centre_results", "unpack", number, str(tmp_path / "opened"))
    assert held.is_received
    assert len((tmp_path / "opened" / "sittings.jsonl").read_text().splitlines()) == 40
    assert ResultUpload.objects.get().session.reported_at is not None
