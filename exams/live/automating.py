"""What a machine is told of 自动登录 and 自动作答, in a mock exam only (M1, M2)."""

from typing import Final

from django.db.models import Prefetch

from exams.automation import expected_at
from exams.models import MockAutomation, Plan, Session, Sitting
from formats.messages import Automation, SeatState
from rooms.live import registry
from rooms.models import Machine

MOCK_PLANS: Final = "mock_plans"
OPEN_SESSIONS: Final = "open_sessions"


def register() -> None:
    mock = Plan.objects.filter(kind=Plan.Kind.MOCK).defer("content")
    opened = Session.objects.live().filter(login_allowed_at__isnull=False).select_related("mock_automation")
    registry.prefetches.append(Prefetch("room__plans", queryset=mock, to_attr=MOCK_PLANS))
    registry.prefetches.append(Prefetch(f"room__{MOCK_PLANS}__sessions", queryset=opened, to_attr=OPEN_SESSIONS))
    registry.state_contributors.append(tell_automation)


def tell_automation(machine: Machine, state: SeatState) -> None:
    automation = _standing(machine)
    if automation is not None:
        state.automation = Automation(log_in=_ticket(machine, automation), answer=automation.answers)


def _standing(machine: Machine) -> MockAutomation | None:
    """Of the session whose candidates log in now; a room has one at a time."""
    for plan in getattr(machine.room, MOCK_PLANS):
        for session in getattr(plan, OPEN_SESSIONS):
            found: MockAutomation | None = getattr(session, "mock_automation", None)
            if found is not None:
                return found
    return None


def _ticket(machine: Machine, automation: MockAutomation) -> str | None:
    if not automation.logs_in or machine.seat_number is None or _is_taken(machine):
        return None
    sitting = expected_at(automation.session, machine.seat_number)
    return sitting.candidate.ticket if sitting else None


def _is_taken(machine: Machine) -> bool:
    return any(sitting.state in Sitting.State.entered() for sitting in machine.held_sittings.all())
