"""What becomes of an act that machines carry out, candidate by candidate, while they do it (E17, M3)."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from exams.models import Session, Sitting
from exams.operations.asking import REFRESH
from exams.operations.mock import COLLECT
from journal import clock
from proctor_site.system.words import words_of
from rooms.address import client_address
from rooms.models import RemoteAct
from rooms.operations.remote import PlaceResult, results_of
from rooms.rights import actor_of, require

DONE: Final[dict[str, str | Promise]] = {
    COLLECT: _l("handed in"),
    REFRESH: _l("has answered, answers complete"),
}
REASONS: Final[dict[str, str | Promise]] = {
    "only_mock": _l("This machine knows of no mock exam now: nothing was handed in."),
    "nobody_here": _l("Nobody is logged in at this machine."),
    "not_in_exam": _l("The exam has not begun at this machine, or goes on at another one."),
}


@login_required
@require_GET
def course(request: HttpRequest, session: UUID, act: UUID) -> JsonResponse:
    """One row for each candidate concerned; `ok` is null as long as the machine has not answered."""
    found = get_object_or_404(Session.objects.select_related("plan__room"), uuid=session)
    require(actor_of(request.user, client_address(request)), "rooms.see_room", found.room)
    asked = get_object_or_404(RemoteAct, pk=act, room=found.room, kind__in=DONE)
    results = results_of(asked, clock.now())
    rows = list(_rows(found, asked, results))
    waiting = sum(1 for row in rows if row["ok"] is None)
    text = ngettext(
        "%(done)d of %(all)d machine has a result.", "%(done)d of %(all)d machines have a result.", len(rows)
    )
    said = text % {"done": len(rows) - waiting, "all": len(rows)}
    return JsonResponse({"ok": True, "ended": not waiting, "text": said, "results": rows})


def _rows(session: Session, asked: RemoteAct, results: Iterable[PlaceResult]) -> Iterable[dict[str, Any]]:
    at_seat = _by_seat(session)
    for result in results:
        sitting = at_seat.get(result.place.number)
        yield {
            "seat": result.place.seat.number if result.place.seat else None,
            "sitting": str(sitting.pk) if sitting else None,
            "ok": None if result.state == "waiting" else result.state == "done",
            "text": _words(asked.kind, result),
        }


def _by_seat(session: Session) -> dict[str, Sitting]:
    """Who is at which seat; of several subjects the one begun last."""
    held = session.sittings.filter(holder__seat__isnull=False).select_related("holder__seat").order_by("logged_in_at")
    return {sitting.holder.seat.shown: sitting for sitting in held if sitting.holder}


def _words(kind: str, result: PlaceResult) -> str:
    if result.state == "waiting":
        return _("is asked …")
    if result.state == "done":
        return str(DONE[kind])
    pending = int(result.values.get("pending") or 0)
    if result.state == "failed" and not result.code:
        told = ngettext("%(count)d change is still on its way.", "%(count)d changes are still on their way.", pending)
        return told % {"count": pending}
    return str(REASONS[result.code]) if result.code in REASONS else words_of(result)
