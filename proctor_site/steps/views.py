"""Choosing the room that is prepared."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from proctor_site.steps.choosing import choose, rooms_of
from rooms.admin_parts import actor


@require_POST
def choose_room(request: HttpRequest) -> HttpResponse:
    """From now on the pages before the exam are about that room, in this browser."""
    choose(request, get_object_or_404(rooms_of(actor(request)), code=request.POST.get("room", "")))
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(wanted if is_ours else reverse("admin:index"))
