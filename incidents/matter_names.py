"""What the kinds of open matters are called (F4), as the control room's page has them; for logs and papers."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

MATTERS: Final[dict[str, str | Promise]] = {
    "server_disk_low": pgettext_lazy("matter", "the server's disk is nearly full"),
    "offline": pgettext_lazy("matter", "offline"),
    "second_machine": pgettext_lazy("matter", "second login refused"),
    "save_old": pgettext_lazy("matter", "answers do not reach the server"),
    "hand_raised": pgettext_lazy("matter", "raised a hand"),
    "login_locked": pgettext_lazy("matter", "login locked after wrong tries"),
    "not_me": pgettext_lazy("matter", "a wrong ticket number was typed: “not me”"),
    "package_waiting": pgettext_lazy("matter", "answer package imported, not resumed yet"),
    "not_back": pgettext_lazy("matter", "resumed, not logged in again"),
    "answer_conflict": pgettext_lazy("matter", "answers differ from the machine"),
    "machine_ahead": pgettext_lazy("matter", "the machine knows more than the server"),
    "quarantined_answers": pgettext_lazy("matter", "answers from the old machine, kept apart"),
    "save_not_holder": pgettext_lazy("matter", "answers from a machine that never held them"),
    "late_answers": pgettext_lazy("matter", "answers came after the deadline"),
    "unfit_answers": pgettext_lazy("matter", "answers that their questions cannot have, set aside"),
    "lost_time": pgettext_lazy("matter", "lost time to settle"),
    "two_links": pgettext_lazy("matter", "two machines with one identity"),
    "equal_fingerprints": pgettext_lazy("matter", "two machines look the same"),
    "seat_claimed": pgettext_lazy("matter", "asks for a seat number that is taken"),
    "other_seat": pgettext_lazy("matter", "logged in at another seat"),
    "enrolment_closed": pgettext_lazy("matter", "an unknown machine waits"),
    "window_authorise": pgettext_lazy("matter", "the session can be authorised now"),
    "window_login": pgettext_lazy("matter", "login can be allowed now"),
    "window_start": pgettext_lazy("matter", "the exam can be started now"),
    "rules_unread": pgettext_lazy("matter", "has not read the rules"),
    "no_answer": pgettext_lazy("matter", "writes nothing"),
    "deadline_unseen": pgettext_lazy("matter", "does not confirm the new end"),
    "late_limit": pgettext_lazy("matter", "late limit reached: absences to register"),
    "all_submitted": pgettext_lazy("matter", "everybody has handed in or is absent"),
    "clock_step": pgettext_lazy("matter", "server clock was set"),
    "clock_far": pgettext_lazy("matter", "machine's clock is far off"),
    "disk_low": pgettext_lazy("matter", "little disk space left"),
    "battery_low": pgettext_lazy("matter", "battery nearly empty"),
    "client_other": pgettext_lazy("matter", "another version of the candidate program"),
    "address_changed": pgettext_lazy("matter", "network address has changed"),
    "centre_away": pgettext_lazy("matter", "test centre does not answer"),
}
