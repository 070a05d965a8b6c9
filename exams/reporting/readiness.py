"""What has to stand before results are reported: 核对 without open faults, and a backup where the plan asks for one (A1, A2)."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from exams.models import Session, Sitting
from exams.operations.session import locked, note
from exams.reporting.models import ResultBackup, Verification
from exams.reporting.verifying import Fault, Look
from formats.refused import N_, Refused
from journal import clock
from journal.actor import Actor
from journal.models import Event
from rooms.rights import require

MOST_NAMED = 8


def note_verification(
    actor: Actor, session: Session, *, standing: str, findings: Mapping[str, Sequence[Fault]]
) -> Verification:
    """核对 has read everything: `findings` are the faults by sitting. Takes the place of the one before."""
    require(actor, "exams.export_answers", session.room)
    told = {sitting: [str(fault) for fault in faults] for sitting, faults in findings.items() if faults}
    facts = {"standing": standing, "findings": told, "by_id": actor.user_id, "at": clock.now()}
    with transaction.atomic():
        session = locked(session)
        stored, _is_new = Verification.objects.update_or_create(session=session, defaults=facts)
        note("results_verified", actor, session, standing=standing, sittings=len(findings), findings=told)
    return stored


def note_backup(
    actor: Actor, session: Session, *, content: str, path: str, files: int, size: int, manifest: str
) -> ResultBackup:
    """第一步 is done: the backup lies at `path`, was read back and is what was written. The same again is the one."""
    require(actor, "exams.export_answers", session.room)
    with transaction.atomic():
        session = locked(session)
        known = session.result_backups.filter(content=content, path=path, manifest=manifest).first()
        if known:
            return known
        made = ResultBackup.objects.create(
            session=session, content=content, path=path, files=files, size=size, manifest=manifest,
            by_id=actor.user_id, at=clock.now(),
        )  # fmt: skip
        note("results_backed_up", actor, session, backup=path, files=files, size=size, manifest=manifest)
    return made


def is_purged(session: Session) -> bool:
    """Whether identities or answers have gone since it was kept for long enough: what is left is no result any more."""
    return Event.objects.filter(code="purged", session=session.uuid).exists()


def check_kept(session: Session) -> None:
    """Raises `Refused` for a session that was purged."""
    if is_purged(session):
        told = N_("What was kept of %(session)s was purged. Ask the test centre for the results that it received.")
        raise Refused("report.purged", told, session=session.name)


def check_ended(session: Session) -> None:
    """Raises `Refused` before 结束考试."""
    if session.ended_at is None:
        raise Refused("report.not_ended", N_("The session has not ended. End it first, then report its results."))


def check_not_reported(seen: Look) -> None:
    """Raises `Refused` once the centre has the results as they stand.

    What machines have brought since its receipt can be reported as a new version: for that everything is open again.
    """
    last = seen.session.result_uploads.filter(received_at__isnull=False).order_by("-version").first()
    if last is not None and last.standing in ("", seen.standing):
        raise Refused(
            "report.done",
            N_(
                "The test centre has received these results: what was confirmed for them stays as it is. What a machine "
                "still brings is taken by itself; connect it, then verify and report again."
            ),
        )


def verified(seen: Look) -> Verification:
    """The 核对 of what there is now. Raises `Refused` before it, and after a change since."""
    if seen.verification is None:
        raise Refused(
            "report.unverified",
            N_("The results are not verified as they are now. Wait until that is done, then go on."),
        )
    return seen.verification


def check_verified(seen: Look) -> Verification:
    """Raises `Refused` before 核对, after a change since, and while a candidate is neither clean nor confirmed.

    And for a session that was purged.
    """
    check_kept(seen.session)
    verification = verified(seen)
    if open_ones := seen.unsettled():
        raise Refused(
            "report.unclean",
            N_(
                "%(count)d candidates are not clean: %(names)s. Collect again, import the answer package, "
                "or confirm that nothing more can be recovered."
            ),
            count=len(open_ones),
            names=_named(open_ones),
        )
    return verification


def check_backed_up(session: Session, content: str) -> None:
    """Raises `Refused` where the plan wants 第一步 first and what there is now has not been backed up."""
    if session.rules.require_backup and not session.result_backups.filter(content=content).exists():
        raise Refused(
            "report.no_backup",
            N_("The plan wants the results on an external disk first. Do step 1: back up to external storage."),
        )


def _named(sittings: Sequence[Sitting]) -> str:
    names = "、".join(sitting.candidate.name for sitting in sittings[:MOST_NAMED])
    return names if len(sittings) <= MOST_NAMED else f"{names} …"
