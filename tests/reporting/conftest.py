"""A session that has ended, and a centre to report it to."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings

from exams import blobs
from exams import operations as exams
from exams.answers.log import LogRow, head
from exams.models import Session, Sitting
from exams.reporting.models import ResultUpload
from exams.reporting.verifying import look
from formats import chain, signing
from formats.messages import Change
from incidents import operations as incidents
from journal import clock
from proctor_site.reporting import backing_up, sending, verifying, work
from proctor_site.reporting.checklist import checklist
from rooms import jobs
from rooms.models import CentreLink, Job, Room
from tests.day import PASSWORD, PEOPLE, Day
from tests.reporting.stand_in import SEAL_PRIVATE, ResultCentre
from tests.uplink.stand_in import PRIVATE, TOKEN, Running

FILE = b"<h1>hello</h1>" * 1000


@pytest.fixture
def here(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.DATA_DIR, settings.BLOB_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "blobs", tmp_path / "media"
    monkeypatch.setattr(sending, "PAUSE_S", 0.01)
    monkeypatch.setattr(sending, "PIECE", 4000)
    return tmp_path


@pytest.fixture
def ended(day: Day, here: Path) -> Day:
    """Li has answered, saved a file and handed in; everybody else is absent. The room knows its centre by files."""
    li = day.in_exam("Li")
    day.answer(li, "q1", "B")
    add_file(day, li)
    incidents.register_violation(day.proctor, li, type_code="A101", description="A slip")
    day.submitted("Li")
    day.at(9, 40)
    for name in PEOPLE[1:]:
        incidents.register_absence(day.proctor, day.sitting(name), reason="")
    exams.end_session(day.proctor, day.session, password=PASSWORD, empty_confirmed=True)
    CentreLink.objects.create(
        room=day.room, public_key=signing.public_of(PRIVATE), seal_key=SEAL_PRIVATE, registered_at=day.now
    )
    return day


@pytest.fixture
def centre(ended: Day) -> Iterator[ResultCentre]:
    """The room is registered at it."""
    with Running(ResultCentre(now_ms=clock.now_ms)) as running:
        assert isinstance(running, ResultCentre)
        CentreLink.objects.update(host="127.0.0.1", port=running.port, token=TOKEN)
        Room.objects.update(mode=Room.Mode.CENTRE)
        yield running


def add_file(day: Day, sitting: Sitting) -> str:
    """A work file as its machine brings it."""
    sha256, last = hashlib.sha256(FILE).hexdigest(), head(sitting.pk, sitting.epoch)
    path = blobs.place(sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(FILE)
    change = Change(
        n=last.n + 1, at=day.ms(), deadline_version=sitting.deadline_version, kind="file", question="q2",
        path="index.html", sha256=sha256, size=len(FILE),
    )  # fmt: skip
    LogRow.objects.create(
        sitting=sitting.pk, epoch=sitting.epoch, n=change.n, body=chain.body(change).decode(),
        chain=chain.link(last.chain, change).hex(), received_at_ms=day.ms(),
    )  # fmt: skip
    return sha256


def reported(day: Day) -> ResultUpload:
    """核对, 第一步 and 上报 by the administrator, and the worker."""
    ready(day)
    upload = work.ask_to_report(day.proctor, session(day))
    return worked(upload)


def ready(day: Day) -> None:
    """核对 and 第一步 are done for what there is now; whom 核对 does not find clean somebody answers for."""
    done(verifying.ask_to_verify(day.proctor, session(day)), verifying)
    for row in checklist(look(session(day))).open_rows:
        incidents.confirm_unrecoverable(day.proctor, row.sitting, reason="The disk is broken", password=PASSWORD)
    done(backing_up.ask_to_back_up(day.proctor, session(day), folder=str(stick())), backing_up)


def stick() -> Path:
    """A folder that is no part of the data."""
    folder = Path(settings.DATA_DIR).with_name(f"{Path(settings.DATA_DIR).name}-stick")
    folder.mkdir(exist_ok=True)
    return folder


def done(job: Job, module: ModuleType) -> Job:
    """What the worker makes of it."""
    jobs.do.call(str(job.pk), module.__name__)
    job.refresh_from_db()
    return job


def worked(upload: ResultUpload) -> ResultUpload:
    jobs.do.call(str(Job.objects.get(arguments__upload=str(upload.pk)).pk), work.__name__)
    return ResultUpload.objects.get(pk=upload.pk)


def session(day: Day) -> Session:
    return day.session
