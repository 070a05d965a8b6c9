"""监控平台: the page, and what it asks for every few seconds."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from centre.board import board
from centre.pages.shared import page
from journal import clock


@page()
def show(request: HttpRequest) -> HttpResponse:
    return render(request, "centre/board.html")


@page()
def state(request: HttpRequest) -> HttpResponse:
    """The board as JSON, moments in ms."""
    content = msgspec.json.encode(board(clock.now()))
    return HttpResponse(content, content_type="application/json", headers={"Cache-Control": "no-store"})
