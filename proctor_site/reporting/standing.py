"""What the page 上报 shows of a session: how far its results are, and what can be done about it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from exams.models import Phase, Session
from exams.reporting.models import ResultUpload
from exams.reporting.operations import link_of
from formats.receipt import Receipt
from formats.refused import Refused
from formats.signing import fingerprint
from journal import clock
from proctor_site.frame.overview import SHAPES
from proctor_site.reporting import backing_up, verifying
from proctor_site.reporting.work import is_sent, job_of
from proctor_site.uplink.away import contact_of
from rooms import jobs
from rooms.models import Job

SLOW_MINUTES = 5


@dataclass(frozen=True)
class Standing:
    """`why` says why nothing can be reported; `course` is the work that is going on, None when none is.

    `backing_up` is the last backup that was asked for.
    """

    session: Session
    phase: Phase
    shape: str
    sent: bool
    upload: ResultUpload | None
    receipt: Receipt | None
    fingerprint: str
    course: Job | None
    text: str
    why: str
    backing_up: Job | None = None

    @property
    def received_at(self) -> datetime | None:
        """When the centre had all of it, by the centre's clock."""
        return clock.from_ms(self.receipt.received_at) if self.receipt else None

    @property
    def folder(self) -> str:
        return str(Path(self.upload.path).parent) if self.upload else ""

    @property
    def can_carry(self) -> bool:
        """The package is a file that a person may take to the centre."""
        return self.upload is not None and self.upload.is_made


def standing(session: Session) -> Standing:
    """As things are now; work whose worker died is taken up again."""
    upload = session.result_uploads.order_by("-version").select_related("session__plan__room").first()
    job = job_of(upload) if upload and not upload.is_received else None
    backup = looked_at(backing_up.job_of(session))
    earlier = next((each for each in (looked_at(verifying.job_of(session)), backup) if _goes_on(each)), None)
    phase, sent = session.phase(clock.now()), is_sent(session.room)
    receipt, key = _receipt(session, upload)
    return Standing(
        session=session,
        phase=phase,
        shape=SHAPES[phase],
        sent=sent,
        upload=upload,
        receipt=receipt,
        fingerprint=key,
        course=earlier or (job if _goes_on(job) else None),
        text=_text_of(earlier) if earlier else _text(session, upload, job, sent=sent),
        why=_why(session),
        backing_up=backup,
    )


def told(session: Session) -> dict[str, Any]:
    """The work as the page that waits needs it (documents/wait.js)."""
    found = standing(session)
    progress = found.course.progress if found.course else 100
    return {"progress": progress, "ended": found.course is None, "text": found.text, "url": ""}


def name_of(upload: ResultUpload) -> str:
    """The package's name in its folder."""
    return Path(upload.path).name


def page_of(session: Session) -> str:
    return reverse("reporting:session", args=[session.uuid])


def looked_at(job: Job | None) -> Job | None:
    """As it stands; one whose worker died is taken up again."""
    return jobs.look_at(job.pk, clock.now()) if job else None


# --- parts
def _goes_on(job: Job | None) -> bool:
    return job is not None and job.is_open


def _text_of(job: Job) -> str:
    """What goes before the report itself."""
    if jobs.nobody_works(job, clock.now()):
        return _("The worker is not running: start it with “manage.py worker”.")
    if job.state == Job.State.WAITING:
        return _("Waiting for the worker …")
    if job.kind == verifying.VERIFY:
        return _("Verifying: everything is read from the disk and its hash computed again …")
    return _backup_text(job)


def _backup_text(job: Job) -> str:
    """A slow drive is no fault, but it has to be known how long nobody may pull it out."""
    minutes = _minutes_left(job)
    if minutes >= SLOW_MINUTES:
        told = _("The drive is slow: about %(minutes)d minutes are left. Do not pull it out before the end.")
        return told % {"minutes": minutes}
    return _("Backing up to %(folder)s: written, flushed, read back and compared …") % job.arguments


def _minutes_left(job: Job) -> int:
    spent = (clock.now() - job.created_at).total_seconds()
    return round(spent * (100 - job.progress) / job.progress / 60) if job.progress else 0


def _receipt(session: Session, upload: ResultUpload | None) -> tuple[Receipt | None, str]:
    """Verified once more: what is shown as a receipt is one."""
    if upload is None or not upload.is_received:
        return None, ""
    try:
        link = link_of(session)
        return upload.told(link), fingerprint(bytes(link.public_key))
    except Refused:  # the room has pinned another centre since
        return None, ""


def _why(session: Session) -> str:
    if session.ended_at is None:
        return _("The session has not ended. End it first, then report its results.")
    try:
        link_of(session)
    except Refused as refused:
        return refused.say(_)
    return ""


def _text(session: Session, upload: ResultUpload | None, job: Job | None, *, sent: bool) -> str:
    if upload is None:
        return _("These results have not been reported yet.")
    if upload.is_received:
        return _("上报成功! The test centre has got the results, and its receipt is here.")
    if job is None or job.state == Job.State.CANCELLED:
        return _("Cancelled. Report results goes on where it stopped.")
    if job.state == Job.State.FAILED:
        return _failed(session, upload, job)
    if jobs.nobody_works(job, clock.now()):
        return _("The worker is not running: start it with “manage.py worker”.")
    if job.state == Job.State.WAITING:
        return _("Waiting for the worker …")
    if not upload.is_made:
        return _("The package of results is being made …")
    return _on_its_way(upload) if sent else _("The package is ready. Take it to the test centre and bring its receipt.")


def _on_its_way(upload: ResultUpload) -> str:
    if upload.offset >= upload.size:
        return _("The test centre is checking what it has got …")
    values = {"there": _mb(upload.offset), "size": _mb(upload.size)}
    return _("On its way to the test centre: %(there)s of %(size)s MB") % values


def _failed(session: Session, upload: ResultUpload, job: Job) -> str:
    reason = _(job.result["text"]) % job.result["values"] if "text" in job.result else _("The server's log says why.")
    if upload.is_made and contact_of(session.room, clock.now()).is_asked:
        return reason + " " + _("The package is kept; it goes on by itself as soon as the centre takes it.")
    return reason


def _mb(count: int) -> str:
    return f"{count / 2**20:.1f}"
