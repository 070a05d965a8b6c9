"""Retention: of sessions that were reported long ago identities become pseudonyms and answers go; the chain stays whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import CharField, F, Min, Model, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from exams import blobs
from exams.answers.models import LogRow
from exams.answers.orphans import delete_orphans
from exams.models import HeldAuthorization, Session, Sitting, TimeEntry
from exams.operations.session import locked, note
from exams.reporting.models import ResultUpload, Unrecoverable
from formats.refused import N_, Refused
from incidents.models import Absence, CodeRequest, Interruption, Resume, ScreenLock, Violation
from incidents.operations.hands import KIND as HAND
from incidents.people import Message, Outing, RaisedHand
from journal.actor import Actor
from journal.models import PrivateValue
from rooms.logbook.models import LogLine
from rooms.models import Matter, Room
from rooms.rights import require

PSEUDONYM: Final = "P-"
OF_SITTINGS: Final[tuple[tuple[type[Model], tuple[str, ...]], ...]] = (
    (Violation, ("description",)),
    (Resume, ("reason",)),
    (TimeEntry, ("reason",)),
    (Absence, ("reason",)),
    (ScreenLock, ("text", "by_name")),
    (Outing, ("reason", "allowed_by")),
    (RaisedHand, ("words",)),
    (Unrecoverable, ("reason",)),
)
OF_SESSIONS: Final[tuple[tuple[type[Model], tuple[str, ...]], ...]] = (
    (Interruption, ("text", "reason")),
    (Message, ("text", "by_name")),
    (CodeRequest, ("reason",)),
)


@dataclass(frozen=True)
class Over:
    """What of a session has been kept for as long as it is to be kept.

    `lines` are of the machines' own logs: they go with the identities, up to the next session that is kept.
    """

    session: Session
    identities: int
    answers: int
    lines: int = 0


def over(now: datetime, *, identities_days: int, answers_days: int) -> Iterator[Over]:
    """Sessions with something to purge; only what was reported counts as over. 0 days: it is kept for ever."""
    sessions = Session.objects.filter(reported_at__isnull=False).select_related("plan__room").order_by("planned_start")
    for session in sessions:
        named = _named(session).count() if _is_over(session, now, identities_days) else 0
        answers = _rows(session).count() if _is_over(session, now, answers_days) else 0
        if named or answers:
            yield Over(session, named, answers, _log_lines(session).count() if named else 0)


def purge(actor: Actor, what: Over) -> None:
    """Pseudonymise the candidates of a session, or delete its answers, or both, as `what` says; it is not to be undone.

    Names, tickets and ID numbers become pseudonyms, free text, the authorization that is held and the machines' logs
    go, and with them what the journal only commits to: its chain holds without. Again does nothing. Raises `Refused` without the right, and while a session is going on
    in the room.
    """
    require(actor, "rooms.manage_room", what.session.room)
    with transaction.atomic():
        session = locked(what.session)
        _room_is_idle(session.room)
        lines = _forget_machines(session) if what.identities else 0
        named = _pseudonymise(session) if what.identities else 0
        files = _attachments(session) if what.identities else []
        values = _forget_private_values(session) if what.identities else 0
        note("purged", actor, session, identities=named, private_values=values, answers=what.answers, lines=lines)
    for file in files:
        file.delete(save=False)
    if what.answers:
        _delete_answers(session)


# --- identities
def _named(session: Session) -> QuerySet[Any]:
    return session.candidates.exclude(ticket__startswith=PSEUDONYM)


def _pseudonymise(session: Session) -> int:
    """The sequence stays: with it the sheets that were printed can still be matched by whoever has them."""
    sittings = session.sittings.values("pk")
    for kind, names in OF_SITTINGS:
        kind._default_manager.filter(sitting__in=sittings).update(**dict.fromkeys(names, ""))
    for kind, names in OF_SESSIONS:
        kind._default_manager.filter(session=session).update(**dict.fromkeys(names, ""))
    session.administrator = session.administrator_phone = ""
    session.invigilators = []
    session.save(update_fields=["administrator", "administrator_phone", "invigilators"])
    pseudonym = Concat(Value(PSEUDONYM), Cast(F("sequence"), CharField()), output_field=CharField())
    return _named(session).update(ticket=pseudonym, name=pseudonym, id_number="", id_complete=False)


def _forget_machines(session: Session) -> int:
    """What the machines have written down, and what was kept of their authorization; gives how many lines of logs went."""
    HeldAuthorization.objects.filter(session=session).delete()
    Matter.objects.filter(session=session.uuid, kind=HAND).update(values={}, taken_name="")
    return _log_lines(session).delete()[0]


def _log_lines(session: Session) -> QuerySet[LogLine]:
    """Of the machines of its room, up to where the next session began whose candidates still have names."""
    return LogLine.objects.filter(machine__room=session.room, at__lt=_until(session))


def _until(session: Session) -> datetime:
    assert session.reported_at is not None
    named = ~Q(candidates__ticket__startswith=PSEUDONYM) & Q(candidates__isnull=False)
    kept = Session.objects.filter(named, plan__room=session.room, login_allowed_at__isnull=False)
    first = kept.exclude(pk=session.pk).aggregate(first=Min("login_allowed_at"))["first"]
    return min(session.reported_at, first) if first else session.reported_at


def _attachments(session: Session) -> list[Any]:
    """The files of the violations; their rows name them no more."""
    found = Violation.objects.filter(sitting__session=session).exclude(attachment="")
    files = [row.attachment for row in found]
    found.update(attachment="", attachment_sha256="")
    return files


def _forget_private_values(session: Session) -> int:
    return PrivateValue.objects.filter(event__session=session.uuid).delete()[0]


# --- answers
def _rows(session: Session) -> QuerySet[LogRow]:
    return LogRow.objects.filter(sitting__in=list(session.sittings.values_list("pk", flat=True)))


def _delete_answers(session: Session) -> None:
    """As if the sittings were not there: what no other answer names goes from the disk, too."""
    kept = Sitting.objects.exclude(session=session).values_list("pk", flat=True)
    _count, unnamed = delete_orphans(kept.iterator(), room=session.room.pk)
    blobs.delete(unnamed)
    for upload in ResultUpload.objects.filter(session=session):
        upload.delete_package()


# --- shared
def _is_over(session: Session, now: datetime, days: int) -> bool:
    reported = session.reported_at
    return bool(days) and reported is not None and reported < now - timedelta(days=days)


def _room_is_idle(room: Room) -> None:
    live = Session.objects.live().filter(plan__room=room, login_allowed_at__isnull=False).first()
    if live is not None:
        told = N_("%(session)s is going on in this room. Purge when it is over.")
        raise Refused("purge.session_live", told, session=live.name)
