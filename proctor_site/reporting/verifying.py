"""核对 in the worker: everything of a session is read from the disk once more (A1)."""

from typing import Any, Final
from uuid import UUID

from exams.models import Session
from exams.reporting.readiness import check_ended, check_kept, is_purged, note_verification
from exams.reporting.verifying import Look, found_on_disk, look
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
    check_ended(session)
    check_kept(session)
    arguments = {"session": str(session.uuid), "address": actor.address}
    job = jobs.ask_for(VERIFY, _key(session), arguments=arguments, room=session.room, by=actor.user_id)
    if job.state == Job.State.DONE:
        jobs.ask_again(job, arguments=arguments, by=actor.user_id)
    return job


def verify_by_itself(actor: Actor, seen: Look) -> None:
    """结束考试后系统自动核对: when the page is opened, and nothing that was read before still holds."""
    session, last = seen.session, job_of(seen.session)
    waits = last is not None and (last.is_open or last.state == Job.State.FAILED)
    if session.ended_at and not waits and seen.verification is None and not is_purged(session):
        ask_to_verify(actor, session)


def job_of(session: Session) -> Job | None:
    return Job.objects.filter(key=_key(session)).first()


@slow_work(VERIFY)
def _verify(progress: Progress) -> dict[str, Any]:
    session = Session.objects.select_related("plan__room").get(uuid=UUID(progress.job.arguments["session"]))
    seen, findings = look(session), {}
    for place, sitting in enumerate(seen.sittings, 1):
        findings[str(sitting.pk)] = found_on_disk(sitting)
        progress.tell(100 * place // len(seen.sittings))
    note_verification(asked_by(progress.job), session, standing=seen.standing, findings=findings)
    return {"faulty": sum(1 for faults in findings.values() if faults)}


def _key(session: Session) -> str:
    return f"{VERIFY}:{session.uuid}"
