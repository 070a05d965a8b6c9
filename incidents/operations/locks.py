"""考生端锁屏: a message over the candidate's screen until it is acknowledged (E16)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from exams.models import Sitting
from formats.refused import N_, Refused
from incidents.models import ScreenLock
from incidents.operations.shared import not_ended, note, online_in_exam, stored
from journal import clock
from journal.actor import Actor
from rooms.operations.machines import touch
from rooms.rights import require

MOST_TEXT = 300


def lock_screen(actor: Actor, sitting: Sitting, *, text: str) -> ScreenLock:
    """Lock the screen of a candidate who is online and in the exam; the clock runs on.

    Locked already with the same text, it keeps its lock, which is returned; with another text it is
    `Refused` with who locked it and what the candidate reads: two proctors may mean different things.
    """
    require(actor, "incidents.lock_screen", sitting.room)
    message = text.strip()
    if not 1 <= len(message) <= MOST_TEXT:
        raise Refused(
            "lock.text", N_("Write what the candidate shall read (at most %(most)d characters)."), most=MOST_TEXT
        )
    now = clock.now()
    with transaction.atomic():
        sitting = stored(sitting)
        not_ended(sitting.session)
        standing = sitting.locks.closed().first()
        if standing and standing.text == message:
            return standing
        free_of_lock(sitting, standing)
        online_in_exam(sitting, now)
        lock = ScreenLock.objects.create(sitting=sitting, text=message, by_id=actor.user_id, by_name=actor.name, at=now)
        note("screen_locked", actor, sitting, lock=lock.pk, private={"text": message})
        touch([sitting.holder_id] if sitting.holder_id else [])
    return lock


def free_of_lock(sitting: Sitting, standing: ScreenLock | None) -> None:
    """`Refused` with the lock that stands, if one does."""
    if standing:
        told = N_(
            "The screen of %(name)s was locked already by %(by)s: “%(text)s”. Unlock it first to send another text."
        )
        raise Refused("lock.standing", told, name=sitting.candidate.name, by=standing.by_name, text=standing.text)


def check_lock(sitting: Sitting, now: datetime) -> None:
    """`Refused` for who cannot be locked, or is already; asked by the preview."""
    free_of_lock(sitting, sitting.locks.closed().first())
    online_in_exam(sitting, now)


def unlock_screen(actor: Actor, sitting: Sitting) -> None:
    """Lift the lock from the proctor's side. Without a lock it does nothing."""
    require(actor, "incidents.lock_screen", sitting.room)
    with transaction.atomic():
        sitting = stored(sitting)
        lock = sitting.locks.closed().first()
        if lock:
            lock.lifted_at = clock.now()
            lock.save(update_fields=["lifted_at"])
            note("screen_unlocked", actor, sitting, lock=lock.pk)
            touch([sitting.holder_id] if sitting.holder_id else [])


def check_locked(sitting: Sitting, now: datetime) -> None:
    """`Refused` where there is no lock to lift; asked by the preview, the verb then does nothing."""
    if not sitting.locks.closed().exists():
        raise Refused("unlock.free", N_("The screen of %(name)s is not locked."), name=sitting.candidate.name)


def acknowledge_lock(machine_id: UUID, lock_id: int, *, at: datetime) -> None:
    """The candidate pressed 我已知晓 at `at` by the machine's estimate; both moments stay. Again does nothing."""
    with transaction.atomic():
        lock = ScreenLock.objects.select_for_update().filter(pk=lock_id, sitting__holder_id=machine_id).first()
        if lock is None or lock.acknowledged_at:
            return
        sitting = stored(lock.sitting)
        lock.acknowledged_at = max(min(at, clock.now()), lock.at)
        lock.save(update_fields=["acknowledged_at"])
        actor = Actor(kind="machine", machine=machine_id)
        note("lock_acknowledged", actor, sitting, lock=lock.pk, at=lock.acknowledged_at, locked_at=lock.at)
        touch([machine_id])
