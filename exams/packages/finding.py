"""Whose package it is, what of it is new, and where it differs from what counts (E13, E14). Changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Final
from uuid import UUID

from exams.answers import log, store
from exams.answers.folding import Source
from exams.answers.log import Head
from exams.answers.models import LogRow
from exams.answers.sequence import Key
from exams.live.impossible import impossible_in_package
from exams.live.lateness import late_in_package
from exams.models import Claim, Session, Sitting
from exams.packages.comparing import Dated, Difference, Extent, compare, digest
from formats import chain
from formats.answer_package import Manifest, Package
from formats.messages import Change
from formats.refused import N_, Refused
from journal import clock

BEYOND: Final = 2**62  # every row of the log stands before it


class Outcome(StrEnum):
    """How a package stands to what the server has."""

    EQUAL = "equal"
    NEWER = "newer"
    OLDER = "older"
    STALE = "stale"  # of a machine that the candidate has left


@dataclass(frozen=True)
class Sides:
    """How far the package is, what counts on the server, and what counts there once the package is taken."""

    package: Extent
    server: Extent
    taken: Extent


@dataclass(frozen=True)
class Found:
    """A verified package of a sitting, compared with its log at one moment."""

    sitting: Sitting
    claim: Claim
    manifest: Manifest
    changes: Sequence[Change]
    outcome: Outcome
    server: Head
    is_proven: bool
    late: frozenset[int]
    sides: Sides
    unfit: frozenset[int]
    differences: Sequence[Difference]

    @property
    def key(self) -> Key:
        return Key(self.sitting.pk, self.manifest.epoch)

    @cached_property
    def new(self) -> list[Change]:
        """What the server does not have."""
        return [change for change in self.changes if change.n > self.server.n]

    @property
    def late_new(self) -> int:
        return sum(1 for change in self.new if change.n in self.late)

    @property
    def comparison(self) -> str:
        """Names what there is to decide on; empty when there is nothing."""
        return digest(self.differences)

    @property
    def is_last(self) -> bool:
        """Whether no other login has come since."""
        return not Claim.objects.filter(sitting=self.sitting.pk, epoch__gt=self.manifest.epoch).exists()

    @property
    def is_all_here(self) -> bool:
        """Whether nothing of it is new and there is nothing to decide."""
        return not self.new and not self.differences


def find(session: Session, package: Package, *, wanted: Sitting | None = None, now: datetime) -> Found:
    """What is in a package for `session`, if it is for `wanted` when that is given.

    Every content is read, so this waits on the disk. Raises `Refused`, each its own: of another session, another
    candidate, a machine that never had the candidate, from before a 初始化, a file missing, answers that contradict
    those of the server, a gap before its first change.
    """
    manifest = package.manifest
    sitting = _sitting(session, manifest)
    _check_wanted(sitting, wanted)
    claim = _claim(sitting, manifest)
    _check_not_reset(sitting, manifest)
    changes = package.changes()
    _read_contents(package)
    _check_contents(manifest, changes)
    server = log.head(sitting.pk, manifest.epoch)
    _check_continues(sitting.pk, manifest, changes, server)
    is_proven = manifest.is_proven_by(bytes.fromhex(claim.machine.token_hash))
    late = _late(sitting, claim, changes, server, is_proven=is_proven, now=now)
    outcome = _outcome(sitting, manifest, server)
    unfit = impossible_in_package(sitting.pk, changes)
    answers = [each for each in changes if each.n not in unfit]
    counting = (
        [] if outcome is Outcome.STALE else [each for each in answers if each.n > server.n and each.n not in late]
    )
    weighed = _weighed(sitting.pk, manifest, answers, counting, late)
    return Found(
        sitting=sitting,
        claim=claim,
        manifest=manifest,
        changes=changes,
        outcome=outcome,
        server=server,
        is_proven=is_proven,
        late=frozenset(late),
        unfit=frozenset(unfit),
        sides=weighed.sides,
        differences=weighed.differences,
    )


# --- whose
def _sitting(session: Session, manifest: Manifest) -> Sitting:
    related = ("candidate", "subject__session", "session__plan__room", "holder")
    found = Sitting.objects.select_related(*related).filter(pk=manifest.sitting).first()
    if found is None or found.session.plan.room_id != session.plan.room_id:
        raise Refused(
            "answer_package.unknown",
            N_("Candidate %(ticket)s of this answer package is in no session of this room."),
            ticket=manifest.ticket,
        )
    if found.session_id != session.pk:
        raise Refused(
            "answer_package.other_session",
            N_("This answer package belongs to session %(found)s (%(name)s). Open that session and take it there."),
            found=found.session.name,
            name=found.candidate.name,
        )
    return found


def _check_wanted(sitting: Sitting, wanted: Sitting | None) -> None:
    if wanted is not None and wanted.pk != sitting.pk:
        raise Refused(
            "answer_package.other_candidate",
            N_("This is the answer package of %(found)s, chosen is %(wanted)s. Nothing was taken."),
            found=sitting.candidate.name,
            wanted=wanted.candidate.name,
        )


def _claim(sitting: Sitting, manifest: Manifest) -> Claim:
    """The login by which this machine had the candidate."""
    claim = Claim.objects.select_related("machine").filter(sitting=sitting, epoch=manifest.epoch).first()
    if claim is None or claim.machine_id != manifest.machine:
        raise Refused(
            "answer_package.other_machine",
            N_("%(name)s was never at the machine that this answer package comes from. Nothing was taken."),
            name=sitting.candidate.name,
        )
    return claim


def _check_not_reset(sitting: Sitting, manifest: Manifest) -> None:
    resets = LogRow.objects.filter(sitting=sitting.pk, kind=LogRow.Kind.RESET, epoch__gt=manifest.epoch)
    is_reset = sitting.admission == Sitting.Admission.RESET and manifest.epoch < sitting.epoch
    if is_reset or resets.exists():
        raise Refused(
            "answer_package.before_reset",
            N_("%(name)s was reset after this answer package was made: its answers do not come back."),
            name=sitting.candidate.name,
        )


# --- whether whole
def _read_contents(package: Package) -> None:
    for content in package.manifest.contents:
        for _piece in package.content(content):
            pass  # verified as it is read


def _check_contents(manifest: Manifest, changes: Sequence[Change]) -> None:
    named = {change.sha256 for change in changes if change.sha256}
    missing = named - {content.sha256 for content in manifest.contents}
    if missing - store.durable_blobs(missing):
        raise Refused(
            "answer_package.lacks_files",
            N_("The answer package lacks %(count)d files of the candidate. Export it again at the candidate's machine."),
            count=len(missing),
        )  # fmt: skip


def _check_continues(sitting: UUID, manifest: Manifest, changes: Sequence[Change], server: Head) -> None:
    """The same numbers have to be the same changes, and nothing may be missing between."""
    if server.n < manifest.start:
        raise Refused(
            "answer_package.gap",
            N_("The answer package begins with change %(first)d, the server has %(last)d. What lies between is missing; nothing was taken."),
            first=manifest.start + 1,
            last=server.n,
        )  # fmt: skip
    running = bytes.fromhex(manifest.start_chain)
    stored = _chains(sitting, manifest)
    for n, linked in [(manifest.start, running), *_linked(running, changes)]:
        if n in stored and stored[n] != linked.hex():
            raise _conflict(n)
    if manifest.start == 0 and running != chain.start(sitting, manifest.epoch):
        raise _conflict(0)


def _chains(sitting: UUID, manifest: Manifest) -> dict[int | None, str]:
    """The running hash after each number that both have."""
    rows = LogRow.objects.filter(sitting=sitting, epoch=manifest.epoch, n__gte=manifest.start, n__lte=manifest.revision)
    return dict(rows.values_list("n", "chain"))


def _linked(running: bytes, changes: Sequence[Change]) -> list[tuple[int, bytes]]:
    found = []
    for change in changes:
        running = chain.link(running, change)
        found.append((change.n, running))
    return found


def _conflict(n: int) -> Refused:
    return Refused(
        "answer_package.conflict",
        N_("The answer package holds other answers under number %(n)d than the server. Nothing was overwritten; keep the package and tell the test centre."),
        n=n,
    )  # fmt: skip


# --- compared
def _outcome(sitting: Sitting, manifest: Manifest, server: Head) -> Outcome:
    if manifest.epoch < sitting.epoch or log.is_closed(sitting.pk, manifest.epoch):
        return Outcome.STALE
    if manifest.revision == server.n:
        return Outcome.EQUAL
    return Outcome.NEWER if manifest.revision > server.n else Outcome.OLDER


def _late(
    sitting: Sitting, claim: Claim, changes: Sequence[Change], server: Head, *, is_proven: bool, now: datetime
) -> set[int]:
    """What does not count by itself: made or brought too late, or new and not proven to come from that machine."""
    new_from = server.n + 1
    late = late_in_package(claim.machine_id, sitting.pk, changes, new_from, clock.to_ms(now))
    return late if is_proven else late | {change.n for change in changes if change.n >= new_from}


@dataclass(frozen=True)
class _Weighed:
    sides: Sides
    differences: list[Difference]


def _weighed(
    sitting: UUID, manifest: Manifest, changes: Sequence[Change], counting: Sequence[Change], late: set[int]
) -> _Weighed:
    """Both sides, and what remains to be decided once the changes that count by themselves are there."""
    server = _dated(sitting)
    server.take(log.lines(sitting))
    before = server.extent()
    server.apply([chain.body(change) for change in counting])
    earlier = log.source_bodies(sitting, Source(manifest.epoch, manifest.start, BEYOND)) if manifest.start else ()
    package: list[bytes | str] = [*earlier, *(chain.body(change) for change in changes)]
    sides = Sides(_dated(sitting).apply(package).extent(), before, server.extent())
    return _Weighed(sides, compare(server, package, {change.question for change in changes if change.n in late}))


def _dated(sitting: UUID) -> Dated:
    return Dated(lambda source: log.source_bodies(sitting, source))
