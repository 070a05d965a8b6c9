"""结果: what rooms have reported, what was got of it, the receipt on paper and as a file (T2)."""

from functools import partial
from typing import Any, BinaryIO, Final, cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from centre import operations, results
from centre.keys import keys
from centre.models import Result
from centre.pages.papers import as_pdf, attached, saved, styles
from centre.pages.shared import actor, page
from formats.refused import Refused

RECEIPT_STYLES: Final = ("documents/paper.css", "reporting/receipt.css")


@page()
def show(request: HttpRequest) -> HttpResponse:
    """The newest of each session first; one that is still coming in says how far it is."""
    found = list(Result.objects.select_related("room"))
    under_way = [(each, 100 * operations.offset_of(each) // each.size) for each in found if not each.is_received]
    received = [each for each in found if each.is_received]
    return render(request, "centre/results.html", {"under_way": under_way, "received": received})


@require_POST
@page("centre.receive_results")
def load(request: HttpRequest) -> HttpResponse:
    """单机: packages that a person brings."""
    files = [file for file in request.FILES.getlist("files") if file.file]
    if not files:
        messages.error(request, _("Choose files first."))
    for file in files:
        try:
            result = operations.import_result(actor(request), cast(BinaryIO, file.file))
        except Refused as refused:
            messages.error(request, f"{file.name}: {refused.say(_)}")
        else:
            told = _("%(file)s: received as version %(version)d of %(session)s.")
            values = {"file": file.name, "version": result.version, "session": result.told.session_name}
            messages.success(request, told % values)
    return redirect("results")


@page()
def one(request: HttpRequest, result: UUID) -> HttpResponse:
    """What was got, candidate by candidate."""
    found = _received(result)
    return render(request, "centre/result.html", {"result": found, "told": found.told, "got": found.contents})


@page()
def receipt(request: HttpRequest, result: UUID) -> HttpResponse:
    """The receipt on paper; with `?file` as the signed file, which a room without a network takes."""
    found = _received(result)
    if "file" not in request.GET:
        pdf_url = reverse("receipt-pdf", args=[found.pk])
        addresses = {"back_url": reverse("results"), "file_url": "?file", "pdf_url": pdf_url}
        return render(request, "centre/receipt.html", _told(found) | addresses)
    return saved(bytes(found.receipt), "application/json", f"{_name(found)}.receipt.json")


@page()
def receipt_prepared(request: HttpRequest, result: UUID) -> HttpResponse:
    """The receipt for `receipt_pdf`, with the rights checked: the same sheet, which needs nothing beside it."""
    found = _received(result)
    told = _told(found) | {"on_paper": True, "styles": styles(*RECEIPT_STYLES)}
    answer = render(request, "centre/receipt.html", told)
    answer["Content-Disposition"] = attached(f"{_name(found)}.receipt.pdf")
    return answer


async def receipt_pdf(request: HttpRequest, result: UUID) -> HttpResponse | FileResponse:
    return await as_pdf(partial(receipt_prepared, request, result))


@page("centre.receive_results")
def package(request: HttpRequest, result: UUID) -> FileResponse:
    """The package as it came, sealed for this centre."""
    found = _received(result)
    return FileResponse(results.place(found.pk).open("rb"), as_attachment=True, filename=f"{_name(found)}.jkr")


def _told(found: Result) -> dict[str, Any]:
    return {"told": found.told, "received_at": found.received_at, "fingerprint": keys().fingerprint}


def _name(found: Result) -> str:
    return f"{found.room.code}-{found.session}-{found.version}"


def _received(result: UUID) -> Result:
    return get_object_or_404(Result.objects.received().select_related("room"), pk=result)
