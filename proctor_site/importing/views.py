"""Bring files, look at what they would change, say yes (B5, B10)."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from exams.operations.loading import plan_loading
from formats import exam_package
from formats.refused import N_, Refused
from formats.spreadsheets import Kind, write_template
from journal import clock
from journal.actor import Actor
from proctor_site.importing import shelf
from proctor_site.importing.batches import Batch, read_batch
from proctor_site.importing.forms import ConfirmForm, UploadForm
from proctor_site.importing.outlines import Outline, outline
from proctor_site.importing.pages import panels
from proctor_site.importing.reading import Brought
from proctor_site.importing.storing import record_refused, record_unread, store
from proctor_site.loading import shelf as shelf_of_packages
from proctor_site.steps.choosing import choose, chosen_room
from rooms.admin_parts import actor
from rooms.models import Room
from rooms.resources import TextXlsx
from rooms.rights import require

LISTS = {
    Kind.SEATS: "seats:choose",
    Kind.CANDIDATES: "admin:exams_candidate_changelist",
    Kind.PLAN: "admin:exams_session_changelist",
    Kind.PAPERS: "admin:exams_session_changelist",
}


def upload(request: HttpRequest) -> HttpResponse:
    """Choose files; they are read at once, and what is wrong with them is journaled."""
    who = _importer(request)
    brought = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*brought, rooms=_rooms(who))
    if form.is_valid():
        try:
            if any(exam_package.is_one(upload) for upload in form.cleaned_data["uploads"]):
                return redirect("loading:package", _package(request, who, form.cleaned_data))
            return redirect("importing:preview", _take_in(request, who, form.cleaned_data))
        except Refused as refused:
            form.add_error("uploads", refused.say(_))
    context = {"form": form, "is_another": _is_another(request)}
    return _page(request, "importing/upload.html", context, status=400 if form.is_bound else 200)


def preview(request: HttpRequest, token: str) -> HttpResponse:
    """What the files would change; a POST is the yes to it."""
    who = _importer(request)
    try:
        batch = shelf.fetch(token, _owner(request))
    except Refused as refused:
        messages.error(request, refused.say(_))
        return redirect("importing:upload")
    form = ConfirmForm(request.POST or None)
    if form.is_valid():
        try:
            done = store(who, batch, confirmed=form.cleaned_data["agreed"], seen=form.cleaned_data["seen"])
        except Refused as refused:
            messages.error(request, refused.say(_))
            return redirect(request.get_full_path())
        shelf.drop(token)
        messages.success(request, _("Stored in room %(room)s.") % {"room": batch.room_code})
        return redirect(_list_of(done))
    return _preview(request, batch)


def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty list to fill in."""
    _importer(request)
    stream = BytesIO()
    try:
        write_template(Kind(kind), stream)
    except (KeyError, ValueError) as unknown:
        raise Http404(kind) from unknown
    headers = {"Content-Disposition": f'attachment; filename="{kind}.xlsx"'}
    return HttpResponse(stream.getvalue(), content_type=TextXlsx.CONTENT_TYPE, headers=headers)


def _importer(request: HttpRequest) -> Actor:
    who = actor(request)
    if "rooms.import_files" not in who.permissions:
        raise PermissionDenied
    return who


def _owner(request: HttpRequest) -> int:
    return int(request.user.pk or 0)


def _rooms(who: Actor) -> Any:
    return Room.objects.all() if who.rooms is None else Room.objects.filter(pk__in=who.rooms)


def _take_in(request: HttpRequest, who: Actor, given: dict[str, Any]) -> str:
    """Have the files read and keep what they hold; returns the token. Raises `Refused` if they cannot be read."""
    files = [Brought(upload.name or "", upload) for upload in given["uploads"]]
    batch = _read(who, files, given)
    if _is_another(request):
        _check_another(batch)
    if batch.room:
        require(who, "rooms.import_files", batch.room)
    found = outline(batch)
    if found.refused:
        record_refused(who, batch, found)
    return shelf.keep(batch, _owner(request))


def _is_another(request: HttpRequest) -> bool:
    """Whether 导入其他考试 led here; the form goes to the address that it came from."""
    return "another" in request.GET


def _check_another(batch: Batch) -> None:
    """Beside what is loaded, nothing of which changes: lists without a plan would go to the one loaded last (B10)."""
    if any(file.refused for file in batch.files):
        return  # the preview names every fault, and stores nothing
    if batch.plan is None:
        told = N_("There is no plan among the files. Choose the plan together with its candidates and papers.")
        raise Refused("import.another_without_plan", told)
    if stored := plan_loading(batch.plan, now=clock.now()).stored:
        told = N_(
            "“%(plan)s” is loaded already. Another exam has another name or is of another kind: choose its files, or use “Load anew” for this one."
        )
        raise Refused("import.not_another", told, plan=stored.name)


def _package(request: HttpRequest, who: Actor, given: dict[str, Any]) -> str:
    """Keep the exam package of a test centre; it is looked at on the page that follows. Returns its name there."""
    if len(given["uploads"]) > 1:
        raise Refused("package.alone", N_("An exam package holds everything. Choose it alone."))
    room = given["room"] or chosen_room(request, who)
    if room is None:
        raise Refused("package.no_room", N_("Set the parameters of the room first: a package is for one room."))
    require(who, "rooms.import_files", room)
    choose(request, room)
    return shelf_of_packages.keep(given["uploads"][0])


def _read(who: Actor, files: Sequence[Brought], given: dict[str, Any]) -> Batch:
    room_code = given["room"].code if given["room"] else ""
    starts_at = given["starts_at"].replace(tzinfo=None) if given["starts_at"] else None  # as typed: in the plan's zone
    try:
        return read_batch(files, room_code=room_code, plan=given["plan"], starts_at=starts_at)
    except Refused as refused:
        record_unread(who, files, refused)
        raise


def _list_of(done: Outline) -> str:
    return next(
        (LISTS[section.file.kind] for section in done.sections if section.file.kind in LISTS), "importing:upload"
    )


def _preview(request: HttpRequest, batch: Batch) -> HttpResponse:
    found = outline(batch)
    page = request.GET.get("page", "1")
    context = {
        "batch": batch,
        "found": found,
        "panels": panels(found, int(page) if page.isdecimal() and len(page) < 6 else 1),
        "form": ConfirmForm(initial={"seen": found.digest}),
    }
    return _page(request, "importing/preview.html", context)


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    request.current_app = admin.site.name
    title = {"title": _("Import")}
    return render(request, template, {**admin.site.each_context(request), **title, **context}, status=status)
