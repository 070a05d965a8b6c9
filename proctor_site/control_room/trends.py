"""The course of a machine's last ten minutes, for the panel of a candidate (F11)."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from exams.models import Session
from proctor_site.watch.course import courses
from rooms.address import client_address
from rooms.rights import actor_of, require


@login_required
@require_GET
def trend(request: HttpRequest, session: UUID, machine: UUID) -> JsonResponse:
    """`samples` [at, link_ms, save_ms, offset_ms], the oldest first; empty after a start of the server."""
    found = get_object_or_404(Session.objects.select_related("plan__room"), uuid=session)
    require(actor_of(request.user, client_address(request)), "rooms.see_room", found.room)
    get_object_or_404(found.room.machines, pk=machine)
    return JsonResponse({"samples": courses.of(machine)})
