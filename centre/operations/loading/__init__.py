"""Loading what an exam consists of: plan, candidates, papers (T2)."""

from centre.operations.loading.candidates import changed_sessions, load_candidates
from centre.operations.loading.opening import open_paper
from centre.operations.loading.papers import load_papers, paper_faults
from centre.operations.loading.plans import beginning_at, load_plan, meeting_faults, plan_of, released_faults

__all__ = [
    "beginning_at",
    "changed_sessions",
    "load_candidates",
    "load_papers",
    "load_plan",
    "meeting_faults",
    "open_paper",
    "paper_faults",
    "plan_of",
    "released_faults",
]
