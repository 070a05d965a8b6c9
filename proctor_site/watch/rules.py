"""The rules: what of a room waits for a person. No database, no clock; each kind is one function."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from journal.clock import to_ms
from proctor_site.watch.facts import Device, Person, RoomLook, SessionLook, State
from rooms.operations import Cause

UNREAD_AFTER: Final = timedelta(minutes=2)
NOT_BACK_AFTER: Final = timedelta(minutes=2)
UNSEEN_AFTER: Final = timedelta(seconds=15)
BY_ITSELF_WITHIN: Final = timedelta(seconds=10)
CENTRE_AWAY_AFTER: Final = timedelta(seconds=30)

PersonRule = Callable[[RoomLook, SessionLook, Person], Cause | None]
DeviceRule = Callable[[RoomLook, Device], Cause | None]
SessionRule = Callable[[RoomLook, SessionLook], Cause | None]


def causes_of(room: RoomLook) -> Iterator[Cause]:
    """All that is true in the room, due or not."""
    for cause in _all(room):
        if cause is not None:
            yield cause


def _all(room: RoomLook) -> Iterator[Cause | None]:
    for look in room.sessions:
        yield from (rule(room, look) for rule in SESSION_RULES.values())
        for person in look.people:
            yield from (rule(room, look, person) for rule in PERSON_RULES.values())
    if room.is_at_work:
        yield from (rule(room, device) for rule in DEVICE_RULES.values() for device in room.devices)
        yield _server_disk_low(room)
        yield from _other_clients(room)
    yield _centre_away(room)


# --- one candidate
def _offline(room: RoomLook, look: SessionLook, person: Person) -> Cause | None:
    device = person.device
    if not person.is_in(State.IN_EXAM) or device is None or device.online:
        return None
    is_due = room.lasts(device.since, timedelta(seconds=look.thresholds.offline_s.alarm))
    return _of(room, look, person, "offline", device.since, is_due=is_due, saved_at=person.sitting.last_saved_at)


def _not_back(room: RoomLook, look: SessionLook, person: Person) -> Cause | None:
    """Freed by a resume, and nobody has logged in again."""
    if not person.is_in(*State.entered()) or person.sitting.holder_id is not None:
        return None
    is_due = room.lasts(person.freed_at, NOT_BACK_AFTER)
    return _of(room, look, person, "not_back", person.freed_at, is_due=is_due)


def _rules_unread(room: RoomLook, look: SessionLook, person: Person) -> Cause | None:
    sitting = person.sitting
    if not person.is_in(State.LOGGED_IN) or sitting.rules_read_at or not person.start_at or person.start_at > room.now:
        return None
    since = max(person.start_at, sitting.logged_in_at or person.start_at)
    return _of(room, look, person, "rules_unread", since, is_due=room.now - since > UNREAD_AFTER)


def _save_old(room: RoomLook, look: SessionLook, person: Person) -> Cause | None:
    """The machine is there, and what it has written down does not reach the server (F3)."""
    device = person.device
    if not person.is_in(State.IN_EXAM) or device is None or not device.online or not device.number("pending"):
        return None
    last = person.sitting.last_saved_at or person.sitting.began_at or room.now
    age = device.number("unsaved_ms")
    since = room.now - timedelta(milliseconds=age) if age is not None else last
    is_due = room.now - since > timedelta(seconds=look.thresholds.saving_s.alarm)
    return _of(room, look, person, "save_old", since, is_due=is_due, saved_at=person.sitting.last_saved_at)


def _no_answer(room: RoomLook, look: SessionLook, person: Person) -> Cause | None:
    """The machine is there, nothing holds the candidate up, and nothing is written; a lost link says nothing new."""
    sitting = person.sitting
    if not person.is_in(State.IN_EXAM) or person.is_interrupted or person.is_locked:
        return None
    moments = [moment for moment in (sitting.last_saved_at, sitting.began_at, person.active_at) if moment]
    since = max(moments, default=room.now)
    if room.now - since <= timedelta(minutes=look.thresholds.idle_min.warn):
        return None
    return _of(room, look, person, "no_answer", since, is_due=person.is_online)


def _deadline_unseen(room: RoomLook, look: SessionLook, person: Person) -> Cause | None:
    sitting, device = person.sitting, person.device
    if not person.is_in(State.IN_EXAM) or device is None or sitting.deadline_seen >= sitting.deadline_version:
        return None
    since = max(moment for moment in (person.version_at, device.since, sitting.began_at) if moment)
    is_due = device.online and room.lasts(since, UNSEEN_AFTER)
    return _of(room, look, person, "deadline_unseen", since, is_due=is_due)


def _address_changed(room: RoomLook, look: SessionLook, person: Person) -> Cause | None:
    device = person.device
    if not person.is_in(*State.entered()) or device is None or not device.address or not person.claimed_from:
        return None
    if device.address == person.claimed_from:
        return None
    told = {"before": person.claimed_from, "address": device.address}
    return _of(room, look, person, "address_changed", device.since, is_due=device.online, **told)


# --- one machine
def _clock_far(room: RoomLook, device: Device) -> Cause | None:
    offset = device.clock_offset_ms
    if offset is None or abs(offset) <= room.thresholds.clock_s.alarm * 1000:
        return None
    return _at(room, device, "clock_far", step_ms=offset)


def _disk_low(room: RoomLook, device: Device) -> Cause | None:
    free = device.number("disk_free_mb")
    if free is None or free >= room.thresholds.disk_gb.alarm * 1000:
        return None
    return _at(room, device, "disk_low", free_mb=free)


def _battery_low(room: RoomLook, device: Device) -> Cause | None:
    charge = device.number("battery")
    if charge is None or device.number("plugged") or charge > room.thresholds.battery.alarm:
        return None
    return _at(room, device, "battery_low", battery=charge)


def _other_clients(room: RoomLook) -> Iterator[Cause | None]:
    """Another version than most machines of the room have."""
    seated = [device for device in room.devices if device.seat is not None and device.client]
    if not seated:
        return
    counted = Counter(device.client for device in seated)
    usual = max(counted, key=lambda client: (counted[client], client))
    for device in seated:
        if device.client != usual:
            yield _at(room, device, "client_other", client=device.client, usual=usual)


# --- a session, the room
def _window_authorise(room: RoomLook, look: SessionLook) -> Cause | None:
    session = look.session
    opens, closes = session.window(look.rules.auth_before_min, look.rules.start_after_min)
    if session.authorised_at or room.now < opens or not look.people:
        return None
    return _in(room, look, "window_authorise", opens, until=closes)


def _window_login(room: RoomLook, look: SessionLook) -> Cause | None:
    """In a formal exam login opens by itself, unless something is in its way (E6, M1)."""
    session = look.session
    opens, closes = session.window(look.rules.login_before_min, look.rules.start_after_min)
    if session.login_allowed_at or not session.authorised_at or room.now < opens:
        return None
    is_due = session.plan.is_mock or room.now - max(opens, session.authorised_at) > BY_ITSELF_WITHIN
    return _in(room, look, "window_login", opens, is_due=is_due, until=closes)


def _window_start(room: RoomLook, look: SessionLook) -> Cause | None:
    session, rules = look.session, look.rules
    opens, closes = session.window(rules.start_before_min, rules.start_after_min)
    if session.start_at or not session.login_allowed_at or room.now < opens:
        return None
    return _in(room, look, "window_start", opens, until=closes)


def _late_limit(room: RoomLook, look: SessionLook) -> Cause | None:
    """Who has not come by now is absent, and somebody has to say so (E21)."""
    limit = look.session.after_start(look.rules.late_limit_min)
    if limit is None or room.now < limit or not any(person.is_in(State.NOT_LOGGED_IN) for person in look.people):
        return None
    return _in(room, look, "late_limit", limit)


def _all_submitted(room: RoomLook, look: SessionLook) -> Cause | None:
    """Nobody is left: the session can be ended (E22)."""
    start = look.session.start_at
    if start is None or start > room.now or not look.people:
        return None
    if not all(person.is_in(*State.settled()) for person in look.people):
        return None
    moments = [person.sitting.closed_at or person.sitting.absent_at or start for person in look.people]
    return _in(room, look, "all_submitted", max(moments))


def _server_disk_low(room: RoomLook) -> Cause | None:
    if room.free_disk_mb >= room.thresholds.disk_gb.alarm * 1000:
        return None
    return Cause(room.room, "server_disk_low", "", room.now, values={"free_mb": room.free_disk_mb})


def _centre_away(room: RoomLook) -> Cause | None:
    since = room.centre_away_since
    if since is None:
        return None
    return Cause(room.room, "centre_away", "", since, is_due=room.lasts(since, CENTRE_AWAY_AFTER))


# --- how a cause is written down
def _of(
    room: RoomLook, look: SessionLook, person: Person, kind: str, since: datetime | None, *, is_due: bool, **values: Any
) -> Cause:
    sitting = person.sitting
    told = {name: to_ms(value) if isinstance(value, datetime) else value for name, value in values.items()}
    return Cause(
        room=room.room, kind=kind, key=str(sitting.pk), since=since or room.now, is_due=is_due, values=told,
        machine=person.device.id if person.device else None, session=look.session.uuid, sitting=sitting.pk,
    )  # fmt: skip


def _at(room: RoomLook, device: Device, kind: str, **values: Any) -> Cause | None:
    """Of a machine with a seat; it stays open while the machine is away, but is not opened then."""
    if device.seat is None:
        return None
    return Cause(room.room, kind, str(device.id), room.now, is_due=device.online, machine=device.id, values=values)


def _in(
    room: RoomLook, look: SessionLook, kind: str, since: datetime, *, is_due: bool = True, **moments: datetime
) -> Cause:
    session = look.session.uuid
    values = {name: to_ms(moment) for name, moment in moments.items()}
    return Cause(room.room, kind, str(session), since, is_due=is_due, session=session, values=values)


PERSON_RULES: Final[dict[str, PersonRule]] = {
    "offline": _offline,
    "not_back": _not_back,
    "rules_unread": _rules_unread,
    "save_old": _save_old,
    "no_answer": _no_answer,
    "deadline_unseen": _deadline_unseen,
    "address_changed": _address_changed,
}
DEVICE_RULES: Final[dict[str, DeviceRule]] = {
    "clock_far": _clock_far,
    "disk_low": _disk_low,
    "battery_low": _battery_low,
}
SESSION_RULES: Final[dict[str, SessionRule]] = {
    "window_authorise": _window_authorise,
    "window_login": _window_login,
    "window_start": _window_start,
    "late_limit": _late_limit,
    "all_submitted": _all_submitted,
}
KINDS: Final = (*PERSON_RULES, *DEVICE_RULES, *SESSION_RULES, "client_other", "server_disk_low", "centre_away")
