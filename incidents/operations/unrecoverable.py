"""The ways out for a candidate whom 核对 does not find clean: ask the machine again, or answer for what is missing (A1)."""

from collections.abc import Sequence

from django.db import transaction

from exams.models import Session, Sitting
from exams.operations.asking import ask_machines
from exams.operations.session import note as note_session
from exams.reporting.models import Unrecoverable
from exams.reporting.readiness import check_ended, check_not_reported, verified
from exams.reporting.verifying import Look, faults_of, look
from formats.refused import N_, Refused
from incidents.operations.shared import given, note, one_session, stored
from journal import clock
from journal.actor import Actor
from rooms.models import Machine, RemoteAct
from rooms.rights import require, require_administrator_password

RIGHT = "exams.export_answers"
AGAIN = "collect_again"


def collect_again(actor: Actor, sittings: Sequence[Sitting]) -> RemoteAct:
    """重新回收: the machines of these candidates deliver once more what they hold and hand in at equal heads.

    The act follows what each says; a machine that is offline is named in it at once. Raises `Refused` without the
    right, before the end, once the centre has what there is, and where nobody of them was ever at a machine.
    """
    session = one_session(sittings)
    require(actor, RIGHT, session.room)
    _open_to_report(session)
    machines = _machines(sittings)
    if not machines:
        raise Refused(
            "collect.no_machine",
            N_(
                "They never were at a machine: there is nothing to collect again. Import the answer package, or confirm that nothing more can be recovered."
            ),
        )
    with transaction.atomic():
        act = ask_machines(actor, session, machines, AGAIN)
        note_session("collected_again", actor, session, act=act.pk, sittings=[str(each.pk) for each in sittings])
    return act


def confirm_unrecoverable(actor: Actor, sitting: Sitting, *, reason: str, password: str) -> Unrecoverable:
    """确认无法回收: more of this sitting does not exist, and somebody answers for it with his name.

    What is confirmed are the faults known now: a new one has to be confirmed anew. Again with the same faults
    changes nothing. Raises `Refused` without the right or the administrator's password, without a reason, before
    the end, before 核对, once the centre has what there is, and for a candidate who is clean.
    """
    require(actor, RIGHT, sitting.room)
    text = given(reason)
    responsible = require_administrator_password(password, sitting.room)
    with transaction.atomic():
        sitting = stored(sitting)
        faults = _known_faults(_open_to_report(sitting.session), sitting)
        standing = sitting.unrecoverable.standing().first()
        if standing and set(standing.faults) == set(faults):
            return standing
        sitting.unrecoverable.standing().update(undone_at=clock.now(), undone_by=responsible)
        made = Unrecoverable.objects.create(
            sitting=sitting, faults=faults, reason=text, by_id=actor.user_id, at=clock.now()
        )
        note(
            "unrecoverable_confirmed",
            actor,
            sitting,
            private={"reason": text},
            faults=faults,
            responsible=responsible.pk,
        )
    return made


def undo_unrecoverable(actor: Actor, sitting: Sitting) -> None:
    """The confirmation is taken back: the candidate has to become clean, or be confirmed anew. Again does nothing.

    Raises `Refused` without the right, before the end, and once the centre has what there is.
    """
    require(actor, RIGHT, sitting.room)
    with transaction.atomic():
        sitting = stored(sitting)
        _open_to_report(sitting.session)
        if sitting.unrecoverable.standing().update(undone_at=clock.now(), undone_by_id=actor.user_id):
            note("unrecoverable_undone", actor, sitting)


def _known_faults(seen: Look, sitting: Sitting) -> list[str]:
    faults = faults_of(sitting, verified(seen))
    if not faults:
        told = N_("Everything of %(name)s is here and whole: there is nothing to confirm.")
        raise Refused("unrecoverable.clean", told, name=sitting.candidate.name)
    return [str(fault) for fault in faults]


def _open_to_report(session: Session) -> Look:
    """Between 结束考试 and the receipt; raises `Refused` outside."""
    check_ended(session)
    seen = look(session)
    check_not_reported(seen)
    return seen


def _machines(sittings: Sequence[Sitting]) -> list[Machine]:
    held = Machine.objects.filter(pk__in=[each.holder_id for each in sittings if each.holder_id])
    return list(held.select_related("room"))
