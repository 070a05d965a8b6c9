"""What the exam answers when rooms asks."""

from exams.models import Session, Sitting
from formats.refused import N_, Refused
from journal import clock
from rooms import guards
from rooms.models import Machine, Room, Seat


def register() -> None:
    guards.before_seat_changes.append(_candidate_at_seat)
    guards.before_machine_stops.append(_candidate_in_exam)
    guards.enrolment_closed.append(_session_runs)
    guards.before_code_changes.append(_exam_is_loaded)


def _candidate_at_seat(seat: Seat) -> None:
    held = _entered(seat.machine) if seat.machine else None
    if held:
        raise Refused(
            "seat.occupied",
            N_("%(name)s is at seat %(seat)s. End the session or move the candidate first."),
            name=held.candidate.name,
            seat=seat.shown,
        )


def _candidate_in_exam(machine: Machine) -> None:
    held = _entered(machine)
    if held and held.state == Sitting.State.IN_EXAM:
        raise Refused(
            "machine.in_exam",
            N_("%(name)s is in the exam at this machine; it was left alone."),
            name=held.candidate.name,
        )


def _session_runs(room: Room) -> bool:
    return Session.objects.live().filter(plan__room=room, start_at__lte=clock.now()).exists()


def _exam_is_loaded(room: Room) -> None:
    plan = room.plans.first()
    if plan:
        told = N_("The exam %(plan)s is loaded for room %(room)s, so its code stays. Initialise the system first.")
        raise Refused("room.exam_loaded", told, plan=plan.name, room=room.code, field="code")


def _entered(machine: Machine) -> Sitting | None:
    return machine.held_sittings.filter(state__in=Sitting.State.entered()).select_related("candidate").first()
