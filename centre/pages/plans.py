"""考务与发布: what is loaded for each room, importing more, publishing, files for 单机 (T2)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from centre import operations
from centre.importing.batches import Batch, read_batch, store_batch
from centre.importing.reading import Brought
from centre.importing.words import COUNTED, KINDS, LEVELS
from centre.models import Candidate, Package, Plan, Room
from centre.models.plans import window_of
from centre.operations.publishing import package_file, public_key_of, seal_for_room
from centre.pages.shared import actor, done, page
from formats.plan import SessionRow
from formats.refused import N_, FileRefused, Refused


@dataclass(frozen=True, kw_only=True)
class SubjectShown:
    """A subject of a session, and what is there for it."""

    row: SessionRow
    candidates: int
    paper: str
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, kw_only=True)
class PlanShown:
    """A plan; `is_changed`: what is loaded is not what was published last."""

    plan: Plan
    newest: Package | None
    is_changed: bool
    subjects: list[SubjectShown]


@page()
def show(request: HttpRequest) -> HttpResponse:
    return render(request, "centre/plans.html", _context())


@require_POST
@page("centre.load")
def load(request: HttpRequest) -> HttpResponse:
    """Files are read, and stored if none has a fault; each is told with what was found."""
    brought = [
        Brought(file.name or "", cast(BinaryIO, file.file)) for file in request.FILES.getlist("files") if file.file
    ]
    if not brought:
        messages.error(request, _("Choose files first."))
        return redirect("plans")
    try:
        batch = read_batch(brought, room_code=request.POST.get("room", ""))
        told = _store(request, batch)
    except FileRefused as refused:
        told = {"read": _told(batch), "refused": refused.say(_) if batch.is_refused else _faults(refused)}
    except Refused as refused:
        told = {"refused": refused.say(_)}
    return render(request, "centre/plans.html", {**_context(), **told})


@require_POST
@page("centre.publish")
def publish(request: HttpRequest, plan: UUID) -> HttpResponse:
    found = get_object_or_404(Plan, uuid=plan)

    def act() -> str:
        package = operations.publish(actor(request), found)
        values = {"plan": found.name, "room": found.room.code, "number": package.revision}
        if package.is_sealed:
            return _("Package %(number)d of %(plan)s for room %(room)s is published.") % values
        told = _("Package %(number)d of %(plan)s is published; it is sealed when room %(room)s registers.")
        return told % values

    return done(request, act, "plans")


@page("centre.publish")
def package(request: HttpRequest, plan: UUID) -> HttpResponse | FileResponse:
    """The newest package as a file, for a room without a network."""
    newest = get_object_or_404(Plan, uuid=plan).newest
    newest = newest and seal_for_room(newest)
    if newest is None or not newest.is_sealed or bytes(newest.sealed_for) != public_key_of(newest.plan.room):
        told = N_("There is no package file yet: publish the plan, and have the room register or work in 单机 mode.")
        raise Refused("package.no_file", told)
    name = f"{newest.plan.room.code}-{newest.plan.kind}-{newest.revision}.jkp"
    return FileResponse(package_file(newest).open("rb"), as_attachment=True, filename=name)


@require_POST
@page("centre.authorise")
def authorization(request: HttpRequest, plan: UUID, session: int) -> HttpResponse:
    """The signed authorization as a file; `late` after the window."""
    found = get_object_or_404(Plan, uuid=plan)
    try:
        signed = operations.authorization(actor(request), found.room, plan, session, is_late="late" in request.POST)
    except Refused as refused:
        messages.error(request, refused.say(_))
        return redirect("plans")
    name = f"{found.room.code}-{found.kind}-{session}-authorization.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(signed, content_type="application/json", headers=headers)


def _context() -> dict[str, Any]:
    plans = Plan.objects.select_related("room")
    return {"plans": [_shown(plan) for plan in plans], "rooms": Room.objects.all()}


def _shown(plan: Plan) -> PlanShown:
    candidates = list(Candidate.objects.filter(plan=plan).values_list("session", "subject"))
    papers = {(paper.session, paper.subject): paper.number for paper in plan.papers.current().defer("sealed")}
    newest = plan.newest
    rules = plan.rules
    subjects = [
        SubjectShown(
            row=row,
            candidates=candidates.count((row.number, row.subject)),
            paper=papers.get((row.number, row.subject), ""),
            opens_at=window[0],
            closes_at=window[1],
        )
        for row in plan.file.sessions
        for window in [window_of((row,), rules)]
    ]
    return PlanShown(
        plan=plan, newest=newest, is_changed=newest is not None and operations.is_changed(newest), subjects=subjects
    )


def _store(request: HttpRequest, batch: Batch) -> dict[str, Any]:
    stored = store_batch(actor(request), batch)
    return {"read": _told(batch), "stored": [(each.file.name, each.count, COUNTED[each.file.kind]) for each in stored]}


def _told(batch: Batch) -> list[dict[str, Any]]:
    return [
        {
            "name": file.name,
            "kind": KINDS[file.kind],
            "faults": [(fault.level, LEVELS[fault.level], fault.say(_)) for fault in file.faults],
        }
        for file in batch.files
    ]


def _faults(refused: FileRefused) -> str:
    return " ".join(fault.say(_) for fault in refused.faults)
