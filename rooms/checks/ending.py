"""How a check comes to its end by itself: seats that say nothing fail, and a run without an open seat has ended (B8)."""

from datetime import datetime

from django.db import transaction

from journal import record
from journal.actor import Actor, system
from rooms.checks.models import CheckRun, SeatCheck
from rooms.publish import changed

CHECKS: Actor = system("checks")


def advance_checks(now: datetime) -> None:
    """Fail the seats whose time is over, and end what is done. May run twice, late, or in two processes."""
    if not CheckRun.objects.running().exists():
        return
    with transaction.atomic():
        overdue = SeatCheck.objects.filter(run__ended_at__isnull=True).overdue(now)
        never = overdue.filter(heard_at__isnull=True).update(state=SeatCheck.State.FAILED, fault="silent", ended_at=now)
        stuck = overdue.update(state=SeatCheck.State.FAILED, fault="stuck", ended_at=now)
        ended = [end_if_done(run, now) for run in CheckRun.objects.running().select_related("room")]
        if never or stuck or any(ended):
            changed()


def end_if_done(run: CheckRun, now: datetime) -> bool:
    """Inside the caller's transaction; true when this call has ended the run."""
    if run.seats.open().exists():
        return False
    if not CheckRun.objects.running().filter(pk=run.pk).update(ended_at=now):
        return False
    run.ended_at = now
    passed, seats = run.seats.passed().count(), run.seats.count()
    record.append("check_ended", CHECKS, chain=run.room.chain, run=run.pk, seats=seats, passed=passed)
    return True
