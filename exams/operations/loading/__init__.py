"""Loading what an exam consists of: plan, candidates, papers (B10)."""

from exams.operations.loading.candidate_storing import CandidateChanges
from exams.operations.loading.candidates import load_candidates, plan_candidates
from exams.operations.loading.packages import PackageChanges, load_package, plan_package
from exams.operations.loading.papers import load_papers, plan_papers, subjects_named
from exams.operations.loading.persons import Person
from exams.operations.loading.plans import PlanChanges, beginning_at, load_plan, plan_loading, room_for

__all__ = [
    "CandidateChanges",
    "PackageChanges",
    "Person",
    "PlanChanges",
    "beginning_at",
    "load_candidates",
    "load_package",
    "load_papers",
    "load_plan",
    "plan_candidates",
    "plan_loading",
    "plan_package",
    "plan_papers",
    "room_for",
    "subjects_named",
]
