"""The lists behind the figures, as rows of text: on the page and as a file (E9, E10, E12, E21)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext_lazy

from exams.models import Session, Sitting, TimeEntry
from incidents.models import Absence, Resume, Violation
from incidents.telling import told_code
from journal import clock
from journal.clock import to_ms
from proctor_site.control_room.people_lists import PEOPLE_LISTS
from proctor_site.control_room.sitting_lists import SITTING_LISTS

Column = tuple[str, str | Promise]
PERSON: Final[tuple[Column, ...]] = (
    ("ticket", _l("Ticket number")),
    ("name", _l("Name")),
    ("sequence", _l("Sequence")),
)


@dataclass(frozen=True)
class Table:
    """A list: columns by key with their heads, and rows by the same keys. Times are text in the plan's zone."""

    title: str
    columns: list[tuple[str, str]]
    rows: list[dict[str, Any]]

    def heads(self) -> list[str]:
        return [head for _key, head in self.columns]

    def cells(self) -> list[list[str]]:
        return [[str(row.get(key, "")) for key, _head in self.columns] for row in self.rows]


def table(session: Session, kind: str) -> Table:
    """The list of that kind. Raises `KeyError` for a kind that does not exist."""
    title, columns, rows = LISTS[kind]
    return Table(str(title), [(key, str(head)) for key, head in columns], list(rows(session)))


def _person(sitting: Sitting) -> dict[str, Any]:
    person = sitting.candidate
    return {"sitting": str(sitting.pk), "ticket": person.ticket, "name": person.name, "sequence": person.sequence}


def _violations(session: Session) -> Iterable[dict[str, Any]]:
    rows = Violation.objects.standing().filter(sitting__session=session)
    for entry in rows.select_related("sitting__candidate", "type", "by__staff"):
        yield {
            **_person(entry.sitting),
            "id": entry.pk,
            "type": str(entry.type),
            "description": entry.description,
            "attachment": _attachment(session, entry),
            "at": _time(session, entry.happened_at),
            "by": _who(entry.by),
        }


def _attachment(session: Session, entry: Violation) -> str:
    """Where it lies; the page makes a link of it."""
    return reverse("control-room:attachment", args=[session.uuid, entry.pk]) if entry.attachment else ""


def _resumes(session: Session) -> Iterable[dict[str, Any]]:
    rows = Resume.objects.filter(sitting__session=session).select_related("sitting__candidate", "by__staff")
    claimed = {
        (claim.sitting_id, claim.epoch): claim
        for sitting in session.sittings.prefetch_related("claims")
        for claim in sitting.claims.all()
    }
    for entry in rows:
        claim = claimed.get((entry.sitting_id, entry.epoch))
        yield {
            **_person(entry.sitting),
            "from_seat": _seat(entry.from_seat),
            "to_seat": _seat(claim.seat_number) if claim else "-",
            "at": _time(session, entry.at),
            "back_at": _time(session, claim.at) if claim else "-",
            "reason": entry.reason,
            "code": told_code(entry.code) if entry.code else "",
            "by": _who(entry.by),
        }


def _extra_time(session: Session) -> Iterable[dict[str, Any]]:
    rows = TimeEntry.objects.filter(sitting__session=session, ms__isnull=False)
    for entry in rows.select_related("sitting__candidate", "by__staff", "reversal"):
        yield {
            **_person(entry.sitting),
            "id": entry.pk,
            "given": not entry.reverses_id and not hasattr(entry, "reversal") and (entry.ms or 0) >= 0,
            "cause": str(TimeEntry.Cause(entry.cause).label),
            "span": _from_to(session, entry),
            "granted": span(entry.ms or 0),
            "reason": entry.reason,
            "code": told_code(entry.code) if entry.code else _("none needed"),
            "at": _time(session, entry.at),
            "by": _who(entry.by),
        }


def _from_to(session: Session, entry: TimeEntry) -> str:
    """Of what was measured; minutes given by hand have none."""
    if entry.began_at is None or entry.ended_at is None:
        return ""
    zone = session.plan.zone
    return f"{entry.began_at.astimezone(zone):%H:%M:%S} – {entry.ended_at.astimezone(zone):%H:%M:%S}"


