"""Who logs in by himself at which machine: questions about 自动登录 of a mock exam (M1)."""

from exams.models import MockAutomation, Session, Sitting
from rooms.models import Machine


def automation_of(session: Session) -> MockAutomation | None:
    """What was chosen for this session; None if never anything was, and in every formal exam."""
    return MockAutomation.objects.filter(session=session).first() if session.plan.is_mock else None


def expected_at(session: Session, seat: int) -> Sitting | None:
    """The sitting that a machine at this seat logs in by itself: whom the seat plan has put there, else sequence n.

    Only who has not come to this subject yet: after a resume or reset a person decides at which machine it goes on.
    """
    planned = session.candidates.filter(seat_number=seat).first()
    candidate = planned or session.candidates.filter(sequence=seat, seat_number=None).first()
    if candidate is None:
        return None
    open_ones = session.sittings.filter(candidate=candidate).unsettled().select_related("candidate")
    sitting = open_ones.order_by("subject__order").first()
    return sitting if sitting and _has_not_come(sitting) else None


def logs_in_by_itself(machine: Machine, sitting: Sitting) -> bool:
    """Whether nobody needs to prove who he is: the machine was told to log this sitting in."""
    automation = automation_of(sitting.session)
    if automation is None or not automation.logs_in or machine.seat_number is None:
        return False
    return expected_at(sitting.session, machine.seat_number) == sitting


def _has_not_come(sitting: Sitting) -> bool:
    return sitting.state == Sitting.State.NOT_LOGGED_IN and sitting.epoch == 1 and sitting.holder_id is None
