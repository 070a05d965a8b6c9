"""Everything that was ever answered in a session, as JSON lines: the whole log, and what holds (F3).

The first line names the session. Then, sitting by sitting: one line "sitting", one for each row of
the log in order, one "fold". `body` is the canonical text that `chain` covers, so that whoever has
the file can compute the running hash again.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from exams.answers import log
from exams.answers.models import LogRow
from exams.models import Session, Sitting
from formats import chain
from journal import clock, record
from journal.actor import Actor
from rooms.rights import require

_encoder = msgspec.json.Encoder(order="deterministic")


def export_answers(actor: Actor, session: Session) -> Iterator[bytes]:
    """The lines, read while they are asked for, in short reads; the export itself is in the journal.

    Raises `Refused` without the right, before anything is read.
    """
    require(actor, "exams.export_answers", session.room)
    sittings = list(session.sittings.order_by("pk").values_list("pk", flat=True))
    record.append("answers_exported", actor, chain=session.room.chain, session=session.uuid, sittings=len(sittings))
    return _lines(session, sittings)


def write(lines: Iterable[bytes], path: Path) -> int:
    """Put `lines` into a file that is either whole or not there; gives their number."""
    temporary, count = path.with_name(f".{path.name}.part"), 0
    try:
        with temporary.open("wb") as stream:
            for line in lines:
                stream.write(line)
                count += 1
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return count


def _lines(session: Session, sittings: Iterable[UUID]) -> Iterator[bytes]:
    yield _line("session", session=session.uuid, name=session.name, plan=session.plan.name, exported_at=clock.now_ms())
    for pk in sittings:
        yield from _lines_of(Sitting.objects.select_related("candidate", "subject").get(pk=pk))


def _lines_of(sitting: Sitting) -> Iterator[bytes]:
    named = {"sitting": sitting.pk, "ticket": sitting.candidate.ticket}
    yield _line("sitting", **named, subject=sitting.subject.name, state=sitting.state, epoch=sitting.epoch)
    for row in log.rows(sitting.pk):
        yield _line(row.kind, **named, **_facts(row))
    fold = log.fold(sitting.pk)
    files = {path: asdict(entry) for path, entry in fold.files.items()}
    yield _line("fold", **named, answers=fold.answers, files=files, last_at=fold.last_at_ms, answered=fold.answered)


def _facts(row: LogRow) -> dict[str, Any]:
    facts: dict[str, Any] = {"epoch": row.epoch, "received_at": row.received_at_ms}
    if row.kind != LogRow.Kind.CHANGE:
        return {**facts, "body": row.body}
    start = {"start": chain.start(row.sitting, row.epoch).hex()} if row.n == 1 else {}
    return {**facts, **start, "n": row.n, "body": row.body, "chain": row.chain, "standing": row.standing}


def _line(kind: str, **facts: Any) -> bytes:
    return _encoder.encode({"kind": kind, **facts}) + b"\n"


def broken_chains(session: Session) -> Iterator[tuple[str, int, int]]:
    """Ticket, epoch and first n of every log whose running hash does not hold (F3): changed, missing or added rows."""
    for sitting in session.sittings.select_related("candidate").iterator(chunk_size=100):
        for epoch in range(1, sitting.epoch + 1):
            broken_at = log.verify(sitting.pk, epoch).broken_at
            if broken_at is not None:
                yield sitting.candidate.ticket, epoch, broken_at
