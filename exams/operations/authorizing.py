"""考试授权: kept when it comes from the test centre, and completed by the proctor (E5)."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.db import transaction

from exams.models import HeldAuthorization, Paper, Session
from exams.operations.session import locked, not_ended, note, shown
from exams.papers import open_sealed
from formats import authorization as released
from formats.authorization import Authorization
from formats.refused import N_, Refused
from journal import clock
from journal.actor import Actor
from rooms.models import CentreLink, Room
from rooms.rights import require

LOCAL: Final = "local"
Source = HeldAuthorization.Source


def hold_authorization(actor: Actor, room: Room, envelope: bytes, *, source: Source) -> Session:
    """Keep the test centre's authorization of a session, from the network or from a file.

    Again does nothing. Returns the session it is for. Raises `Refused` for what the pinned centre did not sign, for
    another room, an unknown session, other papers than those loaded, and after its validity; then nothing has changed.
    """
    require(actor, "exams.authorise", room)
    found = _read(room, envelope)
    session = _session_of(room, found)
    _keys(session, found)
    if _has_expired(session, found):
        raise _expired(session, found)
    with transaction.atomic():
        session = locked(session)
        if session.authorised_at or _held_is(session, envelope):
            return session
        not_ended(session)
        _keep(session, envelope, found, source)
        note(
            "authorization_received",
            actor,
            session,
            source=str(source),
            valid_from=found.valid_from,
            valid_until=found.valid_until,
        )
    return session


def file_late_authorization(actor: Actor, room: Room, envelope: bytes) -> Session:
    """Keep the test centre's permission of a late start in place of what was held before (E8). It releases nothing.

    Again does nothing; also after the end of the session, as the centre may answer late. Returns the session it is
    for. Raises `Refused` as `hold_authorization` does; then nothing has changed.
    """
    require(actor, "exams.authorise", room)
    found = _read(room, envelope)
    session = _session_of(room, found)
    _keys(session, found)
    with transaction.atomic():
        session = locked(session)
        if _held_is(session, envelope):
            return session
        _keep(session, envelope, found, Source.CENTRE)
        note("late_authorization_filed", actor, session, valid_from=found.valid_from, valid_until=found.valid_until)
    return session


def authorise(actor: Actor, session: Session) -> Session:
    """Release the papers of a session (E5). Again does nothing.

    A plan from spreadsheets is authorised here, within its window; one from the test centre by the centre's
    authorization, within its validity. Raises `Refused` outside of it, or as long as it is not here.
    """
    require(actor, "exams.authorise", session.room)
    keys = _released(session) if session.plan.is_from_centre and not session.authorised_at else {}
    now = clock.now()
    with transaction.atomic():
        session = locked(session)
        if session.authorised_at:
            return session
        not_ended(session)
        _complete(session)
        if not session.plan.is_from_centre:
            _in_window(session)
        source = _release(session, keys)
        session.authorised_at, session.authorised_by = now, source
        session.save(update_fields=["authorised_at", "authorised_by"])
        note("authorised", actor, session, source=source)
    return session


def authorization_of(session: Session) -> Authorization | None:
    """What is kept for a session, its signature verified; None as long as nothing is here."""
    held = HeldAuthorization.objects.filter(session=session).first()
    return _read(session.room, bytes(held.envelope)) if held else None


# --- reading
def _read(room: Room, envelope: bytes) -> Authorization:
    found = released.read(envelope, centre_public=bytes(_link(room).public_key))
    if found.room != room.code:
        raise Refused(
            "authorization.other_room",
            N_("This authorization is for room %(found)s, this is room %(room)s. Take the one of this room."),
            found=found.room,
            room=room.code,
        )
    return found


def _link(room: Room) -> CentreLink:
    link = CentreLink.objects.filter(room=room).first()
    if link is None or not link.public_key:
        raise Refused(
            "authorization.no_centre", N_("No test centre is known yet. Load its package first, or register the room.")
        )
    return link


def _session_of(room: Room, found: Authorization) -> Session:
    """Of a plan from the centre: a local one has no key of its papers."""
    sessions = Session.objects.select_related("plan__room").filter(plan__room=room, plan__revision__isnull=False)
    plan = _uuid(found.plan)
    session = sessions.filter(plan__uuid=plan, number=found.session).first() if plan else None
    if session is None:
        raise Refused(
            "authorization.unknown_session",
            N_("This authorization is for %(session)s, which is not loaded here. Load its package first."),
            session=found.session_name,
        )
    return session


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _keys(session: Session, found: Authorization) -> dict[UUID, bytes]:
    """The key of every paper of the session, each tried on its paper."""
    opened = released.open_keys(found, room_private=bytes(_link(session.room).seal_key))
    by_paper = {_uuid(name): key for name, key in opened.items()}
    return {paper.uuid: _tried(paper, by_paper) for paper in Paper.objects.filter(subject__session=session)}


def _tried(paper: Paper, keys: Mapping[UUID | None, bytes]) -> bytes:
    key = keys.get(paper.uuid)
    if key is None:
        told = N_("This authorization is for other papers than those loaded. Load the newest package.")
        raise Refused("authorization.other_papers", told)
    open_sealed(bytes(paper.sealed), key)
    return key


# --- keeping
def _held_is(session: Session, envelope: bytes) -> bool:
    held = HeldAuthorization.objects.filter(session=session).first()
    return held is not None and bytes(held.envelope) == envelope


def _keep(session: Session, envelope: bytes, found: Authorization, source: Source) -> None:
    facts = {
        "envelope": envelope,
        "source": source,
        "received_at": clock.now(),
        "valid_from": clock.from_ms(found.valid_from),
        "valid_until": clock.from_ms(found.valid_until),
    }
    HeldAuthorization.objects.update_or_create(session=session, defaults=facts)


# --- releasing
def _complete(session: Session) -> None:
    for subject in session.subjects.all():
        if not hasattr(subject, "paper"):
            raise Refused(
                "authorise.no_paper", N_("%(subject)s has no paper yet. Import it first."), subject=subject.name
            )
    if not session.sittings.exists():
        raise Refused(
            "authorise.no_candidates", N_("%(session)s has no candidates yet. Import them first."), session=session.name
        )


def _released(session: Session) -> dict[UUID, bytes]:
    found = authorization_of(session)
    if found is None:
        raise Refused(
            "authorise.none",
            N_(
                "The test centre's authorization is not here yet. It comes by itself once its window is open; "
                "without a network import it as a file."
            ),
        )
    if clock.now_ms() < found.valid_from:
        raise _early(session, found.valid_from)
    if _has_expired(session, found):
        raise _expired(session, found)
    return _keys(session, found)


def _release(session: Session, keys: Mapping[UUID, bytes]) -> str:
    """Give the papers their keys; returns where the authorization came from."""
    if not session.plan.is_from_centre:
        return LOCAL
    papers = list(Paper.objects.filter(subject__session=session))
    for paper in papers:
        if paper.uuid not in keys:  # a newer package was loaded in this very moment
            raise Refused("authorise.changed", N_("The papers have just been loaded anew. Try once more."))
        paper.key = keys[paper.uuid]
    Paper.objects.bulk_update(papers, ["key"])
    return HeldAuthorization.objects.get(session=session).source


def _in_window(session: Session) -> None:
    opens, _planned = session.window(session.rules.auth_before_min)
    if clock.now() < opens:
        raise _early(session, clock.to_ms(opens))


def _early(session: Session, opens_ms: int) -> Refused:
    return Refused(
        "authorise.early",
        N_("The authorization opens at %(at)s. Please wait until then."),
        at=shown(clock.from_ms(opens_ms), session.plan.zone),
    )


def _has_expired(session: Session, found: Authorization) -> bool:
    """Never of a mock exam: it has no late start by code, and one held later than planned keeps no secret (E8)."""
    return clock.now_ms() > found.valid_until and not session.plan.is_mock


def _expired(session: Session, found: Authorization) -> Refused:
    return Refused(
        "authorization.expired",
        N_("This authorization was valid until %(at)s. Ask the test centre for a new one."),
        at=f"{clock.from_ms(found.valid_until).astimezone(session.plan.zone):%Y-%m-%d %H:%M:%S}",
    )
