"""考点信息表 as a page, as a file and as PDF (B4)."""

from functools import partial

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from centre.pages.papers import as_pdf, attached, saved
from centre.pages.shared import page
from centre.sheet import sheet
from journal import clock


@page("centre.manage_rooms")
def show(request: HttpRequest) -> HttpResponse:
    return render(request, "centre/sheet.html", {"sheet": sheet(clock.now())})


@page("centre.manage_rooms")
def html(request: HttpRequest) -> HttpResponse:
    return saved(_paper().encode(), "text/html; charset=utf-8", "centre_info_sheet.html")


@page("centre.manage_rooms")
def prepared(request: HttpRequest) -> HttpResponse:
    """The sheet as HTML, for `pdf`, with the rights checked."""
    return HttpResponse(_paper(), headers={"Content-Disposition": attached("centre_info_sheet.pdf")})


async def pdf(request: HttpRequest) -> HttpResponse | FileResponse:
    return await as_pdf(partial(prepared, request))


def _paper() -> str:
    return render_to_string("centre/sheet_file.html", {"sheet": sheet(clock.now())})
