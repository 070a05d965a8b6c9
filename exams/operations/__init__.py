"""The verbs of the exam; the only place that changes it."""

from exams.operations.advance import advance, advance_all
from exams.operations.asking import refresh_states
from exams.operations.authorizing import authorise, file_late_authorization, hold_authorization
from exams.operations.closing import Head
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
from exams.operations.login_tries import release_login
from exams.operations.mock import allow_mock_login, collect_all, set_automation
from exams.operations.not_me import say_not_me
from exams.operations.seals import MissingSeal, missing_seal, preparation_digest
from exams.operations.seating import draw_seats
from exams.operations.session import (
    Person,
    Unsealed,
    allow_login,
    allow_start,
    end_session,
    enter_session,
    figures,
    is_after_latest,
)
from exams.operations.sitting import deadline_seen, log_in, planned_elsewhere, read_rules, submit
from exams.operations.waiting_packages import package_waits

__all__ = [
    "CandidateChanges",
    "Head",
    "MissingSeal",
    "PackageChanges",
    "Person",
    "PlanChanges",
    "Unsealed",
    "advance",
    "advance_all",
    "allow_login",
    "allow_mock_login",
    "allow_start",
    "authorise",
    "collect_all",
    "deadline_seen",
    "draw_seats",
    "end_session",
    "enter_session",
    "figures",
    "file_late_authorization",
    "hold_authorization",
    "is_after_latest",
    "load_candidates",
    "load_package",
    "load_papers",
    "load_plan",
    "log_in",
    "missing_seal",
    "package_waits",
    "plan_candidates",
    "plan_loading",
    "plan_package",
    "plan_papers",
    "planned_elsewhere",
    "preparation_digest",
    "read_rules",
    "recomputed",
    "refresh_states",
    "release_login",
    "say_not_me",
    "set_automation",
    "settle_deadlines",
    "submit",
]
