"""A candidate goes on at another seat, or two change places: resume and move as one act (F6)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from exams.answers import log, progress
from exams.models import Sitting
from formats.refused import N_, Refused
from incidents.operations.resumes import check_resume, free, is_claimed
from incidents.operations.shared import given, note, one_session, seat_number, stored
from incidents.telling import seat_text
from journal import clock
from journal.actor import Actor
from rooms.models import Room, Seat
from rooms.operations.machines import start_client
from rooms.rights import require


def change_seat(actor: Actor, sitting: Sitting, *, seat: int, reason: str) -> Sitting:
    """Send a candidate to that seat: the old machine is released, and the next login is possible only there.

    Everything saved is kept, the clock goes on, and what is lost on the way is measured. Again for the same seat does
    nothing. Raises `Refused` as `resume` does, and for a seat that does not exist, is offline or is taken.
    """
    require(actor, "incidents.resume", sitting.room)
    text, now = given(reason), clock.now()
    progress.settle([sitting.pk])
    with transaction.atomic():
        sitting = stored(sitting)
        if sitting.holder_id is None and sitting.moves_to == seat:
            return sitting
        check_move(sitting, now)
        _check_free(_seat(sitting.room, seat), sitting, now)
        freed = _send(actor, sitting, seat, text, now)
    _close_logs([sitting] if freed else [], now)
    return sitting


def swap_seats(actor: Actor, sittings: Collection[Sitting], *, reason: str) -> list[Sitting]:
    """Two candidates change places: both or none; each can log in only at the other's seat.

    Raises `Refused` as `change_seat` does, and unless it is two candidates at two machines.
    """
    chosen = list(sittings)
    require(actor, "incidents.resume", one_session(chosen).room)
    text, now = given(reason), clock.now()
    progress.settle([sitting.pk for sitting in chosen])
    with transaction.atomic():
        pair = [stored(sitting) for sitting in sorted(chosen, key=lambda each: each.pk)]
        seats = [_swapped_seat(sitting, now) for sitting in pair]
        if len(set(seats)) != 2:
            raise Refused("move.pair", N_("Choose two candidates who sit at two machines."))
        for sitting, seat in zip(pair, reversed(seats), strict=True):
            _send(actor, sitting, seat, text, now)  # each sits at a machine, and is freed from it
    _close_logs(pair, now)
    return pair


def check_move(sitting: Sitting, now: datetime) -> None:
    """`Refused` where the candidate cannot be moved now; asked by the verbs and by their preview."""
    check_resume(sitting, now)


def check_swap(sitting: Sitting, now: datetime) -> None:
    _swapped_seat(sitting, now)


def _swapped_seat(sitting: Sitting, now: datetime) -> int:
    """The seat that the other one is to get; its machine must be there to log in at."""
    check_move(sitting, now)
    number = seat_number(sitting)
    if number is None:
        raise Refused("move.no_seat", N_("%(name)s sits at no machine now."), name=sitting.candidate.name)
    _check_online(_seat(sitting.room, number), now)
    return number


def _seat(room: Room, number: int) -> Seat:
    found = room.seats.select_related("machine__presence__lease").filter(number=number).first()
    if found is None or found.machine is None:
        raise Refused("move.no_machine", N_("At seat %(seat)s there is no machine."), seat=seat_text(number))
    return found


def _check_online(seat: Seat, now: datetime) -> None:
    presence = getattr(seat.machine, "presence", None)
    if presence is None or not presence.is_online(now):
        raise Refused(
            "move.offline", N_("The machine at seat %(seat)s is offline. Choose another one."), seat=seat.shown
        )


def _check_free(seat: Seat, sitting: Sitting, now: datetime) -> None:
    _check_online(seat, now)
    if seat.machine_id == sitting.holder_id:
        raise Refused("move.same", N_("%(name)s sits there already."), name=sitting.candidate.name)
    others = Sitting.objects.unsettled().filter(session__plan__room=sitting.room).exclude(pk=sitting.pk)
    held = others.filter(holder=seat.machine_id, state__in=Sitting.State.entered())
    expected = others.filter(moves_to=seat.number)
    other = (held | expected).select_related("candidate").first()
    if other is not None:
        text = N_("Seat %(seat)s is taken by %(name)s. Choose another one, or swap the two.")
        raise Refused("move.taken", text, seat=seat.shown, name=other.candidate.name)


def _send(actor: Actor, sitting: Sitting, seat: int, reason: str, now: datetime) -> bool:
    """Whether a machine was left for it."""
    before, freed = seat_number(sitting), is_claimed(sitting)
    if freed:
        free(actor, sitting, reason, now)
    sitting.moves_to = seat
    sitting.save(update_fields=["moves_to"])
    if not _seat(sitting.room, seat).machine.ui_on:  # type: ignore[union-attr]  # `_seat` has looked
        start_client(actor, sitting.room, [seat])
    note("candidate_moved", actor, sitting, private={"reason": reason}, before=before, after=seat)
    return freed


def _close_logs(sittings: Collection[Sitting], now: datetime) -> None:
    """After the commit, as `resume` does: until these markers are written nobody can claim."""
    closed: list[tuple[UUID, int]] = [(sitting.pk, sitting.epoch - 1) for sitting in sittings]
    for sitting_id, epoch in closed:
        log.close_epoch(sitting_id, epoch, clock.to_ms(now))
