"""断点续考 and 换机位 with 补回 in one act: what was measured up to then is given back at once (E10, F2, F6)."""

from collections.abc import Collection

from exams.models import Sitting, TimeEntry
from formats.refused import N_, Refused
from incidents.losses import unsettled
from incidents.operations.credits import give_back
from incidents.operations.moves import change_seat, swap_seats
from incidents.operations.resumes import resume
from incidents.operations.shared import one_session
from journal import clock
from journal.actor import Actor
from rooms.rights import require


def resume_and_give_back(actor: Actor, sitting: Sitting, *, reason: str) -> list[TimeEntry]:
    """Resume, and give back what the candidate has lost until now; the way to the next login is measured on.

    Returns the new lines of the ledger, none when nothing was lost. Raises `Refused` as `resume` and `give_back` do;
    then nothing has changed. Should this process die in between, the loss stays proposed.
    """
    _may_give_back(actor, [sitting])
    return _given_back(actor, resume(actor, sitting, reason=reason), reason)


def change_seat_and_give_back(actor: Actor, sitting: Sitting, *, seat: int, reason: str) -> list[TimeEntry]:
    """The same for a candidate who is sent to another seat."""
    _may_give_back(actor, [sitting])
    return _given_back(actor, change_seat(actor, sitting, seat=seat, reason=reason), reason)


def swap_seats_and_give_back(actor: Actor, sittings: Collection[Sitting], *, reason: str) -> list[TimeEntry]:
    """The same for two who change places."""
    _may_give_back(actor, list(sittings))
    swapped = swap_seats(actor, sittings, reason=reason)
    return [entry for sitting in swapped for entry in _given_back(actor, sitting, reason)]


def give_back_measured(actor: Actor, sitting: Sitting, *, reason: str) -> list[TimeEntry]:
    """All that one candidate has surely lost until now, for the lists of the administration.

    Raises `Refused` as `give_back` does, and when nothing waits; then nothing has changed.
    """
    require(actor, "incidents.give_extra_time", sitting.room)
    check_measured(sitting)
    return _given_back(actor, sitting, reason)


def check_measured(sitting: Sitting) -> None:
    """`Refused` where nothing that was measured waits to be given back."""
    if not any(loss.is_sure for loss in unsettled(sitting, clock.now())):
        raise Refused(
            "credit.none",
            N_("Nothing that was measured waits to be given back to %(name)s."),
            name=sitting.candidate.name,
        )


def _may_give_back(actor: Actor, sittings: list[Sitting]) -> None:
    session = one_session(sittings)
    require(actor, "incidents.give_extra_time", session.room)
    if session.rules.credit_needs_code:
        raise Refused(
            "credit.code_apart",
            N_("The plan asks for a code to give time back. Go on without it, and give the time back afterwards."),
        )


def _given_back(actor: Actor, sitting: Sitting, reason: str) -> list[TimeEntry]:
    until = clock.now()
    begun = [loss.began_at for loss in unsettled(sitting, until) if loss.is_sure and loss.began_at < until]
    return [
        entry
        for began_at in begun
        for entry in give_back(actor, sitting, began_at=began_at, until=until, reason=reason)
    ]
