"""What is kept of one candidate, for an appeal: time, answers with their hashes, what people did (F17)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from exams.answers import log
from exams.answers.models import LogRow
from exams.ledger import whole_ms
from exams.models import Sitting
from incidents.candidate_log.lines import Line, Source
from incidents.candidate_log.telling import CandidateLog, candidate_log
from incidents.telling import name_of_user, seat_text, told_code
from journal import clock

STANDINGS: Final = {
    LogRow.Standing.QUARANTINE: _l("quarantine"),
    LogRow.Standing.LATE: _l("late"),
    LogRow.Standing.UNFIT: _l("no possible answer"),
}


@dataclass(frozen=True)
class Part:
    """One summand of the deadline; `ms` is empty while an interval is open."""

    what: str
    ms: int | None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str = ""
    code: str = ""
    at: datetime | None = None
    by: str = ""


@dataclass(frozen=True)
class Version:
    """A deadline that held from `at` on; without one the clock stood still at `remaining_ms`."""

    version: int
    at: datetime
    deadline: datetime | None
    remaining_ms: int | None


@dataclass(frozen=True)
class Change:
    """One change of the log. `value` is what was answered then, `chain` the running hash after it."""

    place: str
    question: str
    value: str
    made_at: datetime
    received_at: datetime
    standing: str
    chain: str


@dataclass(frozen=True)
class Epoch:
    """What one machine wrote, with the running hash computed anew."""

    epoch: int
    seat: str
    began_at: datetime | None
    changes: int
    chain: str
    broken_at: int | None


@dataclass(frozen=True)
class Handed:
    """One accepted submission, with the head that both sides stated: when it was closed, and when it arrived."""

    at: datetime
    arrived_at: datetime
    by: str
    place: str
    chain: str


@dataclass(frozen=True)
class Evidence:
    """`acts` are what people did; `lines` is everything in order but the single changes."""

    log: CandidateLog
    parts: tuple[Part, ...]
    versions: tuple[Version, ...]
    answers: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...]
    epochs: tuple[Epoch, ...]
    handed: tuple[Handed, ...]

    @property
    def sitting(self) -> Sitting:
        return self.log.sitting

    @property
    def acts(self) -> list[Line]:
        return [line for line in self.log.lines if line.source == Source.PERSON]

    @property
    def lines(self) -> list[Line]:
        return [line for line in self.log.lines if line.source != Source.ANSWERS]


def evidence(sitting: UUID, now: datetime) -> Evidence:
    """Everything, with the full ID number at hand; who asks has taken it by `take_evidence`."""
    found = candidate_log(sitting, now)
    fold = log.fold(sitting)
    return Evidence(
        log=found,
        parts=tuple(_parts(found.sitting)),
        versions=tuple(_versions(found.sitting)),
        answers=tuple(sorted(fold.answers.items(), key=lambda each: _place(each[0]))),
        files=tuple((path, entry.sha256) for path, entry in sorted(fold.files.items())),
        changes=tuple(_changes(found)),
        epochs=tuple(_epochs(found.sitting)),
        handed=tuple(_handed(found.sitting)),
    )


def _place(question: str) -> tuple[str, int]:
    kind, _slash, number = question.partition("/")
    return kind, int(number) if number.isdecimal() else 0


def _parts(sitting: Sitting) -> Iterable[Part]:
    yield Part(_("Start"), None, began_at=sitting.subject.start_at)
    yield Part(_("Duration"), whole_ms(sitting.subject.duration))
    if sitting.accommodation:
        yield Part(_("Accommodation"), whole_ms(sitting.accommodation))
    for entry in sitting.time_entries.select_related("by__staff").order_by("at", "pk"):
        cause, code = str(entry.get_cause_display()), told_code(entry.code)
        by = name_of_user(entry.by)
        yield Part(cause, entry.ms, entry.began_at, entry.ended_at, entry.reason, code, entry.at, by)


def _versions(sitting: Sitting) -> Iterable[Version]:
    for each in sitting.deadlines.order_by("version"):
        yield Version(each.version, each.at, each.deadline, each.remaining_ms)


def _changes(found: CandidateLog) -> Iterable[Change]:
    for row in log.rows(found.sitting.pk):
        if row.kind == LogRow.Kind.CHANGE:
            yield _change(row, json.loads(row.body))


def _change(row: LogRow, body: dict[str, Any]) -> Change:
    is_file = body["kind"] == "file"
    return Change(
        place=f"{row.epoch}/{row.n}",
        question=body.get("path") or body.get("question", "") if is_file else body.get("question", ""),
        value=(body.get("sha256") or _("removed")) if is_file else body.get("value") or "",
        made_at=clock.from_ms(body["at"]),
        received_at=clock.from_ms(row.received_at_ms),
        standing=str(STANDINGS.get(LogRow.Standing(row.standing), "")),
        chain=row.chain,
    )


def _epochs(sitting: Sitting) -> Iterable[Epoch]:
    claims = {claim.epoch: claim for claim in sitting.claims.all()}
    for number in range(1, sitting.epoch + 1):
        proof, claim = log.verify(sitting.pk, number), claims.get(number)
        seat = seat_text(claim.seat_number) if claim else "-"
        began, head = claim.at if claim else None, proof.head
        yield Epoch(number, seat, began, head.n, head.chain.hex(), proof.broken_at)


def _handed(sitting: Sitting) -> Iterable[Handed]:
    for each in sitting.submissions.order_by("epoch", "revision"):
        yield Handed(each.at, each.arrived_at, str(each.get_by_display()), f"{each.epoch}/{each.revision}", each.chain)
