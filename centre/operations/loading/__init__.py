"""Loading what an exam consists of: plan, candidates, papers (T2)."""

from centre.operations.loading.candidates import load_candidates
from centre.operations.loading.papers import load_papers, paper_faults
from centre.operations.loading.plans import beginning_at, load_plan, plan_of, released_faults

__all__ = [
    "beginning_at",
    "load_candidates",
    "load_papers",
    "load_plan",
    "paper_faults",
    "plan_of",
    "released_faults",
]
