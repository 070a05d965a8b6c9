"""The tables of 导出: results, answers and journal of a session as rows of text (A3). No scores leave the room."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from exams.answers.log import Fold
from exams.models import Session
from exams.reporting.verifying import look, readable_fold
from incidents.event_names import name_of
from journal.models import Event
from proctor_site.control_room import lists
from proctor_site.reporting.checklist import Row, checklist

LISTS = ("violations", "resumes", "extra_time", "absences")
Cells = list[str]


@dataclass(frozen=True)
class Sheet:
    """`name` is that of its files, `rows` are read while they are written."""

    name: str
    heads: Cells
    rows: Iterator[Cells]


@dataclass(frozen=True)
class Results:
    """What of a session is exported, read once: its sittings as 核对 shows them, and the answers of each that count."""

    session: Session
    rows: list[Row]
    folds: dict[UUID, Fold]


def results_of(session: Session) -> Results:
    """As things are now."""
    rows = checklist(look(session)).rows
    return Results(session, rows, {row.sitting.pk: readable_fold(row.sitting.pk) for row in rows})


def sheets(found: Results) -> Iterator[Sheet]:
    """In the order in which a person looks for them."""
    session = found.session
    yield Sheet("results", _result_heads(), (_result(session, row) for row in found.rows))
    yield Sheet("answers", _answer_heads(), _answers(found))
    for kind in LISTS:
        table = lists.table(session, kind)
        yield Sheet(kind.replace("_", "-"), table.heads(), iter(table.cells()))
    yield Sheet("journal", _journal_heads(), _journal(session))


def _result_heads() -> Cells:
    return [
        _("Sequence"), _("Ticket number"), _("Name"), pgettext("exam", "subject"), _("Exam state"), _("Began"),
        _("Ended"), _("Submitted by"), pgettext("report", "Progress"), pgettext("report", "Answer package"),
        pgettext("report", "Collected"), pgettext("report", "Violation"), _("Changes"), _("Head of the log"),
    ]  # fmt: skip


def _result(session: Session, row: Row) -> Cells:
    sitting = row.sitting
    person = sitting.candidate
    return [
        f"{person.sequence:03d}", person.ticket, person.name, sitting.subject.name, sitting.get_state_display(),
        _time(session, sitting.began_at), _time(session, sitting.closed_at), sitting.get_submitted_by_display(),
        "" if row.percent is None else f"{row.percent}%", row.package_word,
        "√" if row.is_collected else pgettext("report", "not collected"), str(row.violations or ""),
        str(sitting.revision), sitting.chain,
    ]  # fmt: skip


def _answer_heads() -> Cells:
    return [_("Ticket number"), _("Name"), _("Question"), pgettext("report", "Answer"), _("Work file"), "SHA-256"]


def _answers(found: Results) -> Iterator[Cells]:
    for row in found.rows:
        fold, who = found.folds[row.sitting.pk], [row.sitting.candidate.ticket, row.sitting.candidate.name]
        for question, value in sorted(fold.answers.items()):
            yield [*who, question, value, "", ""]
        for path, entry in sorted(fold.files.items()):
            yield [*who, entry.question, "", path, entry.sha256]


def _journal_heads() -> Cells:
    return [_("Number"), _("Time"), _("Event"), _("Code"), _("Address"), _("Entry"), pgettext("journal", "Hash")]


def _journal(session: Session) -> Iterator[Cells]:
    """As it stands in the chain: names and reasons are commitments there, so the list can go to anybody."""
    for event in Event.objects.filter(session=session.uuid).order_by("number").iterator(chunk_size=500):
        at = _time(session, event.at)
        yield [str(event.number), at, name_of(event.code), event.code, event.address, event.body, event.hash]


def _time(session: Session, moment: datetime | None) -> str:
    return f"{moment.astimezone(session.plan.zone):%Y-%m-%d %H:%M:%S}" if moment else ""


def as_json(found: Results) -> bytes:
    """The results by candidate, with the answers and files that count."""
    told = [
        {
            "sequence": row.sitting.candidate.sequence, "ticket": row.sitting.candidate.ticket,
            "name": row.sitting.candidate.name, "subject": row.sitting.subject.name, "state": row.sitting.state,
            "faults": [str(fault) for fault in row.faults], **_fold(found.folds[row.sitting.pk]),
        }
        for row in found.rows
    ]  # fmt: skip
    session = found.session
    return json.dumps(
        {"session": session.name, "room": session.room.code, "sittings": told}, ensure_ascii=False, indent=1
    ).encode()


def _fold(fold: Fold) -> dict[str, object]:
    files = {path: {"sha256": entry.sha256, "size": entry.size} for path, entry in fold.files.items()}
    return {"answers": fold.answers, "files": files}
