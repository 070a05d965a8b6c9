"""The verbs for what goes differently; the only place that changes it."""

from incidents.operations.absences import register_absence, undo_absence
from incidents.operations.attendance import mark_present, sitting_of_ticket, undo_present
from incidents.operations.code_requests import request_code, withdraw_code_request
from incidents.operations.credits import give_back, give_back_by_code, refuse_loss
from incidents.operations.extra_time import give_extra_time, give_extra_time_by_code, still_possible
from incidents.operations.going_on import (
    change_seat_and_give_back,
    give_back_measured,
    resume_and_give_back,
    swap_seats_and_give_back,
)
from incidents.operations.hands import answer_hand, raise_hand
from incidents.operations.interruptions import go_on, interrupt
from incidents.operations.late_candidates import admit_late
from incidents.operations.late_interruptions import interrupt_afterwards
from incidents.operations.late_starts import start_late
from incidents.operations.locks import acknowledge_lock, lock_screen, unlock_screen
from incidents.operations.messages import message_read, send_message
from incidents.operations.moves import change_seat, swap_seats
from incidents.operations.outages import note_outage
from incidents.operations.outings import let_in, let_out
from incidents.operations.packages import (
    Decision,
    Taken,
    collect_package,
    examine_package,
    import_package,
    recover_package,
)
from incidents.operations.resets import reset
from incidents.operations.resumes import resume
from incidents.operations.settling import absent_after_login, submit_as_it_stands
from incidents.operations.taking_back import take_back_time
from incidents.operations.unrecoverable import collect_again, confirm_unrecoverable, undo_unrecoverable
from incidents.operations.violations import cancel_violation, register_violation

__all__ = [
    "Decision",
    "Taken",
    "absent_after_login",
    "acknowledge_lock",
    "admit_late",
    "answer_hand",
    "cancel_violation",
    "change_seat",
    "change_seat_and_give_back",
    "collect_again",
    "collect_package",
    "confirm_unrecoverable",
    "examine_package",
    "give_back",
    "give_back_by_code",
    "give_back_measured",
    "give_extra_time",
    "give_extra_time_by_code",
    "go_on",
    "import_package",
    "interrupt",
    "interrupt_afterwards",
    "let_in",
    "let_out",
    "lock_screen",
    "mark_present",
    "message_read",
    "note_outage",
    "raise_hand",
    "recover_package",
    "refuse_loss",
    "register_absence",
    "register_violation",
    "request_code",
    "reset",
    "resume",
    "resume_and_give_back",
    "send_message",
    "sitting_of_ticket",
    "start_late",
    "still_possible",
    "submit_as_it_stands",
    "swap_seats",
    "swap_seats_and_give_back",
    "take_back_time",
    "undo_absence",
    "undo_present",
    "undo_unrecoverable",
    "unlock_screen",
    "withdraw_code_request",
]
