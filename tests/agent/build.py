"""Values for tests of the parts without I/O."""

from typing import Any
from uuid import UUID

from agent_client.candidate import Candidate, Held
from agent_client.delivery import Delivery
from agent_client.holding import Fold, Holding
from formats.messages import Change, Deadline, Identity, Moments, PaperSource, SeatState
from tests.agent.fake_room import PAPER

SITTING = UUID("11111111-1111-4111-8111-111111111111")
SESSION = UUID("22222222-2222-4222-8222-222222222222")
MACHINE = UUID("33333333-3333-4333-8333-333333333333")
T0 = 1_766_282_400_000
MINUTE = 60_000


def holding(**more: Any) -> Holding:
    """Confirmed, rules read, 90 minutes from `T0`."""
    identity = Identity(ticket="1", name="曹鑫", id_number="350***********2X", subject="Web", sequence=1)
    given: dict[str, Any] = {
        "sitting": SITTING,
        "epoch": 1,
        "machine": MACHINE,
        "identity": identity,
        "rules": [],
        "guide": [],
        "paper": PaperSource(url="/p", sha256="ab" * 32, size=1),
        "fold_url": "/f",
        "session": SESSION,
        "base_taken": True,
        "confirmed": True,
        "rules_read": True,
        "deadline": deadline(1),
        "told": True,
    }
    return Holding(**(given | more))


def deadline(version: int, *, minutes: float | None = 90) -> Deadline:
    at = None if minutes is None else T0 + round(minutes * MINUTE)
    return Deadline(version=version, at=at, start_at=T0, duration_ms=90 * MINUTE)


def moments(**more: Any) -> Moments:
    given: dict[str, Any] = {"login_allowed_at": T0 - 30 * MINUTE, "start_at": T0, "earliest_submit_ms": 30 * MINUTE}
    return Moments(session=SESSION, exam_name="e", session_name="s", planned_start=T0, **(given | more))


def seat(**more: Any) -> SeatState:
    given: dict[str, Any] = {
        "version": 1,
        "number": 9,
        "ui_on": True,
        "sitting": SITTING,
        "epoch": 1,
        "deadline": deadline(1),
    }
    return SeatState(**(given | more))


def held(**more: Any) -> Held:
    made = holding(**more)
    return Held(made, Fold(), Delivery(head=0, acknowledged=0), made.first_chain(), paper=PAPER, files_ready=True)


def here(candidate: Candidate) -> Held:
    """What the candidate is working on."""
    return candidate.check_here()


def at_work(**more: Any) -> Candidate:
    """Somebody at this machine with the paper open, unless `more` of the holding says otherwise."""
    made = held(**more)
    key = made.holding.key
    return Candidate(machine=MACHINE, seat=seat(), moments=moments(), held={key: made}, current=key)


def nobody(**more: Any) -> Candidate:
    given: dict[str, Any] = {"seat": seat(sitting=None, epoch=0, deadline=None), "moments": moments()}
    return Candidate(machine=MACHINE, **(given | more))


def answer(n: int, value: str = "A", question: str = "single/1") -> Change:
    return Change(n=n, at=T0 + n, deadline_version=1, kind="answer", question=question, value=value)


def file(n: int, path: str, sha256: str) -> Change:
    return Change(n=n, at=T0 + n, deadline_version=1, kind="file", question="task/1", path=path, sha256=sha256, size=1)
