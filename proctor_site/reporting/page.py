"""The steps of the page 上报: what is lit, and why the rest is dark (A1, A2)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from exams.reporting.models import ResultBackup
from exams.reporting.readiness import check_backed_up, check_not_reported, check_verified
from exams.reporting.verifying import Look
from formats.refused import Refused
from proctor_site.backup.places import Place, places
from proctor_site.reporting import verifying
from proctor_site.reporting.checklist import Checklist
from proctor_site.reporting.contents import content_of
from proctor_site.reporting.standing import Standing
from rooms.models import Job


@dataclass(frozen=True)
class Steps:
    """`backup` is the one of what there is now; `why_no_backup` and `why_no_report` are empty where a button is lit.

    `is_done`: the centre has what there is, and nothing is settled any more.
    """

    backup: ResultBackup | None
    backup_said: str
    backup_failed: str
    wants_backup: bool
    places: list[Place]
    why_no_backup: str
    why_no_report: str
    is_done: bool = False


def steps_of(shown: Standing, lines: Checklist, *, may: bool) -> Steps:
    """As things are now; drives are looked for only where somebody may choose one."""
    session = shown.session
    if session.ended_at is None:
        return Steps(None, "", "", session.rules.require_backup, [], shown.why, shown.why)
    content, unverified = content_of(lines.seen), _why_not_verified(lines.seen)
    backup = session.result_backups.filter(content=content).order_by("-at", "-pk").first()
    return Steps(
        backup=backup,
        backup_said=_said(shown.backing_up, backup),
        backup_failed=_failed(shown.backing_up),
        wants_backup=session.rules.require_backup,
        places=places() if may and lines.is_clean else [],
        why_no_backup=unverified,
        why_no_report=unverified or shown.why or _refusal(lambda: check_backed_up(session, content)),
        is_done=bool(_refusal(lambda: check_not_reported(lines.seen))),
    )


def _why_not_verified(seen: Look) -> str:
    """Empty where 核对 is done and everybody is clean or confirmed."""
    why = _refusal(lambda: check_verified(seen))
    job = verifying.job_of(seen.session)
    if why and seen.verification is None and job is not None and job.state == Job.State.FAILED:
        told = _("The verification was cut off by a fault: %(why)s Press “Verify again”.")
        return told % {"why": _failed(job)}
    return why


def _refusal(check: Callable[[], object]) -> str:
    try:
        check()
    except Refused as refused:
        return refused.say(_)
    return ""


def _said(job: Job | None, backup: ResultBackup | None) -> str:
    """What there is to know of a backup that is there."""
    if backup is None:
        return ""
    told = [_("Backed up, read back and compared: every file is what was written.")]
    result = job.result if job and job.state == Job.State.DONE and job.result.get("path") == backup.path else {}
    if result and not result["is_new"]:
        told = [_("The same backup was there already. It was read again and is whole.")]
    if result.get("damaged"):
        warning = _("Another backup of the same on this drive is damaged, do not use it: %(names)s.")
        told.append(warning % {"names": ", ".join(result["damaged"])})
    if result.get("same_disk"):
        told.append(_("It lies on the same disk as the data: copy it to a drive that you take with you."))
    return " ".join(told)


def _failed(job: Job | None) -> str:
    """Why the last one was not written."""
    if job is None or job.state != Job.State.FAILED:
        return ""
    if "text" not in job.result:
        return _("The server's log says why.")
    return _(job.result["text"]) % job.result["values"]
