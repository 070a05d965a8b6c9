"""核对: whether what the server holds of a sitting is whole, computed again from this machine's disk (A1)."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import models
from django.db.models import Count, Max
from django.utils.translation import pgettext_lazy

from exams import blobs
from exams.answers import log
from exams.answers.log import Fold
from exams.answers.models import LogRow
from exams.models import Session, Sitting
from exams.reporting.models import Unrecoverable, Verification
from formats import chain
from journal.clock import to_ms

AT_ONCE: Final = 100
_encode = msgspec.json.Encoder(order="deterministic").encode


class Fault(models.TextChoices):
    """Why a sitting is not clean."""

    CHAIN = "chain", pgettext_lazy("report", "The log of the answers was changed or has a gap")
    HEAD = "head", pgettext_lazy("report", "The log ends before what was handed in")
    FILES = "files", pgettext_lazy("report", "Work files are missing or were changed")
    UNCOLLECTED = "uncollected", pgettext_lazy("report", "The machine has not confirmed that everything is here")


@dataclass(frozen=True)
class Look:
    """A session as it stands at one moment, read once.

    `standing` is a hash that is the same as long as there is the same to verify, `verification` the last 核对 if that
    still holds, `confirmed` by sitting what somebody answers for.
    """

    session: Session
    sittings: tuple[Sitting, ...]
    standing: str
    verification: Verification | None
    confirmed: Mapping[UUID, Unrecoverable]

    def faults_of(self, sitting: Sitting) -> list[Fault]:
        """What 核对 found of it, and whether its machine has still to confirm; confirmed or not."""
        return faults_of(sitting, self.verification)

    def unsettled(self) -> list[Sitting]:
        """Who still keeps 上报 dark."""
        return [each for each in self.sittings if not is_settled(self.faults_of(each), self.confirmed.get(each.pk))]


def look(session: Session) -> Look:
    """As things are now, in a fixed number of queries."""
    sittings = tuple(in_order(session))
    standing = standing_of(sittings)
    last = Verification.objects.filter(session=session).first()
    return Look(session, sittings, standing, last if last and last.standing == standing else None, _confirmed(session))


def standing_of(sittings: Iterable[Sitting]) -> str:
    """The hash of how they stand; the logs only grow, so their ends stand for them."""
    digest = hashlib.sha256()
    found = list(sittings)
    ends = {row["sitting"]: (row["last"], row["rows"]) for row in _ends([sitting.pk for sitting in found])}
    for sitting in found:
        standing = (sitting.state, sitting.epoch, sitting.submitted_by, sorted(moments_of(sitting).items()))
        digest.update(_encode([str(sitting.pk), *standing, ends.get(sitting.pk)]) + b"\n")
    return digest.hexdigest()


def in_order(session: Session) -> Iterator[Sitting]:
    """The sittings of a session as they are listed, with what their report needs."""
    found = session.sittings.select_related("candidate", "subject").order_by("candidate__sequence", "pk")
    yield from found.prefetch_related("submissions", "claims").iterator(chunk_size=AT_ONCE)


def moments_of(sitting: Sitting) -> dict[str, int | None]:
    names = (
        "logged_in_at", "rules_read_at", "began_at", "closed_at", "absent_at", "deadline", "last_saved_at", "collected_at",
    )  # fmt: skip
    return {name: ms(getattr(sitting, name)) for name in names}


def ms(moment: datetime | None) -> int | None:
    return to_ms(moment) if moment else None


def found_on_disk(sitting: Sitting) -> list[Fault]:
    """Sequence and running hash of every epoch, what was handed in, and every current work file, byte by byte."""
    checks = ((Fault.CHAIN, _chain_holds), (Fault.HEAD, _reaches_what_was_handed_in), (Fault.FILES, _files_whole))
    return [fault for fault, holds in checks if not holds(sitting)]


def faults_of(sitting: Sitting, verification: Verification | None) -> list[Fault]:
    """What a 核对 found of it, and whether its machine has still to confirm; confirmed or not."""
    found = verification.findings.get(str(sitting.pk), []) if verification else []
    waits = sitting.state == Sitting.State.SUBMITTED and sitting.collected_at is None
    return [*map(Fault, found), *([Fault.UNCOLLECTED] if waits else [])]


def is_settled(faults: list[Fault], confirmed: Unrecoverable | None) -> bool:
    """Clean, or somebody has confirmed all of these."""
    return not faults or (confirmed is not None and set(faults) <= set(confirmed.faults))


def readable_fold(sitting: UUID) -> Fold:
    """The current answers; none where a row of the log was changed so that it is no change any more."""
    try:
        return log.fold(sitting)
    except (ValueError, KeyError, TypeError):
        return Fold()


# --- from the disk
def _chain_holds(sitting: Sitting) -> bool:
    return all(log.verify(sitting.pk, epoch).broken_at is None for epoch in range(1, sitting.epoch + 1))


def _reaches_what_was_handed_in(sitting: Sitting) -> bool:
    """Every head that a machine stated when it handed in is in the log."""
    return all(_chain_at(sitting.pk, each.epoch, each.revision) == each.chain for each in sitting.submissions.all())


def _chain_at(sitting: UUID, epoch: int, revision: int) -> str | None:
    if revision == 0:
        return chain.start(sitting, epoch).hex()
    return LogRow.objects.filter(sitting=sitting, epoch=epoch, n=revision).values_list("chain", flat=True).first()


def _files_whole(sitting: Sitting) -> bool:
    named = {entry.sha256 for entry in readable_fold(sitting.pk).files.values()}
    return all(_is_whole(sha256) for sha256 in named)


def _is_whole(sha256: str) -> bool:
    try:
        return blobs.verified(sha256)
    except OSError:  # a sector that cannot be read any more
        return False


def _confirmed(session: Session) -> dict[UUID, Unrecoverable]:
    rows = Unrecoverable.objects.standing().filter(sitting__session=session).select_related("by__staff")
    return {row.sitting_id: row for row in rows}


def _ends(keys: list[UUID]) -> Any:
    found = LogRow.objects.filter(sitting__in=keys).order_by()
    return found.values("sitting").annotate(last=Max("id"), rows=Count("id"))
