"""The centre's authorization of a late start: which are still to be fetched, and how each is kept (E8)."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from exams.models import HeldAuthorization, Session
from exams.operations.authorizing import Source, file_late_authorization, hold_authorization
from incidents.models import CodeRequest
from journal.actor import Actor
from rooms.models import Room

ASKED_FOR: Final = timedelta(days=1)  # a centre that has computed no such code will not do so any more


def wanted(room: Room, now: datetime) -> list[tuple[str, int]]:
    """Plan and number of sessions that a code has started, and of those that missed their authorization and have
    asked for a code: the centre answers as soon as it has computed one.
    """
    started = Q(used_at__gt=now - ASKED_FOR)
    waiting = Q(closed_at=None, at__gt=now - ASKED_FOR, session__authorised_at=None, session__ended_at=None)
    asked = CodeRequest.objects.filter(
        started | waiting,
        kind=CodeRequest.Kind.LATE_START,
        session__plan__room=room,
        session__plan__revision__isnull=False,
    )
    missing = [request for request in asked.select_related("session__plan") if not _is_here(request, now)]
    return sorted({(str(request.session.plan.uuid), request.session.number) for request in missing})


def keep(actor: Actor, room: Room, envelope: bytes) -> Session:
    """Held until the proctor completes it, or filed when the session was authorised before."""
    session = hold_authorization(actor, room, envelope, source=Source.CENTRE)
    return file_late_authorization(actor, room, envelope) if session.authorised_at else session


def _is_here(request: CodeRequest, now: datetime) -> bool:
    """What came before the code was asked for is the one of the window, not of the late start."""
    held = HeldAuthorization.objects.filter(session=request.session_id, received_at__gte=request.at).first()
    return held is not None and (request.used_at is not None or held.valid_until > now)
