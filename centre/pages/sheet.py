"""考点信息表 as a page, as a file and as PDF (B4)."""

from asgiref.sync import sync_to_async
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from centre.pages.shared import page
from centre.pdf import to_pdf
from centre.sheet import sheet
from journal import clock


@page("centre.manage_rooms")
def show(request: HttpRequest) -> HttpResponse:
    return render(request, "centre/sheet.html", {"sheet": sheet(clock.now())})


@page("centre.manage_rooms")
def html(request: HttpRequest) -> HttpResponse:
    return _file(_paper().encode(), "text/html; charset=utf-8", "centre_info_sheet.html")


@page("centre.manage_rooms")
def prepared(request: HttpRequest) -> HttpResponse:
    """The sheet as HTML, for `pdf`, with the rights checked."""
    return HttpResponse(_paper())


async def pdf(request: HttpRequest) -> HttpResponse | FileResponse:
    """Laid out in a thread of its own: rooms are answered meanwhile."""
    found = await sync_to_async(prepared)(request)
    if not isinstance(found, HttpResponse) or found.status_code != HttpResponse.status_code:
        return found
    content = await sync_to_async(to_pdf, thread_sensitive=False)(found.content.decode())
    return _file(content, "application/pdf", "centre_info_sheet.pdf")


def _paper() -> str:
    return render_to_string("centre/sheet_file.html", {"sheet": sheet(clock.now())})


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)
