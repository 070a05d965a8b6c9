"""The acts of the control room that ask for an authorization code, or take one (E8, E11, E12, E20, E23)."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exams.models import Sitting
from formats.refused import N_, Refused
from incidents import operations as incidents
from incidents.models import CodeRequest
from journal import clock
from proctor_site.control_room.act import Act, Answer, bad, done
from proctor_site.control_room.seen import all_as_shown


def _request_code(act: Act) -> Answer:
    kind = act.text("kind")
    if kind not in CodeRequest.Kind.values:
        raise bad("kind")
    sittings = act.sittings() if act.body.get("sittings") else []
    minutes = act.number("minutes") if "minutes" in act.body else 0
    request = incidents.request_code(
        act.actor, act.session, kind=CodeRequest.Kind(kind), sittings=sittings, minutes=minutes
    )
    return done(_("Tell the test centre what is shown here."), request=request.pk)


def _withdraw_code(act: Act) -> Answer:
    incidents.withdraw_code_request(act.actor, code_request(act))
    return done(_("The request is withdrawn."))


def _start_late(act: Act) -> Answer:
    session = incidents.start_late(act.actor, act.session, request=code_request(act), code=act.text("code"))
    return done(_("The countdown runs."), start_at=clock.to_ms(session.start_at) if session.start_at else None)


def _admit_late(act: Act) -> Answer:
    sittings, reason = _as_shown(act), act.text("reason")
    admitted = incidents.admit_late(
        act.actor, sittings, request=code_request(act), code=act.text("code"), reason=reason
    )
    text = ngettext("%(count)d candidate can log in now.", "%(count)d candidates can log in now.", len(admitted))
    return _all_done(admitted, text % {"count": len(admitted)})


def _give_extra_time(act: Act) -> Answer:
    minutes, reason = act.number("minutes"), act.text("reason")
    given = incidents.give_extra_time_by_code(
        act.actor, _as_shown(act), minutes=minutes, reason=reason, request=code_request(act), code=act.text("code")
    )
    text = ngettext("%(minutes)d minute really granted.", "%(minutes)d minutes really granted.", minutes)
    return _all_done(given, text % {"minutes": minutes})


def _reset(act: Act) -> Answer:
    sittings, reason = _as_shown(act), act.text("reason")
    begun = incidents.reset(act.actor, sittings, request=code_request(act), code=act.text("code"), reason=reason)
    return _all_done(begun, _("Reset. The state is “not logged in” again; the candidate can log in and start anew."))


def _as_shown(act: Act) -> list[Sitting]:
    sittings = act.sittings()
    all_as_shown(act, sittings)
    return sittings


def code_request(act: Act) -> CodeRequest:
    found = CodeRequest.objects.select_related("session__plan__room").filter(pk=act.number("request")).first()
    if found is None:
        raise Refused("code.unknown", N_("There is no such request for a code. Ask for one."))
    return found


def _all_done(sittings: Sequence[Sitting], text: str) -> Answer:
    results = [
        {"sitting": str(sitting.pk), "name": sitting.candidate.name, "ok": True, "text": _("Done")}
        for sitting in sittings
    ]
    return {**done(text), "results": results}


CODED_ACTS: Final[dict[str, Callable[[Act], Any]]] = {
    "request_code": _request_code,
    "withdraw_code": _withdraw_code,
    "start_late": _start_late,
    "admit_late": _admit_late,
    "give_extra_time_by_code": _give_extra_time,
    "reset": _reset,
}
