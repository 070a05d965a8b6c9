"""What of one candidate waits for a person."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from journal.clock import to_ms
from proctor_site.watch.facts import Person, RoomLook, SessionLook, State
from proctor_site.watch.rules.writing import of_person
from rooms.operations import Cause

UNREAD_AFTER: Final = timedelta(minutes=2)
NOT_BACK_AFTER: Final = timedelta(minutes=2)
UNSEEN_AFTER: Final = timedelta(seconds=15)
WORTH: Final = timedelta(seconds=5)
PersonRule = Callable[[RoomLook, SessionLook, Person], Cause | None]


def _offline(room: RoomLook, look: SessionLook, person: Person) -> Cause | None:
    device = person.device
    if not person.is_in(State.IN_EXAM) or device is None or device.online:
        return None
    is_due = room.lasts(device.since, timedelta(seconds=look.thresholds.offline_s.alarm))
    return of_person(room, look, person, "offline", device.since, is_due=is_due, saved_at=person.sitting.last_saved_at)


def _not_back(room: RoomLook, look: SessionLook, person: Person) -> Cause | None:
    """Freed by a resume, and nobody has logged in again."""
    if not person.is_in(*State.entered()) or person.sitting.holder_id is not None:
        return None
    is_due = room.lasts(person.freed_at, NOT_BACK_AFTER)
    return of_person(room, look, person, "not_back", person.freed_at, is_due=is_due)


def _rules_unread(room: RoomLook, look: SessionLook, person: Person) -> Cause | None:
    sitting = person.sitting
    if not person.is_in(State.LOGGED_IN) or sitting.rules_read_at or not person.start_at or person.start_at > room.now:
        return None
    since = max(person.start_at, sitting.logged_in_at or person.start_at)
    return of_person(room, look, person, "rules_unread", since, is_due=room.now - since > UNREAD_AFTER)


def _save_old(room: RoomLook, look: SessionLook, person: Person) -> Cause | None:
    """The machine is there, and what it has written down does not reach the server (F3)."""
    device = person.device
    if not person.is_in(State.IN_EXAM) or device is None or not device.online or not device.number("pending"):
        return None
    last = person.sitting.last_saved_at or person.sitting.began_at or room.now
    age = device.number("unsaved_ms")
    since = room.now - timedelta(milliseconds=age) if age is not None else last
    is_due = room.now - since > timedelta(seconds=look.thresholds.saving_s.alarm)
    return of_person(room, look, person, "save_old", since, is_due=is_due, saved_at=person.sitting.last_saved_at)


def _no_answer(room: RoomLook, look: SessionLook, person: Person) -> Cause | None:
    """The machine is there, nothing holds the candidate up, and nothing is written; a lost link says nothing new."""
    sitting = person.sitting
    if not person.is_in(State.IN_EXAM) or person.is_interrupted or person.is_locked:
        return None
    moments = [moment for moment in (sitting.last_saved_at, sitting.began_at, person.active_at) if moment]
    since = max(moments, default=room.now)
    if room.now - since <= timedelta(minutes=look.thresholds.idle_min.warn):
        return None
    return of_person(room, look, person, "no_answer", since, is_due=person.is_online)


def _deadline_unseen(room: RoomLook, look: SessionLook, person: Person) -> Cause | None:
    sitting, device = person.sitting, person.device
    if not person.is_in(State.IN_EXAM) or device is None or sitting.deadline_seen >= sitting.deadline_version:
        return None
    since = max(moment for moment in (person.version_at, device.since, sitting.began_at) if moment)
    is_due = device.online and room.lasts(since, UNSEEN_AFTER)
    return of_person(room, look, person, "deadline_unseen", since, is_due=is_due)


def _address_changed(room: RoomLook, look: SessionLook, person: Person) -> Cause | None:
    device = person.device
    if not person.is_in(*State.entered()) or device is None or not device.address or not person.claimed_from:
        return None
    if device.address == person.claimed_from:
        return None
    told = {"before": person.claimed_from, "address": device.address}
    return of_person(room, look, person, "address_changed", device.since, is_due=device.online, **told)


def lost_times(room: RoomLook, look: SessionLook, person: Person) -> Iterator[Cause]:
    """What was measured and waits to be given back, each by itself (F2); a moment is only in its dialog."""
    for loss in person.losses:
        if loss.is_sure and loss.until(room.now)[1] - loss.began_at >= WORTH:
            cause = of_person(room, look, person, "lost_time", loss.began_at, is_due=True)
            yield replace(cause, key=f"{cause.key} {to_ms(loss.began_at)}")


PERSON_RULES: Final[dict[str, PersonRule]] = {
    "offline": _offline,
    "not_back": _not_back,
    "rules_unread": _rules_unread,
    "save_old": _save_old,
    "no_answer": _no_answer,
    "deadline_unseen": _deadline_unseen,
    "address_changed": _address_changed,
}
