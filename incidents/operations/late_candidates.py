"""考生迟到延考: who comes after the late limit is let in by a resume with a code (E11)."""

from collections.abc import Sequence
from datetime import datetime

from exams.models import Sitting
from formats.refused import N_, Refused
from incidents.models import CodeRequest, Resume
from incidents.operations.codes import Asked, Permit, by_code
from incidents.operations.shared import given, login_allowed, note, one_session, stored
from journal.actor import Actor
from rooms.rights import require


def admit_late(
    actor: Actor, sittings: Sequence[Sitting], *, request: CodeRequest, code: str, reason: str
) -> list[Sitting]:
    """Let candidates log in after the late limit, who were never in this session: all of them or none.

    A registered absence is taken back. What is left of the session is theirs, nothing more. Raises `Refused` for
    who needs no code, and for a code that does not permit it (`by_code`).
    """
    session = one_session(sittings)
    require(actor, "incidents.resume", session.room)
    text = given(reason)

    def admit(permit: Permit) -> list[Sitting]:
        return [_admit(actor, sitting, permit, text) for sitting in sittings]

    asked = Asked(CodeRequest.Kind.LATE_CANDIDATE, session, tuple(sittings))
    return by_code(actor, request, code, asked, admit, reason=text)


def check_late(sitting: Sitting, now: datetime) -> None:
    """`Refused` unless a late code is what this candidate needs; asked by the verb, its request and its preview."""
    session, name = sitting.session, sitting.candidate.name
    login_allowed(session)
    if sitting.logged_in_at:
        raise Refused("late.was_in", N_("%(name)s has been in this session and needs no code: resume."), name=name)
    limit = session.after_start(session.rules.late_limit_min)
    if session.plan.is_mock or limit is None or now <= limit:
        raise Refused("late.no_code_needed", N_("%(name)s can still log in without a code."), name=name)
    if sitting.state != Sitting.State.ABSENT and sitting.admission == Sitting.Admission.LATE:
        raise Refused("late.admitted", N_("%(name)s has been let in already and can log in."), name=name)
    if sitting.deadline and sitting.deadline <= now:
        raise Refused("late.over", N_("The exam time of %(name)s is over; nothing would be left."), name=name)


def needs_late_code(sitting: Sitting, now: datetime) -> bool:
    try:
        check_late(sitting, now)
    except Refused:
        return False
    return True


def _admit(actor: Actor, sitting: Sitting, permit: Permit, reason: str) -> Sitting:
    sitting = stored(sitting)
    check_late(sitting, permit.now)
    before = sitting.state
    if before == Sitting.State.ABSENT:
        sitting.absences.standing().update(undone_at=permit.now)
    sitting.state, sitting.absent_at = Sitting.State.NOT_LOGGED_IN, None
    sitting.admission = Sitting.Admission.LATE
    sitting.save(update_fields=["state", "absent_at", "admission"])
    Resume.objects.create(
        sitting=sitting,
        epoch=sitting.epoch,
        was_in_exam=False,
        code=permit.code,
        reason=reason,
        by_id=actor.user_id,
        at=permit.now,
    )
    note(
        "late_admitted", actor, sitting, private={"reason": reason}, before=before, after=sitting.state, **permit.values
    )
    return sitting
