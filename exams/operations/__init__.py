"""The verbs of the exam; the only place that changes it."""

from exams.operations.advance import advance, advance_all
from exams.operations.authorizing import authorise, file_late_authorization, hold_authorization
from exams.operations.deadlines import recomputed, settle_deadlines
from exams.operations.loading import (
    CandidateChanges,
    PackageChanges,
    PlanChanges,
    load_candidates,
    load_package,
    load_papers,
    load_plan,
    plan_candidates,
    plan_loading,
    plan_package,
    plan_papers,
)
from exams.operations.seating import draw_seats
from exams.operations.session import (
    Person,
    Unsealed,
    allow_login,
    allow_start,
    end_session,
    enter_session,
    failed_seal_check,
    figures,
    is_after_latest,
)
from exams.operations.sitting import Head, deadline_seen, log_in, planned_elsewhere, read_rules, submit
from exams.operations.waiting_packages import package_waits

__all__ = [
    "CandidateChanges",
    "Head",
    "PackageChanges",
    "Person",
    "PlanChanges",
    "Unsealed",
    "advance",
    "advance_all",
    "allow_login",
    "allow_start",
    "authorise",
    "deadline_seen",
    "draw_seats",
    "end_session",
    "enter_session",
    "failed_seal_check",
    "figures",
    "file_late_authorization",
    "hold_authorization",
    "is_after_latest",
    "load_candidates",
    "load_package",
    "load_papers",
    "load_plan",
    "log_in",
    "package_waits",
    "plan_candidates",
    "plan_loading",
    "plan_package",
    "plan_papers",
    "planned_elsewhere",
    "read_rules",
    "recomputed",
    "settle_deadlines",
    "submit",
]
