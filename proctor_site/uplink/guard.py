"""The five steps are read-only while the test centre is away, except its address and 监考机IP with a password (E1)."""

import re
from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from formats.refused import N_, Refused
from journal import clock
from proctor_site.middleware import RefusedAnswer
from proctor_site.steps.choosing import chosen_room
from proctor_site.uplink.away import away, contact_of, goes_on
from rooms.admin_parts import actor
from rooms.models import CentreLink, Room
from rooms.rights import require_administrator_password

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
PREPARATION: Final = re.compile(
    r"/admin/(?:rooms/(?:room|seat|machine)|exams/(?:plan|session|candidate)|import|load|steps|seats|checks)/"
)
NEEDED_BY_NO_SESSION: Final = re.compile(r"/admin/(?:rooms/room|exams/plan|import|load|steps)/")
FREE: Final = ("loading:reconnect", "loading:send-again", "steps:choose-room")
KEPT: Final = ("code", "mode", "storage_path")  # of 参数配置; the others may be corrected


class CentreAwayGuard:
    """Middleware, after those that know the person."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond
        self._answer = RefusedAnswer(respond)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Any, given: tuple[Any, ...], named: dict[str, Any]
    ) -> HttpResponse | None:
        if request.method in SAFE or not PREPARATION.match(request.path):
            return None
        try:
            _check(request)
        except Refused as refused:
            return self._answer.process_exception(request, refused)
        return None


def _check(request: HttpRequest) -> None:
    if request.path in map(reverse, FREE) or not request.user.is_authenticated:
        return
    room = chosen_room(request, actor(request))
    if room is None or not contact_of(room, clock.now()).is_away:
        return
    if goes_on(room) and not NEEDED_BY_NO_SESSION.match(request.path):
        return
    if request.path != reverse("steps:parameters"):
        raise away()
    _only_addresses(request, room)


def _only_addresses(request: HttpRequest, room: Room) -> None:
    stored = {"code": room.code, "mode": room.mode, "storage_path": room.storage_path}
    if any(request.POST.get(name, stored[name]) != stored[name] for name in KEPT) or _other_code(request, room):
        raise Refused(
            "centre.away_parameters",
            N_("As long as the test centre cannot be reached, only its address and port and 监考机IP can be changed."),
        )
    require_administrator_password(request.POST.get("password", ""), room)


def _other_code(request: HttpRequest, room: Room) -> bool:
    stored = CentreLink.objects.get(room=room).registration_code
    return request.POST.get("registration_code", stored) != stored
