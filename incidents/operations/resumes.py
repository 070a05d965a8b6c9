"""断点续考: a candidate goes on at any machine from the last saved answers (E10)."""

from datetime import datetime

from django.db import transaction

from exams.answers import log, progress
from exams.models import Claim, Sitting
from formats.refused import N_, Refused
from incidents.models import Resume
from incidents.operations.late_candidates import needs_late_code
from incidents.operations.shared import given, login_allowed, note, presence_of, seat_number, stored
from journal import clock
from journal.actor import Actor
from rooms.operations.machines import touch
from rooms.operations.matters import withdraw_matters
from rooms.rights import require


def resume(actor: Actor, sitting: Sitting, *, reason: str) -> Sitting:
    """Free a sitting from its machine: the epoch is raised, and the next login anywhere claims it.

    The state stays (考试中 goes on, its clock too); the old machine is forced out and can write nothing more.
    While the sitting is free already, again does nothing. Raises `Refused` before login is allowed, after
    handing in, for an absent candidate and for one who has never logged in; then nothing has changed.
    """
    require(actor, "incidents.resume", sitting.room)
    text = given(reason)
    now = clock.now()
    progress.settle([sitting.pk])
    with transaction.atomic():
        sitting = stored(sitting)
        check_resume(sitting, now)
        if not is_claimed(sitting):
            _anywhere(sitting)
            return sitting
        free(actor, sitting, text, now)
    # after the commit: until this marker is written nobody can claim, so what still arrives from
    # the old machine is in order; `advance` and the next login write it should this process die here
    log.close_epoch(sitting.pk, sitting.epoch - 1, clock.to_ms(now))
    return sitting


def check_resume(sitting: Sitting, now: datetime) -> None:
    """`Refused` where a resume is not possible now; asked by the verb and by its preview."""
    login_allowed(sitting.session)
    name = sitting.candidate.name
    match sitting.state:
        case Sitting.State.SUBMITTED:
            raise Refused("resume.submitted", N_("%(name)s has already handed in."), name=name)
        case Sitting.State.ABSENT:
            raise Refused("resume.absent", N_("%(name)s is registered as absent. Undo the absence first."), name=name)
        case Sitting.State.NOT_LOGGED_IN if needs_late_code(sitting, now):
            raise Refused("resume.late", N_("%(name)s comes after the late limit: that needs a code."), name=name)
        case Sitting.State.NOT_LOGGED_IN if not sitting.claims.exists():
            raise Refused("resume.never_in", N_("%(name)s has never logged in and can simply do so."), name=name)


def is_claimed(sitting: Sitting) -> bool:
    return Claim.objects.filter(sitting=sitting, epoch=sitting.epoch).exists()


def _anywhere(sitting: Sitting) -> None:
    """A seat to which the candidate was to move is not waited for any more (F6)."""
    if sitting.moves_to is not None:
        sitting.moves_to = None
        sitting.save(update_fields=["moves_to"])


def free(actor: Actor, sitting: Sitting, reason: str, now: datetime) -> None:
    """Inside the caller's transaction, on a locked sitting that a machine holds; its log is closed after the commit."""
    old, seat = sitting.holder, seat_number(sitting)
    presence = presence_of(sitting)
    kept = Resume.objects.create(
        sitting=sitting,
        epoch=sitting.epoch + 1,
        from_machine=old,
        from_seat=seat,
        was_in_exam=sitting.state == Sitting.State.IN_EXAM,
        cut_began_at=presence.closed_at if presence else None,
        reason=reason,
        by_id=actor.user_id,
        at=now,
    )
    values = {"before": sitting.epoch, "after": kept.epoch, "state": sitting.state, "revision": sitting.revision}
    note("resumed", actor, sitting, private={"reason": reason}, **values)
    sitting.epoch, sitting.holder, sitting.admission = kept.epoch, None, Sitting.Admission.RESUME
    sitting.revision, sitting.chain = 0, log.head(sitting.pk, kept.epoch).chain.hex()
    sitting.moves_to = None
    sitting.save(update_fields=["epoch", "holder", "admission", "revision", "chain", "moves_to"])
    withdraw_matters(sitting.room, "second_machine", sittings=[sitting.pk])
    withdraw_matters(sitting.room, "package_waiting", sittings=[sitting.pk])
    touch([old.pk] if old else [])
