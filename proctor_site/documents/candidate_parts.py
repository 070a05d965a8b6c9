"""The logs and receipts of a session's candidates as PDFs, each of so few that memory holds them (issue point 6)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from exams.models import Session
from incidents.candidate_log.telling import CandidateLog, candidate_log
from proctor_site.candidate_log import rendering as logs
from proctor_site.documents.binding import Drawn, bind
from proctor_site.documents.papers import PAPERS, receipts_of
from proctor_site.documents.rendering import with_values

TITLE: Final = _l("Candidates' logs and receipts")
RECEIPTS: Final = "receipts"
MOST_PEOPLE: Final = 25
MOST_LINES: Final = (
    800  # of logs, 33 pages: laid out in about 500 MB, two thirds of it for the fonts and 7 for each page
)


@dataclass
class Part:
    """Candidates one after the other, by sequence."""

    logs: list[CandidateLog] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        return len(self.logs) >= MOST_PEOPLE or sum(len(log.lines) for log in self.logs) >= MOST_LINES

    @property
    def ends(self) -> tuple[int, int]:
        """The sequence of the first and of the last."""
        return self.logs[0].sitting.candidate.sequence, self.logs[-1].sitting.candidate.sequence


def parts(session: Session, now: datetime) -> Iterator[Part]:
    """Read while they are wanted; a log that is longer than a part is one of its own."""
    part = Part()
    for pk in session.sittings.order_by("candidate__sequence", "subject__order").values_list("pk", flat=True):
        part.logs.append(candidate_log(pk, now))
        if part.is_full:
            yield part
            part = Part()
    if part.logs:
        yield part


def pdf_of(part: Part, session: Session, now: datetime) -> bytes:
    """Each candidate's log, and the receipts of them all; in the language that is active."""
    first, last = part.ends
    title = _("%(what)s %(first)03d–%(last)03d") % {"what": TITLE, "first": first, "last": last}
    return bind(session, now, title, [*map(_log, part.logs), _receipts(part, session, now)])


def _log(log: CandidateLog) -> Drawn:
    person = log.sitting.candidate
    return f"{person.sequence:03d} {person.name} {person.ticket} {log.sitting.subject.name}", logs.html_of(log)


def _receipts(part: Part, session: Session, now: datetime) -> Drawn:
    only = {log.sitting.pk for log in part.logs}
    html = with_values(RECEIPTS, session, now, receipts_of(session, only=only))
    return PAPERS[RECEIPTS].title, html
