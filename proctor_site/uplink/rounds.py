"""One round with the test centre: heartbeat, reports, authorizations."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from exams.models import Session
from exams.operations.authorizing import Source, hold_authorization
from formats.refused import Refused
from journal import clock
from journal.actor import Actor
from proctor_site.reporting.work import go_on
from proctor_site.uplink import late_starts
from proctor_site.uplink.state import room_sessions, state_of
from rooms.centre import contact, faults
from rooms.centre.answers import AuthorizationWindow, Beat
from rooms.centre.client import Centre, centre_of
from rooms.centre.faults import CentreFault, CentreRefusal
from rooms.live.database import in_database
from rooms.models import CentreLink, CentreReport, Room

Keep = Callable[[Actor, Room, bytes], Session]
ACTOR: Final = Actor(kind="system", role="uplink")
MOST_OFFSET_MS: Final = 2000
log = logging.getLogger(__name__)
REPORT_PATHS: Final = {CentreReport.Kind.SEAL_CHECK: "seal-checks", CentreReport.Kind.CODE_USED: "codes/used"}


@dataclass(frozen=True)
class _Heard:
    """The answer to a heartbeat, and by how much the centre's clock is ahead of ours."""

    beat: Beat
    offset_ms: int


async def one_round(link_id: int) -> bool:
    """Talk to the centre once; whether it answered. What is the matter is noted with the registration."""
    link = await in_database(_link, link_id)
    if link is None:  # the room has left the centre a moment ago
        return True
    await in_database(contact.note_try, link)
    try:
        async with centre_of(link) as centre:
            heard = await _beat(centre, link.room)
            fault = await _exchange(centre, link, heard)
    except CentreFault as found:
        if found.code != link.fault:
            log.warning("test centre of room %s: %s", link.room.code, found)
        await in_database(contact.note_fault, link, found.code)
        return False
    await in_database(contact.note_answer, link, fault=fault, offset_ms=heard.offset_ms, packages=heard.beat.packages)
    return True


def _link(link_id: int) -> CentreLink | None:
    return contact.reachable_links().select_related("room").filter(pk=link_id).first()


async def _beat(centre: Centre, room: Room) -> _Heard:
    state = await in_database(lambda: state_of(room, clock.now()))
    sent = clock.now_ms()
    beat = (await centre.post("rooms/heartbeat", {"state": state})).typed(Beat)
    return _Heard(beat, beat.time - (sent + clock.now_ms()) // 2)


async def _exchange(centre: Centre, link: CentreLink, heard: _Heard) -> str:
    """What is the matter although the centre answers. A fault of one thing keeps nothing else back."""
    told = await _send_reports(centre, link)
    await in_database(go_on, link.room)
    wanted = await in_database(_wanted, link.room, [window for window in heard.beat.authorizations if window.ready])
    found = await _fetch(centre, link.room, wanted, _hold)
    late = await in_database(late_starts.wanted, link.room, clock.now())
    late_found = await _fetch(centre, link.room, late, late_starts.keep, late="1")
    clocks = faults.CLOCK if abs(heard.offset_ms) > MOST_OFFSET_MS else ""
    return found or late_found or told or clocks


async def _send_reports(centre: Centre, link: CentreLink) -> str:
    fault = ""
    for report in await in_database(contact.reports_to_send, link.room_id):
        try:
            body = {**report.body, "id": str(report.pk)}
            answer = (await centre.post(REPORT_PATHS[CentreReport.Kind(report.kind)], body)).typed(dict[str, Any])
        except CentreRefusal as refusal:
            await in_database(contact.note_refused_report, report, refusal.reason)
            fault = faults.REFUSED
        else:
            await in_database(contact.note_report, report, answer)
    return fault


async def _fetch(centre: Centre, room: Room, wanted: Iterable[tuple[str, int]], keep: Keep, **query: str) -> str:
    fault = ""
    for plan, session in wanted:
        try:
            answer = await centre.get(f"authorizations/{plan}/{session}", **query)
            await in_database(keep, ACTOR, room, answer.body)
        except CentreRefusal:  # its window has just closed, or not opened yet by the centre's clock; no code computed
            continue
        except Refused as refused:
            fault = faults.OTHER_KEY if refused.code == "signed.other_key" else faults.AUTHORIZATION
    return fault


def _hold(actor: Actor, room: Room, envelope: bytes) -> Session:
    return hold_authorization(actor, room, envelope, source=Source.CENTRE)


def _wanted(room: Room, windows: list[AuthorizationWindow]) -> list[tuple[str, int]]:
    """Of sessions that are loaded, not authorised, and for which nothing valid is here."""
    now = clock.now()
    missing = room_sessions(room).filter(authorised_at=None, ended_at=None, plan__revision__isnull=False)
    open_ones: list[Session] = list(missing.exclude(held_authorization__valid_until__gt=now))
    keys = {(str(session.plan.uuid), session.number) for session in open_ones}
    return [key for window in windows if (key := (window.plan, window.session)) in keys]
