"""The lists about people: messages, hands, outings, attendance and its mismatches (F8, F9, F13)."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext_lazy

from exams.models import Session, Sitting
from incidents.models import Attendance, Message, Outing, RaisedHand
from incidents.telling import name_of_user, seat_text, span

Row = dict[str, Any]
Column = tuple[str, str | Promise]
PERSON: Final[tuple[Column, ...]] = (
    ("ticket", _l("Ticket number")),
    ("name", _l("Name")),
    ("sequence", _l("Sequence")),
)
AT: Final[Column] = ("at", _l("Time"))
BY: Final[Column] = ("by", _l("By"))


def _messages(session: Session) -> Iterable[Row]:
    rows = Message.objects.filter(session=session).select_related("sitting__candidate", "by__staff", "machine__seat")
    for entry in rows:
        yield {
            **_person(entry.sitting),
            "id": str(entry.pk),
            "seat": seat_text(getattr(getattr(entry.machine, "seat", None), "number", None)) if entry.machine else "",
            "text": entry.text,
            "read": _time(session, entry.read_at) if entry.read_at else _("not read yet"),
            "at": _time(session, entry.at),
            "by": name_of_user(entry.by),
        }


def _hands(session: Session) -> Iterable[Row]:
    rows = RaisedHand.objects.filter(sitting__session=session).select_related(
        "sitting__candidate", "answered_by__staff"
    )
    for entry in rows.prefetch_related("answers"):
        yield {
            **_person(entry.sitting),
            "id": str(entry.pk),
            "words": entry.words,
            "answered": _time(session, entry.answered_at) if entry.answered_at else "-",
            "text": "；".join(answer.text for answer in entry.answers.all()),
            "at": _time(session, entry.at),
            "by": name_of_user(entry.answered_by),
        }


def _outings(session: Session) -> Iterable[Row]:
    rows = Outing.objects.filter(sitting__session=session)
    for entry in rows.select_related("sitting__candidate", "by__staff"):
        away = entry.back_at - entry.at if entry.back_at else None
        yield {
            **_person(entry.sitting),
            "id": entry.pk,
            "back": _time(session, entry.back_at) if entry.back_at else _("not back yet"),
            "away": span(round(away.total_seconds()) * 1000) if away else "-",
            "allowed_by": entry.allowed_by,
            "reason": entry.reason,
            "at": _time(session, entry.at),
            "by": name_of_user(entry.by),
        }


def _attendance(session: Session) -> Iterable[Row]:
    """Everybody, with what does not fit: at work without a mark, marked and never logged in."""
    marks = Attendance.objects.standing().filter(candidate__session=session).select_related("by__staff")
    marked = {mark.candidate_id: mark for mark in marks}
    for sitting in _first_sittings(session):
        mark = marked.get(sitting.candidate_id)
        yield {
            **_person(sitting),
            "present": _time(session, mark.at) if mark else _("not marked"),
            "way": str(mark.get_way_display()) if mark else "-",
            "logged_in": _time(session, sitting.logged_in_at) if sitting.logged_in_at else "-",
            "mismatch": mismatch(sitting, is_marked=mark is not None),
            "at": _time(session, mark.at) if mark else "",
            "by": name_of_user(mark.by) if mark else "",
        }


def mismatch(sitting: Sitting, *, is_marked: bool) -> str:
    """What does not fit between the mark and the sitting; empty where all is well."""
    if not is_marked and sitting.logged_in_at:
        return _("logged in, not marked as present")
    if is_marked and sitting.state == Sitting.State.ABSENT:
        return _("marked as present, registered as absent")
    if is_marked and sitting.logged_in_at is None:
        return _("marked as present, not logged in")
    return ""


def _first_sittings(session: Session) -> list[Sitting]:
    found: QuerySet[Sitting] = session.sittings.select_related("candidate").order_by(
        "candidate__sequence", "subject__order"
    )
    return list({sitting.candidate_id: sitting for sitting in reversed(found)}.values())[::-1]


def _person(sitting: Sitting | None) -> Row:
    if sitting is None:
        return {"sitting": "", "ticket": "", "name": "-", "sequence": ""}
    person = sitting.candidate
    return {"sitting": str(sitting.pk), "ticket": person.ticket, "name": person.name, "sequence": person.sequence}


def _time(session: Session, moment: datetime) -> str:
    return f"{moment.astimezone(session.plan.zone):%Y-%m-%d %H:%M:%S}"


Source = Callable[[Session], Iterable[Row]]
PEOPLE_LISTS: Final[dict[str, tuple[str | Promise, tuple[Column, ...], Source]]] = {
    "messages": (
        pgettext_lazy("person", "messages"),
        (
            *PERSON,
            ("seat", _l("Seat number")),
            ("text", pgettext_lazy("person", "message")),
            ("read", _l("Read")),
            AT,
            BY,
        ),
        _messages,
    ),
    "hands": (
        _l("raised hands"),
        (*PERSON, ("words", _l("Words")), ("answered", _l("Answered")), ("text", _l("Answer")), AT, BY),
        _hands,
    ),
    "outings": (
        pgettext_lazy("exam", "outings"),
        (
            *PERSON,
            ("back", _l("Back at")),
            ("away", _l("Out for")),
            ("allowed_by", _l("Allowed by")),
            ("reason", _l("Reason")),
            AT,
            BY,
        ),
        _outings,
    ),
    "attendance": (
        _l("attendance list"),
        (
            *PERSON,
            ("present", _l("Present since")),
            ("way", _l("Marked")),
            ("logged_in", _l("Logged in")),
            ("mismatch", _l("Does not fit")),
            BY,
        ),
        _attendance,
    ),
}
