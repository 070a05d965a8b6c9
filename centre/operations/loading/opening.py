"""Opening a paper that is stored, with its answers: whoever sees it is recorded (T2)."""

from django.db import transaction

from centre.models import Plan
from centre.rights import require
from journal import record
from journal.actor import Actor


def open_paper(actor: Actor, plan: Plan, subject: str) -> None:
    """Record that somebody looks at the paper of a subject before it is sat. Without a paper, nothing."""
    require(actor, "centre.load")
    papers = list(plan.papers.current().filter(subject=subject))
    if not papers:
        return
    with transaction.atomic():
        record.append(
            "paper_opened",
            actor,
            chain=plan.room.chain,
            private={"subject": subject},
            plan=plan.uuid,
            papers=[str(paper.uuid) for paper in papers],
        )
