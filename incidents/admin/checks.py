"""Who would be left out of the batch work and why (F10), where the verb itself would do nothing or has no such question."""

from exams.models import Sitting, TimeEntry
from formats.refused import N_, Refused
from incidents import operations
from incidents.models import Absence, ScreenLock, Violation
from incidents.operations.shared import not_ended
from incidents.operations.taking_back import possible_ms
from journal import clock
from journal.actor import Actor


def check_going_on(sitting: Sitting) -> None:
    not_ended(sitting.session)


def check_locked(sitting: Sitting) -> None:
    if not sitting.locks.closed().exists():
        raise Refused("lock.open", N_("This screen is not locked any more."))


def check_closed(lock: ScreenLock) -> None:
    if lock.acknowledged_at or lock.lifted_at:
        raise Refused("lock.open", N_("This screen is not locked any more."))


def check_cancel(violation: Violation) -> None:
    not_ended(violation.sitting.session)
    if violation.cancelled_at:
        raise Refused("violation.cancelled", N_("This violation is cancelled already."))


def check_standing(absence: Absence) -> None:
    not_ended(absence.sitting.session)
    if absence.undone_at:
        raise Refused("absence.undone", N_("This absence is taken back already."))


def check_taking_back(entry: TimeEntry) -> None:
    if hasattr(entry, "reversal"):
        raise Refused("take_back.taken", N_("This time is taken back already."))
    possible_ms(entry.sitting, entry, clock.now())


# --- the verbs, for the row of a record
def undo(actor: Actor, absence: Absence, *, reason: str) -> None:
    check_standing(absence)
    operations.undo_absence(actor, absence.sitting, reason=reason)


def resume(actor: Actor, sitting: Sitting, *, reason: str, give_back: bool) -> None:
    """With what was measured given back, or without."""
    if give_back:
        operations.resume_and_give_back(actor, sitting, reason=reason)
    else:
        operations.resume(actor, sitting, reason=reason)


def take_back(actor: Actor, entry: TimeEntry, *, reason: str) -> None:
    check_taking_back(entry)
    operations.take_back_time(actor, entry, reason=reason)


def unlock(actor: Actor, lock: ScreenLock) -> None:
    check_closed(lock)
    operations.unlock_screen(actor, lock.sitting)


def unlock_sitting(actor: Actor, sitting: Sitting) -> None:
    check_locked(sitting)
    operations.unlock_screen(actor, sitting)
