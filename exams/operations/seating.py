"""编排座位: who sits where in a session, and drawing the lot again (B12)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from exams.models import Candidate, Session, Sitting
from exams.operations.loading.candidate_storing import seat_by_lot
from exams.operations.loading.seating import draw
from formats.refused import N_, Refused
from journal import record
from journal.actor import Actor
from journal.models import Event
from rooms.models import Room
from rooms.publish import changed
from rooms.rights import require

LONGEST_SEED: Final = 64


@dataclass(frozen=True)
class Place:
    """A candidate's seat as it is, and as a seed would draw it; `is_there` says whether the room has the seat."""

    candidate: Candidate
    seat: int | None
    drawn: int | None
    is_there: bool


# --- questions
def places(session: Session, seed: str = "") -> list[Place]:
    """Everybody in the session by seat, then sequence; with a seed as it would be drawn. Reads only."""
    seats = _seats(session.room)
    candidates = list(session.candidates.all())
    drawn = draw((each.ticket for each in candidates), seats, seed) if seed else {}
    found = [_place(each, drawn.get(each.ticket), seats) for each in candidates]
    return sorted(found, key=lambda place: (_shown(place) is None, _shown(place) or 0, place.candidate.sequence))


def check_drawing(session: Session, seed: str) -> None:
    """Raise `Refused` for whatever stands against drawing the lot with this seed."""
    if session.rules.seating != "lot":
        raise Refused("seating.not_by_lot", N_("The plan does not draw lots: seats follow its own rule."))
    if session.authorised_at or session.sittings.exclude(state=Sitting.State.NOT_LOGGED_IN).exists():
        raise Refused("seating.authorised", N_("The session is authorised: from then on the seats stay."))
    if not 1 <= len(seed) <= LONGEST_SEED or not seed.isprintable():
        raise Refused("seating.seed", N_("A seed has 1 to %(most)d characters."), most=LONGEST_SEED, field="seed")


def last_seed(session: Session) -> str:
    """What the seats of the session were drawn with last, from the journal; empty if they were not."""
    events = Event.objects.filter(chain__name=session.room.chain, code__in=["candidates_loaded", "seats_drawn"])
    for event in events.order_by("-number").iterator(chunk_size=50):
        seed = _seed_in(json.loads(event.body), session)
        if seed:
            return seed
    return ""


# --- the verb
def draw_seats(actor: Actor, session: Session, *, seed: str) -> Session:
    """Draw the lot again with this seed, which the journal keeps: anybody can repeat it.

    The same seed again changes nothing. Raises `Refused` if the plan draws no lots, and once the session is authorised.
    """
    require(actor, "rooms.manage_room", session.room)
    seed = seed.strip()
    with transaction.atomic():
        locked = Session.objects.select_for_update(of=("self",)).select_related("plan__room").get(pk=session.pk)
        check_drawing(locked, seed)
        moved = [place for place in places(locked, seed) if place.seat != place.drawn]
        if moved:
            seat_by_lot(locked, _seats(locked.room), seed)
            _record(actor, locked, seed, moved)
            changed()
    return locked


def _record(actor: Actor, session: Session, seed: str, moved: Sequence[Place]) -> None:
    before = {place.candidate.ticket: place.seat for place in moved}
    after = {place.candidate.ticket: place.drawn for place in moved}
    private = {"before": json.dumps(before), "after": json.dumps(after)}
    record.append(
        "seats_drawn",
        actor,
        chain=session.room.chain,
        session=session.uuid,
        private=private,
        seed=seed,
        moved=len(moved),
    )


def _seats(room: Room) -> list[int]:
    return list(room.seats.order_by("number").values_list("number", flat=True))


def _place(candidate: Candidate, drawn: int | None, seats: Sequence[int]) -> Place:
    shown = drawn or candidate.seat_number
    return Place(candidate, candidate.seat_number, drawn, shown is None or shown in seats)


def _shown(place: Place) -> int | None:
    return place.drawn or place.seat


def _seed_in(body: dict[str, Any], session: Session) -> str:
    """Of one event: of this session, or of a list of the plan in which this session's lot was drawn."""
    values = body["values"]
    if body["code"] == "seats_drawn":
        return str(values["seed"]) if body["session"] == str(session.uuid) else ""
    if values.get("plan") != str(session.plan.uuid):
        return ""
    return str(values.get("lots", {}).get(str(session.number), ""))
