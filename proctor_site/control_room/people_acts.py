"""The acts of the control room on people: messages, raised hands, attendance, leaving the room (F8, F9, F13)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _

from exams.models import Sitting
from formats.refused import N_, Refused
from incidents import operations as incidents
from incidents.models import Attendance
from proctor_site.control_room.act import Act, Answer, done
from rooms.models import Matter

Each = Callable[[Act, Callable[[Sitting], object]], Answer]


def people_acts(each: Each) -> dict[str, Callable[[Act], Any]]:
    """By their names; `each` does a verb for every chosen candidate."""

    def send_message(act: Act) -> Answer:
        text, press = act.text("text"), uuid4()
        return each(act, lambda sitting: incidents.send_message(act.actor, sitting, text=text, act=press))

    def mark_present(act: Act) -> Answer:
        way = Attendance.Way.LIST
        return each(act, lambda sitting: incidents.mark_present(act.actor, sitting, way=way))

    def undo_present(act: Act) -> Answer:
        reason = act.text("reason")
        return each(act, lambda sitting: incidents.undo_present(act.actor, sitting, reason=reason))

    def let_out(act: Act) -> Answer:
        name, reason = act.text("allowed_by"), act.text("reason")
        return each(act, lambda sitting: incidents.let_out(act.actor, sitting, allowed_by=name, reason=reason))

    def let_in(act: Act) -> Answer:
        return each(act, lambda sitting: incidents.let_in(act.actor, sitting))

    return {
        "send_message": send_message,
        "answer_hand": _answer_hand,
        "mark_present": mark_present,
        "undo_present": undo_present,
        "scan_ticket": _scan_ticket,
        "let_out": let_out,
        "let_in": let_in,
    }


def _answer_hand(act: Act) -> Answer:
    matter = Matter.objects.filter(pk=act.number("matter"), room=act.session.room).first()
    if matter is None:
        raise Refused("matter.unknown", N_("This matter is settled already."))
    incidents.answer_hand(act.actor, act.session, matter, text=act.text("text"))
    return done(_("The hand is answered."))


def _scan_ticket(act: Act) -> Answer:
    """One ticket, typed or read by a scanner; the answer names who it is, to be compared with the person."""
    sitting = incidents.sitting_of_ticket(act.actor, act.session, act.text("ticket"))
    known = Attendance.objects.standing().filter(candidate=sitting.candidate).exists()
    incidents.mark_present(act.actor, sitting, way=Attendance.Way.TICKET)
    told = _("%(name)s was marked before.") if known else _("%(name)s is marked as present.")
    return done(told % {"name": sitting.candidate.name}, sitting=str(sitting.pk), again=known)
