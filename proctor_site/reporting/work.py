"""上报 in the worker: the package is made, sent, and the receipt kept; taken up again by itself (A2)."""

from typing import Any, Final
from uuid import UUID

from exams.models import Session
from exams.reporting.models import ResultUpload
from exams.reporting.operations import forget_package, hold_receipt, note_fault, report_result
from exams.reporting.verifying import look
from formats.refused import N_, Refused
from journal import clock
from journal.actor import Actor
from proctor_site.reporting.contents import content_of
from proctor_site.reporting.making import make_package
from proctor_site.reporting.sending import send
from rooms import jobs
from rooms.centre import client
from rooms.centre.faults import CentreFault, CentreRefusal
from rooms.jobs import Progress, slow_work
from rooms.models import CentreLink, Job, Room
from rooms.rights import require

REPORT: Final = "report_result"
ACTOR: Final = Actor(kind="system", role="uplink")
MADE_AT: Final = 30  # percent of the whole; the rest is the way to the centre
OTHER_REGISTRATION: Final = "result.other_registration"
REASONS: Final = {
    "plan.unknown": N_("The test centre does not know this plan: it did not come from there."),
    "session.unknown": N_("The test centre's plan has no such session."),
    "result.no_space": N_("The test centre has no space for the results. Tell the centre; the room goes on by itself."),
    "result.too_many": N_("These results were reported too often. Tell the centre."),
    "result.changed": N_("The results arrive damaged again and again. Check the network and the disk."),
    OTHER_REGISTRATION: N_("The room has registered anew meanwhile. Report the results again: a new package is made."),
}


def ask_to_report(actor: Actor, session: Session) -> ResultUpload:
    """Report what the session has now; the work goes on in the worker. Raises `Refused` as `report_result` does."""
    require(actor, "exams.export_answers", session.room)
    upload = report_result(actor, session, content=content_of(look(session)))
    if not upload.is_received:
        _ask(upload, by=actor.user_id)
    return upload


def job_of(upload: ResultUpload) -> Job | None:
    """The work as it stands; one whose worker died is taken up again."""
    found = Job.objects.filter(key=_key(upload)).first()
    return jobs.look_at(found.pk, clock.now()) if found else None


def go_on(room: Room) -> None:
    """The centre answers: what is made and has no receipt yet is on its way again."""
    for upload in ResultUpload.objects.open().filter(session__plan__room=room).exclude(sha256=""):
        job = job_of(upload) if upload.is_made else None
        if job is not None and job.state in (Job.State.FAILED, Job.State.DONE):
            jobs.begin_anew(job)


def is_sent(room: Room) -> bool:
    """There is a network to the centre; without one the package and its receipt are files (单机)."""
    return room.mode == Room.Mode.CENTRE and CentreLink.objects.filter(room=room).exclude(token="").exists()


# --- the work
@slow_work(REPORT)
def _report(progress: Progress) -> dict[str, Any]:
    upload = _upload(progress)
    sent = is_sent(upload.session.room)
    if not upload.is_made:
        upload = make_package(upload, lambda percent: progress.tell(percent * (MADE_AT if sent else 100) // 100))
    if sent and not upload.is_received:
        _send(upload, progress)
    return {"upload": str(upload.pk)}


def _send(upload: ResultUpload, progress: Progress) -> None:
    link = CentreLink.objects.get(room=upload.session.room)
    share = 99 - MADE_AT
    try:
        envelope = client.ask(send(link, upload, lambda percent: progress.tell(MADE_AT + percent * share // 100)))
    except CentreRefusal as refusal:
        note_fault(upload.pk, refusal.reason)
        if refusal.reason == OTHER_REGISTRATION:
            forget_package(upload)
        told = REASONS.get(refusal.reason)
        raise (Refused(refusal.reason, told) if told else refusal.refused()) from refusal
    except CentreFault as fault:
        note_fault(upload.pk, fault.code)
        raise fault.refused() from fault
    hold_receipt(ACTOR, upload.session, envelope)


def _upload(progress: Progress) -> ResultUpload:
    found = ResultUpload.objects.select_related("session__plan__room")
    upload = found.filter(pk=UUID(str(progress.job.arguments["upload"]))).first()
    if upload is None:
        raise Refused("report.given_up", N_("Other results of this session are reported meanwhile."))
    return upload


def _ask(upload: ResultUpload, *, by: int | None) -> Job:
    arguments = {"upload": str(upload.pk)}
    job = jobs.ask_for(REPORT, _key(upload), arguments=arguments, room=upload.session.room, by=by)
    if not job.is_open:
        jobs.ask_again(job, arguments=arguments, by=by)
    return job


def _key(upload: ResultUpload) -> str:
    return f"{REPORT}:{upload.pk}"
