"""Reads the facts of all rooms with a session at hand, in a fixed number of queries, whatever the number of seats."""

import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import F, Max, Q

from exams.models import Claim, DeadlineVersion, Session, Sitting, Subject
from exams.thresholds import file_of, typed
from incidents.losses import losses_of
from incidents.models import Interruption, Resume, ScreenLock
from proctor_site.watch.facts import Device, Person, RoomLook, SessionLook
from rooms.centre.contact import reachable_links
from rooms.models import Machine

AT_HAND: Final = timedelta(days=1)
DEVICE_COLUMNS: Final = (
    "pk", "seat__number", "client", "presence__opened_at", "presence__closed_at", "presence__seen_at",
    "presence__lease__expires_at", "presence__address", "presence__clock_offset_ms", "presence__indicators",
)  # fmt: skip
SITTING_COLUMNS: Final = (
    "session", "subject", "state", "holder", "logged_in_at", "rules_read_at", "began_at", "closed_at", "absent_at",
    "deadline", "deadline_version", "deadline_seen", "last_saved_at", "submitted_by",
)  # fmt: skip


def read(now: datetime, *, watched_since: datetime) -> list[RoomLook]:
    """Every room with a session that has not ended and is a day away at most."""
    sessions = _sessions(now)
    if not sessions:
        return []
    rooms = {session.plan.room_id for session in sessions}
    devices = _devices(rooms, now)
    people = _people(sessions, {device.id: device for found in devices.values() for device in found}, now)
    away = _centres_away(rooms, now)
    return [
        RoomLook(
            room=room,
            now=now,
            watched_since=watched_since,
            sessions=[_look(session, now, people) for session in sessions if session.plan.room_id == room],
            devices=devices.get(room, []),
            free_disk_mb=shutil.disk_usage(settings.DATA_DIR).free // 1_000_000,
            centre_away_since=away.get(room),
        )
        for room in sorted(rooms)
    ]


def _sessions(now: datetime) -> list[Session]:
    near = Q(planned_start__range=(now - AT_HAND, now + AT_HAND)) | Q(login_allowed_at__isnull=False)
    return list(
        Session.objects.live()
        .filter(near)
        .select_related("plan__room")
        .defer("plan__content")
        .order_by("planned_start")
    )


def _look(session: Session, now: datetime, people: Mapping[int, Sequence[Person]]) -> SessionLook:
    file = file_of(session.plan)
    return SessionLook(session, now, file.rules, typed(file.thresholds), people.get(session.pk, []))


def _devices(rooms: set[int], now: datetime) -> dict[int, list[Device]]:
    found: dict[int, list[Device]] = {}
    for room, *facts in Machine.objects.filter(room__in=rooms).values_list("room_id", *DEVICE_COLUMNS):
        found.setdefault(room, []).append(_device(now, *facts))
    return found


def _device(
    now: datetime, machine: UUID, seat: int | None, client: str, opened: datetime | None, closed: datetime | None,
    seen: datetime | None, lease_until: datetime | None, address: str | None, offset_ms: int | None, indicators: Any,
) -> Device:  # fmt: skip
    """In the order of `DEVICE_COLUMNS`; plain columns, for 150 machines are read every two seconds."""
    online = opened is not None and closed is None and lease_until is not None and lease_until > now
    since = opened if online else closed or seen
    return Device(machine, seat, client, online, since, address or "", offset_ms, indicators or {})


def _people(
    sessions: Sequence[Session], devices: Mapping[UUID, Device], now: datetime
) -> dict[int, list[Person]]:  # fmt: skip
    by_pk = {session.pk: session for session in sessions}
    sittings = Sitting.objects.filter(session__in=by_pk).order_by().only(*SITTING_COLUMNS)
    starts, losses = _starts(by_pk), losses_of(list(sittings), now)
    claims = _claims(by_pk)
    freed, versions, went_on, locks = _freed(by_pk), _versions(by_pk), _went_on(by_pk), _locks(by_pk)
    found: dict[int, list[Person]] = {}
    for sitting in sittings:
        claimed_at, claimed_from = claims.get(sitting.pk, (None, None))
        moments = [moment for moment in (claimed_at, went_on.get(sitting.pk), locks.get(sitting.pk)) if moment]
        person = Person(
            sitting=sitting,
            device=devices.get(sitting.holder_id) if sitting.holder_id else None,
            start_at=starts[sitting.subject_id],
            claimed_from=claimed_from or "",
            freed_at=freed.get(sitting.pk),
            version_at=versions.get(sitting.pk),
            active_at=max(moments, default=None),
            is_locked=sitting.pk in locks and locks[sitting.pk] is None,
            losses=losses.get(sitting.pk, ()),
        )
        found.setdefault(sitting.session_id, []).append(person)
    return found


def _starts(sessions: Mapping[int, Session]) -> dict[int, datetime | None]:
    """T0 of each subject."""
    subjects = list(Subject.objects.filter(session__in=sessions))
    for subject in subjects:
        subject.session = sessions[subject.session_id]
    return {subject.pk: subject.start_at for subject in subjects}


def _claims(sessions: Mapping[int, Any]) -> dict[UUID, tuple[datetime, str | None]]:
    """Of the epoch that each sitting is in: when, and from where."""
    now = Claim.objects.filter(sitting__session__in=sessions, epoch=F("sitting__epoch"))
    return {sitting: (at, address) for sitting, at, address in now.values_list("sitting", "at", "address")}


def _freed(sessions: Mapping[int, Any]) -> dict[UUID, datetime]:
    last = Resume.objects.filter(sitting__session__in=sessions, sitting__holder=None)
    return dict(last.order_by().values_list("sitting").annotate(at=Max("at")))


def _versions(sessions: Mapping[int, Any]) -> dict[UUID, datetime]:
    """Since when a deadline holds that its machine has not acknowledged."""
    unseen = DeadlineVersion.objects.filter(
        sitting__session__in=sessions,
        version=F("sitting__deadline_version"),
        version__gt=F("sitting__deadline_seen"),
    )
    return dict(unseen.values_list("sitting", "at"))


def _went_on(sessions: Mapping[int, Any]) -> dict[UUID, datetime]:
    over = Interruption.objects.filter(session__in=sessions, ended_at__isnull=False, sittings__isnull=False)
    return dict(over.order_by().values_list("sittings").annotate(at=Max("ended_at")))


def _locks(sessions: Mapping[int, Any]) -> dict[UUID, datetime | None]:
    """Until when the screen of each was locked; None while it is."""
    found: dict[UUID, datetime | None] = {}
    locks = ScreenLock.objects.filter(sitting__session__in=sessions).order_by("at")
    for sitting, *ends in locks.values_list("sitting", "acknowledged_at", "lifted_at"):
        found[sitting] = min((end for end in ends if end), default=None)
    return found


def _centres_away(rooms: set[int], now: datetime) -> dict[int, datetime]:
    """Since when the centre of each room has not answered; from the registration on, if it never has."""
    links = reachable_links().filter(room__in=rooms)
    return {link.room_id: link.answered_at or link.registered_at or now for link in links if not link.answers(now)}
