"""What the codes of the journal are called; a code without a name is shown as it is."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

NAMES: Final[dict[str, str | Promise]] = {
    "absence_registered": _("Absence registered"),
    "absence_undone": _("Absence taken back"),
    "answers_exported": _("Answers exported"),
    "authorised": _("Session authorised"),
    "authorization_received": _("Authorization received"),
    "candidates_loaded": _("Candidates loaded"),
    "centre_pinned": _("Test centre's key confirmed"),
    "client_closed": _("Candidate program closed"),
    "client_started": _("Candidate program started"),
    "clock_step": _("Machine's clock was set"),
    "closed_at_deadline": _("Closed at the deadline"),
    "command_acknowledged": _("Command acknowledged"),
    "command_issued": _("Command issued"),
    "exam_begun": _("Exam begun"),
    "extra_time_given": _("Extra time given"),
    "first_account": _("First account made"),
    "hand_raised": _("Hand raised"),
    "id_numbers_exported": _("ID numbers exported in full"),
    "import_refused": _("Import refused"),
    "interrupted": _("Room interrupted"),
    "link_down": _("Machine offline"),
    "link_up": _("Machine online"),
    "lock_acknowledged": _("Screen lock acknowledged"),
    "logged_in": _("Candidate logged in"),
    "login_allowed": _("Login allowed"),
    "machine_admitted": _("Machine admitted"),
    "machine_changed": _("Machine changed"),
    "machine_enrolled": _("Machine enrolled"),
    "matter_opened": _("Matter opened"),
    "matter_settled": _("Matter settled"),
    "numbers_hidden": _("Seat numbers hidden"),
    "numbers_shown": _("Seat numbers shown"),
    "package_loaded": _("Exam package loaded"),
    "package_replaced": _("Exam package replaced"),
    "papers_loaded": _("Papers loaded"),
    "password_changed": _("Password changed"),
    "plan_loaded": _("Plan loaded"),
    "plan_replaced": _("Plan replaced"),
    "resumed": _("Resumed"),
    "room_code_completed": _("Room code completed"),
    "room_created": _("Room created"),
    "room_registered": _("Room registered at the test centre"),
    "rules_read": _("Rules read"),
    "screen_locked": _("Screen locked"),
    "screen_unlocked": _("Screen unlocked"),
    "seat_added": _("Seat added"),
    "seat_changed": _("Seat changed"),
    "seat_deleted": _("Seat deleted"),
    "seat_moved": _("Seat moved"),
    "seat_taken": _("Seat taken"),
    "seats_imported": _("Seats imported"),
    "session_ended": _("Session ended"),
    "session_entered": _("Session entered"),
    "standalone_set": _("Working without a test centre"),
    "start_allowed": _("Start allowed"),
    "submitted": pgettext_lazy("journal", "Submitted"),
    "submitted_as_it_stands": _("Submitted as it stands"),
    "violation_cancelled": _("Violation cancelled"),
    "violation_registered": _("Violation registered"),
    "went_on": _("Exam went on"),
}


def name_of(code: str) -> str:
    return str(NAMES.get(code, code))
