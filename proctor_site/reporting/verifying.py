"""核对 in the worker: everything of a session is read from the disk once more (A1)."""

from typing import Any, Final
from uuid import UUID

from exams.models import Session
from exams.reporting.readiness import check_kept, is_purged, note_verification
from exams.reporting.verifying import current, found_on_disk, in_order, standing_of
from formats.refused import N_, Refused
from journal.actor import Actor
from proctor_site.reporting.asking import asked_by
from rooms import jobs
from rooms.jobs import Progress, slow_work
from rooms.models import Job
from rooms.rights import require

VERIFY: Final = "verify_results"


def ask_to_verify(actor: Actor, session: Session) -> Job:
    """Have it read, anew if it was read before. Raises `Refused` without the right, before the end, and once purged."""
    require(actor, "exams.export_answers", session.room)
    if session.ended_at is None:
        raise Refused("report.not_ended", N_("The session has not ended. End it first, then report its results."))
    check_kept(session)
    arguments = {"session": str(session.uuid), "address": actor.address}
    job = jobs.ask_for(VERIFY, _key(session), arguments=arguments, room=session.room, by=actor.user_id)
    if job.state == Job.State.DONE:
        jobs.ask_again(job, arguments=arguments, by=actor.user_id)
    return job


def verify_by_itself(actor: Actor, session: Session) -> None:
    """结束考试后系统自动核对: when the page is opened, and nothing that was read before still holds."""
    last = Job.objects.filter(key=_key(session)).first()
    is_waiting = last is not None and last.state in (Job.State.WAITING, Job.State.RUNNING, Job.State.FAILED)
    if session.ended_at and not is_waiting and current(session) is None and not is_purged(session):
        ask_to_verify(actor, session)


def job_of(session: Session) -> Job | None:
    return Job.objects.filter(key=_key(session)).first()


@slow_work(VERIFY)
def _verify(progress: Progress) -> dict[str, Any]:
    session = Session.objects.select_related("plan__room").get(uuid=UUID(progress.job.arguments["session"]))
    standing, findings = standing_of(session), {}
    sittings = list(in_order(session))
    for place, sitting in enumerate(sittings, 1):
        findings[str(sitting.pk)] = found_on_disk(sitting)
        progress.tell(100 * place // len(sittings))
    note_verification(asked_by(progress.job), session, standing=standing, findings=findings)
    return {"faulty": sum(1 for faults in findings.values() if faults)}


def _key(session: Session) -> str:
    return f"{VERIFY}:{session.uuid}"
