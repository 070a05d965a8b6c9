"""The acts of the control room: a JSON body becomes one call of a verb, or one for each candidate."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exams import operations as exams
from exams.models import Sitting
from exams.operations import Person, Unsealed
from exams.operations.authorizing import Source
from formats.refused import N_, Refused
from incidents import operations as incidents
from incidents.attachments import MOST_BYTES, attachment_of
from incidents.models import Violation
from journal import clock
from proctor_site.control_room.act import Act, Answer, bad, done
from proctor_site.control_room.coded_acts import CODED_ACTS
from proctor_site.control_room.login_acts import release_login
from proctor_site.control_room.matter_acts import MATTER_ACTS, one_matter
from proctor_site.control_room.mock_acts import MOCK_ACTS
from proctor_site.control_room.packages import PACKAGE_ACTS
from proctor_site.control_room.people_acts import people_acts
from proctor_site.control_room.seen import as_shown
from proctor_site.control_room.time_acts import TIME_ACTS, booked, gives_back
from rooms import operations as rooms


def perform(act: Act, verb: str) -> Answer:
    """Do `verb`. Raises `Refused`, and `KeyError` for a verb that does not exist."""
    return ACTS[verb](act)


def each(act: Act, call: Callable[[Sitting], Any], say: Callable[[Any], str] | None = None) -> Answer:
    """A verb for several candidates: one after the other, one refusal stops no other.

    `say` tells what the verb gave; without it each was simply done.
    """
    results = [_one(act, sitting, call, say) for sitting in act.sittings()]
    done = sum(1 for result in results if result["ok"])
    text = ngettext("%(done)d of %(all)d candidate done.", "%(done)d of %(all)d candidates done.", len(results))
    return {"ok": done > 0, "text": text % {"done": done, "all": len(results)}, "results": results}


def _one(
    act: Act, sitting: Sitting, call: Callable[[Sitting], Any], say: Callable[[Any], str] | None
) -> Answer:  # fmt: skip
    told = {"sitting": str(sitting.pk), "name": sitting.candidate.name}
    try:
        with as_shown(act, sitting):
            outcome = call(sitting)
    except Refused as refused:
        return {**told, "ok": False, "code": refused.code, "text": refused.say(_)}
    return {**told, "ok": True, "text": say(outcome) if say else _("Done")}


# --- the session
def _enter(act: Act) -> Answer:
    people = act.body.get("invigilators")
    if not isinstance(people, list) or not all(isinstance(person, dict) for person in people):
        raise bad("invigilators")
    exams.enter_session(
        act.actor,
        act.session,
        administrator=Person(act.text("administrator"), act.text("administrator_phone")),
        invigilators=[Person(str(person.get("name", "")), str(person.get("phone", ""))) for person in people],
        unsealed=Unsealed(act.text("reason"), act.text("password")),
    )
    return done(_("The names are noted."))


def _authorise(act: Act) -> Answer:
    exams.authorise(act.actor, act.session)
    return done(_("The session is authorised."))


def _hold_authorization(act: Act) -> Answer:
    envelope = act.text("file").encode(errors="replace")
    held = exams.hold_authorization(act.actor, act.session.room, envelope, source=Source.FILE)
    return done(_("The authorization of %(session)s is here.") % {"session": held.name})


def _allow_login(act: Act) -> Answer:
    ticks = {name: act.body.get(name) is True for name in ("log_in", "answer")}
    if act.session.plan.is_mock or any(ticks.values()):
        exams.allow_mock_login(act.actor, act.session, **ticks)
    else:
        exams.allow_login(act.actor, act.session)
    return done(_("Candidates can log in now."))


def _allow_start(act: Act) -> Answer:
    session = exams.allow_start(act.actor, act.session)
    return done(_("The countdown runs."), start_at=clock.to_ms(session.start_at) if session.start_at else None)


def _end_session(act: Act) -> Answer:
    confirmed = {name: act.body.get(name) is True for name in ("empty_confirmed", "unequal_confirmed")}
    exams.end_session(act.actor, act.session, password=act.text("password"), **confirmed)
    return done(_("The session has ended."))


# --- machines
def _clients(act: Act, verb: Callable[..., Sequence[rooms.SeatResult]]) -> Answer:
    seats = act.body.get("seats", "all")
    chosen = None if seats == "all" else _numbers(seats)
    results = [
        {"seat": result.seat.number, "ok": result.ok, "text": result.refused.say(_) if result.refused else _("Done")}
        for result in verb(act.actor, act.session.room, chosen)
    ]
    done = sum(1 for result in results if result["ok"])
    text = ngettext("%(done)d of %(all)d machine done.", "%(done)d of %(all)d machines done.", len(results))
    return {"ok": done > 0, "text": text % {"done": done, "all": len(results)}, "results": results}


def _numbers(seats: Any) -> list[int]:
    if not isinstance(seats, list) or not all(isinstance(number, int) for number in seats):
        raise bad("seats")
    return seats


# --- candidates
def _register_violation(act: Act) -> Answer:
    happened = act.body.get("happened_at")
    at = clock.from_ms(act.number("happened_at")) if happened is not None else None
    code, text, brought = act.text("type"), act.text("description"), act.files.get("attachment")
    attachment = attachment_of(brought.read(MOST_BYTES + 1)) if brought else None
    return each(
        act,
        lambda sitting: incidents.register_violation(
            act.actor, sitting, type_code=code, description=text, happened_at=at, attachment=attachment
        ),
    )


def _cancel_violation(act: Act) -> Answer:
    violation = Violation.objects.filter(pk=act.number("violation"), sitting__session=act.session).first()
    if violation is None:
        raise Refused("violation.unknown", N_("This entry is not in the list any more."))
    incidents.cancel_violation(act.actor, violation, reason=act.text("reason"))
    return done(_("The violation is cancelled."))


def _resume(act: Act) -> Answer:
    reason = act.text("reason")
    if gives_back(act):
        return each(act, lambda sitting: incidents.resume_and_give_back(act.actor, sitting, reason=reason), booked)
    return each(act, lambda sitting: incidents.resume(act.actor, sitting, reason=reason))


def _give_extra_time(act: Act) -> Answer:
    minutes, reason = act.number("minutes"), act.text("reason")
    answer = each(act, lambda sitting: incidents.give_extra_time(act.actor, sitting, minutes=minutes, reason=reason))
    granted = ngettext("%(minutes)d minute really granted.", "%(minutes)d minutes really granted.", minutes)
    return {**answer, "text": f"{answer['text']} {granted % {'minutes': minutes}}"} if answer["ok"] else answer


def _lock(act: Act) -> Answer:
    text = act.text("text")
    return each(act, lambda sitting: incidents.lock_screen(act.actor, sitting, text=text))


def _unlock(act: Act) -> Answer:
    return each(act, lambda sitting: incidents.unlock_screen(act.actor, sitting))


def _register_absence(act: Act) -> Answer:
    reason = act.text("reason")
    return each(act, lambda sitting: incidents.register_absence(act.actor, sitting, reason=reason))


def _undo_absence(act: Act) -> Answer:
    reason = act.text("reason")
    return each(act, lambda sitting: incidents.undo_absence(act.actor, sitting, reason=reason))


def _settle(act: Act) -> Answer:
    ways = {"submit": incidents.submit_as_it_stands, "absent": incidents.absent_after_login}
    how = ways.get(act.text("how"))
    if how is None:
        raise bad("how")
    if "sittings" not in act.body:
        act.body["sittings"] = [act.text("sitting")]
    reason, password = act.text("reason"), act.text("password")
    return each(act, lambda sitting: how(act.actor, sitting, reason=reason, password=password))


def _admit_machine(act: Act) -> Answer:
    rooms.admit_machine(act.actor, one_matter(act))
    return done(_("The machine may call in now."))


ACTS: Final[dict[str, Callable[[Act], Answer]]] = {
    "enter": _enter,
    "authorise": _authorise,
    "hold_authorization": _hold_authorization,
    "allow_login": _allow_login,
    "allow_start": _allow_start,
    "end_session": _end_session,
    "start_client": lambda act: _clients(act, rooms.start_client),
    "close_client": lambda act: _clients(act, rooms.close_client),
    "register_violation": _register_violation,
    "cancel_violation": _cancel_violation,
    "resume": _resume,
    "give_extra_time": _give_extra_time,
    "lock": _lock,
    "unlock": _unlock,
    "register_absence": _register_absence,
    "undo_absence": _undo_absence,
    "settle": _settle,
    "admit_machine": _admit_machine,
    "release_login": release_login,
    **CODED_ACTS,
    **MOCK_ACTS,
    **PACKAGE_ACTS,
    **people_acts(each),
    **MATTER_ACTS,
    **TIME_ACTS,
}
