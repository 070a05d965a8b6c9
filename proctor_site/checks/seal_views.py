"""封场检测 over HTTP: the page with every line, and the verb behind its button."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from formats.refused import Refused
from journal import clock
from proctor_site.checks.reports import seal_report
from proctor_site.checks.views import chosen, page
from proctor_site.sealing.operations import run_seal_check
from proctor_site.steps.answers import State
from proctor_site.steps.course import course
from rooms.checks.models import SealCheck
from rooms.models import CentreReport, Room


@login_required
@require_http_methods(["GET", "POST"])
def seal(request: HttpRequest) -> HttpResponse:
    room, who = chosen(request)
    if request.method == "POST" and room:
        try:
            run_seal_check(who, room, responsible=request.POST.get("responsible", ""))
        except Refused as refused:
            if refused.code.startswith("right."):
                raise  # a page of its own, with 403
            messages.error(request, refused.say(_))
        return redirect("checks:seal")
    check = room.seal_checks.select_related("room").first() if room else None
    context = {
        "title": _("Seal check"),
        "room": room,
        "check": check,
        "report": seal_report(check).values if check else None,
        "outdated": _outdated(room) if check else "",
        "sent": _sent(room, check) if room and check else "",
        "me": check.by_name if check else who.name,
        "may": "rooms.manage_room" in who.permissions,
    }
    return page(request, "checks/seal.html", context)


def _outdated(room: Room | None) -> str:
    """Why the last check tells no longer how the room is, in the words of step 5; "" while it does (B2)."""
    answer = course(room, clock.now())[-1]
    return answer.say(_) if answer.state == State.STALE else ""


def _sent(room: Room, check: SealCheck) -> str:
    """Whether the centre has it; nothing in 单机 mode."""
    if room.mode != Room.Mode.CENTRE:
        return ""
    results = CentreReport.objects.filter(room=room, kind=CentreReport.Kind.SEAL_CHECK)
    if refused := results.refused().last():
        return _("The test centre has refused the result (%(reason)s).") % {"reason": refused.reason}
    waits = results.waiting().exists()
    return (
        _("The test centre gets the result as soon as it answers.") if waits else _("The test centre has the result.")
    )
