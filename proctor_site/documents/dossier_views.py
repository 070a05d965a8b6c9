"""文档 over HTTP: every session with its documents, and a whole dossier through a job (issue point 6, F16)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from exams.models import Session
from journal import clock
from proctor_site.documents.addressing import session_of, to_file
from proctor_site.documents.dossier import ask_for_dossier
from proctor_site.documents.kinds import DOSSIERS
from proctor_site.documents.papers import PAPERS
from proctor_site.frame.overview import SessionRow, overview
from rooms.admin_parts import actor
from rooms.checks.models import CheckRun, SealCheck

BEFORE: Final = ("door", "labels", "seat_plan", "sign_in")
RECORD: Final = ("record_sheet", "absences", "violations", "resumes", "extra_time", "time_line", "receipts")
WORST_CASE: Final = ("code_slips", "blank_sheet")


@dataclass(frozen=True)
class Way:
    """To a document: on the screen, and its PDF."""

    words: str | Promise
    page: str
    pdf: str


@dataclass(frozen=True)
class Shelf:
    """A session with its documents, group by group."""

    row: SessionRow
    groups: tuple[tuple[str, tuple[Way, ...]], ...]


@login_required
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """文档: the sessions of this person's rooms, the newest first, each with its documents."""
    found = overview(actor(request), clock.now())
    checked = set(CheckRun.objects.values_list("room", flat=True))
    sealed = dict(SealCheck.objects.order_by("at").values_list("room", "pk"))
    shelves = [_shelf(row, checked, sealed) for row in reversed(found.sessions)]
    context: dict[str, Any] = {"shelves": shelves, "title": _("Documents")}
    return render(request, "documents/choose.html", {**admin.site.each_context(request), **context})


@login_required
@require_GET
def dossier(request: HttpRequest, session: UUID, kind: str) -> HttpResponse:
    """To the file if it is made, else to the page that waits for it."""
    if kind not in DOSSIERS:
        raise Http404(kind)
    found = session_of(request, session)
    job = ask_for_dossier(kind, found, language=get_language() or "zh-hans", by=request.user.pk)
    return to_file(job)


def _shelf(row: SessionRow, checked: Collection[int], sealed: Mapping[int, UUID]) -> Shelf:
    session = row.session
    groups = (
        (_("Before the exam"), (*_papers(session, BEFORE), *_checks(session, checked, sealed))),
        (_("Record of the exam"), (*_papers(session, RECORD), _course(session))),
        (_("For the worst case"), tuple(_papers(session, WORST_CASE))),
    )
    return Shelf(row, groups)


def _checks(session: Session, checked: Collection[int], sealed: Mapping[int, UUID]) -> Iterator[Way]:
    """The reports of both checks, where there was one."""
    room = session.room
    if room.pk in checked:
        yield _way(
            _("Report of the environment check"), "checks:environment-report", "checks:environment-pdf", room.uuid
        )
    if room.pk in sealed:
        yield _way(_("Report of the seal check"), "checks:seal-report", "checks:seal-pdf", sealed[room.pk])


def _papers(session: Session, names: tuple[str, ...]) -> Iterator[Way]:
    for name in names:
        yield _way(PAPERS[name].title, "documents:paper", "documents:paper-pdf", session.uuid, name)


def _course(session: Session) -> Way:
    return _way(_("Course of the session"), "course:page", "course:pdf", session.uuid)


def _way(words: str | Promise, page: str, pdf: str, *of: object) -> Way:
    return Way(words, reverse(page, args=of), reverse(pdf, args=of))
