"""The verbs for what goes differently; the only place that changes it."""

from incidents.operations.absences import register_absence, undo_absence
from incidents.operations.extra_time import give_extra_time, still_possible
from incidents.operations.interruptions import go_on, interrupt
from incidents.operations.locks import acknowledge_lock, lock_screen, unlock_screen
from incidents.operations.resumes import resume
from incidents.operations.settling import absent_after_login, submit_as_it_stands
from incidents.operations.violations import cancel_violation, register_violation

__all__ = [
    "absent_after_login",
    "acknowledge_lock",
    "cancel_violation",
    "give_extra_time",
    "go_on",
    "interrupt",
    "lock_screen",
    "register_absence",
    "register_violation",
    "resume",
    "still_possible",
    "submit_as_it_stands",
    "undo_absence",
    "unlock_screen",
]
