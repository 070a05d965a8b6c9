"""What a machine tells of the time in which its candidate could not answer (F2)."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from exams.models import Claim
from incidents.models import Outage
from journal import clock, record
from journal.actor import Actor
from rooms.publish import changed

AHEAD: Final = timedelta(seconds=2)
MOST: Final = 200  # of one machine for one sitting; more is no fault of the room


def note_outage(
    machine_id: UUID,
    *,
    key: str,
    sitting_id: UUID,
    epoch: int,
    cause: str,
    began_at: datetime,
    ended_at: datetime | None,
) -> None:
    """Keep an outage as the machine that holds the sitting told it; the end comes later, and once.

    Left out: what another machine's sitting is about, what lies in the future, what ends before it begins.
    """
    with transaction.atomic():
        claim = _claim(machine_id, sitting_id, epoch)
        if claim is None or not _is_plausible(began_at, ended_at):
            return
        outage = Outage.objects.select_for_update().filter(machine_id=machine_id, key=key).first()
        if outage is None:
            outage = _new(claim, key, cause, began_at)
        if outage is None or (outage.pk and (outage.ended_at or ended_at is None)):
            return
        outage.ended_at = ended_at
        outage.save()
        _record(claim, outage)
        changed()


def _claim(machine_id: UUID, sitting_id: UUID, epoch: int) -> Claim | None:
    related = ("sitting__session__plan__room", "sitting__candidate")
    return Claim.objects.filter(machine=machine_id, sitting=sitting_id, epoch=epoch).select_related(*related).first()


def _is_plausible(began_at: datetime, ended_at: datetime | None) -> bool:
    ended = ended_at or began_at
    return began_at <= ended <= clock.now() + AHEAD


def _new(claim: Claim, key: str, cause: str, began_at: datetime) -> Outage | None:
    told = Outage.objects.filter(machine_id=claim.machine_id, sitting=claim.sitting_id).count()
    if told >= MOST or cause not in Outage.Cause.values:
        return None
    return Outage(
        sitting=claim.sitting,
        epoch=claim.epoch,
        machine_id=claim.machine_id,
        key=key,
        cause=cause,
        began_at=max(began_at, claim.at),
        at=clock.now(),
    )


def _record(claim: Claim, outage: Outage) -> None:
    sitting = claim.sitting
    values = {"cause": outage.cause, "began_at": outage.began_at, "ended_at": outage.ended_at, "epoch": outage.epoch}
    private = {"name": sitting.candidate.name, "ticket": sitting.candidate.ticket}
    code = "outage_ended" if outage.ended_at else "outage_begun"
    machine = Actor(kind="machine", machine=claim.machine_id)
    record.append(
        code, machine, chain=sitting.room.chain, session=sitting.session.uuid, sitting=sitting.pk, private=private,
        seat=claim.seat_number, **values,
    )  # fmt: skip
