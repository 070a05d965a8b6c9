"""When a sitting was closed, and the submission that says so: one place for what a machine sends and a package brings."""

from dataclasses import dataclass
from datetime import datetime

from exams.models import Sitting, Submission


@dataclass(frozen=True)
class Head:
    """Where a sitting's log ends, as one side states it; `chain` is hexadecimal."""

    epoch: int
    revision: int
    chain: str


def believed(sitting: Sitting, told: datetime | None, now: datetime) -> datetime | None:
    """The moment at which the candidate handed in at the machine, if it can be true; None where there is no such moment.

    It is after the beginning and the earliest submission, before the deadline and not to come. While the exam stands
    still nothing is believed.
    """
    if told is None or sitting.began_at is None or sitting.deadline is None:
        return None
    earliest = sitting.session.after_start(sitting.session.rules.earliest_submit_min) or sitting.began_at
    if max(earliest, sitting.began_at) <= told <= now and told < sitting.deadline:
        return told
    return None


def corrects(sitting: Sitting, handed_in_at: datetime | None) -> bool:
    """Whether only the deadline closed it, while the candidate had handed in and nobody could hear it (E24)."""
    by_deadline = sitting.state == Sitting.State.SUBMITTED and sitting.submitted_by == Sitting.SubmittedBy.DEADLINE
    return by_deadline and handed_in_at is not None and sitting.session.reported_at is None


def close(sitting: Sitting, by: Sitting.SubmittedBy, at: datetime) -> None:
    """On the sitting in hand; the caller saves it."""
    sitting.state, sitting.closed_at, sitting.submitted_by = Sitting.State.SUBMITTED, at, by


def keep_submission(sitting: Sitting, head: Head, now: datetime) -> Submission:
    """Handed in is when the sitting was closed, whenever that arrives; the same head once more is the same row."""
    stored, _is_new = Submission.objects.update_or_create(  # there already where its closing was moved after it
        sitting=sitting,
        epoch=head.epoch,
        revision=head.revision,
        defaults={
            "chain": head.chain,
            "by": sitting.submitted_by,
            "at": sitting.closed_at or now,
            "arrived_at": now,
        },
    )
    return stored
