"""What is reported of a session, read in short pieces: sittings, the log of answers, records, files (docs/result-package.md)."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings

from exams import blobs
from exams.answers import log
from exams.answers.models import LogRow
from exams.models import Session, Sitting
from exams.operations import figures
from exams.reporting.verifying import Look, in_order, moments_of, ms, readable_fold
from formats.result_contents import FileLine, Head, JournalHead, LogLine, SessionPart, SittingLine
from journal.clock import to_ms
from journal.record import head_of
from proctor_site.reporting.records import at_the_end, records
from rooms.models import Machine

_encode = msgspec.json.Encoder(order="deterministic").encode


class _Named(msgspec.Struct):
    """What of a change says whether it brought a work file."""

    kind: str
    sha256: str | None = None


def line(value: Any) -> bytes:
    return bytes(_encode(value)) + b"\n"


def content_of(seen: Look) -> str:
    """A hash that is the same as long as there is the same to report: what the candidates have produced and how each
    sitting stands, and what the record says of the exam (docs/result-package.md).
    """
    digest, end = hashlib.sha256(seen.standing.encode()), ms(seen.session.ended_at)
    for record in records(seen.session):
        if told := at_the_end(record, end or 0):
            digest.update(line(told))
    return digest.hexdigest()


@dataclass
class Files:
    """The contents that the log and the records name, by hash: where each lies on this machine's disk."""

    places: dict[str, Path] = field(default_factory=dict)

    def name(self, sha256: str) -> None:
        self.places.setdefault(sha256, blobs.place(sha256))

    def whole(self, sha256: str) -> bool:
        """Computed again from the disk: a content that changed there is not passed on."""
        path = self.places[sha256]
        try:
            with path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() == sha256
        except OSError:
            return False

    def size(self) -> int:
        return sum(path.stat().st_size for path in self.places.values() if path.exists())


def sittings(session: Session) -> Iterator[bytes]:
    """One line for each sitting, in the order of the candidates."""
    for sitting in in_order(session):
        yield line(_sitting(sitting))


def log_lines(session: Session, files: Files) -> Iterator[bytes]:
    """Every row of every log, in order; what work files it names is added to `files`."""
    for pk in session.sittings.order_by("candidate__sequence", "pk").values_list("pk", flat=True):
        for row in log.rows(pk):
            if sha256 := _named_file(row):
                files.name(sha256)
            yield row_line(row)


def row_line(row: LogRow) -> bytes:
    """A row of the log as it is reported."""
    return line(_row(row))


def record_lines(session: Session, files: Files) -> Iterator[bytes]:
    """Violations, resumes, time entries, absences, codes and whatever else happened; attachments are added to `files`."""
    for record in records(session):
        if path := record.pop("attachment_path", ""):
            place = Path(settings.MEDIA_ROOT) / path
            record["attachment"] = _keep(place, files)
        yield line(record)


def session_part(session: Session, missing: list[str]) -> bytes:
    return bytes(
        _encode(
            SessionPart(
                uuid=str(session.uuid),
                plan=str(session.plan.uuid),
                session=session.number,
                room=session.room.code,
                name=session.name,
                planned_start=to_ms(session.planned_start),
                start_at=ms(session.start_at),
                ended_at=ms(session.ended_at),
                authorised_by=session.authorised_by,
                administrator=session.administrator,
                administrator_phone=session.administrator_phone,
                invigilators=session.invigilators,
                figures=figures(session),
                journal=JournalHead(*head_of(session.room.chain)),
                missing=missing,
            )
        )
    )


# --- parts
def _sitting(sitting: Sitting) -> SittingLine:
    fold = readable_fold(sitting.pk)
    claims = sorted(sitting.claims.all(), key=lambda claim: claim.epoch)
    heads = [(epoch, log.head(sitting.pk, epoch)) for epoch in range(1, sitting.epoch + 1)]
    return SittingLine(
        sitting=str(sitting.pk),
        ticket=sitting.candidate.ticket,
        name=sitting.candidate.name,
        sequence=sitting.candidate.sequence,
        subject=sitting.subject.name,
        state=sitting.state,
        epoch=sitting.epoch,
        moments=moments_of(sitting),
        submitted_by=sitting.submitted_by,
        seat=claims[-1].seat_number if claims else None,
        answers=fold.answers,
        files={path: FileLine(entry.sha256, entry.size, entry.question) for path, entry in fold.files.items()},
        answered=fold.answered,
        last_at=fold.last_at_ms,
        heads=[Head(epoch, found.n, found.chain.hex()) for epoch, found in heads if found.n],
        submissions=[
            {
                "epoch": each.epoch,
                "revision": each.revision,
                "chain": each.chain,
                "by": each.by,
                "at": to_ms(each.at),
                "arrived_at": to_ms(each.arrived_at),
            }
            for each in sitting.submissions.all()
        ],
        claims=[_claim(claim.epoch, claim.machine_id, claim.seat_number, claim.at) for claim in claims],
    )


def _claim(epoch: int, machine: UUID, seat: int | None, at: datetime) -> dict[str, Any]:
    hostname = Machine.objects.filter(pk=machine).values_list("hostname", flat=True).first()
    return {"epoch": epoch, "machine": str(machine), "hostname": hostname or "", "seat": seat, "at": to_ms(at)}


def _row(row: LogRow) -> LogLine:
    return LogLine(
        sitting=str(row.sitting),
        epoch=row.epoch,
        kind=row.kind,
        n=row.n,
        body=row.body,
        chain=row.chain,
        standing=row.standing,
        received_at=row.received_at_ms,
    )


def _named_file(row: LogRow) -> str:
    """The content that a change of a work file brought; nothing for one that was removed."""
    if row.kind != LogRow.Kind.CHANGE or '"file"' not in row.body:
        return ""
    try:
        change = msgspec.json.decode(row.body, type=_Named)
    except ValueError:  # changed on the disk: 核对 has said so, and the row goes as it stands
        return ""
    return change.sha256 or "" if change.kind == "file" else ""


def _keep(place: Path, files: Files) -> str:
    try:
        with place.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:  # its hash is not known any more; that there was one stands in the record
        return ""
    files.places.setdefault(sha256, place)
    return sha256
