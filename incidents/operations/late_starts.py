"""延考: the start after the latest start, by a code (E8)."""

from exams.models import Session
from exams.operations.session import start_after_latest
from incidents.models import CodeRequest
from incidents.operations.codes import Asked, Permit, by_code
from journal.actor import Actor
from rooms.rights import require


def start_late(actor: Actor, session: Session, *, request: CodeRequest, code: str) -> Session:
    """Begin the countdown after the latest start: a right code alone permits it.

    The whole session moves, nobody loses time. Raises `Refused` as `allow_start` does, for a session that needs
    no code or has started, and for a code that does not permit it (`by_code`).
    """
    require(actor, "exams.run_session", session.room)

    def start(permit: Permit) -> Session:
        return start_after_latest(actor, session, permit.now, **permit.values)

    return by_code(actor, request, code, Asked(CodeRequest.Kind.LATE_START, session), start)