def _absences(session: Session) -> Iterable[dict[str, Any]]:
    rows = Absence.objects.standing().filter(sitting__session=session)
    for entry in rows.select_related("sitting__candidate", "sitting__subject", "by__staff"):
        yield {
            **_person(entry.sitting),
            "subject": entry.sitting.subject.name,
            "at": _time(session, entry.at),
            "reason": entry.reason,
            "by": _who(entry.by),
        }


def _offline(session: Session) -> Iterable[dict[str, Any]]:
    now = clock.now()
    entered = session.sittings.filter(state__in=Sitting.State.entered())
    for sitting in entered.select_related("candidate", "holder__presence__lease", "holder__seat"):
        presence = getattr(sitting.holder, "presence", None)
        if presence is None or not presence.is_online(now):
            seat = getattr(sitting.holder, "seat", None)
            yield {
                **_person(sitting),
                "seat": seat.shown if seat else "-",
                "ip": (presence and presence.address) or "-",
                "since": _time(session, presence.closed_at or presence.seen_at) if presence else "-",
                "since_ms": to_ms(presence.closed_at or presence.seen_at) if presence else None,
            }


def span(ms: int) -> str:
    """A length of time as it is said: whole minutes, or minutes and seconds."""
    seconds, left = divmod(abs(ms), 1000)
    minutes, seconds = divmod(seconds, 60)
    sign = "-" if ms < 0 else ""
    if left:
        return _("%(sign)s%(minutes)d min %(seconds)s s") % {
            "sign": sign,
            "minutes": minutes,
            "seconds": f"{seconds}.{left:03d}",
        }
    if seconds:
        return _("%(sign)s%(minutes)d min %(seconds)s s") % {"sign": sign, "minutes": minutes, "seconds": seconds}
    return _("%(sign)s%(minutes)d min") % {"sign": sign, "minutes": minutes}


def _time(session: Session, moment: datetime) -> str:
    return f"{moment.astimezone(session.plan.zone):%Y-%m-%d %H:%M:%S}"


def _seat(number: int | None) -> str:
    return f"{number:03d}" if number else "-"


def _who(user: Any) -> str:
    if user is None:
        return ""
    staff = getattr(user, "staff", None)
    return (staff and staff.name) or user.get_username()


Source = Callable[[Session], Iterable[dict[str, Any]]]
AT, BY, REASON = ("at", _l("Time")), ("by", _l("By")), ("reason", _l("Reason"))
LISTS: Final[dict[str, tuple[str | Promise, tuple[Column, ...], Source]]] = {
    "violations": (
        pgettext_lazy("exam", "violations"),
        (*PERSON, ("type", _l("Violation type")), ("description", _l("Description")), AT, BY),
        _violations,
    ),
    "resumes": (
        pgettext_lazy("exam", "resumes"),
        (
            *PERSON,
            ("from_seat", _l("From seat")),
            ("to_seat", _l("To seat")),
            AT,
            ("back_at", _l("Back at")),
            REASON,
            ("code", _l("Authorization code")),
            BY,
        ),
        _resumes,
    ),
    "extra_time": (
        pgettext_lazy("exam", "extra time"),
        (
            *PERSON,
            ("cause", _l("Kind")),
            ("span", _l("From and to")),
            ("granted", _l("Granted")),
            REASON,
            ("code", _l("Authorization")),
            AT,
            BY,
        ),
        _extra_time,
    ),
    "absences": (
        pgettext_lazy("exam", "absences"),
        (*PERSON, ("subject", pgettext_lazy("exam", "subject")), AT, REASON, BY),
        _absences,
    ),
    "offline": (
        _l("Offline"),
        (*PERSON, ("seat", _l("Seat number")), ("ip", _l("IP address")), ("since", _l("Since"))),
        _offline,
    ),
    **PEOPLE_LISTS,
    **SITTING_LISTS,
}
